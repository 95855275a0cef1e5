"""Priors of coefficients in which the prediction is linear; they are integrated out in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """Coefficient that carries the mean prediction over the rows.

    The mean prediction has the prior Normal(class mean, effect scale) of the comparison.
    """


@dataclass(frozen=True)
class Effect:
    """Coefficient that spreads the predictions over the rows.

    The root mean square spread it causes (about the mean where the model also has a `Level`) has the
    prior Normal(0, effect scale) of the comparison.
    """


@dataclass(frozen=True)
class Coefficient:
    """Normal prior of one's own, in the coefficient's own unit, of a coefficient in which the prediction is linear.

    It is integrated out in closed form, as `Level` and `Effect` are, and does not grow with the effect scale of the
    comparison: rivals that declare other widths are no longer on the same footing, so say where it comes from. A
    `Level` beside it carries the mean prediction less what this coefficient adds to it.

    Parameters
    ----------
    mean, sd : float
        In the coefficient's unit.
    """

    mean: float
    sd: float

    @property
    def sound(self) -> bool:
        """Whether the numbers make a prior."""
        return math.isfinite(self.mean) and 0 < self.sd < math.inf


@dataclass(frozen=True)
class Flat:
    """Flat prior of a coefficient in which the prediction is linear: every value counts alike.

    It is improper: the evidence has no value, and a ratio of two of them none either. What the rows say of each other
    has one: the posterior and the leave-one-out scores, if the rows determine the coefficient, also without any one of
    them. ASSUME: computed as the limit of a normal prior, `WIDE` times as wide as that of an `Effect`: of a prediction
    that moves by one effect scale it takes half a millionth of a nat.
    """


# widths of an effect's prior that are as good as infinite
WIDE = 1e3
Straight = Level | Effect | Coefficient | Flat
