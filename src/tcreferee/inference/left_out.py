"""Leaving out each of many rows in closed form.

At given scatter and non-linear parameters the rows are jointly normal, and what the others say of one row follows from
its residual and its leverage (Sundararajan and Keerthi 2001, 10.1162/08997660151134343): the work grows with the rows,
where integrating anew without each of them grows with their square.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.exact import Mask
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.scatter import variance_at
from tcreferee.inference.trial import Trial
from tcreferee.inference.truncated import truncated_moments

# ASSUME: with more rows than this no row stands alone, and a few of them tell where the integrals have to reach
FEW_ROWS, TELLING = 60, 16


def log_predictive(trial: Trial, nonlinear: Array, variance: Array) -> Array:
    """Return ln p(y_i | the other rows) at given parameters (draws, scatters, rows).

    Parameters
    ----------
    trial : Trial
        With normal scatter, known errors that do not depend on the effects, and no latent choice.
    nonlinear : (draws, q) or (q,) array
        Coordinates of the non-linear parameters.
    variance : (draws, scatters) array
        Squares of the scatter.
    """
    design, shape = trial.design(nonlinear if trial.nonlinear else np.empty(0)), (*variance.shape, len(trial.y))
    psi = np.broadcast_to(design.columns, (len(variance), *design.columns.shape[-2:]))
    residual = np.broadcast_to(trial.y - design.offset, psi.shape[:2])
    # a direction, and its ends, for each draw
    bounds = [np.asarray(each) for each in trial.bounds.of_effect(design)] if trial.bounds.cut is not None else []
    if not trial.density.known:
        return _predictive(psi, residual, variance, bounds)
    # every scatter of a draw becomes a draw of its own, with rows divided by their standard deviations
    sd = np.sqrt(
        np.broadcast_to(variance[..., np.newaxis] + variance_at(trial, np.atleast_2d(nonlinear))[:, np.newaxis], shape)
    )
    wide = psi[:, np.newaxis] / sd[..., np.newaxis], residual[:, np.newaxis] / sd
    many = variance.size
    each = [np.repeat(end, variance.shape[1], axis=0) for end in bounds] if design.matrix.ndim > 2 else bounds
    flat = _predictive(
        wide[0].reshape(many, *psi.shape[1:]), wide[1].reshape(many, shape[-1]), np.ones((many, 1)), each
    )
    return np.asarray(flat.reshape(shape) - np.log(sd))


def _predictive(psi: Array, residual: Array, variance: Array, bounds: list[Array]) -> Array:
    """Return `log_predictive` for rows of one variance; `bounds` are direction and ends of a bounded effect, if any."""
    u, values, right = np.linalg.svd(psi, full_matrices=False)
    b = np.einsum("drk,dr->dk", u, residual)
    rest = residual - np.einsum("drk,dk->dr", u, b)
    # what the unit prior of the effects takes from each direction
    shrunk = variance[..., np.newaxis] / (variance[..., np.newaxis] + values[:, np.newaxis] ** 2)
    across = np.swapaxes(u, 1, 2)
    miss = rest[:, np.newaxis] + (shrunk * b[:, np.newaxis]) @ across
    share = np.maximum(1 - np.sum(u**2, axis=-1), 0.0)[:, np.newaxis] + shrunk @ across**2
    variance = variance[..., np.newaxis]
    value = LIKELIHOODS["normal"].density(miss / share, np.zeros(1), np.sqrt(variance / share))
    if bounds:
        direction, low, high = bounds
        along = np.einsum("dku,du->dk", right, np.broadcast_to(direction, (len(psi), psi.shape[-1])))
        mean = np.einsum("dk,dk,dk,dsk->ds", along, values, b, shrunk)[..., np.newaxis] / variance
        rest_of = 1 - np.sum(along**2, axis=-1)[:, np.newaxis]
        its_variance = (np.einsum("dk,dsk->ds", along**2, shrunk) + rest_of)[..., np.newaxis]
        across_row = np.einsum("dk,dsk,drk->dsr", along * values, shrunk, u)
        ends = np.reshape(low, (-1, 1, 1)), np.reshape(high, (-1, 1, 1))
        value -= log_inside_without(mean, its_variance, across_row, miss, variance * share, ends)
    return np.asarray(value)


def log_inside_without(
    mean: Array, variance: Array, across: Array, miss: Array, own: Array, ends: tuple[Array, Array]
) -> Array:
    """Return ln of the mass of a coefficient inside its bounds with each row left out, over that of all rows.

    Parameters
    ----------
    mean, variance : (..., 1) array
        Of the coordinate along the coefficient, given all rows.
    across : (..., rows) array
        Its covariance with each row's prediction.
    miss : (..., rows) array
        What each row is off by, given all rows.
    own : (..., rows) array
        Square of the scatter times one less the row's leverage.
    ends : pair of arrays
        Bounds of the coordinate.
    """
    without = mean - across * miss / own, variance + across**2 / own
    masses = [truncated_moments(m, np.sqrt(v), *ends)[0] for m, v in (without, (mean, variance))]
    return np.asarray(masses[0] - masses[1])


def telling_rows(trial: Trial, nonlinear: Array, variance: float) -> NDArray[np.intp]:
    """Return the rows that matter most to a fit: those that fit worst, and those with the largest leverage."""
    design = trial.design(nonlinear)
    surprise = log_predictive(trial, nonlinear, np.array([[variance]]))[0, 0]
    u, *_ = np.linalg.svd(np.reshape(design.columns, (len(trial.y), -1)), full_matrices=False)
    leverage = np.sum(u**2, axis=1)
    rows = np.concatenate(
        [np.argsort(surprise, kind="stable")[:TELLING], np.argsort(-leverage, kind="stable")[:TELLING]]
    )
    return np.unique(rows)


def log_without_each(
    trial: Trial, log_sigma: Array, nonlinear: Array, log_weight: Array, coarse: Mask
) -> tuple[Array, Array]:  # fmt: skip
    """Return ln of the integral without each row (rows,), by all nodes and by the coarse ones.

    Parameters
    ----------
    trial : Trial
    log_sigma : (scatters,) array
    nonlinear : (points, q) array
    log_weight : (scatters, points) array
        ln of likelihood x prior x weight of a node; -inf for nodes that do not matter.
    coarse : (scatters, points) array of bool
        Every second node of each axis: twice the weight in each.
    """
    rows, axes = len(trial.y), 1 + bool(nonlinear.shape[-1] and len(nonlinear) > 1)
    total, half = np.full(rows, -np.inf), np.full(rows, -np.inf)
    for i, point in enumerate(nonlinear):
        kept = np.flatnonzero(np.isfinite(log_weight[:, i]))
        for part in pieces(len(kept), rows):
            at = kept[part]
            own = log_predictive(trial, point, np.exp(2 * log_sigma[at])[np.newaxis])[0]
            each = log_weight[at, i, np.newaxis] - own
            total = np.logaddexp(total, np.logaddexp.reduce(each, axis=0))
            if coarse[at, i].any():
                half = np.logaddexp(half, np.logaddexp.reduce(each[coarse[at, i]], axis=0))
    return total, half + axes * math.log(2)
