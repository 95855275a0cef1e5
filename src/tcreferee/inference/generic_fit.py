"""Maximum likelihood where it is not least squares: other likelihoods and latent choices."""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

CANDIDATES, STARTS = 400, 8
STEP = 1e-4
FAR = 1e10
SEPARATED = 1e-3


def maximise_likelihood(trial: Trial, seed: int) -> tuple[Array, float, int, bool]:
    """Climb from the best of many prior draws.

    Parameters
    ----------
    trial : Trial
    seed : int

    Returns
    -------
    z : (d,) array
        Coordinates of the maximum.
    log_likelihood : float
    agreeing : int
        How many of `STARTS` climbs end there.
    bounded : bool
        False if the likelihood has no maximum: yes and no are parted without exception.
    """
    from scipy.optimize import minimize

    def fall(z: Array) -> Array:
        with np.errstate(all="ignore"):
            log_prior, pointwise = trial.log_prior_and_likelihood(z)
            value = -pointwise.sum(axis=-1)
        return np.where(np.isfinite(value) & np.isfinite(log_prior), value, FAR)

    steps = STEP * np.eye(trial.dimension)

    def slope(z: Array) -> Array:
        return np.asarray((fall(z + steps) - fall(z - steps)) / (2 * STEP))

    z = trial.draw_prior(CANDIDATES, np.random.default_rng(seed))
    starts = z[np.argsort(fall(z), kind="stable")[:STARTS]]
    found = [minimize(lambda at: float(fall(at)), start, jac=slope, method="BFGS") for start in starts]
    best = min(found, key=lambda result: float(result.fun))
    agreeing = sum(bool(result.fun <= best.fun + 1e-5 * max(1.0, abs(best.fun))) for result in found)
    bounded = trial.density.scatter or best.fun > SEPARATED * len(trial.y)
    return np.asarray(best.x), -float(best.fun), agreeing, bounded


def covariance(trial: Trial, z: Array) -> Array:
    """Return the covariance (parameters, parameters) of the physical parameters, from the curvature at the maximum.

    NaN where the likelihood is not curved.
    """
    d = trial.dimension
    steps = STEP * np.eye(d)
    corners = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    shifts = np.array([a * steps[i] + b * steps[j] for i in range(d) for j in range(d) for a, b in corners])
    with np.errstate(all="ignore"):
        value = -trial.log_likelihood(z + 10 * shifts).sum(axis=-1).reshape(d, d, 4)
        curvature = value @ np.array([1, -1, -1, 1]) / (4 * (10 * STEP) ** 2)
        slopes = (trial.physical(z + steps) - trial.physical(z - steps)).T / (2 * STEP)
    count = len(trial.model.parameters)
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 1e-8:
        return np.full((count, count), math.nan)
    return np.asarray(slopes @ np.linalg.inv(curvature) @ slopes.T)
