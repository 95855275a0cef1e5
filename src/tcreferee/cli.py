"""The command line: which models and datasets there are, and what a run has found."""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path

from tcreferee.errors import Problem, RefereeError

EPILOG = """examples:
  tcreferee models                 the formulas that can be tried, with their sources
  tcreferee datasets               the tables they can be tried on
  tcreferee verdicts               what the last run found, one sentence a comparison

exit codes: 0 done, 1 a problem that is named, 2 the command line is wrong"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="tcreferee", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run, explanation in _COMMANDS:
        command = commands.add_parser(name, help=explanation, description=explanation)
        command.add_argument("folders", nargs="*", help=f"default: {_DEFAULTS[name]}")
        command.set_defaults(run=run)
    given = parser.parse_args(arguments)
    try:
        given.run(given.folders)
    except RefereeError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of a pipe, e.g. `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _models(folders: Sequence[str]) -> None:
    from tcreferee.model import find_models, load_model

    for name, path in sorted(find_models(folders).items()):
        model = load_model(path)
        print(f"{name:24s} {model.title}\n{'':24s} {model.source.equation}: {model.source.reference}")


def _datasets(folders: Sequence[str]) -> None:
    from tcreferee.data.sidecar import find_datasets, produced_columns, read_sidecar

    for name, path in find_datasets(folders or ["data/raw"]).items():
        sidecar = read_sidecar(path)
        columns = [column for column, quantity in produced_columns(sidecar).items() if quantity != "text"]
        print(f"{name:30s} {sidecar.title}\n{'':30s} columns: {', '.join(columns)}")


def _verdicts(folders: Sequence[str]) -> None:
    from tcreferee.results import read_record

    folder = Path(folders[0] if folders else "results")
    records = sorted(folder.glob("*/comparison.json"))
    if not records:
        problem = Problem(str(folder), "holds no comparison", do="run 'make' first")
        raise RefereeError("no results", [problem])
    for path in records:
        record = read_record(path)
        text = f"{record['comparison']}: {record['sentence']}"
        print(textwrap.fill(text, width=100, subsequent_indent="    "))


_DEFAULTS = {"models": "the package's own", "datasets": "data/raw", "verdicts": "results"}
_COMMANDS: tuple[tuple[str, Callable[[Sequence[str]], None], str], ...] = (
    ("models", _models, "list the models, the package's and those in FOLDERS"),
    ("datasets", _datasets, "list the datasets in FOLDERS"),
    ("verdicts", _verdicts, "print the verdict of each comparison in a results folder"),
)
