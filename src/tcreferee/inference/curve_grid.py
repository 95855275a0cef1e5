"""Scores of curves without a closed form (Student-t, limits, asymmetric errors, yes or no): a grid about the mode."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.likelihoods import LIKELIHOODS, NU
from tcreferee.inference.mixture import DROP, LN_2PI, CurveScore, Mixture

# nodes in standard deviations by the number of dimensions; the posterior without a row is wider and lies elsewhere
REACH, NODES = 8.0, {1: 65, 2: 37, 3: 21, 4: 17}
CLIMBS, HESSIAN_STEP = 60, 1e-2
# beside limits: nodes of ln sigma, and of each coefficient by their number
SCATTERS, COEFFICIENTS = 49, {1: 65, 2: 33, 3: 17}


def on_grid(curve: Curve, rows: Rows) -> CurveScore:
    """Score a curve whose scatter is not normal, see `tcreferee.inference.curve_scores`."""
    scatter = LIKELIHOODS[rows.likelihood].scatter
    nodes = _nodes_beside_limits if rows.limit.any() or rows.sides.any() else _nodes
    found = Mixture(rows)
    for columns, log_weight in zip(curve.columns, curve.log_weight[:, 0], strict=True):
        z, log_volume = nodes(columns, curve.mean, rows, scatter)
        for log_density, pointwise in _near(columns, z, log_volume, curve.mean, rows):
            found.add(log_density + log_weight, pointwise)
    return found.scores


def _nodes(columns: Array, mean: Array, rows: Rows, scatter: bool) -> tuple[Array, Array]:
    """Return nodes (nodes, d) about the mode, and ln of their volumes (nodes,)."""
    centre, root = _mode(columns, mean, rows, scatter)
    dimension = len(centre)
    t = np.linspace(-REACH, REACH, NODES[dimension])
    grid = np.array(list(itertools.product(t, repeat=dimension)))
    log_volume = dimension * math.log(t[1] - t[0]) + float(np.linalg.slogdet(root)[1])
    return centre + grid @ root.T, np.full(len(grid), log_volume)


def _nodes_beside_limits(columns: Array, mean: Array, rows: Rows, _: bool) -> tuple[Array, Array]:
    """Return nodes (nodes, d) about the mode, and ln of their volumes (nodes,).

    A limit bounds the scatter on one side only, so the nodes reach farther there, and the coefficients reach as far as
    the scatter of their node has grown.
    """
    from scipy.optimize import minimize

    def fall(z: Array) -> Array:
        pointwise = rows.pointwise(mean + z[..., :-1] @ columns.T, np.exp(z[..., -1:]))
        log_prior = rows.sigma_prior.logpdf_of_log(z[..., -1]) - 0.5 * (z[..., :-1] ** 2).sum(axis=-1)
        return np.asarray(-pointwise.sum(axis=-1) - log_prior)

    start, root = _mode(columns, mean, rows, scatter=True)
    centre = start + root @ minimize(lambda t: float(fall(start + root @ t)), np.zeros(len(start)), method="BFGS").x
    steps = HESSIAN_STEP * root.T
    corners = [(a, b) for a in (1, -1) for b in (1, -1)]
    curvature = np.array([
        [sum(a * b * fall(centre + a * one + b * other) for a, b in corners) / (4 * HESSIAN_STEP**2) for other in steps]
        for one in steps
    ])  # fmt: skip
    effects = len(centre) - 1
    values, vectors = np.linalg.eigh(curvature[:effects, :effects])
    own = root[:effects, :effects] @ (vectors / np.sqrt(np.maximum(values, 1e-3)))
    width = float(root[-1, -1] / math.sqrt(max(curvature[-1, -1], 1e-3)))
    s = np.linspace(-REACH, 2 * REACH, SCATTERS)
    t = np.linspace(-REACH, REACH, COEFFICIENTS[effects])
    grid = np.array(list(itertools.product(*[t] * effects, s)))
    grown = np.maximum(width * grid[:, -1:], 0.0)
    z = np.concatenate(
        [centre[:-1] + np.exp(grown) * (grid[:, :-1] @ own.T), centre[-1] + width * grid[:, -1:]], axis=1
    )
    volume = effects * (math.log(t[1] - t[0]) + grown[:, 0]) + math.log((s[1] - s[0]) * width)
    return z, volume + float(np.linalg.slogdet(own)[1])


def _near(columns: Array, z: Array, log_volume: Array, mean: Array, rows: Rows) -> Iterator[tuple[Array, Array]]:
    """Yield log prior x likelihood x volume (points,) and its rows (points, n) of the points that matter, in parts."""
    scatter = LIKELIHOODS[rows.likelihood].scatter

    def at(points: Array, log_volumes: Array) -> tuple[Array, Array]:
        u, log_sigma = (points[:, :-1], points[:, -1]) if scatter else (points, np.zeros(len(points)))
        pointwise = rows.pointwise(mean + u @ columns.T, np.exp(log_sigma)[:, np.newaxis])
        log_prior = -0.5 * (u**2 + LN_2PI).sum(axis=1)
        if scatter:
            log_prior = log_prior + rows.sigma_prior.logpdf_of_log(log_sigma)
        return log_volumes + log_prior + pointwise.sum(axis=1), pointwise

    parts = list(pieces(len(z), len(rows.y)))
    if len(parts) == 1:
        log_density, pointwise = at(z, log_volume)
        near = log_density - pointwise.min(axis=1) > log_density.max() - DROP
        yield log_density[near], pointwise[near]
        return
    # twice: which points matter is known when all are
    heights = [(high, rest.min(axis=1)) for high, rest in (at(z[part], log_volume[part]) for part in parts)]
    whole, least = (np.concatenate(each) for each in zip(*heights, strict=True))
    matter = whole - least > whole.max() - DROP
    z, log_volume = z[matter], log_volume[matter]
    for part in pieces(len(z), len(rows.y)):
        yield at(z[part], log_volume[part])


def _mode(columns: Array, mean: Array, rows: Rows, scatter: bool) -> tuple[Array, Array]:
    """Return the mode of the coefficients (and ln sigma) and a square root of the inverse curvature there.

    Newton's method for yes or no; for Student-t scatter reweighted least squares, with the scatter by its weights.
    """
    u, sigma, n = np.zeros(columns.shape[1]), float(np.std(rows.y)) or 1.0, len(rows.y)
    curvature = np.eye(len(u))
    for _ in range(CLIMBS):
        if scatter:
            miss = rows.y - mean - columns @ u
            weight = (NU + 1) / (NU * sigma**2 + miss**2)
            sigma = max(math.sqrt(float(np.mean(weight * sigma**2 * miss**2))), 1e-3 * float(np.std(rows.y)))
            slope = columns.T @ (weight * miss) - u
        else:
            share = np.exp(-np.logaddexp(0.0, -(mean + columns @ u)))
            weight = share * (1 - share)
            slope = columns.T @ (rows.y - share) - u
        curvature = (columns.T * weight) @ columns + np.eye(len(u))
        step = np.linalg.solve(curvature, slope)
        u = u + step * min(1.0, 3.0 / (float(np.abs(step).max()) or 1.0))
    root = np.linalg.cholesky(np.linalg.inv(curvature))
    if not scatter:
        return u, root
    whole = np.zeros((len(u) + 1, len(u) + 1))
    # a Student-t scatter is known to about sqrt(1/n); a little more for the asymmetry of ln sigma
    whole[:-1, :-1], whole[-1, -1] = root, 1.2 / math.sqrt(n)
    return np.append(u, math.log(sigma)), whole
