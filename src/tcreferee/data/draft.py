"""Draft the sidecar of a new table from the table itself and the user's answers."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.provenance import sha256
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import GRADES, TEXT
from tcreferee.data.guess import Guess, guess, row_key
from tcreferee.data.table import read_records
from tcreferee.data.units import UnitError, factor

_HEAD = """\
# Fill in what is empty and confirm the rest; the keys are explained in docs/how-to/add_a_dataset.md and in the README
# of the tables that come with the program. Then: tcreferee check {csv}
schema_version: 1
id: {id}
title: {title} # one line for tables and figures
source:
  authors: {authors} # ["Family, Given", ...]
  year: {year}
  title: {paper}
  doi: {doi} # or instead of it: arxiv, url, note
{place}location: {location} # Table 2; Fig. 3, squares
obtained: {obtained} # typed, digitised with what, from which database
licence: {licence} # under what terms the numbers are passed on
# How the rows were chosen: {{complete: all of what they are}}, or {{selected: how and by whom}}; nothing if unknown.
# A formula stands only on rows that are complete: a table without its worst rows looks like one with less scatter
rows_chosen: {complete}
sha256: {sha256}
row_key: {key} # names the row, never repeats
label: {key} # what a reader recognises the point by
# For each column
#   name: in the processed table, with the unit of the quantity: tc_K, n_hall_m3
#   quantity: one of {quantities}
#   unit: as printed, such as K or 1e21/cm**3; none for a pure number
#   grade: {grades}
#   uncertainty: unknown, {{column: ...}}, {{printed: true}}, {{absolute: ...}} or {{rounding: true}}; none for a text
#   origin, of an input: {{independent: what it was measured by}}; nothing if unknown; or instead of it
#     suspect: why its author may have known Tc. A formula stands only if each of its inputs is independent
#   if needed, required: false; limits: allowed
columns:
"""
_COLUMN = """\
  {column}:
    name: {name}
    quantity: {quantity}
    unit: {unit}
    grade: {grade}
    uncertainty: {uncertainty}
"""
_ORIGIN = """\
    origin: {origin}
"""
_TEXT = """\
  {column}:
    name: {name}
    quantity: text
    grade: {grade}
"""
RESPONSE = "tc_K"  # its origin is not asked for
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
    """

    words: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    grade: str = ""
    key: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)


def columns(csv_path: Path, known: Known) -> tuple[str, dict[str, Guess]]:
    """Return the row key, and a guess of what each other column holds.

    Raises
    ------
    RefereeError
        The table cannot be read or has no header; a column, quantity or unit that is named does not exist.
    """
    records = read_records(csv_path)
    if not records:
        problem = Problem(str(csv_path), "is empty", "a header and at least one row")
        raise RefereeError("There is nothing to describe", [problem])
    header, rows = records[0][1], [cells for _, cells in records[1:]]
    raise_if(f"{csv_path} is not described", _faults(csv_path, header, known))
    key = known.key or row_key(header, rows)
    found: dict[str, Guess] = {}
    for i, column in enumerate(header):
        if column != key:
            cells = [row[i] for row in rows if i < len(row) and row[i].strip()]
            taken = [each.name for each in found.values()]
            given = known.quantities.get(column, ""), known.units.get(column)
            found[column] = guess(column, cells, taken, *given)
    return key, found


def inputs(found: Mapping[str, Guess]) -> list[str]:
    """Return the columns whose origin is asked for: numbers other than Tc."""
    return [column for column, about in found.items() if about.quantity not in (TEXT, RESPONSE)]


def _faults(csv_path: Path, header: Sequence[str], known: Known) -> list[Problem]:
    problems = []
    named = {
        "--quantity": known.quantities,
        "--unit": known.units,
        "--origin": known.origins,
        "--key": {known.key: ""} if known.key else {},
    }
    for option, given in named.items():
        for column in given:
            if column not in header:
                what = f"there is no column '{column}'"
                problems.append(Problem(f"{csv_path}, {option}", what, do=nearest(column, header)))
    for column, word in known.quantities.items():
        if word not in (*QUANTITIES, TEXT):
            do = nearest(word, [*QUANTITIES, TEXT])
            problems.append(Problem(f"{csv_path}, --quantity {column}", f"'{word}' is not a quantity", do=do))
    for column, unit in known.units.items():
        wanted = known.quantities.get(column, "")
        try:
            factor(unit, QUANTITIES[wanted].unit if wanted in QUANTITIES else unit)
        except UnitError as error:
            problems.append(Problem(f"{csv_path}, --unit {column}", str(error)))
    if known.grade and known.grade not in GRADES:
        what, do = f"'{known.grade}' is not a grade", nearest(known.grade, GRADES)
        problems.append(Problem(f"{csv_path}, --grade", what, do=do))
    return problems


def draft(csv_path: Path, known: Known | None = None) -> str:
    """Return a draft of a sidecar; `check` then lists what is still empty.

    Parameters
    ----------
    csv_path : Path
        The table.
    known : Known, optional

    Raises
    ------
    RefereeError
        As for `columns`.
    """
    known = known or Known()
    key, found = columns(csv_path, known)
    words = {word: _text(known.words.get(word, "")) for word in QUESTIONS}
    authors = [name.strip() for name in known.words.get("authors", "").split(";") if name.strip()]
    words["authors"] = json.dumps(authors, ensure_ascii=False)
    words["complete"] = words["complete"] and f"{{complete: {words['complete']}}}"
    words["year"] = known.words.get("year", "")
    further = [f"  {word}: {_text(known.words[word])}\n" for word in ("arxiv", "url", "note") if known.words.get(word)]
    head = _HEAD.format(
        csv=csv_path.name,
        id=csv_path.stem,
        sha256=sha256(csv_path),
        key=_text(key),
        quantities=_listed([*QUANTITIES, TEXT]),
        grades=_listed(GRADES),
        place="".join(further),
        **words,
    )
    text = head + "".join(_column(column, about, known) for column, about in found.items())
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _column(column: str, about: Guess, known: Known) -> str:
    layout = _TEXT if about.quantity == TEXT else _COLUMN + _ORIGIN if inputs({column: about}) else _COLUMN
    said, rule, grade = known.origins.get(column), about.uncertainty, known.grade
    origin = f"{{independent: {_text(said)}}}" if said else ""
    return layout.format(
        column=_text(column), name=about.name, quantity=about.quantity, unit=about.unit and _text(about.unit),
        grade=grade, uncertainty=rule, origin=origin,
    )  # fmt: skip


def _text(words: str) -> str:
    """Return a text as YAML; "" for an empty one."""
    return json.dumps(words, ensure_ascii=False) if words else ""


def _listed(words: Sequence[str]) -> str:
    return textwrap.fill(", ".join(words), width=110, subsequent_indent="#     ")
