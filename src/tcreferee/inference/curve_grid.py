"""Scores of the curves with Student-t scatter, and for yes or no: a grid over the few coefficients about the mode."""

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
CLIMBS = 60


def on_grid(curve: Curve, rows: Rows) -> CurveScore:
    """Score a curve whose scatter is not normal, see `tcreferee.inference.curve_scores`."""
    scatter = LIKELIHOODS[rows.likelihood].scatter
    dimension = curve.vectors.shape[-1] + scatter
    t = np.linspace(-REACH, REACH, NODES[dimension])
    grid = np.array(list(itertools.product(t, repeat=dimension)))
    found = Mixture(rows)
    for columns, log_weight in zip(curve.columns, curve.log_weight[:, 0], strict=True):
        centre, root = _mode(columns, curve.mean, rows, scatter)
        z = centre + grid @ root.T
        volume = dimension * math.log(t[1] - t[0]) + np.linalg.slogdet(root)[1] + log_weight
        for log_density, pointwise in _near(columns, z, curve.mean, rows):
            found.add(log_density + volume, pointwise)
    return found.scores


def _near(columns: Array, z: Array, mean: Array, rows: Rows) -> Iterator[tuple[Array, Array]]:
    """Yield log prior x likelihood (points,) and its rows (points, n) of the points that matter, in parts."""
    density, scatter = LIKELIHOODS[rows.likelihood].density, LIKELIHOODS[rows.likelihood].scatter

    def at(points: Array) -> tuple[Array, Array]:
        u, log_sigma = (points[:, :-1], points[:, -1]) if scatter else (points, np.zeros(len(points)))
        pointwise = density(rows.y, mean + u @ columns.T, np.exp(log_sigma)[:, np.newaxis])
        log_prior = -0.5 * (u**2 + LN_2PI).sum(axis=1)
        if scatter:
            log_prior = log_prior + rows.sigma_prior.logpdf_of_log(log_sigma)
        return log_prior + pointwise.sum(axis=1), pointwise

    parts = list(pieces(len(z), len(rows.y)))
    if len(parts) == 1:
        log_density, pointwise = at(z)
        near = log_density - pointwise.min(axis=1) > log_density.max() - DROP
        yield log_density[near], pointwise[near]
        return
    # twice: which points matter is known when all are
    heights = [(log_density, pointwise.min(axis=1)) for log_density, pointwise in (at(z[part]) for part in parts)]
    whole, least = (np.concatenate(each) for each in zip(*heights, strict=True))
    matter = z[whole - least > whole.max() - DROP]
    for part in pieces(len(matter), len(rows.y)):
        yield at(matter[part])


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
