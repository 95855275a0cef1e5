"""Tables without a sidecar, read by their headers: for a first look, with no source and no grade declared."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from shlex import quote

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.quantities import QUANTITIES
from tcreferee.config.folder import own_quantities
from tcreferee.data import ROW_NUMBER, UNDECLARED
from tcreferee.data.answers import Known
from tcreferee.data.detect import detect
from tcreferee.data.draft import columns, draft, unused
from tcreferee.data.guess import Guess, is_missing, is_number, unit_in
from tcreferee.data.layout import read_printed
from tcreferee.data.schema import ID, LONGEST

# a number in a unit that nobody says
ANY_NUMBER = "general"


def by_header(table: Path) -> tuple[tuple[bytes, bytes], str, str]:
    """Return a table with a sidecar that its headers imply, its name, and in words what was read as what.

    Parameters
    ----------
    table : Path
        A .csv or .tsv. Columns of numbers that are not recognised are read as numbers without a unit.

    Raises
    ------
    RefereeError
        The table cannot be read.
    """
    own_quantities()
    name = re.sub(r"[^a-z0-9]+", "_", table.stem.lower()).strip("_")
    name = (name if re.match(r"[a-z]", name) else f"table_{name}".rstrip("_"))[:LONGEST]
    content = table.read_bytes() if table.is_file() else b""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / f"{name}{table.suffix}"
        if content:
            copy.write_bytes(content)
        try:
            known, key, found = _understood(copy)
            text = draft(copy, known)
            header = read_printed(copy, known.layout).header
        except RefereeError as error:
            where = str(copy)
            problems = [replace(each, where=each.where.replace(where, str(table))) for each in error.problems]
            raise RefereeError(error.title.replace(where, str(table)), problems) from None
    left = unused(header, key, found)
    said = [f"{table} has no sidecar, so it is read by its headers:", *_said(key, found)]
    said += [f"  not read: {', '.join(left)}"] * bool(left)
    csv = table if re.fullmatch(ID, table.stem) else table.with_name(copy.name)
    rename = f"rename it to {csv.name}, then " if csv != table else ""
    do = f"{rename}tcreferee new-dataset {quote(str(csv))}"
    said += [f"No source or grade of its numbers is declared. To declare them: {do}"]
    return (content, text.encode()), name, "\n".join(said)


def of_file(problem: Problem, table: Path, sidecar: Path) -> Problem:
    """Return a problem of a copy as one of the table itself, which has no sidecar."""
    where = problem.where.replace(str(sidecar.with_suffix(".csv")), str(table)).replace(str(sidecar), str(table))
    do = f"mend it, or write a sidecar: tcreferee new-dataset {quote(str(table))}"
    return replace(problem, where=where, do=do if "sidecar" in problem.do else problem.do)


def _understood(table: Path) -> tuple[Known, str, Mapping[str, Guess]]:
    """Return what the headers say, the column that names the rows, and what each other column holds."""
    layout, _ = detect(table)
    words = {
        "title": f"{table.stem}, read by its headers", "authors": "unknown", "paper": "a table without a sidecar",
        "note": "no source was named", "location": "not stated", "obtained": "not stated", "licence": "not stated",
    }  # fmt: skip
    known = Known(words, layout=layout, grade=UNDECLARED)
    _, found = columns(table, known)
    printed = read_printed(table, layout)
    cells = {name: [row[i].strip() for _, row in printed.rows] for i, name in enumerate(printed.header)}
    unknown = [column for column, about in found.items() if not about.quantity]
    numbers = [
        column for column in unknown
        if not unit_in(cells[column]) and all(is_number(c) or not c or is_missing(c) for c in cells[column])
    ]  # fmt: skip
    left = [column for column in unknown if column not in numbers]
    kinds = dict.fromkeys(numbers, ANY_NUMBER)
    known = replace(known, quantities=kinds, units=dict.fromkeys(numbers, ""), unused=left)
    return known, *columns(table, known)


def _said(key: str, found: Mapping[str, Guess]) -> Iterator[str]:
    if key != ROW_NUMBER:
        yield f"  {key}: names the row"
    for column, about in found.items():
        kind = QUANTITIES[about.quantity].label if about.quantity in QUANTITIES else "text"
        if about.quantity == ANY_NUMBER:
            kind = "number as printed"
        unit = f" in {about.unit}" if about.unit else ""
        called = f", called {about.name}" if about.name != column else ""
        yield f"  {column}: {kind}{unit}{called}{about.further}"
