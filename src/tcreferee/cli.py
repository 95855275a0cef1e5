"""The command line: which models and datasets there are, whether a table can be used, and what a run has found."""

from __future__ import annotations

import argparse
import io
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tcreferee.errors import Problem, RefereeError, nearest
from tcreferee.provenance import PACKAGE

CONFIG = Path("config.yaml")
SHOWN = 200

EPILOG = """examples:
  tcreferee models                     the formulas that can be tried, with their sources
  tcreferee datasets                   the tables they can be tried on
  tcreferee show ybco_jorgensen1990    all that is known about one of them, with its rows
  tcreferee draft my_table.csv         a description to start from for a table of your own
  tcreferee check my_table.csv         whether a table of your own can be used, and if not, every reason
  tcreferee verdicts                   what the last run found, one sentence a comparison
  tcreferee claims                     which numbers the papers print do not follow from their inputs

exit codes: 0 done, 1 a problem that is named, 2 the command line is wrong"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without ≤ or Å gets \\u2264
            stream.reconfigure(errors="backslashreplace")
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
    except RefereeError as error:
        _complain(error)
        return 1
    except BrokenPipeError:  # the reader of a pipe, e.g. `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(prog="tcreferee", description=__doc__, epilog=EPILOG, formatter_class=layout)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Any, explanation: str, example: str) -> argparse.ArgumentParser:
        epilog = f"example:\n  tcreferee {example}"
        sub = commands.add_parser(
            name, help=explanation, description=explanation, epilog=epilog, formatter_class=layout
        )
        sub.set_defaults(run=run)
        return sub

    folders = "default: data/raw and the data_paths of config.yaml"
    sub = command("models", _models, "list the models, the package's and those in FOLDERS", "models my_models")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help="folders with model files of your own")
    sub.add_argument("--markdown", action="store_true", help="print the page docs/models.md instead")
    sub = command("datasets", _datasets, "list the datasets in FOLDERS", "datasets data/raw my_data")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help=folders)
    sub.add_argument("--markdown", action="store_true", help="print the page docs/datasets.md instead")
    sub = command("show", _show, "show a dataset: source, columns, grades, changes, rows", "show uemura")
    sub.add_argument("dataset", metavar="DATASET", help="its name, see 'tcreferee datasets'")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help=folders)
    explanation = "check pairs of table and sidecar (give the .csv or the .yaml): report each, or list every problem"
    sub = command("check", _check, explanation, "check my_data/*.csv")
    sub.add_argument("files", nargs="+", metavar="FILE", help="a .csv or .yaml")
    sub = command("draft", _draft, "print a sidecar to start from for a new table", "draft a.csv > a.yaml")
    sub.add_argument("file", metavar="FILE", help="the .csv")
    sub = command("verdicts", _verdicts, "print the verdict of each comparison in a results folder", "verdicts results")
    sub.add_argument("folder", nargs="?", default="results", metavar="FOLDER", help="default: results")
    sub.add_argument("--markdown", action="store_true", help="print the page docs/comparisons.md instead")
    explanation = "recompute what the papers print: counts, then the claims that differ or are not defined"
    sub = command("claims", _claims, explanation, "claims bec_double_bridge")
    sub.add_argument("paper", nargs="?", metavar="PAPER", help="default: all")
    return parser


def _print(text: str) -> None:
    from tcreferee.data.display import printable

    print(printable(text))


def _complain(error: RefereeError) -> None:
    from tcreferee.data.display import printable

    lines = printable(str(error)).splitlines()
    print("\n".join(lines[: SHOWN + 1]), file=sys.stderr)
    if len(lines) > SHOWN + 1:
        print(f"  ... and {len(lines) - SHOWN - 1} lines more", file=sys.stderr)


def _models(given: argparse.Namespace) -> None:
    from tcreferee.model_page import lines, page

    if given.markdown:
        _print(page().rstrip("\n"))
        return
    for line in lines(given.folders):
        _print(line)


def _configuration() -> dict[str, Any]:
    """Return config.yaml as it is written; nothing if there is none. It is checked by `make`, not here."""
    import yaml

    from tcreferee.data.strict_yaml import is_bounded
    from tcreferee.data.textfile import read_text

    if not CONFIG.exists():
        return {}
    try:
        content = yaml.safe_load(read_text(CONFIG, megabytes=1))
    except (yaml.YAMLError, RecursionError, ValueError):
        content = None
    if not isinstance(content, dict) or not is_bounded(content):
        what = "is not a mapping of keys to values, or its aliases make it too large"
        raise RefereeError(f"{CONFIG} cannot be read", [Problem(str(CONFIG), what)])
    return content


def _folders() -> list[Path]:
    own = Path("data/raw")
    further = _configuration().get("data_paths")
    own_folders = [own if own.is_dir() else PACKAGE.parents[1] / own]
    return [*own_folders, *(Path(str(each)) for each in further)] if isinstance(further, list) else own_folders


def _sidecars(folders: Sequence[str]) -> dict[str, Path]:
    from tcreferee.data.sidecar import find_datasets

    return find_datasets(folders or _folders())


def _datasets(given: argparse.Namespace) -> None:
    from tcreferee.data.catalogue import listing, markdown, read_datasets, uses

    datasets = read_datasets(_sidecars(given.folders), uses(_configuration()))
    if given.markdown:
        print(markdown(datasets), end="")
    else:
        _print(listing(datasets))


def _show(given: argparse.Namespace) -> None:
    from tcreferee.data.check import process
    from tcreferee.data.display import page

    sidecars = _sidecars(given.folders)
    if given.dataset not in sidecars:
        what = f"there is no dataset '{given.dataset}'"
        raise RefereeError("Nothing to show", [Problem("DATASET", what, do=nearest(given.dataset, sidecars))])
    shown = process(sidecars[given.dataset])
    _print(page(shown.record, shown.rows, shown.rejected))


def _check(given: argparse.Namespace) -> None:
    from tcreferee.data.check import check
    from tcreferee.data.display import report

    good, bad = check(given.files)
    for shown in good:
        _print(report(shown.record, shown.rows, shown.rejected) + "\n\nThis table can be used.\n")
    sys.stdout.flush()
    if len(bad) == 1:
        raise bad[0]
    if bad:
        raise RefereeError(
            f"{len(bad)} tables cannot be used", [problem for error in bad for problem in error.problems]
        )


def _claims(given: argparse.Namespace) -> None:
    from tcreferee.ledger import Tables, make_ledger, papers
    from tcreferee.ledger_text import listing

    known = papers()
    if given.paper and given.paper not in known:
        what = f"there is no paper '{given.paper}'"
        raise RefereeError("No claims", [Problem("PAPER", what, do=nearest(given.paper, known))])
    chosen = [given.paper] if given.paper else known
    _print(listing(make_ledger(Tables(_folders()), chosen), chosen))


def _draft(given: argparse.Namespace) -> None:
    from tcreferee.data.draft import draft

    print(draft(Path(given.file)), end="")


def _verdicts(given: argparse.Namespace) -> None:
    from tcreferee.results import read_record

    folder = Path(given.folder)
    records = sorted(folder.glob("*/comparison.json"))
    if not records:
        problem = Problem(str(folder), "holds no comparison", do="run 'make' first")
        raise RefereeError("no results", [problem])
    if given.markdown:
        from tcreferee.comparison.markdown import page

        print(page(folder), end="")
        return
    for path in records:
        record = read_record(path)
        text = f"{record['comparison']}: {record['sentence']}"
        _print(textwrap.fill(text, width=100, subsequent_indent="    "))
