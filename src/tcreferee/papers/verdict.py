"""The rule that compares a recomputed number with the printed one.

Tolerances follow rules and are never chosen for a single claim. The words of the paper determine how far a result may
differ from a printed number (`allowance`).
Every input that is not exact may be off by half a unit of its last digit, and the recomputed number may move as far
as these inputs move it; a claim that needs this is `within-rounding`. A claim is
`cannot-fail` if the rounding of its inputs alone changes the result by 100 %, or if it would pass with
any one input ten times too large or too small.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tcreferee.papers.claim import Claim, Precision, Printed, Verdict

BOUNDS = {Precision.AT_MOST: 1, Precision.AT_LEAST: -1}
TWO_SIDED = (Precision.DIGITS, Precision.ABOUT, Precision.ORDER)
HALF_A_DECADE = 0.5
ABOUT_LEAST, ABOUT_MOST = 0.05, 0.10  # of the printed number
ROUND_OFF = 1e-6  # relative, for exact numbers: the recomputation may integrate or differentiate numerically
WRONG = 10.0  # an input that is too large or too small by this factor is wrong


@dataclass(frozen=True)
class Outcome:
    """A claim with its recomputation.

    Parameters
    ----------
    printed, recomputed : float
        NaN where there is none.
    tolerance : float
        Largest difference that passes, the rounding of the inputs included; for `Precision.ORDER` a difference
        of decimal logarithms.
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


@dataclass(frozen=True)
class Judged:
    """A claim, its inputs as printed, the outcome, and the note with its numbers."""

    paper: str
    title: str
    claim: Claim
    printed: Printed
    inputs: dict[str, Printed]
    outcome: Outcome
    note: str = ""


def allowance(printed: Printed, precision: Precision) -> float:
    """Return the largest difference that the printed number allows by itself."""
    size = abs(printed.value)
    if precision is Precision.EXACT:
        return ROUND_OFF * max(1.0, size)
    if precision is Precision.ORDER:
        return HALF_A_DECADE
    if precision is Precision.ABOUT:
        return min(max(2 * printed.half_unit, ABOUT_LEAST * size), ABOUT_MOST * size)
    return printed.half_unit


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
    recomputed, own = claim.value(values), allowance(printed, claim.precision)
    moved = sum(_movement(claim, values, name, each.half_unit) for name, each in inputs.items())
    # an order of magnitude is not widened by rounded inputs
    tolerance = own if claim.precision is Precision.ORDER else own + moved
    off = distance(recomputed, printed.value, claim.precision)
    # the inputs are so uncertain that any number would agree
    blind = claim.precision in TWO_SIDED and 0 < abs(recomputed) <= moved
    if not _within(off, tolerance):
        verdict = Verdict.DIFFERS
    elif blind or _cannot_fail(claim, printed.value, values, tolerance):
        verdict = Verdict.CANNOT_FAIL
    else:
        verdict = Verdict.REPRODUCED if _within(off, own) else Verdict.WITHIN_ROUNDING
    return Outcome(printed.value, recomputed, tolerance, verdict)


def distance(recomputed: float, printed: float, precision: Precision) -> float:
    """Return how far a recomputed number is off, in the unit of `allowance`; negative on the safe side of a bound."""
    if precision is Precision.ORDER:
        ratio = recomputed / printed
        return abs(math.log10(ratio)) if ratio > 0 else math.inf
    difference = recomputed - printed
    return BOUNDS[precision] * difference if precision in BOUNDS else abs(difference)


def _within(off: float, tolerance: float) -> bool:
    return off <= tolerance * (1 + 1e-9)


def _cannot_fail(claim: Claim, printed: float, values: Mapping[str, float], tolerance: float) -> bool:
    """Whether the claim would still agree with any one input ten times too large or too small.

    A recomputation that does not depend on its inputs is a derivation and can fail.
    """
    wrong = []
    for name, value in values.items():
        for other in (value * WRONG, value / WRONG):
            try:
                wrong.append(claim.value({**values, name: other}))
            except (ArithmeticError, ValueError):  # for example the root of a negative number
                return False
    depends = any(not math.isclose(each, claim.value(values), rel_tol=1e-9) for each in wrong)
    return depends and all(_within(distance(each, printed, claim.precision), tolerance) for each in wrong)


def _movement(claim: Claim, values: Mapping[str, float], name: str, step: float) -> float:
    """Return how far the result moves as one input moves through its rounding (the larger side)."""
    if step == 0:
        return 0.0
    centre = claim.value(values)
    return max(abs(claim.value({**values, name: values[name] + s}) - centre) for s in (-step, step))
