"""The printed table as it is in the CSV: rows of texts, checked against the sidecar.

What is wrong with the table as a whole is found here: checksum, header, row keys, corrections that no longer
fit. What is wrong with a single cell is found by `tidy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.provenance import sha256
from tcreferee.data import ROW_NUMBER
from tcreferee.data.decimals import with_points
from tcreferee.data.layout import SEPARATORS, Printed, read_printed
from tcreferee.data.row_rules import ExclusionRule
from tcreferee.data.schema import Sidecar
from tcreferee.data.sidecar import csv_columns


@dataclass(frozen=True)
class RawRow:
    """One row as printed.

    Parameters
    ----------
    line : int
        First line of the row in the CSV; the header is line 1.
    key : str
        Row key.
    cells : dict of str to str
        Text of each column, with decimal points.
    printed : dict of str to str
        Text in the file of the cells that have decimal commas, marks between thousands, or a word for no value there.
    """

    line: int
    key: str
    cells: dict[str, str]
    printed: dict[str, str] = field(default_factory=dict)

    def said(self, column: str) -> str:
        """Return the text of a cell as it is in the file."""
        return self.printed.get(column, self.cells[column])


def read_table(csv_path: Path, sidecar_path: Path, sidecar: Sidecar) -> tuple[list[RawRow], list[Problem]]:
    """Read a CSV and compare it with its sidecar; declared corrections are applied.

    Returns
    -------
    rows : list of RawRow
        In the order of the file; do not use them if there are problems.
    problems : list of Problem
        Everything that is wrong with the table as a whole.

    Raises
    ------
    RefereeError
        The file is missing, not UTF-8 or not a CSV, so that nothing else can be said about it.
    """
    printed = read_printed(csv_path, sidecar.layout)
    problems: list[Problem] = []
    problems.extend(_checksum(csv_path, sidecar_path, sidecar))
    header = printed.header
    if not header:
        return [], [*problems, Problem(str(csv_path), "is empty", "a header and at least one row")]
    if fault := list(separator(csv_path, header)):
        return [], [*problems, *fault]
    faults = list(_header(csv_path, sidecar_path, sidecar, header))
    problems.extend(faults)
    if faults:
        return [], problems
    rows, torn, faults = _rows(csv_path, sidecar, printed)
    problems.extend(faults)
    problems.extend(_keys(csv_path, sidecar.row_key, rows))
    problems.extend(_exclusions(sidecar_path, sidecar, rows, torn))
    problems.extend(_compounds(sidecar_path, sidecar, rows, torn))
    rows, faults = _corrected(sidecar_path, sidecar, rows, torn)
    rows = [_without_missing(row, sidecar) for row in rows]
    if sidecar.layout and sidecar.layout.marks:
        rows = [_with_points(row, sidecar) for row in rows]
    return rows, [*problems, *faults, *_rules(sidecar_path, sidecar, rows)]


def _rows(path: Path, sidecar: Sidecar, printed: Printed) -> tuple[list[RawRow], set[str], list[Problem]]:
    """Return the rows, the keys of those that are there with too few or too many cells, and what is wrong."""
    rows, torn, problems = list[RawRow](), set[str](), list[Problem]()
    header = printed.header
    for number, (line, cells) in enumerate(printed.rows, start=1):
        if len(cells) == len(header):
            named = {ROW_NUMBER: str(number), **dict(zip(header, cells, strict=True))}
            rows.append(RawRow(line, named[sidecar.row_key].strip(" \t"), named))
        else:
            numbered = sidecar.row_key == ROW_NUMBER
            torn.update([str(number)] if numbered else cells[header.index(sidecar.row_key) :][:1])
            problems.append(
                Problem(f"{path}, line {line}", f"has {len(cells)} cells", f"{len(header)} as in the header")
            )
    return rows, torn, problems


def excluded_rows(sidecar: Sidecar, rows: Iterable[RawRow]) -> dict[str, str]:
    """Return the keys of the rows that are not used, each with the reason: those named, then those of a rule."""
    found = {exclusion.row: exclusion.reason for exclusion in sidecar.exclusions}
    units = _units(sidecar)
    for row in rows:
        for rule in sidecar.exclude:
            if _excludes(rule, row, units):
                found.setdefault(row.key, rule.reason)
    return found


def _units(sidecar: Sidecar) -> dict[str, str]:
    return {column: about.unit for column, about in sidecar.columns.items()}


def _excludes(rule: ExclusionRule, row: RawRow, units: Mapping[str, str]) -> bool:
    return all(
        each.holds(row.cells[each.column], row.said(each.column), units.get(each.column, ""))
        for each in rule.conditions
    )


def _with_points(row: RawRow, sidecar: Sidecar) -> RawRow:
    cells, printed = with_points(row.cells, sidecar)
    return replace(row, cells=cells, printed={**row.printed, **printed})


def _without_missing(row: RawRow, sidecar: Sidecar) -> RawRow:
    """Return a row whose cells are empty where they say that there is no value."""
    if not sidecar.missing:
        return row
    kept = {sidecar.row_key, sidecar.label}
    cells = {
        name: "" if name not in kept and text.strip(" \t") in sidecar.missing else text
        for name, text in row.cells.items()
    }
    return replace(row, cells=cells, printed={name: text for name, text in row.cells.items() if cells[name] != text})


def _rules(path: Path, sidecar: Sidecar, rows: Sequence[RawRow]) -> Iterator[Problem]:
    """Say what is wrong with the rules that exclude rows: a rule that excludes none is a slip, and so is all rows."""
    units = _units(sidecar)
    for i, rule in enumerate(sidecar.exclude):
        if rows and not any(_excludes(rule, row, units) for row in rows):
            yield Problem(f"{path}, exclude[{i}]", "excludes no row", do="correct it, or leave it out")
    if sidecar.exclude and rows and len(excluded_rows(sidecar, rows)) >= len({row.key for row in rows}):
        yield Problem(f"{path}, exclude", "every row is excluded", "at least one row that is used")


def separator(path: Path, header: Sequence[str]) -> Iterator[Problem]:
    """Say that a table separates its cells by something else than what its sidecar says."""
    marks = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
    if len(header) == 1 and " " in header[0].strip() and not any(mark in header[0] for mark in marks):
        yield Problem(
            f"{path}, line 1", "cells are separated by blanks, or there is one column", "commas", "save as CSV"
        )
    if len(header) == 1 and (found := [mark for mark in marks if mark in header[0]]):
        word = next(name for name, mark in SEPARATORS.items() if mark == found[0])
        do = f"say so in the sidecar: 'layout: {{separator: {word}}}'"
        yield Problem(f"{path}, line 1", f"cells are separated by {marks[found[0]]}", "what the sidecar says", do)


def _checksum(path: Path, sidecar_path: Path, sidecar: Sidecar) -> Iterator[Problem]:
    found = sha256(path)
    if found != sidecar.sha256:
        yield Problem(
            f"{sidecar_path}, sha256",
            f"does not fit {path.name}, whose checksum is {found}",
            do="if the change to the table is wanted, enter this checksum; otherwise restore the table",
        )


def _header(path: Path, sidecar_path: Path, sidecar: Sidecar, header: Sequence[str]) -> Iterator[Problem]:
    declared = csv_columns(sidecar)
    where = f"{path}, line 1"
    for name in header:
        if name not in declared:
            free = declared.keys() - set(header)
            advice = nearest(name, free) if free else "declare it under 'columns', or list it under 'unused'"
            yield Problem(where, f"column '{name}' is not declared in {sidecar_path.name}", do=advice)
    for name, key in declared.items():
        if name not in header:
            free = set(header) - declared.keys()
            advice = nearest(name, free) if free else "add it to the table, or remove it here"
            yield Problem(f"{sidecar_path}, {key}", f"column '{name}' is not in {path.name}", do=advice)


def _keys(path: Path, row_key: str, rows: Sequence[RawRow]) -> Iterator[Problem]:
    if not rows:
        yield Problem(str(path), "has no rows", "a header and at least one row")
    first: dict[str, int] = {}
    for row in rows:
        where = f"{path}, line {row.line}, column '{row_key}'"
        if not row.key:
            yield Problem(where, "the row key is empty", "a name that no other row has")
        elif not row.key.isprintable():
            yield Problem(where, f"row key {row.key!a} has a character that cannot be printed", "one line of text")
        elif row.key in first:
            what = f"row key '{row.key}' is already on line {first[row.key]}"
            yield Problem(where, what, "a name that no other row has")
        first.setdefault(row.key, row.line)


def _exclusions(path: Path, sidecar: Sidecar, rows: Sequence[RawRow], torn: set[str]) -> Iterator[Problem]:
    keys = {row.key for row in rows if row.key}
    for i, exclusion in enumerate(sidecar.exclusions):
        if exclusion.row not in keys | torn:
            what = f"there is no row '{exclusion.row}'"
            yield Problem(f"{path}, exclusions[{i}].row", what, do=nearest(exclusion.row, keys))
    if keys and keys <= {exclusion.row for exclusion in sidecar.exclusions}:
        yield Problem(f"{path}, exclusions", "every row is excluded", "at least one row that is used")


def _compounds(path: Path, sidecar: Sidecar, rows: Sequence[RawRow], torn: set[str]) -> Iterator[Problem]:
    keys = {row.key for row in rows if row.key}
    for key in sidecar.compounds:
        if key not in keys | torn:
            yield Problem(f"{path}, compounds.{key}", f"there is no row '{key}'", do=nearest(key, keys))


def _corrected(path: Path, sidecar: Sidecar, rows: list[RawRow], torn: set[str]) -> tuple[list[RawRow], list[Problem]]:
    at = {row.key: i for i, row in enumerate(rows) if row.key}
    rows, problems = list(rows), []
    for i, correction in enumerate(sidecar.corrections):
        where = f"{path}, corrections[{i}]"
        if correction.row in torn and correction.row not in at:
            continue
        if correction.row not in at:
            what = f"there is no row '{correction.row}'"
            problems.append(Problem(f"{where}.row", what, do=nearest(correction.row, at)))
            continue
        row = rows[at[correction.row]]
        found = row.cells[correction.column]
        if found != correction.printed:
            what = f"expects '{correction.printed}' in row '{row.key}', column '{correction.column}'"
            problems.append(
                Problem(where, f"{what}, but line {row.line} says '{found}'", do="correct 'printed' or the table")
            )
        cells = {**row.cells, correction.column: correction.used}
        rows[at[correction.row]] = replace(row, cells=cells)
    return rows, problems
