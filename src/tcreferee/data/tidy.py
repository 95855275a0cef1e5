"""From a printed table and its sidecar to a processed one: numbers in the units of `quantities.py`.

A cell that holds no plain number stops the run unless its row is excluded with a reason: a referee does not
drop rows in silence.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tcreferee.data import KEY_COLUMNS, SIGMA, TEXT, derive, units
from tcreferee.data.cells import CellError, Number, parse_number, to_float
from tcreferee.data.record import describe
from tcreferee.data.schema import Column, Sidecar
from tcreferee.data.sidecar import produced_columns, read_sidecar
from tcreferee.data.table import RawRow, read_table
from tcreferee.errors import Problem, raise_if
from tcreferee.provenance import atomic, write_json, write_text
from tcreferee.quantities import QUANTITIES

REJECTED_COLUMNS = ("line", "row", "column", "value", "reason")
Value = float | str | None


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be used: where it is, what it says, and why not."""

    line: int
    row: str
    column: str
    value: str
    reason: str
    expected: str


def tidy(
    csv_path: Path | str,
    sidecar_path: Path | str,
    out_csv: Path | str,
    out_rejected: Path | str,
    out_json: Path | str,
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

    Raises
    ------
    RefereeError
        With every fault of the table as a whole; or, if there is none, with every cell that cannot be used
        and whose row is not excluded. Nothing is written then.
    """
    csv_path, sidecar_path = Path(csv_path), Path(sidecar_path)
    sidecar = read_sidecar(sidecar_path)
    rows, problems = read_table(csv_path, sidecar_path, sidecar)
    factors, faults = _factors(sidecar_path, sidecar)
    raise_if(f"{csv_path} and {sidecar_path.name} do not fit together", [*problems, *faults])

    excluded = {exclusion.row: exclusion.reason for exclusion in sidecar.exclusions}
    processed: list[dict[str, Value]] = []
    rejected: list[tuple[int, str, str, str, str]] = []
    bad_cells: list[BadCell] = []
    for row in rows:
        values, bad = _convert(row, sidecar, factors)
        if row.key in excluded:
            rejected.extend(_rejection(row, excluded[row.key], bad))
        elif bad:
            bad_cells.extend(bad)
        else:
            processed.append(values)
    raise_if(f"{csv_path} has cells that cannot be used", [_problem(csv_path, cell) for cell in bad_cells])

    columns = list(produced_columns(sidecar))
    table = _csv(columns, ([_text(values[name]) for name in columns] for values in processed))
    checksum = hashlib.sha256(table.encode()).hexdigest()
    record = describe(sidecar, csv_path, sidecar_path) | {"n_rows": len(processed), "sha256": checksum}
    # All three take their names together, after the last of them has been written.
    with atomic(out_csv) as new_csv, atomic(out_rejected) as new_rejected, atomic(out_json) as new_json:
        write_text(new_csv, table)
        write_text(new_rejected, _csv(REJECTED_COLUMNS, rejected))
        write_json(new_json, record)


def _factors(path: Path, sidecar: Sidecar) -> tuple[dict[str, Decimal], list[Problem]]:
    """Return the conversion factor of each number column."""
    factors: dict[str, Decimal] = {}
    problems: list[Problem] = []
    for column, about in sidecar.columns.items():
        if about.quantity != TEXT:
            try:
                factors[column] = units.factor(about.unit, QUANTITIES[about.quantity].unit)
            except units.UnitError as error:
                problems.append(Problem(f"{path}, columns.{column}.unit", str(error)))
    return factors, problems


def _convert(row: RawRow, sidecar: Sidecar, factors: dict[str, Decimal]) -> tuple[dict[str, Value], list[BadCell]]:
    """Read one row; its values are complete if no cell is bad."""
    values: dict[str, Value] = dict.fromkeys(produced_columns(sidecar))
    label = row.cells[sidecar.label].strip()
    values.update(zip(KEY_COLUMNS, (f"{sidecar.id}:{row.key}", label), strict=True))
    bad: list[BadCell] = []

    def reject(column: str, value: str, error: CellError) -> None:
        bad.append(BadCell(row.line, row.key, column, value, str(error), error.expected))

    if not label:
        reject(sidecar.label, "", CellError("is empty, but every point has a label", "a text"))
    for column, about in sidecar.columns.items():
        try:
            values.update(_read(row.cells[column], about, factors.get(column)))
        except CellError as error:
            reject(column, row.cells[column], error)
        if about.uncertainty and about.uncertainty.column:
            text = row.cells[about.uncertainty.column]
            try:
                values[f"{about.name}_{SIGMA}"] = _read_sigma(text, factors[column])
            except CellError as error:
                reject(about.uncertainty.column, text, error)
    for name, derived in sidecar.derived.items() if not bad else ():
        numbers = {key: value for key, value in values.items() if not isinstance(value, str)}
        result = derive.derive(derived.recipe, derived.arguments, numbers)
        try:
            values[name] = None if result is None else _in_range(result, derived.quantity)
        except CellError as error:
            reject(name, repr(result), error)
    return values, bad


def _read(text: str, about: Column, factor: Decimal | None) -> dict[str, Value]:
    """Read one cell into its column and, unless that comes from elsewhere, the column of its uncertainty."""
    text = text.strip(" \t")
    if not text:
        if about.required:
            raise CellError("is empty, but the column is required", "a value in every row")
        return {}
    rule = about.uncertainty
    if factor is None or rule is None:
        return {about.name: text}
    number = parse_number(text, brackets=bool(rule.printed))
    result: dict[str, Value] = {about.name: _in_range(to_float(number.value * factor), about.quantity)}
    sigma = _sigma(number, Decimal(repr(rule.absolute)) if rule.absolute else None, bool(rule.rounding))
    if sigma is not None:
        result[f"{about.name}_{SIGMA}"] = to_float(sigma * factor)
    return result


def _sigma(number: Number, absolute: Decimal | None, rounding: bool) -> Decimal | None:
    return number.rounding_sigma if rounding else absolute if absolute is not None else number.sigma


def _read_sigma(text: str, factor: Decimal) -> float | None:
    if not text.strip(" \t"):
        return None
    sigma = parse_number(text).value
    if sigma <= 0:
        raise CellError("is not a positive uncertainty", "a positive number, or empty where it is unknown")
    return to_float(sigma * factor)


def _in_range(value: float, quantity: str) -> float:
    about = QUANTITIES[quantity]
    if not about.lower < value < about.upper:
        unit = f" {about.unit}" if about.unit else ""
        raise CellError(
            f"is {value!r}{unit}, which no {about.label} can be",
            f"more than {about.lower:g} and less than {about.upper:g}{unit}",
        )
    return value


def _rejection(row: RawRow, reason: str, bad: Sequence[BadCell]) -> Iterator[tuple[int, str, str, str, str]]:
    if not bad:
        yield row.line, row.key, "", "", reason
    for cell in bad:
        yield row.line, row.key, cell.column, cell.value, f"{reason} (the cell {cell.reason})"


def _problem(path: Path, cell: BadCell) -> Problem:
    where = f"{path}, line {cell.line}, column '{cell.column}'"
    do = f"declare a correction, or an exclusion of row '{cell.row}', in the sidecar"
    return Problem(where, f"'{cell.value}' {cell.reason}", cell.expected, do)


def _text(value: Value) -> str:
    # repr is the shortest text that reads back as the same number.
    return "" if value is None else value if isinstance(value, str) else repr(value)


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
