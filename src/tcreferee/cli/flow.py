"""Commands that run the workflow: all of it, one comparison, the report."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.checksums import check_made, make_ready, records_of
from tcreferee.base.disk import check_storage
from tcreferee.base.engine import check_engine
from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.base.places import profiles, snakefile
from tcreferee.cli.say import Command, aligned, say
from tcreferee.config.folder import CONFIG, configuration, need_configuration
from tcreferee.text.html import plain_text

if TYPE_CHECKING:
    from tcreferee.config.plan import Plan

REPORT = Path("results/report.html")


def add(command: Command) -> None:
    """Add the commands of this module."""
    explanation = "run everything in config.yaml; other options and targets are passed to snakemake"
    sub = command("run", run, explanation, "run", "run --cores 4 --dry-run", "run --profile slurm", "run --forceall")
    _how(sub)
    sub.add_argument("targets", nargs="*", metavar="TARGET", help="files to make; default: report and all tables")
    explanation = "bring one comparison of config.yaml up to date and print its table"
    sub = command("compare", compare, explanation, "compare example")
    sub.add_argument("name", metavar="NAME", help="a comparison of config.yaml")
    _how(sub)
    sub = command("report", report, "bring the report up to date and print its path", "report")
    sub.add_argument("--open", action="store_true", help="open it in the browser")
    sub.add_argument("--zip", metavar="FILE", help="pack it with all that its pages show and link to")
    _how(sub)


def _how(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--cores", metavar="N", help="default: all")
    sub.add_argument(
        "--profile",
        default="default",
        metavar="NAME",
        help="a profile of the workflow, or a folder with one; default: default",
    )


def run(given: argparse.Namespace) -> int:
    """Run the workflow."""
    code = _snakemake(given, given.targets, given.further)
    whole = not given.targets and not given.further
    if code == 0 and whole and REPORT.is_file():
        from tcreferee.cli.look import verdicts

        check_made(records_of(REPORT.parent))
        verdicts(argparse.Namespace(folder="results", markdown=False))
        say(f"report: {REPORT}")
    return code


def _snakemake(given: argparse.Namespace, targets: Sequence[str], options: Sequence[str] = ()) -> int:
    """Run Snakemake with the workflow's profile; return its exit code.

    The profile decides what makes a result stale, and must always be the same (docs/decisions/0002). This is why
    the command exists.
    """
    need_configuration()
    checked()  # before Snakemake says anything
    check_engine(given.profile)
    check_storage(["results", "data/processed", ".snakemake"])  # where Snakemake itself would end in a traceback
    if not {"-n", "--dry-run", "--dryrun"} & set(options):
        make_ready(REPORT.parent, say)
    command = [sys.executable, "-m", "snakemake", "--workflow-profile", str(_profile(given.profile))]
    if given.cores or given.profile == "default":
        command += ["--cores", given.cores or "all"]
    if not Path("Snakefile").exists() and not Path("workflow/Snakefile").exists():
        command += ["--snakefile", snakefile()]
    # the child process receives Ctrl-C itself and shuts down cleanly
    with subprocess.Popen([*command, *targets, *options]) as process:
        while True:
            try:
                return 1 if process.wait() else 0
            except KeyboardInterrupt:
                continue


def checked() -> Plan:
    """Return the plan of config.yaml; a problem with it names the line of its key."""
    from tcreferee.config.lines import with_lines
    from tcreferee.config.load import load_plan

    with with_lines(CONFIG):
        return load_plan(configuration())


def _profile(name: str) -> Path:
    known = profiles()
    if name in known:
        return known[name]
    if not Path(name).is_dir():
        what = f"there is no profile '{name}', and no such folder"
        raise RefereeError("Nothing is run", [Problem("--profile", what, do=nearest(name, known))])
    return Path(name)


def compare(given: argparse.Namespace) -> int:
    """Run one comparison and print its table."""
    from tcreferee.base.records import number, read_record, read_rows

    need_configuration()
    known = configuration().get("comparisons")
    if not isinstance(known, dict) or given.name not in known:
        what, do = f"there is no comparison '{given.name}' in {CONFIG}", nearest(given.name, map(str, known or ()))
        raise RefereeError("Nothing is run", [Problem("NAME", what, do=do)])
    folder = Path("results", given.name)
    code = _snakemake(given, [str(folder / "comparison.csv")], ["--quiet", "all"])
    if code:
        return code
    rows = read_rows(folder / "comparison.csv")
    header = ("rank", "k", "rmse_K", "aicc", "elpd_loo", "d_elpd", "se_d_elpd", "words")
    cells = [
        (
            plain_text(row["label"]),
            *(f"{number(row[key]):.4g}" if row[key] and key != "words" else row[key] for key in header),
        )
        for row in rows
    ]
    for line in aligned(("", *header), cells):
        say(line)
    record = read_record(folder / "comparison.json")
    say("\n" + plain_text("\n".join([record["sentence"], *record["cautions"]])))
    return 0


def report(given: argparse.Namespace) -> int:
    """Make the report and say where it is."""
    code = _snakemake(given, [str(REPORT)], ["--quiet", "all"])
    if code == 0:
        say(str(REPORT))
        if given.zip:
            from tcreferee.report.pack import pack

            say(f"{given.zip}: {pack(REPORT.parent, given.zip)} files")
        if given.open:
            import webbrowser

            webbrowser.open(REPORT.absolute().as_uri())
    return code
