"""How restrictive a formula is: how badly it fits smooth functions of its inputs that have nothing to do with Tc.

A formula that fits whatever one draws says little when it fits Tc. Random smooth functions of the inputs are drawn at
the rows (Matern 5/2, of one, two and four times half a standard deviation of the inputs); restrictiveness is the mean
squared residual that the best constants of the formula leave, over that of the best constant response: 0 for a formula
that fits every function, 1 for one that does no better than a constant, more for one that does worse (Fudenberg, Gao,
Liang, SSRN 3580408).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.kernel import smooth_covariance
from tcreferee.inference.trial import Trial

LENGTHS = (0.5, 1.0, 2.0)
# functions and places of the non-linear parameters that are tried where there is no closed form
DRAWS, PLACES = 200, 300
MOST_ROWS = 500


def restrictiveness(trial: Trial, inputs: Sequence[Array]) -> tuple[float, ...]:
    """Return the restrictiveness of a formula for each of `LENGTHS`; nothing above `MOST_ROWS` rows.

    Closed form where the formula is linear in its parameters; else the least residual over many draws of the prior of
    its non-linear parameters, for `DRAWS` functions. Bounds of the parameters are not respected.

    Undefined (NaN) where every row chooses one of several inputs, or all share an error.

    Parameters
    ----------
    trial : Trial
    inputs : sequence of (rows,) arrays
        Those that vary.
    """
    if len(trial.y) > MOST_ROWS:
        return ()
    if trial.choices > 1 or trial.nuisances:
        # what a row may choose, or what an error moves, is no freedom of a curve
        return (math.nan,) * len(LENGTHS)
    return tuple(_at(trial, inputs, length) for length in LENGTHS)


def _at(trial: Trial, inputs: Sequence[Array], length: float) -> float:
    n, centre, tau = len(trial.y), trial.scales.centre_K, trial.scales.effect_K
    # a level as every model has it, and about it a curve with the spread of one effect
    spread = tau**2 * smooth_covariance(inputs, length)
    whole = spread + tau**2
    if trial.nonlinear:
        rng = np.random.default_rng(4)
        values, vectors = np.linalg.eigh(whole)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        functions = centre + rng.normal(size=(DRAWS, n)) @ root.T
        place = trial.split(trial.draw_prior(PLACES, rng))[1]
        least = _least(*trial.effects.basis(place), functions)
        return float(least.mean() / (functions.var(axis=1).mean() * n))
    offset, columns = trial.effects.basis(np.empty(0))
    u = _directions(columns)
    off = np.eye(n) - u @ u.T
    mean = off @ (centre - offset)
    return float((np.trace(off @ whole) + mean @ mean) / np.trace(spread))


def _directions(columns: Array) -> Array:
    """Return orthonormal directions (..., n, k) of columns; a column that adds none becomes zeros."""
    u, size, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(u * (size > 1e-10 * size[..., :1])[..., np.newaxis, :])


def _least(offset: Array, columns: Array, functions: Array) -> Array:
    """Return the least residual sum of squares (functions,) over places (places, n, k)."""
    good = np.isfinite(columns).all(axis=(1, 2))
    columns, offset = columns[good], np.broadcast_to(offset, columns.shape[:2])[good]
    least = np.full(len(functions), np.inf)
    for base, each in zip(offset, _directions(columns), strict=True):
        miss = functions - base
        least = np.minimum(least, np.sum(miss**2, axis=1) - np.sum((miss @ each) ** 2, axis=1))
    return least
