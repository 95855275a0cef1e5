"""Commands that list models and tables and show the results of a run."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.cli.say import Command, say
from tcreferee.config.folder import configuration, data_folders, model_folders, own_quantities

# checksum records of the files that a command shows
OF_VERDICTS = ("checksums/select/*.json", "*/inference.json", "checksums/compare/*.json")
STANDING = "checksums/report.json"
MODELS = Path(__file__).resolve().parents[1] / "models"


def add(command: Command) -> None:
    """Add the commands of this module."""
    folders = "default: the built-in tables and the data_paths of config.yaml"
    sub = command("models", models, "list the models of the package and your own", "models my_models")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help="default: the model_paths of config.yaml")
    sub.add_argument("--markdown", action="store_true", help="print the page docs/models.md instead")
    sub = command("datasets", datasets, "list the datasets", "datasets", "datasets data/raw my_data")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help=folders)
    sub.add_argument("--markdown", action="store_true", help="print the page Datasets of the documentation instead")
    command("quantities", quantities, "list the words for the quantities of columns and model inputs", "quantities")
    explanation = "show a dataset (source, columns, grades, changes, rows) or a model (equation, parameters, checks)"
    sub = command("show", show, explanation, "show ybco_jorgensen1990", "show mcmillan_fixed")
    sub.add_argument("name", metavar="NAME", help="see 'tcreferee datasets' and 'tcreferee models'")
    sub.add_argument("folders", nargs="*", metavar="FOLDER", help=f"of datasets; {folders}")
    sub = command("verdicts", verdicts, "print the verdict of each comparison in a results folder", "verdicts results")
    sub.add_argument("folder", nargs="?", default="results", metavar="FOLDER", help="default: results")
    sub.add_argument("--markdown", action="store_true", help="print the page docs/comparisons.md instead")
    explanation = "check that every result is unmodified and was made from the present input files"
    sub = command("verify", verify, explanation, "verify", "verify results", "verify --rerun")
    sub.add_argument("folder", nargs="?", default="results", metavar="FOLDER", help="default: results")
    again = "run everything again in a scratch folder too, and say 'same numbers' or name the first that differs"
    sub.add_argument("--rerun", action="store_true", help=again)
    sub.add_argument("--cores", metavar="N", default="all", help="for --rerun; default: all")
    near = "relative difference that counts as none, for another type of processor; default: 0"
    sub.add_argument("--within", type=float, default=0.0, metavar="REL", help=near)
    explanation = "recompute the numbers that the papers print: counts, and the claims that differ or are not defined"
    sub = command("claims", claims, explanation, "claims bec_double_bridge")
    sub.add_argument("paper", nargs="?", metavar="PAPER", help="default: all")
    explanation = "print docs/papers.md: what tries each equation, table, figure and prediction of the papers"
    command("papers", papers, explanation, "papers")


def models(given: argparse.Namespace) -> None:
    """List the models."""
    from tcreferee.formulas.page import lines, page

    if given.markdown:
        say(page().rstrip("\n"))
        return
    own_quantities()
    for line in lines(model_folders(given.folders)):
        say(line)


def sidecars(folders: Sequence[str]) -> dict[str, Path]:
    """Return the sidecar of each dataset in folders."""
    from tcreferee.data.sidecar import find_datasets

    return find_datasets(data_folders(folders))


def datasets(given: argparse.Namespace) -> None:
    """List the datasets."""
    from tcreferee.data.catalogue import listing, markdown, read_datasets, uses

    found = read_datasets(sidecars(given.folders), uses(configuration()))
    if given.markdown:
        print(markdown(found), end="")
    else:
        say(listing(found))


def quantities(given: argparse.Namespace) -> None:
    """List the quantities with units."""
    from tcreferee.base.quantities import QUANTITIES

    own_quantities()
    for quantity in QUANTITIES.values():
        said = f" ({quantity.declared_in})" if quantity.declared_in else ""
        say(f"{quantity.name:24s} {quantity.unit or 'pure number':22s} {quantity.label}{said}")


def show(given: argparse.Namespace) -> None:
    """Show a dataset, a model, or both if they share a name."""
    own_quantities()
    known = sidecars(given.folders)
    if given.name in known:
        from tcreferee.data.check import process
        from tcreferee.data.display import page

        shown = process(known[given.name])
        say(page(shown.record, shown.rows, shown.rejected))
        if given.folders:
            return
    formulas = {path.stem: path for folder in (MODELS, *model_folders()) for path in folder.glob("[!_]*.py")}
    if given.name in formulas:
        from tcreferee.formulas.loading import load_model
        from tcreferee.formulas.page import plain

        say(plain(load_model(formulas[given.name]), formulas[given.name]))
    elif given.name not in known:
        what = f"there is no dataset and no model '{given.name}'"
        raise RefereeError("Nothing to show", [Problem("NAME", what, do=nearest(given.name, {*known, *formulas}))])


def verdicts(given: argparse.Namespace) -> None:
    """Print the verdict of each comparison."""
    from tcreferee.base.checksums import check_made
    from tcreferee.base.records import read_record, reading

    folder = Path(given.folder)
    records = sorted(folder.glob("*/comparison.json"))
    if not records:
        problem = Problem(
            str(folder), "holds no comparison", do="run 'tcreferee run' (in the repository: 'make') first"
        )
        raise RefereeError("no results", [problem])
    check_made(path for pattern in OF_VERDICTS for path in folder.glob(pattern))
    if given.markdown:
        from tcreferee.comparison.markdown import page

        print(page(folder), end="")
        return
    from tcreferee.report.terminal import standing_lines, verdict_lines

    for path in records:
        with reading(path):
            lines = list(verdict_lines([read_record(path)]))
        for line in lines:
            say(line)
    check_made(folder.glob(STANDING))
    for line in standing_lines(folder / "standing.csv"):
        say(line)


def verify(given: argparse.Namespace) -> None:
    """Compare the results with the checksums they were written with."""
    from tcreferee.base.checksums import check_made, records_of

    records = records_of(given.folder)
    if not records:
        what = "holds no checksums of results"
        raise RefereeError("nothing to verify", [Problem(given.folder, what, do="run 'tcreferee run' first")])
    say(f"{given.folder}: {check_made(records, missing=True)} files are unmodified and match their input files")
    if given.rerun:
        from tcreferee.cli.rerun import rerun

        rerun(Path(given.folder), given.cores, given.within)


def claims(given: argparse.Namespace) -> None:
    """Recompute what the papers print."""
    from tcreferee.papers.ledger import Tables, make_ledger
    from tcreferee.papers.reading import papers
    from tcreferee.papers.words import listing

    known = papers()
    if given.paper and given.paper not in known:
        what = f"there is no paper '{given.paper}'"
        raise RefereeError("No claims", [Problem("PAPER", what, do=nearest(given.paper, known))])
    chosen = [given.paper] if given.paper else known
    say(listing(make_ledger(Tables(data_folders()), chosen), chosen))


def papers(_: argparse.Namespace) -> None:
    """Print the page of the papers."""
    from tcreferee.papers.page import page

    print(page(list(data_folders())), end="")
