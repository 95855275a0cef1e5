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

    It is integrated out in closed form, as `Level` and `Effect` are. Its width does not follow the effect scale of the
    comparison. Rivals with priors of other widths are not on the same footing, so say where the prior comes from. A
    `Level` of the same model carries the mean prediction less the part of this coefficient.

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

    It is improper, so neither an evidence nor a ratio of evidences is defined. The posterior and the leave-one-out
    scores are defined if the rows still determine the coefficient when any one of them is left out. ASSUME: computed
    with a normal prior `WIDE` times as wide as that of an `Effect`. For a prediction that moves by one effect scale,
    this differs from the flat limit by half a millionth of a nat.
    """


# widths of an effect's prior that are as good as infinite
WIDE = 1e3
Straight = Level | Effect | Coefficient | Flat
