"""`python -m tcreferee.slurm allocation|jobs [target ...]`: what `make slurm` and `make slurm-jobs` call."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from tcreferee.base.checksums import make_ready
from tcreferee.base.errors import RefereeError
from tcreferee.slurm.site import read_site

WAYS = ("allocation", "jobs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the two ways; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tcreferee.slurm", description="Run the workflow on SLURM.")
    parser.add_argument("way", choices=WAYS, help="all in one allocation, or a SLURM job for each job")
    parser.add_argument(
        "targets", nargs=argparse.REMAINDER, help="rules, files and options of snakemake; the default run without any"
    )
    given = parser.parse_args(arguments)
    targets = given.targets[1:] if given.targets[:1] == ["--"] else given.targets
    # SIGINT also where a script started this in the background. A lost terminal ends a run of jobs in order; one
    # allocation goes on without its watch.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[: 3 if given.way == "jobs" else 1]:
        signal.signal(number, signal.default_int_handler)
    try:
        site = read_site()
        if not {"-n", "--dry-run", "--dryrun"} & set(targets):
            make_ready("results", _say)
        if given.way == "allocation":
            from tcreferee.slurm.allocation import run_in_allocation as run
        else:
            from tcreferee.slurm.jobs import run_as_jobs as run
        return run(site, targets, _say)
    except RefereeError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
