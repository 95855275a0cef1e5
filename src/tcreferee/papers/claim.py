"""A number that a paper prints, and what it is computed from."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """Result of comparing a recomputed number with the printed one."""

    REPRODUCED = "reproduced"
    WITHIN_ROUNDING = "within-rounding"  # agrees only if the inputs may vary within their rounding
    CANNOT_FAIL = "cannot-fail"  # agrees, and would agree with a wrong input too
    DIFFERS = "differs"
    NOT_DEFINED = "not-defined"
    NOT_RECOVERABLE = "not-recoverable"


DECLARED = (Verdict.NOT_DEFINED, Verdict.NOT_RECOVERABLE)


class Precision(StrEnum):
    """How exactly a paper means a number, from its own words."""

    EXACT = "exact"  # a count, a power, a factor of a formula
    DIGITS = "digits"  # as printed: half a unit of the last digit
    ABOUT = "about"  # "about", "approximately", "nearly", "~", "≈": one unit of the last digit, but 5 to 10 %
    ORDER = "order"  # "of the order of", a bare power of ten: half a decade
    AT_MOST = "at most"  # "below", "will not exceed"
    AT_LEAST = "at least"  # "above", "larger than"


@dataclass(frozen=True)
class Printed:
    """A number as it stands in print.

    Parameters
    ----------
    text : str
        "1.613", "5.651e6"; no unit, no words.
    unit : str
    source : str
        Where it is printed, or the source of a constant.
    exact : bool
        A count or a definition: no rounding.
    """

    text: str
    unit: str
    source: str
    exact: bool = False

    @property
    def value(self) -> float:
        """The number."""
        return float(self.text)

    @property
    def half_unit(self) -> float:
        """Half a unit of the last printed digit; 0 for an exact number."""
        return 0.0 if self.exact else half_unit(self.text)


@dataclass(frozen=True)
class Cell:
    """A cell of a dataset, corrections applied; becomes a `Printed` when the ledger is made.

    Parameters
    ----------
    dataset, row, column : str
        Name of the pair, row key, and column of the CSV.
    exact : bool
        The paper assumes the number, so it has no rounding.
    """

    dataset: str
    row: str
    column: str
    exact: bool = field(default=False, compare=False)


Recompute = Callable[..., float]


@dataclass(frozen=True)
class Claim:
    """One printed number.

    Parameters
    ----------
    id : str
        Unique within the paper; letters, digits, hyphens.
    location : str
        Equation, table cell, figure or sentence.
    quantity : str
        What the number is, in words.
    unit : str
    printed : str or Cell
        The number as printed, or the table cell that holds it.
    formula : str
        The recomputation, in words that a physicist can follow.
    inputs : mapping of str to Printed or Cell
        The numbers it is computed from, never the claim's own.
    recompute : callable or None
        Takes the inputs by name, in their printed units; None if nothing can be computed. `verdict`
        then says why.
    precision : Precision
        How exactly the paper states the number.
    verdict : Verdict or None
        Only one of `DECLARED`, only without `recompute`.
    reason : str
        Why it differs, is not defined or cannot be recovered; repairs of damaged print and why no other is possible.
        Numbers in it are placeholders, see `tcreferee.papers.notes`.
    implied : bool
        The paper does not print the number; it follows from its words or equations.
    where : str
        File and line that declare it.
    """

    id: str
    location: str
    quantity: str
    unit: str
    printed: str | Cell
    formula: str
    inputs: Mapping[str, Printed | Cell] = field(default_factory=dict)
    recompute: Recompute | None = None
    precision: Precision = Precision.DIGITS
    verdict: Verdict | None = None
    reason: str = ""
    implied: bool = False
    where: str = ""

    def value(self, values: Mapping[str, float]) -> float:
        """Return the recomputed number for values of the inputs by name."""
        if self.recompute is None:
            return math.nan
        return float(self.recompute(**passed(values)))


@dataclass(frozen=True)
class Statement:
    """One statement a paper lists as evidence.

    Parameters
    ----------
    id, statement : str
        Number in the paper's list; the statement in our own words.
    quantitative : bool
        Whether it contains a number that could be wrong.
    test : str
        What would test it.
    tested_here : str
        The comparison, claim or audit of this project that tests it; "" if there is none.
    """

    id: str
    statement: str
    quantitative: bool
    test: str
    tested_here: str = ""


def passed(values: Mapping[str, float]) -> dict[str, float]:
    """Return values by argument name; a keyword of Python gets an underscore, as in `lambda_`."""
    return {f"{name}_" if keyword.iskeyword(name) else name: value for name, value in values.items()}


def half_unit(text: str) -> float:
    """Return half a unit of the last printed digit.

    Trailing zeros of a whole number ("1300") count as printed digits, which is the stricter reading.
    """
    mantissa, _, exponent = text.lower().partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def faults(claim: Claim) -> list[str]:
    """Return what is wrong with the declaration of a claim."""
    found = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", claim.id):
        found.append("id is not made of small letters, digits, dots and hyphens")
    if (claim.recompute is None) != (claim.verdict is not None):
        found.append("needs either a recomputation or the verdict not-defined or not-recoverable")
    if claim.verdict is not None and claim.verdict not in DECLARED:
        found.append(f"verdict '{claim.verdict}' cannot be declared, it follows from the numbers")
    if claim.recompute is None and not claim.reason:
        found.append("no recomputation and no reason")
    if claim.printed in claim.inputs.values():
        found.append("lists its own number among its inputs")
    return found
