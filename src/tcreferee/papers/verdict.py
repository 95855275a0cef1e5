"""The rule by which a recomputed number is held against a printed one.

Tolerances are rules, never chosen claim by claim: a printed value allows half a unit of its last digit,
every printed input is allowed the same, and the recomputed value may move as far as these inputs move it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from tcreferee.papers.claim import Claim, Precision, Printed, Verdict


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
    recomputed = claim.value(values)
    moved = sum(_movement(claim, values, name, each.half_unit) for name, each in inputs.items())
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


def _movement(claim: Claim, values: Mapping[str, float], name: str, step: float) -> float:
    """Return how far the result moves as one input moves through its rounding (the larger side)."""
    if step == 0:
        return 0.0
    centre = claim.value(values)
    return max(abs(claim.value({**values, name: values[name] + s}) - centre) for s in (-step, step))
