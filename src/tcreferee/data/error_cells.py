"""Errors as a printed table states them: beside a value, in columns of their own, or by a rule for all rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import COMMON, SIDE_ENDINGS, SIGMA
from tcreferee.data.cells import TWO_SIDES, CellError, Number, parse_number, to_float
from tcreferee.data.schema import Column
from tcreferee.data.uncertainty import Uncertainty

Value = float | str | None
Reader = Callable[[str], dict[str, Value]]


@dataclass(frozen=True)
class ErrorCells:
    """The errors of one cell that stand in columns of their own.

    Parameters
    ----------
    about : Column
    value : float, str or None
        Of the cell, in the unit of its quantity.
    cells : mapping of str to str
        The whole row.
    factors : mapping of str to Decimal
        From the unit of a column of errors to that of the quantity, if it is not that of the values.
    factor : Decimal
        From the unit of the values.
    """

    about: Column
    value: Value
    cells: Mapping[str, str]
    factors: Mapping[str, Decimal]
    factor: Decimal

    def readers(self) -> Iterator[tuple[str, Reader]]:
        """Yield the CSV columns of errors, each with what reads it into columns of the processed table."""
        rule, common = self.about.uncertainty, self.about.common
        if rule and rule.column:
            yield rule.column, self._one(SIGMA)
        if rule and rule.lower and rule.upper:
            yield rule.lower, self._lower
            yield rule.upper, self._upper
        if common and common.column:
            yield common.column, self._common

    def _error(self, column: str) -> float | None:
        """Return an uncertainty; None where the cell is empty."""
        text = self.cells[column]
        if not text.strip(" \t"):
            return None
        if self.value is None:
            raise CellError("is the uncertainty of a cell without a value", "an empty cell")
        sigma = parse_number(text).value
        if sigma <= 0:
            raise CellError("is not a positive uncertainty", "a positive number, or empty where it is unknown")
        return to_float(sigma * self.factors.get(column, self.factor))

    def _one(self, ending: str) -> Reader:
        def read(column: str) -> dict[str, Value]:
            error = self._error(column)
            if error is None:
                return {}
            return {f"{self.about.name}_{ending}": believable(error, self.value, self.about.quantity)}

        return read

    def _common(self, column: str) -> dict[str, Value]:
        if self.value is not None and not self.cells[column].strip(" \t"):
            raise CellError("is empty, but an error that all rows share moves every row", "a positive number")
        return self._one(COMMON)(column)

    def _lower(self, column: str) -> dict[str, Value]:
        """Read the lower of two uncertainties; a row states both or neither."""
        rule = self.about.uncertainty
        other = (rule.upper if rule else None) or column
        sides = [bool(self.cells[each].strip(" \t")) for each in (column, other)]
        if sides[0] != sides[1]:
            empty, stated = ("upper", "lower") if sides[0] else ("lower", "upper")
            where = column if sides[0] else other
            raise CellError(
                f"belongs to a row that states its {stated} uncertainty, '{self.cells[where].strip()}' in column "
                f"'{where}', and not its {empty} one",
                "both, or neither where they are unknown",
            )
        return self._one(SIDE_ENDINGS[0])(column)

    def _upper(self, column: str) -> dict[str, Value]:
        """Read the upper of two uncertainties; both together have the standard deviation of a split normal."""
        error, rule = self._error(column), self.about.uncertainty
        lower = self._error(rule.lower) if rule and rule.lower else None
        if error is None or lower is None:
            return {}
        return {f"{self.about.name}_{SIDE_ENDINGS[1]}": error, f"{self.about.name}_{SIGMA}": split_sd(lower, error)}


def number_beside(text: str, rule: Uncertainty | None) -> Number:
    """Read a cell with the uncertainty that stands beside its number, if its column declares any.

    Parameters
    ----------
    text : str
        "93", "93(2)", "93 ± 2", or with two sides "93+2-3", "93 +2/-3", "93 (-3, +2)" or "93^{+2}_{-3}".
    rule : Uncertainty or None

    Raises
    ------
    CellError
        It is no number, or has an uncertainty that the column does not declare.
    """
    sides = rule is not None and rule.printed == "sides"
    match = TWO_SIDES.fullmatch(text) if sides else None
    if match is None:
        if sides and TWO_SIDES.search(text):
            raise CellError("has more than a value and its two uncertainties", "38+2-3")
        number = parse_number(text, brackets=bool(rule and rule.printed))
        return replace(number, sides=(number.sigma, number.sigma)) if sides and number.sigma else number
    number = parse_number(match[1])
    lower, upper = (parse_number(match[one] or match[other]).value for one, other in ((3, 4), (2, 5)))
    if lower <= 0 or upper <= 0:
        raise CellError("states an uncertainty of zero, which no measurement has")
    return replace(number, sides=(lower, upper))


def stated_errors(number: Number, about: Column, factor: Decimal) -> dict[str, Value]:
    """Return the errors of a value that the cell itself, or a rule for all rows, states.

    Parameters
    ----------
    number : Number
        In the printed unit.
    about : Column
    factor : Decimal
        From the printed unit to that of the quantity.
    """
    rule, value, found = about.uncertainty, to_float(number.value * factor), dict[str, Value]()
    sigma = _stated_sigma(number, about)
    if sigma is not None:
        size = to_float(sigma * factor)
        declared = rule is not None and rule.declared
        found[f"{about.name}_{SIGMA}"] = believable(size, value, about.quantity) if declared else size
    if number.sides:
        lower, upper = (to_float(side * factor) for side in number.sides)
        found[f"{about.name}_{SIDE_ENDINGS[0]}"] = believable(lower, value, about.quantity)
        found |= {f"{about.name}_{SIDE_ENDINGS[1]}": upper, f"{about.name}_{SIGMA}": split_sd(lower, upper)}
    if about.common and not about.common.column:
        percent, absolute = about.common.percent, about.common.absolute
        size_of = abs(number.value) * Decimal(repr(percent)) / 100 if percent else Decimal(repr(absolute))
        found[f"{about.name}_{COMMON}"] = believable(to_float(size_of * factor), value, about.quantity)
    return found


def _stated_sigma(number: Number, about: Column) -> Decimal | None:
    rule = about.uncertainty
    if rule is None or number.sides:
        return None
    if rule.rounding:
        return number.rounding_sigma
    if rule.percent:
        return abs(number.value) * Decimal(repr(rule.percent)) / 100 or None
    return Decimal(repr(rule.absolute)) if rule.absolute else number.sigma


def believable(error: float, value: Value, quantity: str) -> float:
    """Return an error of a value if it can be one.

    Raises
    ------
    CellError
        The quantity is positive, and the error is larger than its value.
    """
    about = QUANTITIES[quantity]
    if about.lower >= 0 and not about.zero and isinstance(value, float) and error > abs(value):
        unit = f" {about.unit}" if about.unit else ""
        raise CellError(
            f"is {value:g}{unit} with an error of {error:g}{unit}, and {about.label} cannot be negative",
            "an error below the value in the same unit, or a limit",
        )
    return error


def split_sd(lower: float, upper: float) -> float:
    """Return the standard deviation of a normal split at its mode into halves of two widths."""
    return math.sqrt((1 - 2 / math.pi) * (upper - lower) ** 2 + lower * upper)
