"""Snakemake that is imported once and works in many folders: each call is a fork, so that nothing is left over.

Reads lines of JSON, `[folder, arguments]`, and answers `[exit code, what was said]`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import traceback
from importlib import import_module

# what Snakemake and the workflow import in every run, except the package itself: each folder has its own
for _name in (
    "docutils.core", "jinja2.sandbox", "numpy", "pydantic", "pygments.formatters", "requests", "smart_open",
    "snakemake.api", "snakemake.cli", "snakemake.report.html_reporter", "snakemake.scheduling.milp",
    "snakemake.workflow", "yaml", "yte",
):  # fmt: skip
    import_module(_name)

import_module("snakemake.cli").get_argument_parser()  # and with it every plugin
PATIENCE_S = 300


def call(folder: str, arguments: list[str], said: int) -> int:
    """Run Snakemake as its command does, in this process."""
    signal.alarm(PATIENCE_S)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(folder)
    sys.path.insert(0, f"{folder}/src")
    os.environ["PYTHONPATH"] = f"{folder}/src"
    sys.argv = ["snakemake", *arguments]
    try:
        import_module("snakemake.cli").main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    return 1


def main() -> None:
    """Answer until there are no more questions."""
    for line in sys.stdin:
        folder, arguments = json.loads(line)
        with tempfile.TemporaryFile("w+") as said:
            child = os.fork()
            if child == 0:
                code = call(folder, arguments, said.fileno())
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            said.seek(0)
            print(json.dumps([code, said.read()]), flush=True)


if __name__ == "__main__":
    main()
