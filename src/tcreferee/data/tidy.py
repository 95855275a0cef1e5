"""From a printed table and its sidecar to a processed one: numbers in the units of `quantities.py`.

A cell without a plain number stops the run unless its row is excluded with a reason: a referee does not
drop rows in silence.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, raise_if
from tcreferee.base.provenance import atomic, csv_text, write_json, write_text
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import TEXT, units
from tcreferee.data.cells import (
    COMMA_REASON,
    EMPTY_REASON,
    LIMIT_REASON,
    NOT_DECLARED_REASON,
    TWO_SIDES_REASON,
)
from tcreferee.data.convert import BadCell, Converter
from tcreferee.data.error_cells import Value
from tcreferee.data.joined import fill_seconds, second_grades
from tcreferee.data.layout import table_of
from tcreferee.data.own_quantities import declare_block, unit_faults
from tcreferee.data.record import describe
from tcreferee.data.schema import Sidecar
from tcreferee.data.sidecar import produced_columns, read_sidecar
from tcreferee.data.table import RawRow, excluded_rows, read_table

REJECTED_COLUMNS = ("line", "row", "column", "value", "reason")
SHOWN = 100
ALIKE = 10  # cells with one text and one fault that are listed one by one
_DECLARE = {
    LIMIT_REASON: "'limits: allowed'",
    NOT_DECLARED_REASON: "'uncertainty: {printed: true}'",
    TWO_SIDES_REASON: "'uncertainty: {printed: sides}'",
}
# what is wrong with a whole column is said once
_OF_COLUMN = {reason: f"declare {said} for the column" for reason, said in _DECLARE.items()} | {
    COMMA_REASON: "if commas mark decimals, say 'layout: {decimal: comma}'; if thousands, 'layout: {thousands: comma}'",
}


@dataclass(frozen=True)
class Tidied:
    """A table that can be used.

    Parameters
    ----------
    sidecar : Sidecar
        What it is.
    rows : list of dict
        By column of the processed table.
    rejected : list of tuple
        The excluded rows: line, row, column, value, reason.
    excluded : dict of str to str
        Their keys, each with the reason.
    """

    sidecar: Sidecar
    rows: list[dict[str, Value]]
    rejected: list[tuple[int, str, str, str, str]]
    excluded: dict[str, str]


def tidy(
    csv_path: Path | str,
    sidecar_path: Path | str,
    out_csv: Path | str,
    out_rejected: Path | str,
    out_json: Path | str,
    quantities: Mapping[str, Any] | None = None,
    others: Mapping[str, Path | str] | None = None,
) -> None:
    """Check a printed table, convert its units, compute its derived columns and write the result.

    Parameters
    ----------
    csv_path, sidecar_path : Path or str
        The pair.
    out_csv : Path or str
        Processed table: `point_id`, `label`, then the columns of `produced_columns`; empty where unknown.
    out_rejected : Path or str
        The excluded rows: line, row, column, value, reason.
    out_json : Path or str
        What every column is and where it comes from.
    quantities : mapping, optional
        The block of that name of config.yaml, if the table uses quantities that are defined there.
    others : mapping of str to Path or str, optional
        Sidecars of the data sets that may hold second measurements; else they are looked for beside `sidecar_path`
        and among the built-in ones.

    Raises
    ------
    RefereeError
        With every fault of the sidecar; or, if there is none, with every fault of the table as a whole and every
        cell that cannot be used and whose row is not excluded. Nothing is written then.
    """
    declare_block(quantities, "config.yaml")
    tidied = examine(Path(csv_path), Path(sidecar_path), {name: Path(p) for name, p in (others or {}).items()})
    columns = list(produced_columns(tidied.sidecar))
    table = csv_text(columns, ([_text(values[name]) for name in columns] for values in tidied.rows))
    checksum = hashlib.sha256(table.encode()).hexdigest()
    record = describe(tidied.sidecar, Path(csv_path), Path(sidecar_path))
    record |= {"n_rows": len(tidied.rows), "sha256": checksum}
    for name, grade in second_grades(tidied.sidecar, tidied.rows).items():
        record["columns"][name]["second_grade"] = grade
    record["exclusions"] = [{"row": row, "reason": reason} for row, reason in tidied.excluded.items()]
    # All three take their names together, after the last of them has been written.
    with atomic(out_csv) as new_csv, atomic(out_rejected) as new_rejected, atomic(out_json) as new_json:
        write_text(new_csv, table)
        write_text(new_rejected, csv_text(REJECTED_COLUMNS, tidied.rejected))
        write_json(new_json, record)


def examine(csv_path: Path, sidecar_path: Path, others: Mapping[str, Path] | None = None) -> Tidied:
    """Check a printed table, convert its units, compute its derived columns and join its second measurements.

    Raises
    ------
    RefereeError
        As for `tidy`.
    """
    sidecar = read_sidecar(sidecar_path)
    rows, problems = read_table(csv_path, sidecar_path, sidecar)
    factors, faults = _factors(sidecar_path, sidecar)
    problems += faults

    converter = Converter(sidecar, factors)
    excluded = excluded_rows(sidecar, rows)
    tidied = Tidied(sidecar, [], [], excluded)
    bad_cells: list[BadCell] = []
    for row in rows:
        values, bad = converter.convert(row)
        if row.key in excluded:
            tidied.rejected.extend(_rejection(row, excluded[row.key], bad))
        elif bad:
            bad_cells.extend(bad)
        else:
            tidied.rows.append(values)
    title = f"{csv_path} and {sidecar_path.name} do not fit together"
    if not problems:
        title = f"{csv_path} has cells that cannot be used"
    raise_if(title, [*problems, *_problems(csv_path, bad_cells)])
    title = f"{sidecar_path} has second measurements that cannot be used"
    raise_if(title, list(fill_seconds(sidecar, sidecar_path, tidied.rows, others or {}, _alone)))
    return tidied


def _alone(sidecar_path: Path) -> tuple[Sidecar, list[dict[str, Value]]]:
    """Read another pair without its own second measurements, which may lead back to this one."""
    sidecar = read_sidecar(sidecar_path)
    rows, problems = read_table(table_of(sidecar_path), sidecar_path, sidecar)
    factors, faults = _factors(sidecar_path, sidecar)
    converter, excluded = Converter(sidecar, factors), excluded_rows(sidecar, rows)
    read = [converter.convert(row) for row in rows if row.key not in excluded]
    bad = [_problem(table_of(sidecar_path), cell) for _, cells in read for cell in cells]
    raise_if(f"{sidecar_path} cannot be used", [*problems, *faults, *bad])
    return sidecar, [values for values, _ in read]


def _factors(path: Path, sidecar: Sidecar) -> tuple[dict[str, Decimal], list[Problem]]:
    """Return the conversion factor of each number column."""
    factors: dict[str, Decimal] = {}
    problems = list(unit_faults({about.quantity for about in sidecar.columns.values()}))
    raise_if(f"{path} cannot be used", problems)
    for column, about in sidecar.columns.items():
        if about.quantity != TEXT:
            rule = about.uncertainty
            wanted = [(column, about.unit, f"columns.{column}.unit")]
            if rule and rule.unit:
                wanted += [(each, rule.unit, f"columns.{column}.uncertainty.unit") for each in rule.columns]
            for name, unit, key in wanted:
                try:
                    factors[name] = units.factor(unit, QUANTITIES[about.quantity].unit)
                except units.UnitError as error:
                    problems.append(Problem(f"{path}, {key}", str(error)))
    return factors, problems


def _rejection(row: RawRow, reason: str, bad: Sequence[BadCell]) -> Iterator[tuple[int, str, str, str, str]]:
    if not bad:
        yield row.line, row.key, "", "", reason
    for cell in bad:
        yield row.line, row.key, cell.column, cell.value, f"{reason} (the cell {cell.reason})"


def _problems(path: Path, cells: Sequence[BadCell]) -> Iterator[Problem]:
    """Return what is wrong with each cell; many cells with one text and one reason are one problem."""
    alike: dict[tuple[str, str, str], list[BadCell]] = {}
    for cell in cells:
        alike.setdefault(_kind(cell), []).append(cell)
    told = set[tuple[str, str, str]]()
    for cell in cells:
        kind = _kind(cell)
        if len(alike[kind]) <= ALIKE:
            yield _problem(path, cell)
        elif kind not in told:
            told.add(kind)
            where = f"{path}, line {cell.line} and {len(alike[kind]) - 1} more, column '{cell.column}'"
            if cell.reason in _OF_COLUMN:
                yield Problem(where, f"'{_cut(cell.value)}' {cell.reason}", cell.expected, _OF_COLUMN[cell.reason])
                continue
            rule = f"{{column: {json.dumps(cell.column)}, equals: {json.dumps(cell.value)}, reason: ...}}"
            do = f"declare 'required: false' for the column, or exclude the rows: 'exclude: [{rule}]'"
            if cell.reason != EMPTY_REASON:
                do = f"exclude the rows by a rule in the sidecar: 'exclude: [{rule}]', or list the text under 'missing'"
            yield Problem(where, f"'{_cut(cell.value)}' {cell.reason}", cell.expected, do)


def _kind(cell: BadCell) -> tuple[str, str, str]:
    """Return what makes cells alike: their text and what is wrong, or that alone where it is for the column to say."""
    return cell.column, "" if cell.reason in _OF_COLUMN else cell.value, cell.reason


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _problem(path: Path, cell: BadCell) -> Problem:
    where = f"{path}, line {cell.line}, column '{cell.column}'"
    declared = f"{_DECLARE[cell.reason]} for the column, " if cell.reason in _DECLARE else ""
    do = f"declare {declared}a correction, or an exclusion of row '{cell.row}', in the sidecar"
    if cell.reason == EMPTY_REASON:
        do = f"declare 'required: false' for the column, or {do.removeprefix('declare ')}"
    return Problem(where, f"'{_cut(cell.value)}' {cell.reason}", cell.expected, do)


def _text(value: Value) -> str:
    # repr is the shortest text that reads back as the same number.
    return "" if value is None else value if isinstance(value, str) else repr(value)
