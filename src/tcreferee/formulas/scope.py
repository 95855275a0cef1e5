"""What a source says of its formula beside the equation: where it holds, and which constants it prints."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

# what a source expects of a coefficient: its sign, or a range (low, high)
Expected = str | tuple[float, float]
SIGNS: dict[str, tuple[float, float]] = {"positive": (0.0, math.inf), "negative": (-math.inf, 0.0)}
# the column of a rule that stands for the family of materials of a row, whatever column the comparison takes it from
FAMILY = "family"
Rule = tuple[str, ...] | tuple[float, float]


class Inside(StrEnum):
    """Whether a row is one that a formula was proposed for."""

    YES = "inside"
    NO = "outside"
    UNKNOWN = "not known"


@dataclass(frozen=True)
class Domain:
    """The materials that a formula was proposed for.

    Parameters
    ----------
    words : str
        In words, as they go on after "proposed for": "underdoped cuprates doped with holes".
    columns : mapping of str to tuple
        Column of the rows, or "family": the words that are allowed, or (lowest, highest) of a number. A row is outside
        if one of its columns says so, inside if all do; otherwise it is not known.
    within : str
        Column of groups. The formula holds within one group at a time; the rows of the largest group count as inside.
    """

    words: str
    columns: Mapping[str, Rule] = field(default_factory=dict)
    within: str = ""

    def of_rows(self, rows: Sequence[Mapping[str, str]]) -> list[Inside]:
        """Return for each row, its cells as text, whether it is inside."""
        found = [self.holds(row) for row in rows]
        groups = Counter(row.get(self.within) or "" for row, each in zip(rows, found, strict=True) if each != Inside.NO)
        if not self.within or set(groups) <= {""}:
            return [Inside.UNKNOWN if self.within and each == Inside.YES else each for each in found]
        largest = max((group for group in groups if group), key=lambda group: groups[group])
        return [each if row.get(self.within) == largest else Inside.NO for row, each in zip(rows, found, strict=True)]

    def holds(self, row: Mapping[str, str]) -> Inside:
        """Return whether a row, its cells as text, is inside."""
        found = {_allowed(row.get(name) or "", rule) for name, rule in self.columns.items()}
        return next((each for each in (Inside.NO, Inside.UNKNOWN) if each in found), Inside.YES)


def _allowed(cell: str, rule: Rule) -> Inside:
    if not cell:
        return Inside.UNKNOWN
    if isinstance(rule[0], str):
        return Inside.YES if cell in rule else Inside.NO
    low, high = (float(end) for end in rule)
    return Inside.YES if low <= float(cell) <= high else Inside.NO


@dataclass(frozen=True)
class Printed:
    """A constant that the source prints and that a fit also yields.

    Parameters
    ----------
    name : str
        Of a parameter, or of what `quantity` computes.
    value : float
        As printed, in the unit of the parameter.
    location : str
        Where it is printed.
    datasets : tuple of str
        Tables of the material it is printed for; none: all.
    quantity : callable, optional
        From a mapping of parameter names to values: for a constant that follows from several parameters.
    symbol, unit : str
        Of what `quantity` computes, mathtext without dollar signs.
    """

    name: str
    value: float
    location: str
    datasets: tuple[str, ...] = ()
    quantity: Callable[[Mapping[str, float]], float] | None = None
    symbol: str = ""
    unit: str = ""

    def of(self, values: Mapping[str, float]) -> float:
        """Return the constant of a fit, from its parameters."""
        return float(self.quantity(values)) if self.quantity else float(values[self.name])

    def said_of(self, tables: Sequence[Collection[str]]) -> bool:
        """Whether it is printed for the material of every row; a row is given by the tables that it comes from."""
        return not self.datasets or all(set(self.datasets) & set(each) for each in tables)


def limits(expected: Expected) -> tuple[float, float]:
    """Return what a source expects of a coefficient as (low, high)."""
    return SIGNS[expected] if isinstance(expected, str) else (float(expected[0]), float(expected[1]))
