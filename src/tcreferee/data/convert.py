"""One row of a printed table: its cells as numbers in the units of `quantities.py`, or why they cannot be used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import COMMON, COMPOUND, GRADE_ENDING, GRADES, KEY_COLUMNS, SIGMA, derive, worst_grade
from tcreferee.data.cells import (
    EMPTY_REASON,
    CellError,
    Number,
    parse_limit,
    parse_number,
    parse_text,
    to_float,
    without_unit,
)
from tcreferee.data.error_cells import ErrorCells, Reader, Value, number_beside, stated_errors
from tcreferee.data.inherited import column_grades, common_columns, error_columns
from tcreferee.data.schema import CellGrades, Column, Sidecar
from tcreferee.data.sidecar import produced_columns
from tcreferee.data.table import RawRow


@dataclass(frozen=True)
class BadCell:
    """A cell that cannot be used: where it is, what it says, and why not."""

    line: int
    row: str
    column: str
    value: str
    reason: str
    expected: str


class Converter:
    """Reads the rows of one table.

    Parameters
    ----------
    sidecar : Sidecar
        What the columns are.
    factors : mapping of str to Decimal
        From the printed unit of each number column, and of each column of errors, to that of the quantity. A number
        column without a factor is passed over.
    """

    def __init__(self, sidecar: Sidecar, factors: Mapping[str, Decimal]) -> None:
        self._sidecar = sidecar
        self._factors = factors
        self._names = tuple(produced_columns(sidecar))
        self._grades = column_grades(sidecar)
        self._parts, self._commons = error_columns(sidecar), common_columns(sidecar)

    def convert(self, row: RawRow) -> tuple[dict[str, Value], list[BadCell]]:
        """Return the row's values by column of the processed table; they are complete if no cell is bad."""
        values: dict[str, Value] = dict.fromkeys(self._names)
        label = row.cells[self._sidecar.label].strip(" \t")
        values.update(zip(KEY_COLUMNS, (f"{self._sidecar.id}:{row.key}", label), strict=True))
        if self._sidecar.compounds:
            values[COMPOUND] = self._sidecar.compounds.get(row.key)
        bad: list[BadCell] = []

        def reject(column: str, value: str, error: CellError) -> None:
            said = row.printed.get(column, value)
            bad.append(BadCell(row.line, row.key, column, said, str(error), error.expected))

        if self._sidecar.label != self._sidecar.row_key:
            try:
                if not parse_text(label):
                    raise CellError("is empty, but every point has a label", "a text")
            except CellError as error:
                reject(self._sidecar.label, label, error)
        for column, about in self._sidecar.columns.items():
            if about.quantity in QUANTITIES and column not in self._factors:
                continue
            text = row.cells[column]
            try:
                values.update(_read(text, about, self._factors.get(column)))
            except CellError as error:
                reject(column, text, error)
                continue
            readers: list[tuple[str, Reader]] = []
            if column in self._factors:
                beside = ErrorCells(about, values[about.name], row.cells, self._factors, self._factors[column])
                readers += beside.readers()
            if isinstance(about.grade, CellGrades):
                readers.append((about.grade.column, partial(self._grade, row, column, values)))
            for other, read in readers:
                try:
                    values.update(read(other))
                except CellError as error:
                    reject(other, row.cells[other], error)
        numbers = [column for column, a in self._sidecar.columns.items() if a.quantity in QUANTITIES]
        if not bad and all(column in self._factors for column in numbers):
            self._derive(values, row, bad)
        return values, bad

    def _grade(self, row: RawRow, column: str, values: Mapping[str, Value], other: str) -> dict[str, Value]:
        """Read the grade of one cell; a cell that says nothing may have none."""
        name, word = self._sidecar.columns[column].name, row.cells[other].strip(" \t")
        said = [key for key in (name, f"{name}_upper", f"{name}_lower") if values.get(key) is not None]
        if word not in GRADES and (word or said):
            raise CellError("is not a grade", ", ".join(GRADES))
        return {f"{name}_{GRADE_ENDING}": word or None}

    def _derive(self, values: dict[str, Value], row: RawRow, bad: list[BadCell]) -> None:
        errors = self._errors(values, self._parts, SIGMA)
        commons = self._errors(values, self._commons, COMMON)
        for name, about in self._sidecar.derived.items():
            value = about.recipe
            try:
                result = derive.derive(about.recipe, about.arguments, values)
                value = repr(result)
                values[name] = None if result is None else in_range(result, about.quantity)
            except CellError as error:
                bad.append(BadCell(row.line, row.key, name, value, str(error), error.expected))
                return
            if self._grades[name] is None and result is not None:
                used = derive.columns_used(about.recipe, about.arguments)
                grades = (values.get(f"{column}_{GRADE_ENDING}") or self._grades.get(column) for column in used)
                values[f"{name}_{GRADE_ENDING}"] = worst_grade([about.grade, *(str(g) for g in grades if g)])
            if result is not None and self._parts[name]:
                errors[name] = derive.error_parts(about.recipe, about.arguments, values, errors)
                values.update({self._parts[name][source]: part for source, part in errors[name].items()})
                values[f"{name}_{SIGMA}"] = math.hypot(*errors[name].values()) or None
            if result is not None and self._commons[name]:
                commons[name] = derive.error_parts(about.recipe, about.arguments, values, commons)
                values.update({self._commons[name][source]: part for source, part in commons[name].items()})

    def _errors(
        self, values: Mapping[str, Value], parts: Mapping[str, Mapping[str, str]], word: str
    ) -> dict[str, dict[str, float]]:
        """Return the declared error of each printed column of a row, as its only part."""
        found = {}
        for about in self._sidecar.columns.values():
            error = values.get(f"{about.name}_{word}")
            if parts[about.name] and isinstance(error, float):
                found[about.name] = {about.name: error}
        return found


def _read(text: str, about: Column, factor: Decimal | None) -> dict[str, Value]:
    """Read one cell into its column, or the column of its limit, and the column of its uncertainty."""
    text = text.strip(" \t")
    if not text:
        if about.required:
            raise CellError(EMPTY_REASON, "a value in every row, or 'required: false'")
        return {}
    if factor is None:
        return {about.name: parse_text(text)}
    text = without_unit(text, about.unit)
    if text in about.words:
        return {about.name: _converted(parse_number(about.words[text]), factor, about)}
    limit = parse_limit(text) if about.limits else None
    if limit:
        ending, number = limit
        return {f"{about.name}_{ending}": _converted(number, factor, about)}
    try:
        number = number_beside(text, about.uncertainty)
    except CellError as error:
        words = "".join(f", or '{word}'" for word in about.words)
        raise CellError(str(error), error.expected + words) from None
    result: dict[str, Value] = {about.name: _converted(number, factor, about)}
    return result | stated_errors(number, about, factor)


def _converted(number: Number, factor: Decimal, about: Column) -> float:
    return in_range(to_float(number.value * factor), about.quantity)


def in_range(value: float, quantity: str) -> float:
    """Return `value` if it is a possible one of `quantity`.

    Raises
    ------
    CellError
        It is not.
    """
    about = QUANTITIES[quantity]
    if about.allows(value):
        return value
    unit = f" {about.unit}" if about.unit else ""
    if about.values:
        expected = " or ".join(f"{allowed:g}" for allowed in about.values)
    else:
        expected = f"{'at least' if about.zero else 'more than'} {about.lower:g} and less than {about.upper:g}{unit}"
    if quantity == "tc_K" and value == 0:
        expected += " ('not superconducting' is a limit or a class, never 0 K)"
    raise CellError(f"is {value!r}{unit}, which is not a possible {about.label}", expected)
