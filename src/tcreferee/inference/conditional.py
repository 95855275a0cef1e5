"""The effects integrated out in closed form, given the scatter and the non-linear parameters.

With normal scatter the linear part of a model has a normal posterior. What is left is a function of ln sigma and the
non-linear parameters, for all rows and for each row (and family) left out at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.pieces import MOST_VALUES, pieces
from tcreferee.base.priors import Array
from tcreferee.inference.design import Design, product
from tcreferee.inference.exact import Mask
from tcreferee.inference.scatter import variance_at
from tcreferee.inference.trial import Trial
from tcreferee.inference.truncated import truncated_moments

NO_EFFECT = 1e-13


def conditional(trial: Trial, log_sigma: Array, nonlinear: Array, sets: Mask) -> tuple[Array, Array, Array]:
    """Return ln(likelihood x prior) with the effects integrated out, and their conditional moments.

    Parameters
    ----------
    trial : Trial
        With normal scatter, known errors that do not depend on the effects, and no latent choice.
    log_sigma : (sigma, 1) or (1, points) array
        Every scatter with every point, or one for each point.
    nonlinear : (points, q) array
        Coordinates of the non-linear parameters.
    sets : (sets, rows) array of bool
        Which rows count; the first of them all.

    Returns
    -------
    log_density : (sigma or 1, points, sets) array
    u_mean, u_square : (sigma or 1, points, sets, u) arrays
        Conditional E[u] and E[u^2]; of the first set only unless a coefficient is bounded.
    """
    # sums over rows, and moments at every scatter, of every set of rows
    each = sets.shape[1] * (len(trial.effects.names) + 1) ** 2 + len(log_sigma) * len(sets) * len(trial.effects.names)
    each *= len(log_sigma) if trial.density.known else 1
    if len(nonlinear) * each > MOST_VALUES and len(nonlinear) > 1:
        parts = [
            _conditional(trial, log_sigma if log_sigma.shape[1] == 1 else log_sigma[:, part], nonlinear[part], sets)
            for part in pieces(len(nonlinear), each)
        ]
        log_density, u_mean, u_square = (np.concatenate(arrays, axis=1) for arrays in zip(*parts, strict=True))
        return log_density, u_mean, u_square
    return _conditional(trial, log_sigma, nonlinear, sets)


def _conditional(trial: Trial, log_sigma: Array, nonlinear: Array, sets: Mask) -> tuple[Array, Array, Array]:
    # moments of the effects are wanted for all rows only, but bounds change the mass of every set
    wanted = slice(None) if trial.bounds.cut is not None else slice(1)
    design, solved, usable = solved_effects(trial, log_sigma, nonlinear, sets, wanted)
    log_density, u_mean = solved.log_density, solved.u_mean
    u_variance = np.einsum("gpsij,gpsj->gpsi", solved.vectors**2, solved.share)
    u_square = u_mean**2 + u_variance
    prior = trial.sigma_prior.logpdf_of_log(log_sigma)[..., np.newaxis]
    if trial.bounds.cut is not None:
        log_mass, u_mean, u_square = _cut(trial, design, solved, u_variance)
        log_density = log_density + log_mass
    if trial.nonlinear:
        prior = prior + trial.joint_prior.log_nonlinear(nonlinear)[:, np.newaxis]
    log_density = log_density + prior - np.reshape(trial.bounds.log_mass_inside(nonlinear, design), (-1, 1))
    possible = np.isfinite(log_density) & usable[:, np.newaxis]
    return np.where(possible, log_density, -np.inf), u_mean, u_square


def solved_effects(
    trial: Trial, log_sigma: Array, nonlinear: Array, sets: Mask, wanted: slice
) -> tuple[Design, Solved, Mask]:
    """Return the affine structure, the normal posterior of the effects, and which points (points,) are usable.

    Parameters
    ----------
    trial, log_sigma, nonlinear, sets
        As for `conditional`.
    wanted : slice
        Sets whose moments are wanted.
    """
    count = len(nonlinear)
    design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
    psi = np.broadcast_to(design.columns, (count, *design.columns.shape[-2:]))
    residual = np.broadcast_to(trial.y - design.offset, (count, len(trial.y)))
    psi, residual, usable = _usable(psi, residual)
    variance = np.exp(2 * log_sigma)
    if trial.density.known:
        solved = _weighted(psi, residual, sets, variance[..., np.newaxis] + variance_at(trial, nonlinear), wanted)
    else:
        solved = _solved(psi, residual, sets, variance, wanted)
    return design, solved, usable


@dataclass(frozen=True)
class Solved:
    """The normal posterior of the effects at every scatter and point, for every set of rows.

    Parameters
    ----------
    log_density : (sigma or 1, points, sets) array
        ln of the likelihood with the effects integrated out.
    vectors : (sigma or 1, points, wanted sets, u, u) array
        Eigenvectors of the posterior covariance,
    share : (sigma or 1, points, wanted sets, u) array
        and its eigenvalues.
    u_mean : (sigma or 1, points, wanted sets, u) array
    """

    log_density: Array
    vectors: Array
    share: Array
    u_mean: Array


def _solved(psi: Array, residual: Array, sets: Mask, variance: Array, wanted: slice) -> Solved:
    """Solve for the effects where all rows have one variance, (sigma, 1) or (1, points)."""
    member = sets.astype(np.float64)
    gram, projection, _ = _sums(psi, residual, member)
    # one effect needs no eigenvectors
    values, vectors = np.linalg.eigh(gram) if gram.shape[-1] != 1 else (gram[..., 0], np.ones_like(gram))
    values = np.maximum(values, 0.0)
    b = np.einsum("psji,psj->psi", vectors, projection)
    variance = variance[..., np.newaxis]
    total = variance[..., np.newaxis] + values
    rows = member.sum(axis=1)
    # r'r less its projection has no digits where sigma is far below y: what least squares leaves has
    solved = values > NO_EFFECT * values[..., -1:]
    inverse = np.where(solved, 1 / np.where(solved, values, 1.0), 0.0)
    fitted = product(psi, product(vectors[:, 0], inverse[:, 0] * b[:, 0]))
    rest, square = _residual_sums(psi, residual - fitted, member)
    rss = np.maximum(square - np.sum(inverse * np.einsum("psji,psj->psi", vectors, rest) ** 2, axis=-1), 0.0)
    misfit = rss / variance + np.sum(inverse * b**2 / total, axis=-1)
    log_det = (rows - values.shape[-1]) * np.log(variance) + np.sum(np.log(total), axis=-1)
    log_density = -0.5 * (rows * math.log(2 * math.pi) + log_det + misfit)
    mean, share = (b / total)[..., wanted, :], (variance[..., np.newaxis] / total)[..., wanted, :]
    u_mean = np.einsum("psij,gpsj->gpsi", vectors[:, wanted], mean)
    return Solved(log_density, vectors[np.newaxis, :, wanted], share, u_mean)


def _weighted(psi: Array, residual: Array, sets: Mask, variance: Array, wanted: slice) -> Solved:
    """Solve for the effects where each row has a variance of its own, (sigma, points or 1, rows) or (1, points, rows).

    Every pair of scatter and point becomes a point of its own, with rows divided by their standard deviations.
    """
    points, rows = residual.shape
    variance = np.broadcast_to(variance, (len(variance), points, rows))
    sd, many = np.sqrt(variance), len(variance) * points
    psi, residual = psi / sd[..., np.newaxis], residual / sd
    flat = _solved(
        psi.reshape(many, rows, psi.shape[-1]), residual.reshape(many, rows), sets, np.ones((1, many)), wanted
    )

    def shaped(array: Array) -> Array:
        return array.reshape(*sd.shape[:2], *array.shape[2:])

    log_density = shaped(flat.log_density) - 0.5 * np.log(variance) @ sets.T.astype(np.float64)
    return Solved(log_density, shaped(flat.vectors), shaped(flat.share), shaped(flat.u_mean))


def _cut(trial: Trial, design: Design, solved: Solved, u_variance: Array) -> tuple[Array, Array, Array]:
    """Return ln of the mass that the bounds of one coefficient leave, and E[u] and E[u^2] inside them.

    Along its direction the normal posterior is cut; across it the effects follow by their regression on it.
    """
    direction, low, high = trial.bounds.of_effect(design)
    vectors, share, u_mean = solved.vectors, solved.share, solved.u_mean
    direction = np.broadcast_to(direction, (vectors.shape[1], direction.shape[-1]))
    turned = np.einsum("gpsji,pj->gpsi", vectors, direction)
    covariance = np.einsum("gpsij,gpsj,gpsj->gpsi", vectors, turned, share)
    variance = np.einsum("gpsj,gpsj->gps", turned**2, share)
    mean = np.einsum("gpsi,pi->gps", u_mean, direction)
    ends = (np.reshape(end, (-1, 1)) for end in (low, high))
    log_mass, first, square = truncated_moments(mean, np.sqrt(variance), *ends)
    slope = covariance / variance[..., np.newaxis]
    moved = u_mean + slope * (first - mean)[..., np.newaxis]
    left = u_variance - slope**2 * (variance - (square - first**2))[..., np.newaxis]
    return log_mass, moved, moved**2 + np.maximum(left, 0.0)


def _usable(psi: Array, residual: Array) -> tuple[Array, Array, Mask]:
    """Return columns and residuals with zeros at points where the formula overflows, and which points are usable."""
    usable: Mask = np.isfinite(psi).all(axis=(1, 2)) & np.isfinite(residual).all(axis=1)
    if usable.all():
        return psi, residual, usable
    return np.where(usable[:, np.newaxis, np.newaxis], psi, 0.0), np.where(usable[:, np.newaxis], residual, 0.0), usable


def _sums(psi: Array, residual: Array, sets: Array) -> tuple[Array, Array, Array]:
    """Return Psi'Psi, Psi'r and r'r, each (p, sets, ...), over the rows of each set."""
    return _products(psi, psi, sets), *_residual_sums(psi, residual, sets)


def _residual_sums(psi: Array, residual: Array, sets: Array) -> tuple[Array, Array]:
    """Return Psi'r and r'r, each (p, sets, ...), over the rows of each set."""
    column = residual[..., np.newaxis]
    return _products(psi, column, sets)[..., 0], _products(column, column, sets)[..., 0, 0]


def _products(left: Array, right: Array, sets: Array) -> Array:
    """Return the sums (p, sets, i, j) of left (p, rows, i) times right (p, rows, j) over the rows of each set."""
    outside = sets == 0
    if outside.sum() >= sets.shape[1]:
        each = left[..., np.newaxis] * right[..., np.newaxis, :]
        summed = sets @ each.reshape(*each.shape[:2], -1)
        return np.asarray(summed.reshape(*summed.shape[:2], *each.shape[2:]))
    # a few sets of nearly all of many rows: all rows, less those outside
    whole = np.swapaxes(left, 1, 2) @ right
    return np.stack([whole - np.swapaxes(left[:, out], 1, 2) @ right[:, out] for out in outside], axis=1)
