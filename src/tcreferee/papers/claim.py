"""A number that a paper prints, and its recomputation from the inputs the paper gives.

Tolerances are rules, never chosen claim by claim: a printed value allows half a unit of its last digit,
every printed input is allowed the same, and the recomputed value may move as far as these inputs move it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    """What a recomputation says of a printed number."""

    REPRODUCED = "reproduced"
    DIFFERS = "differs"
    NOT_DEFINED = "not-defined"
    NOT_RECOVERABLE = "not-recoverable"


class Precision(StrEnum):
    """How exactly a paper means a number, from its own words."""

    DIGITS = "digits"  # as printed: half a unit of the last digit
    ABOUT = "about"  # "about", "approximately", "nearly", "~", "≈": one unit of the last digit, or 5 % if that is more
    ORDER = "order"  # "of the order of": half a decade
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
        Where it is printed, or whose constant it is.
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
    """

    dataset: str
    row: str
    column: str


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
        The recomputation in words a physicist can redo.
    inputs : mapping of str to Printed or Cell
        What it is computed from. Never the claim's own number.
    recompute : callable or None
        `recompute(values) -> float`, values by input name in their printed units; None if there is nothing
        to compute, and then `verdict` says why.
    precision : Precision
        From the paper's own words.
    verdict : Verdict or None
        Only `NOT_DEFINED` or `NOT_RECOVERABLE`, only without `recompute`.
    reason : str
        Why it differs, is not defined or cannot be recovered; repairs of damaged print and how they are forced.
    """

    id: str
    location: str
    quantity: str
    unit: str
    printed: str | Cell
    formula: str
    inputs: Mapping[str, Printed | Cell] = field(default_factory=dict)
    recompute: Callable[[Mapping[str, float]], float] | None = None
    precision: Precision = Precision.DIGITS
    verdict: Verdict | None = None
    reason: str = ""


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
        Which comparison, claim or audit of this project tests it; "" if none does.
    """

    id: str
    statement: str
    quantitative: bool
    test: str
    tested_here: str = ""


@dataclass(frozen=True)
class Outcome:
    """A claim with its recomputation.

    Parameters
    ----------
    printed, recomputed : float
        NaN where there is none.
    tolerance : float
        Largest difference that still counts as reproduced; of the decimal logarithm for `Precision.ORDER`.
    verdict : Verdict
    """

    printed: float
    recomputed: float
    tolerance: float
    verdict: Verdict

    @property
    def rel_diff(self) -> float:
        """(recomputed - printed) / abs(printed); NaN where undefined."""
        return (self.recomputed - self.printed) / abs(self.printed) if self.printed else math.nan


def half_unit(text: str) -> float:
    """Return half a unit of the last printed digit.

    Trailing zeros of a whole number ("1300") count as printed digits: the stricter reading.
    """
    mantissa, _, exponent = text.lower().partition("e")
    return 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))


def judge(claim: Claim, printed: Printed, inputs: Mapping[str, Printed]) -> Outcome:
    """Recompute a claim and apply the rule.

    Parameters
    ----------
    claim : Claim
    printed : Printed
        The claim's own number.
    inputs : mapping of str to Printed
        The claim's inputs, cells looked up.
    """
    if claim.recompute is None:
        return Outcome(printed.value, math.nan, math.nan, claim.verdict or Verdict.NOT_RECOVERABLE)
    values = {name: each.value for name, each in inputs.items()}
    recomputed = float(claim.recompute(values))
    moved = sum(_movement(claim.recompute, values, name, each.half_unit) for name, each in inputs.items())
    own, difference = printed.half_unit, recomputed - printed.value
    if claim.precision is Precision.ABOUT:
        own = max(2 * own, 0.05 * abs(printed.value))
    tolerance = own + moved
    if claim.precision is Precision.ORDER:
        tolerance = 0.5
        agrees = recomputed / printed.value > 0 and abs(math.log10(recomputed / printed.value)) <= tolerance
    elif claim.precision is Precision.AT_MOST:
        agrees = difference <= tolerance
    elif claim.precision is Precision.AT_LEAST:
        agrees = difference >= -tolerance
    else:
        agrees = abs(difference) <= tolerance * (1 + 1e-9)
    return Outcome(printed.value, recomputed, tolerance, Verdict.REPRODUCED if agrees else Verdict.DIFFERS)


def _movement(
    recompute: Callable[[Mapping[str, float]], float], values: Mapping[str, float], name: str, step: float
) -> float:
    """Return how far the result moves as one input moves through its rounding (the larger side)."""
    if step == 0:
        return 0.0
    centre = recompute(values)
    return max(abs(float(recompute({**values, name: values[name] + s})) - centre) for s in (-step, step))


def faults(claim: Claim) -> list[str]:
    """Return what is wrong with the declaration of a claim."""
    found = []
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", claim.id):
        found.append("id is not made of small letters, digits, dots and hyphens")
    if (claim.recompute is None) != (claim.verdict is not None):
        found.append("needs either a recomputation or the verdict not-defined or not-recoverable")
    if claim.verdict in (Verdict.REPRODUCED, Verdict.DIFFERS):
        found.append(f"verdict '{claim.verdict}' cannot be declared, it follows from the numbers")
    if claim.recompute is None and not claim.reason:
        found.append("no recomputation and no reason")
    if claim.printed in claim.inputs.values():
        found.append("its own number is among its inputs")
    return found
