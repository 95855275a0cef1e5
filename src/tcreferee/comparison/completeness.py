"""How much of what its inputs can say a formula says: completeness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array

BOOTSTRAPS, INTERVAL = 1000, (2.5, 97.5)


@dataclass(frozen=True)
class Completeness:
    """Share of what the best generic curve predicts beyond the constant that a formula predicts, too.

    Parameters
    ----------
    share : float
        1 if the formula predicts as well as the curve, 0 if as badly as the constant; it may lie outside.
    low, high : float
        Ends of the 95 % interval of a Bayesian bootstrap over the rows.
    """

    share: float
    low: float
    high: float

    @property
    def sentence(self) -> str:
        """What it says, for a reader who has never heard of it."""
        return f"completeness {self.words}: its share of what the best such curve says beyond a constant"

    @property
    def words(self) -> str:
        """The share with its interval."""
        return f"{self.share:.2f} ({self.low:.2f} to {self.high:.2f})"


def completeness(own: Array, curve: Array, constant: Array) -> Completeness | None:
    """Return the completeness of a formula (Fudenberg, Kleinberg, Liang, Mullainathan, arXiv:1910.07022).

    Their measure takes squared errors; this one takes exact leave-one-out log densities.

    Parameters
    ----------
    own, curve, constant : (rows,) arrays
        Leave-one-out log densities of the formula, of the best generic curve over its inputs, and of the constant.

    Returns
    -------
    Completeness or None
        None where the curve is not ahead of the constant.
    """
    ahead, whole = own - constant, curve - constant
    if not whole.sum() > 0:
        return None
    weight = np.random.default_rng(1).dirichlet(np.ones(len(own)), BOOTSTRAPS)
    drawn = weight @ whole
    shares = (weight @ ahead)[drawn > 0] / drawn[drawn > 0]
    low, high = np.percentile(shares, INTERVAL)
    return Completeness(float(ahead.sum() / whole.sum()), float(low), float(high))
