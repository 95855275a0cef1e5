"""Where the least-squares fit starts: a scan of one non-linear parameter, draws of several.

At given non-linear parameters the linear coefficients follow exactly, so only the others have to be searched.
"""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.design import product
from tcreferee.inference.residuals import misfit
from tcreferee.inference.trial import Trial

STARTS, CANDIDATES = 8, 200
# nodes of a scan, its reach in widths of the prior, and how many of its valleys are walked down
NODES, REACH, VALLEYS = 801, 5.0, 4
INSIDE = 1e-3
FURTHER, DECADES = 10, 2.0


def find_starts(trial: Trial, seed: int) -> Array:
    """Return parameters (starts, parameters) to start from, linear coefficients solved: the best of many prior draws.

    A single non-linear parameter is scanned too: the likelihood of a step has a valley between each two rows, and
    draws crowd into the wide ones.

    Parameters
    ----------
    trial : Trial
        Whose fit is least squares.
    seed : int

    Returns
    -------
    (starts, parameters) array
        At most `STARTS`; only one if the model is linear in all parameters, because it has one minimum.
    """
    drawn = trial.split(trial.draw_prior(CANDIDATES, np.random.default_rng(seed)))[1]
    if not trial.nonlinear:
        return solved(trial, drawn[:1])[0]
    theta, square = solved(trial, drawn)
    declared = _declared(trial)
    best = theta[np.argsort(square, kind="stable")]
    if len(trial.nonlinear) == 1:
        valleys = _scanned(trial)
        best = np.concatenate([valleys, best[: max(0, STARTS - len(valleys))]])
    return np.concatenate([declared, best])[:STARTS]


def _declared(trial: Trial) -> Array:
    """Return the start (1, parameters) that the model declares; (0, parameters) if there is none."""
    parameters = trial.model.parameters
    if all(parameters[j].start is None for j in trial.nonlinear):
        return np.empty((0, len(parameters)))
    places = [(trial.prior(j), parameters[j].start) for j in trial.nonlinear]
    at = [prior.location if start is None else prior.coordinate(start) for prior, start in places]
    theta, square = solved(trial, np.array([at]))
    return theta[np.isfinite(square)]


def solved(trial: Trial, nonlinear: Array) -> tuple[Array, Array]:
    """Return parameters (points, parameters) with the linear ones solved, and their sums of squares (points,).

    Parameters
    ----------
    trial : Trial
    nonlinear : (points, q) array
        Coordinates of the non-linear parameters.
    """
    with np.errstate(all="ignore"):
        design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
        theta = np.empty((len(nonlinear), len(trial.model.parameters)))
        theta[:, list(trial.nonlinear)] = trial.effects.physical(nonlinear)
        if trial.linear:
            usable = np.isfinite(design.columns).all(axis=(-2, -1)) & np.isfinite(design.offset).all(axis=-1)
            columns = np.where(usable[..., np.newaxis, np.newaxis], design.columns, 0.0)
            rest = np.where(usable[..., np.newaxis], trial.y - design.offset, 0.0)
            u = product(np.linalg.pinv(columns, rcond=1e-13), rest)
            theta[:, list(trial.linear)] = _inside(trial, design.shift + product(design.matrix, u), design.matrix)
        square = np.sum(misfit(trial, theta) ** 2, axis=-1)
        lower, upper = np.array([p.bounds for p in trial.model.parameters]).reshape(-1, 2).T
        inside = np.isfinite(theta).all(axis=1) & ((theta > lower) & (theta < upper)).all(axis=1)
    return theta, np.where(inside, square, np.inf)


def _inside(trial: Trial, coefficients: Array, matrix: Array) -> Array:
    """Return coefficients (points, k) moved inside their bounds, by a small part of what one effect is."""
    lower, upper = np.array([trial.model.parameters[j].bounds for j in trial.linear]).T
    margin = INSIDE * np.minimum(np.abs(matrix).max(axis=-1), upper - lower)
    return np.asarray(np.clip(coefficients, lower + margin, upper - margin))


def _scanned(trial: Trial) -> Array:
    """Return two starts (starts, parameters) in each of the lowest valleys along the one non-linear parameter."""
    (j,) = trial.nonlinear
    prior, bounds = trial.prior(j), trial.model.parameters[j].bounds
    low, high = np.clip(prior.location + np.array([-REACH, REACH]) * prior.width, *prior.reach)
    nodes = np.linspace(low, high, NODES + 2)[1:-1]
    inside = (prior.physical(nodes) > bounds[0]) & (prior.physical(nodes) < bounds[1])
    if not inside.all() and inside.any():
        low, high = map(float, nodes[inside][[0, -1]])
        nodes = np.linspace(low, high, NODES)
    theta, square = solved(trial, nodes[:, np.newaxis])
    around = np.pad(square, 1, constant_values=np.inf)
    valley = (square <= around[:-2]) & (square <= around[2:]) & np.isfinite(square)
    lowest = np.flatnonzero(valley)[np.argsort(square[valley], kind="stable")][:VALLEYS]
    # two starts to a valley: they show that a walk down it ends where another does
    beside = np.where(around[:-2][lowest] < around[2:][lowest], lowest - 1, lowest + 1)
    both = np.stack([lowest, beside], axis=1).ravel()
    both = both[(both >= 0) & (both < NODES)]
    return np.asarray(theta[both[np.isfinite(square[both])]])


def more_starts(trial: Trial, seed: int, number: int) -> Array:
    """Return further starts (starts, parameters), from wider than the prior; the rows say which are the best.

    Parameters
    ----------
    trial : Trial
    seed, number : int
        Of the search, and of the round of it.
    """
    rng = np.random.default_rng([seed, number + 1])
    size = FURTHER * CANDIDATES
    drawn = trial.split(trial.draw_prior(size, rng))[1]
    middle = np.array([trial.prior(j).location for j in trial.nonlinear])
    # what is declared may be wrong by decades: in its width, or in its size
    factor = 10.0 ** rng.uniform(-DECADES, DECADES, drawn.shape)
    drawn[::3] = (middle + factor * (drawn - middle))[::3]
    drawn[1::3] = (factor * drawn)[1::3]
    theta, square = solved(trial, drawn)
    ranked = theta[np.argsort(square, kind="stable")]
    return ranked[:STARTS]
