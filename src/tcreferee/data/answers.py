"""What the user says of a new table, and what is wrong with it before a sidecar can be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.own_quantities import known_word
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, ROW_NUMBER, TEXT
from tcreferee.data.guess import header_parts
from tcreferee.data.layout import Layout, Printed
from tcreferee.data.schema import DOI, ID, LONGEST, URL
from tcreferee.data.table import separator
from tcreferee.data.units import UnitError, factor

SHOWN = 5  # torn rows that are listed one by one
# keys of the head that only the user knows, and what they are asked
QUESTIONS = {
    "title": "title of the table, one line",
    "authors": "authors of the source, 'Family, Given', separated by semicolons",
    "year": "year of the source",
    "paper": "title of the source",
    "doi": "DOI of the source (empty if it has none)",
    "location": "place in the source, such as Table 2",
    "obtained": "how the numbers came into the file, such as typed",
    "licence": "under what terms the numbers are passed on",
    "complete": "the rows are all of (such as: the samples of Table 2; empty if some may be left out for how they fit)",
}


@dataclass(frozen=True)
class Known:
    """What the user says of a table.

    Parameters
    ----------
    words : mapping of str to str
        Answers to `QUESTIONS`, and "arxiv", "url" or "note" for a source without DOI.
    quantities, units : mapping of str to str
        By column.
    grade : str
        Of every column.
    key : str
        Column that names the row.
    origins : mapping of str to str
        By column: what it was measured by, independently of Tc.
    unused : sequence of str
        Columns that are not read.
    layout : Layout
        How the table is laid out.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    key: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    unused: Sequence[str] = ()
    layout: Layout = field(default_factory=Layout)


def answer_faults(csv_path: Path, printed: Printed, known: Known) -> list[Problem]:
    """Return what is wrong with a table and with what is said of it."""
    header = printed.header
    if fault := list(separator(csv_path, header)):
        return fault
    problems = list(_shape(csv_path, printed))
    named = {
        "--quantity": known.quantities,
        "--unit": known.units,
        "--origin": known.origins,
        "--unused": dict.fromkeys(known.unused, ""),
        "--key": {known.key: ""} if known.key not in ("", ROW_NUMBER) else {},
    }
    for option, given in named.items():
        for column in given:
            if column not in header:
                what = f"there is no column '{column}'"
                problems.append(Problem(f"{csv_path}, {option}", what, do=nearest(column, header)))
    for column, word in known.quantities.items():
        problems += quantity_fault(f"{csv_path}, --quantity {column}", word)
        if column not in known.units:
            problems += header_fault(f"{csv_path}, --quantity {column}", column, word)
    for column, unit in known.units.items():
        problems += unit_fault(f"{csv_path}, --unit {column}", unit, known.quantities.get(column, ""))
    for word, said in known.words.items():
        problems += word_fault(f"{csv_path}, --{word}", word, said) if said else ()
    return problems + (list(grade_fault(f"{csv_path}, --grade", known.grade)) if known.grade else [])


def quantity_fault(where: str, word: str) -> Iterator[Problem]:
    """Say why a word names no quantity."""
    if word not in (*QUANTITIES, TEXT):
        yield Problem(where, f"'{word}' is not a quantity", do=known_word(word, [TEXT]))


def unit_fault(where: str, unit: str, quantity: str = "") -> Iterator[Problem]:
    """Say why a unit is not one of a quantity."""
    try:
        factor(unit, QUANTITIES[quantity].unit if quantity in QUANTITIES else unit)
    except UnitError as error:
        yield Problem(where, str(error))


def header_fault(where: str, column: str, word: str) -> Iterator[Problem]:
    """Say why the unit in a header is not one of a quantity."""
    unit = header_parts(column)[1]
    if unit and word in QUANTITIES:
        do = f'choose another quantity, or say the unit: --unit "{column}=UNIT"'
        if not QUANTITIES[word].unit:
            do = (
                f"define a quantity in {unit}: 'quantities' in config.yaml; or take "
                f'the numbers without their unit: --unit "{column}="'
            )
        for problem in unit_fault(where, unit, word):
            yield replace(problem, do=do)


def grade_fault(where: str, grade: str) -> Iterator[Problem]:
    """Say why a word is no grade."""
    if grade not in GRADES:
        yield Problem(where, f"'{grade}' is not a grade", do=nearest(grade, GRADES))


def word_fault(where: str, word: str, given: str) -> Iterator[Problem]:
    """Say why an answer about the source cannot stand in a sidecar."""
    if word == "year" and not re.fullmatch(r"[12][0-9]{3}", given):
        yield Problem(where, f"'{given}' is not a year", "four digits")
    if word == "doi" and not re.fullmatch(DOI, given):
        yield Problem(where, f"'{given}' is not a DOI", "10.1103/PhysRevB.41.1863, without an address before it")
    if word == "url" and not re.fullmatch(URL, given):
        yield Problem(where, f"'{given}' is not an address", "https://...")


def _shape(csv_path: Path, printed: Printed) -> Iterator[Problem]:
    """Say what no sidecar can mend: a name that is no id, rows that are torn, a table without rows."""
    if not re.fullmatch(ID, csv_path.stem):
        plain = re.sub(r"[^a-z0-9_]+", "_", csv_path.stem.lower()).strip("_")[:LONGEST]
        do = f"rename it to {plain if re.match(r'[a-z]', plain) else f'table_{plain}'.rstrip('_')}{csv_path.suffix}"
        yield Problem(str(csv_path), "its name is no id", f"small letters, digits and _, at most {LONGEST}", do)
    wide = len(printed.header)
    torn = [(line, cells) for line, cells in printed.rows if len(cells) != wide]
    for line, cells in torn[:SHOWN]:
        text = ", ".join(cells)
        what = f"is one cell, '{text[:60]}'" if len(cells) == 1 else f"has {len(cells)} cells, '{text[:60]}'"
        do = "repair it, or quote cells that hold the separator; delete it if it is a footnote or another title"
        yield Problem(f"{csv_path}, line {line}", what, f"{wide} as in the header", do)
    if len(torn) > SHOWN:
        yield Problem(str(csv_path), f"has {len(torn) - SHOWN} more lines of this kind")
    if not printed.rows:
        yield Problem(str(csv_path), "has no rows", "a header and at least one row")
