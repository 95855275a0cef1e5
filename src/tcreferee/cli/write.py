"""Commands that write files to start from. None of them overwrites a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.cli.say import Command, say
from tcreferee.config.folder import model_folders, own_quantities

if TYPE_CHECKING:
    from tcreferee.data.answers import Known


def add(command: Command) -> None:
    """Add the commands of this module."""
    explanation = (
        "make your own folder with config.yaml, an example formula and table and a Snakefile; it can be run at once"
    )
    sub = command("init", init, explanation, "init my_trial")
    sub.add_argument(
        "folder", metavar="DIR", help="the folder; it is made if it does not exist, and nothing in it is overwritten"
    )
    explanation = "write a model file to start from; 'check' then lists what you have to fill in"
    example = "new-model my_formula --inputs n_m3 xi_A --parameters t_1_K exponent"
    sub = command("new-model", new_model, explanation, example)
    sub.add_argument("name", metavar="NAME", help="the file is NAME.py")
    sub.add_argument(
        "--inputs", nargs="+", default=[], metavar="WORD", help="see 'tcreferee quantities'; default: n_m3"
    )
    sub.add_argument(
        "--parameters",
        nargs="+",
        default=[],
        metavar="NAME",
        help="names with unit, the linear parameter first; default: t_1_K",
    )
    sub.add_argument(
        "--folder", metavar="DIR", help="default: the first of model_paths in config.yaml, or else the current folder"
    )
    explanation = "write the sidecar of a table, with units and quantities guessed from the header"
    example = 'new-dataset my.csv --tc "Tc onset" --unit n=1e21/cm**3 --grade read --doi 10.1000/x --title "Four films"'
    sub = command("new-dataset", new_dataset, explanation, "new-dataset my.csv", example)
    _table(sub)
    sub.add_argument("--no-questions", action="store_true", help="do not ask on the terminal for what is missing")


def _table(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("file", metavar="TABLE.csv", help="the table as printed, with a header")
    sub.add_argument("--tc", metavar="COLUMN", help="the column that holds Tc")
    sub.add_argument("--quantity", action="append", default=[], metavar="COLUMN=WORD", help="the quantity of a column")
    sub.add_argument(
        "--unit", action="append", default=[], metavar="COLUMN=UNIT", help="the unit of a column as printed"
    )
    told = "what a column was measured by, independently of Tc"
    sub.add_argument("--origin", action="append", default=[], metavar="COLUMN=TEXT", help=told)
    sub.add_argument("--key", default="", metavar="COLUMN", help="the column that names each row")
    sub.add_argument("--grade", default="", help="of all columns: read, package, computed, estimated or recalled")
    told = "all of what the rows are; leave it out if some may be left out for how they fit"
    sub.add_argument("--complete", default="", metavar="TEXT", help=told)
    for word in ("title", "authors", "year", "paper", "doi", "arxiv", "url", "note", "location", "obtained", "licence"):
        sub.add_argument(f"--{word}", default="", metavar="TEXT")


def init(given: argparse.Namespace) -> None:
    """Make a folder."""
    from tcreferee.scaffold.start import make_folder

    for path in make_folder(given.folder):
        say(f"wrote {path}")
    say(f"\nNext: cd {given.folder}; tcreferee run")


def new_model(given: argparse.Namespace) -> None:
    """Write a model file."""
    from tcreferee.scaffold.model_file import make_model

    own_quantities()
    folder = given.folder or next(iter(model_folders()), Path())
    path = make_model(given.name, folder, given.inputs, given.parameters)
    say(f"wrote {path}\nNext: fill in what it says, then: tcreferee check {path}")


def new_dataset(given: argparse.Namespace) -> None:
    """Write a sidecar; on a terminal, ask for what is missing."""
    from tcreferee.base.provenance import write_text
    from tcreferee.data import ROW_NUMBER
    from tcreferee.data import draft as drafts
    from tcreferee.data.answers import QUESTIONS

    own_quantities()
    path = Path(given.file)
    sidecar = path.with_suffix(".yaml")
    faults = []
    if path.suffix != ".csv":
        faults.append(Problem(str(path), "does not end in .csv", "a table as CSV with a header"))
    elif sidecar.exists():
        faults.append(Problem(str(sidecar), "exists already", do="move it away, or edit it"))
    if faults:
        raise RefereeError("Nothing is written", faults)
    known = _known(given)
    key, found = drafts.columns(path, known)
    if not given.no_questions and sys.stdin.isatty():
        known = _asked(QUESTIONS, known, [name for name, about in found.items() if not about.quantity])
        key, found = drafts.columns(path, known)
        known = _asked_origins(known, drafts.inputs(found))
    write_text(sidecar, drafts.draft(path, known))
    named = "no column names the rows, so they are counted" if key == ROW_NUMBER else f"{key}: names the row"
    say(f"wrote {sidecar}\n  {named}")
    for column, about in found.items():
        unit = f" in {about.unit}" if about.unit else ""
        more = "".join((", limits" * about.limits, ", not in every row" * about.empty))
        more += f", uncertainties in {about.errors}" * bool(about.errors)
        say(f"  {column}: {about.quantity + unit + more if about.quantity else 'not recognised'}")
    say(f"Next: confirm and fill in what it says, then: tcreferee check {path}")


def _known(given: argparse.Namespace) -> Known:
    from tcreferee.data.answers import QUESTIONS, Known

    quantities = _pairs("--quantity", given.quantity) | ({given.tc: "tc_K"} if given.tc else {})
    words = {word: getattr(given, word) for word in (*QUESTIONS, "arxiv", "url", "note")}
    units, origins = _pairs("--unit", given.unit), _pairs("--origin", given.origin)
    return Known(words, quantities, units, given.grade, given.key, origins)


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """Return COLUMN=WORD as a mapping; a column's name may hold "=" itself."""
    for each in given:
        if "=" not in each:
            raise RefereeError("Nothing is written", [Problem(option, f"'{each}' is not understood", "COLUMN=WORD")])
    return {column: word for column, _, word in (each.rpartition("=") for each in given)}


def _asked(questions: dict[str, str], known: Known, unknown: Sequence[str]) -> Known:
    """Ask for what is missing; an empty answer leaves the field empty."""
    from dataclasses import replace

    from tcreferee.data import GRADES

    say("An empty answer leaves the place empty, to be filled in later.")
    words, quantities = dict(known.words), dict(known.quantities)
    for column in unknown:
        quantities[column] = _answer(f"column '{column}' holds (a word of 'tcreferee quantities', or text)")
    grade = known.grade or _answer(f"the numbers are {', '.join(GRADES)}")
    for word, question in questions.items():
        words[word] = words.get(word) or _answer(question)
    given = {column: word for column, word in quantities.items() if word}
    return replace(known, words=words, quantities=given, grade=grade)


def _asked_origins(known: Known, inputs: Sequence[str]) -> Known:
    """Ask how each input was obtained; a formula stands only on inputs that are independent of Tc."""
    from dataclasses import replace

    origins = dict(known.origins)
    for column in inputs:
        question = f"column '{column}' was measured independently of Tc, by (empty: not known)"
        origins[column] = origins.get(column) or _answer(question)
    return replace(known, origins={column: word for column, word in origins.items() if word})


def _answer(question: str) -> str:
    try:
        return input(f"{question}: ").strip()
    except EOFError:
        return ""
