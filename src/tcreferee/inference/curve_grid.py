"""Scores of curves without a closed form (Student-t, limits, asymmetric errors, yes or no): a grid about the mode."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from tcreferee.base.pieces import MOST_VALUES, pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.likelihoods import LIKELIHOODS, NU
from tcreferee.inference.mixture import DROP, LN_2PI, CurveScore, Mixture

# nodes by the number of dimensions, to sinh(STRETCH) standard deviations; values held at a time: what stays in the
# cache is several times faster
STRETCH, NODES, ROUGH = 4.0, {1: 65, 2: 29, 3: 19, 4: 15}, {1: 33, 2: 19, 3: 11, 4: 9}
BLOCK = 400_000
# members of a large mixture, of which half do where few nodes do
MANY = 16
CLIMBS, SETTLED, HESSIAN_STEP = 60, 1e-9, 1e-2
# beside limits: nodes in standard deviations, those of ln sigma, and of each coefficient by their number
REACH, SCATTERS, COEFFICIENTS = 8.0, 49, {1: 65, 2: 33, 3: 17}


def on_grid(curve: Curve, rows: Rows, rough: bool = False) -> CurveScore:
    """Score a curve whose scatter is not normal, see `tcreferee.inference.curve_scores`.

    Parameters
    ----------
    curve : Curve
    rows : Rows
    rough : bool
        Take half the members of a large mixture, with fewer nodes each, for an error of some tenths of a nat.
    """
    rough = rough and len(curve.vectors) >= MANY
    if rough:
        curve = _halved(curve)
    about = modes(curve.columns, curve.mean, rows)
    limits = rows.limit.any() or rows.sides.any()
    grid = _product(about[0].shape[1], rough)
    found = Mixture(rows)
    if limits or grid[0].shape[0] * len(rows.y) > MOST_VALUES:
        for columns, log_weight, at, root in zip(curve.columns, curve.log_weight[:, 0], *about, strict=True):
            z, log_volume = _nodes(at, root, grid)
            if limits:
                z, log_volume = _nodes_beside_limits(at, root, columns, curve.mean, rows)
            for log_density, pointwise in _near(columns, z, log_volume, curve.mean, rows):
                found.add(log_density + log_weight, pointwise)
        return found.scores
    for part, log_density, pointwise in _together(curve.mean, curve.columns, rows, about, grid):
        log_density = log_density + curve.log_weight[part]
        near = log_density - pointwise.min(axis=-1) > log_density.max() - DROP
        found.add(log_density[near], pointwise[near])
    return found.scores


def _halved(curve: Curve) -> Curve:
    """Return every second member of a mixture."""
    log_weight = curve.log_weight[::2] - np.logaddexp.reduce(curve.log_weight[::2], axis=None)
    return replace(curve, log_weight=log_weight, vectors=curve.vectors[::2], values=curve.values[::2])


def families_on_grid(offset: Array, columns: Array, rows: Rows) -> Array:
    """Return the leave-one-out scores (families,) of families with a scatter that is not normal, on the rough grid.

    Parameters
    ----------
    offset : (families, n) array
    columns : (families, n, r) array
        Of unit-normal coefficients.
    rows : Rows
        Without limits and asymmetric errors.
    """
    about = modes(columns, offset, rows)
    found = np.empty(len(columns))
    for part, log_density, pointwise in _together(offset, columns, rows, about, _product(about[0].shape[1], True)):
        found[part] = sums_of_elpd(log_density, pointwise, rows.jacobian)
    return found


def sums_of_elpd(log_density: Array, pointwise: Array, jacobian: Array) -> Array:
    """Return the leave-one-out elpd (members,) of densities on a grid, nats.

    Parameters
    ----------
    log_density : (members, nodes) array
        ln of posterior density x weight with all rows.
    pointwise : (members, nodes, rows) array
        The part of it that each row has.
    jacobian : array
        Of the response, nats.
    """
    top = log_density.max(axis=1, keepdims=True)
    whole = np.log(np.exp(log_density - top).sum(axis=1)) + top[:, 0]
    each = log_density[..., np.newaxis] - pointwise
    top = each.max(axis=1, keepdims=True)
    without = np.log(np.exp(each - top).sum(axis=1)) + top[:, 0]
    return np.asarray((whole[:, np.newaxis] - without - jacobian).sum(axis=1))


def _together(
    offset: Array, columns: Array, rows: Rows, about: tuple[Array, Array], grid: tuple[Array, Array]
) -> Iterator[tuple[slice, Array, Array]]:  # fmt: skip
    """Yield some curves, their log prior x likelihood x volume (curves, nodes), and its rows (curves, nodes, n)."""
    offset = np.broadcast_to(offset, columns.shape[:2])
    for part in pieces(len(columns), len(grid[0]) * len(rows.y), BLOCK):
        centre, root = about[0][part], about[1][part]
        z = centre[:, np.newaxis] + grid[0] @ np.swapaxes(root, 1, 2)
        log_volume = grid[1] + np.linalg.slogdet(root)[1][:, np.newaxis]
        r = columns.shape[-1]
        u = z[..., :r]
        sd = np.exp(z[..., r:]) if z.shape[-1] > r else np.ones((1, 1, 1))
        pointwise = rows.pointwise(offset[part, np.newaxis] + u @ np.swapaxes(columns[part], 1, 2), sd)
        log_prior = -0.5 * (u**2 + LN_2PI).sum(axis=-1)
        if z.shape[-1] > r:
            log_prior = log_prior + rows.sigma_prior.logpdf_of_log(z[..., r])
        yield part, log_volume + log_prior + pointwise.sum(axis=-1), pointwise


def _nodes(centre: Array, root: Array, grid: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return nodes (nodes, d) about the mode, and ln of their volumes (nodes,)."""
    return centre + grid[0] @ root.T, grid[1] + float(np.linalg.slogdet(root)[1])


@cache
def _product(dimension: int, rough: bool) -> tuple[Array, Array]:
    """Return nodes (nodes, d), with steps that grow outwards, and ln of their volumes (nodes,).

    Far from the mode the posterior of a row left out falls as a power, as the scatter does: steps of one size that are
    fine enough at the mode do not reach it (errors of 0.1 to 0.4 nats with six rows).
    """
    t = np.linspace(-STRETCH, STRETCH, (ROUGH if rough else NODES)[dimension])
    each = np.array(list(itertools.product(t, repeat=dimension)))
    return np.sinh(each), np.log(np.cosh(each)).sum(axis=1) + dimension * math.log(t[1] - t[0])


def _nodes_beside_limits(
    start: Array, root: Array, columns: Array, mean: Array, rows: Rows
) -> tuple[Array, Array]:  # fmt: skip
    """Return nodes (nodes, d) about the mode, and ln of their volumes (nodes,).

    A limit bounds the scatter on one side only, so the nodes reach farther there, and the coefficients reach as far as
    the scatter of their node has grown.
    """
    from scipy.optimize import minimize

    def fall(z: Array) -> Array:
        pointwise = rows.pointwise(mean + z[..., :-1] @ columns.T, np.exp(z[..., -1:]))
        log_prior = rows.sigma_prior.logpdf_of_log(z[..., -1]) - 0.5 * (z[..., :-1] ** 2).sum(axis=-1)
        return np.asarray(-pointwise.sum(axis=-1) - log_prior)

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


def modes(columns: Array, mean: Array, rows: Rows) -> tuple[Array, Array]:
    """Return the modes of the coefficients (and ln sigma) of several curves, and roots of the inverse curvatures there.

    Newton's method for yes or no; for Student-t scatter reweighted least squares, with the scatter by its weights.

    Parameters
    ----------
    columns : (curves, n, r) array
    mean : (n,) or (curves, n) array
    rows : Rows

    Returns
    -------
    (curves, d) and (curves, d, d) arrays
    """
    scatter = LIKELIHOODS[rows.likelihood].scatter
    (count, n, r), size = columns.shape, float(np.std(rows.y)) or 1.0
    u, sigma, curvature, across = np.zeros((count, r)), np.full(count, size), np.eye(r), np.swapaxes(columns, 1, 2)
    for _ in range(CLIMBS):
        at = mean + np.einsum("cnr,cr->cn", columns, u)
        if scatter:
            miss, before = rows.y - at, sigma
            weight = (NU + 1) / (NU * sigma[:, np.newaxis] ** 2 + miss**2)
            sigma = np.maximum(sigma * np.sqrt(np.mean(weight * miss**2, axis=1)), 1e-3 * float(np.std(rows.y)))
            pull, moved = weight * miss, np.abs(sigma / before - 1)
        else:
            share = np.exp(-np.logaddexp(0.0, -at))
            weight, pull, moved = share * (1 - share), rows.y - share, np.zeros(count)
        curvature = (across * weight[:, np.newaxis]) @ columns + np.eye(r)
        step = np.linalg.solve(curvature, np.einsum("cnr,cn->cr", columns, pull)[..., np.newaxis] - u[..., np.newaxis])
        largest = np.abs(step).max(axis=(1, 2), initial=0.0)
        u = u + step[..., 0] * np.minimum(1.0, 3.0 / np.where(largest > 0, largest, 1.0))[:, np.newaxis]
        if max(largest.max(initial=0.0), moved.max(initial=0.0)) < SETTLED:
            break
    root = np.linalg.cholesky(np.linalg.inv(curvature))
    if not scatter:
        return u, root
    whole = np.zeros((count, r + 1, r + 1))
    # a Student-t scatter is known to about sqrt(1/n); a little more for the asymmetry of ln sigma
    whole[:, :-1, :-1], whole[:, -1, -1] = root, 1.2 / math.sqrt(n)
    return np.column_stack([u, np.log(sigma)]), whole
