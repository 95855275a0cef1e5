"""How much a formula risks: how narrow its predictions are before it has seen the rows.

The prior predictive of a formula is what it predicts for the rows with the priors of the comparison, before any Tc is
looked at, scatter included. Its sharpness is the width of the central 95 % of it over that of a constant, as a
geometric mean over the rows. At 1 the formula says as little as a constant, which may have any level. Near 0
it says beforehand what will be measured, and could have failed.
"""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

DRAWS, LEVELS = 1000, (0.025, 0.975)


def sharpness(trial: Trial, constant: Trial, seed: int) -> float | None:
    """Return the width of a formula's prior predictive over that of a constant; None where it has no finite width.

    Parameters
    ----------
    trial, constant : Trial
        The formula and the constant, bound to the same rows.
    seed : int
    """
    with np.errstate(all="ignore"):
        ratio = np.log(_width(trial, seed) / _width(constant, seed))
    return float(np.exp(np.mean(ratio))) if np.isfinite(ratio).all() else None


def _width(trial: Trial, seed: int) -> Array:
    """Return the width (rows,) of the central 95 %: of the response, its logarithm, or the probability of yes."""
    rng = np.random.default_rng(seed)
    z = trial.draw_prior(DRAWS, rng)
    # a choice made row by row: the first of the alternatives is as good as any before Tc is seen
    mean, density = trial.mean(z)[:, : len(trial.y)], trial.density
    if not density.scatter:
        shown = 1 / (1 + np.exp(-mean))
    elif density.log_response:
        shown = np.log(mean) + np.exp(z[:, -1:]) * rng.standard_normal(mean.shape)
    else:
        shown = density.draw(mean, np.exp(z[:, -1:]), rng)
    low, high = np.quantile(shown, LEVELS, axis=0)
    return np.asarray(high - low)


def words(ratio: float) -> str:
    """Return the sharpness in a sentence without its full stop."""
    return f"before it saw the rows, its predictions were {ratio:.2g} times as wide as those of a constant"
