"""Commands that write files to start from. None of them overwrites a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.cli.say import Command, say
from tcreferee.config.folder import declare_of, model_folders, own_quantities

if TYPE_CHECKING:
    from tcreferee.data.answers import Known
    from tcreferee.data.guess import Guess


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
    sub.add_argument(
        "--update", action="store_true", help="bring an existing sidecar up to date: checksum, new columns"
    )
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
    sub.add_argument(
        "--grade", default="", help="of all columns: read, package, computed, estimated, recalled or undeclared"
    )
    told = "the set of which these are all rows; leave it out if rows may be missing because of how they fit"
    sub.add_argument("--complete", default="", metavar="TEXT", help=told)
    told = "a column that is not read"
    sub.add_argument("--unused", action="append", default=[], metavar="COLUMN", help=told)
    sub.add_argument("--unused-rest", action="store_true", help="columns that are not recognised are not read")
    sub.add_argument("--separator", metavar="WORD", help="comma, semicolon, tab or bar; default: as recognised")
    sub.add_argument("--decimal", metavar="WORD", help="point or comma; default: as recognised")
    sub.add_argument("--thousands", metavar="WORD", help="none, comma, point or blank; default: as recognised")
    told = "what each line of the header holds: name, unit or nothing; default: as recognised"
    sub.add_argument("--header", nargs="+", metavar="WORD", help=told)
    sub.add_argument("--skip", metavar="N", help="lines before the header; default: as recognised")
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
    """Write a sidecar, or bring one up to date; on a terminal, ask for what is missing."""
    from tcreferee.base.provenance import write_text
    from tcreferee.cli.ask import ask, ask_origins
    from tcreferee.data import draft as drafts
    from tcreferee.data.update import updated

    own_quantities()
    path = Path(given.file)
    sidecar = path.with_suffix(".yaml")
    declare_of(sidecar)  # one that is brought up to date may define quantities
    _check_place(path, sidecar, given.update)
    known, said = _laid_out(given, path, sidecar)
    known, found = _understood(path, known, given.unused_rest)
    if not given.no_questions and sys.stdin.isatty():
        known = ask(known, [name for name, about in found.items() if not about.quantity])
        known, found = _understood(path, known, given.unused_rest)
        known = ask_origins(known, drafts.inputs(found))
    if not any(about.quantity for about in found.values()):
        do = "say what one holds: --tc COLUMN, or --quantity COLUMN=WORD"
        raise RefereeError("Nothing is written", [Problem(str(path), "no column of it is recognised", do=do)])
    if given.update:
        text, changed = updated(sidecar, path, known)
        write_text(sidecar, text)
        say(f"updated {sidecar}: {'; '.join(changed) or 'nothing was new'}")
    else:
        write_text(sidecar, drafts.draft(path, known))
        say(f"wrote {sidecar}")
        for line in _lines(path, known, found, said):
            say(line)
    say(f"Next: confirm and fill in what it says, then: tcreferee check {path}")


def _check_place(path: Path, sidecar: Path, update: bool) -> None:
    from tcreferee.data.layout import TABLES

    faults = []
    if path.suffix in (".xlsx", ".xls", ".ods"):
        do = "save the sheet as CSV: a workbook holds binary numbers, not the digits that were printed"
        faults.append(Problem(str(path), "is a workbook", "a table as text", do))
    elif path.suffix not in TABLES:
        do = f"if it is one, rename it to {path.stem}.csv: what separates its cells is recognised"
        faults.append(Problem(str(path), "does not end in .csv or .tsv", "a table as text with a header", do))
    elif sidecar.exists() and not update:
        faults.append(Problem(str(sidecar), "exists already", do="update it with --update, or move it away"))
    elif update and not sidecar.exists():
        faults.append(Problem(str(sidecar), "does not exist", do="leave out --update"))
    if faults:
        raise RefereeError("Nothing is written", faults)


def _laid_out(given: argparse.Namespace, path: Path, sidecar: Path) -> tuple[Known, list[str]]:
    """Return what the command line says, with the layout of the table, and what is not usual about it."""
    from dataclasses import replace

    from pydantic import ValidationError

    from tcreferee.data.detect import detect
    from tcreferee.data.layout import Layout
    from tcreferee.data.schema_errors import problems_of
    from tcreferee.data.strict_yaml import read_yaml

    known = _known(given)
    # a sidecar that is there says how its table is laid out
    layout, said = (Layout(), list[str]()) if given.update else detect(path)
    own = (read_yaml(sidecar) or {}).get("layout") if given.update else None
    words = ("separator", "decimal", "thousands", "skip", "header")
    told = {word: getattr(given, word) for word in words if getattr(given, word) is not None}
    recognised = layout.model_dump() | ({"thousands": "none"} if given.decimal else {})
    try:
        layout = Layout.model_validate({**recognised, **(own or {}), **told})
    except ValidationError as error:
        raise RefereeError("Nothing is written", problems_of(error, Layout, "the layout")) from None
    return replace(known, layout=layout), said


def _understood(path: Path, known: Known, unused_rest: bool) -> tuple[Known, dict[str, Guess]]:
    """Return what the columns hold; those that nobody recognised are not read if that is asked for."""
    from dataclasses import replace

    from tcreferee.data.draft import columns

    _, found = columns(path, known)
    unknown = [column for column, about in found.items() if not about.quantity] if unused_rest else []
    if unknown:
        known = replace(known, unused=[*known.unused, *unknown])
        _, found = columns(path, known)
    return known, found


def _lines(path: Path, known: Known, found: dict[str, Guess], said: Sequence[str]) -> Iterator[str]:
    """Say what was understood."""
    from tcreferee.base.quantities import CLASS, KINDS, QUANTITIES, TC
    from tcreferee.data import ROW_NUMBER
    from tcreferee.data import draft as drafts
    from tcreferee.data.layout import read_printed

    if said:
        yield f"  the file: {'; '.join(said)}"
    key, _ = drafts.columns(path, known)
    yield "  no column names the rows, so they are counted" if key == ROW_NUMBER else f"  {key}: names the row"
    for column, about in found.items():
        unit = f" in {about.unit}" if about.unit else ""
        if not unit and about.quantity in QUANTITIES and QUANTITIES[about.quantity].unit:
            unit = f' in a unit that is not said: --unit "{column}=UNIT", or in the sidecar'
        unit += f", called {about.name}" if about.quantity in KINDS and about.name != about.quantity else ""
        said = about.quantity + unit + about.further if about.quantity else "not recognised"
        yield f"  {column}: {said}"
    if not {TC, CLASS} & {about.quantity for about in found.values()}:
        yield "  no column is recognised as Tc: --tc COLUMN"
    if unknown := [column for column, about in found.items() if not about.quantity]:
        yield (
            f'  say what they hold, in the sidecar or by --quantity "{unknown[0]}=WORD" (words: tcreferee quantities; '
            "your own: 'quantities' in config.yaml or the sidecar); --unused-rest leaves them out"
        )
    if left := drafts.unused(read_printed(path, known.layout).header, key, found):
        yield f"  not read: {', '.join(left)}"
    label = drafts.label_of(key, found)
    if again := drafts.repeats(path, known, label):
        most, count = next(iter(again.items()))
        labels = f"{len(again)} label{'s' * (len(again) > 1)}"
        yield f"  {sum(again.values())} rows share {labels} in '{label}', such as {most}: {count} rows"


def _known(given: argparse.Namespace) -> Known:
    from tcreferee.data.answers import QUESTIONS, Known

    quantities = _pairs("--quantity", given.quantity) | ({given.tc: "tc_K"} if given.tc else {})
    words = {word: getattr(given, word) for word in (*QUESTIONS, "arxiv", "url", "note")}
    units, origins = _pairs("--unit", given.unit), _pairs("--origin", given.origin)
    return Known(words, quantities, units, given.grade, given.key, origins, given.unused)


def _pairs(option: str, given: Sequence[str]) -> dict[str, str]:
    """Return COLUMN=WORD as a mapping; a column's name may hold "=" itself."""
    for each in given:
        if "=" not in each:
            raise RefereeError("Nothing is written", [Problem(option, f"'{each}' is not understood", "COLUMN=WORD")])
    return {column: word for column, _, word in (each.rpartition("=") for each in given)}
