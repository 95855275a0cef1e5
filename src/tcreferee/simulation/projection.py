"""Least squares of many data sets at once by variable projection, the linear coefficients solved exactly.

At given non-linear parameters the linear algebra is the same for every data set. So a matrix product first gives the
sum of squares of all data sets on one grid of the non-linear parameters, which shows every valley. Near the lowest node
of a data set the sum of squares is interpolated by a polynomial, whose minimum is then checked with the formula itself.
If the two disagree, or if there are several non-linear parameters, Levenberg-Marquardt steps follow (Golub and Pereyra
1973, 10.1137/0710036; with Kaufman's shorter Jacobian, 1975, 10.1007/BF01932995).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.simulation.basis import Straight, dot

NODES, SEVERAL, HALF_WIDTH = (129, 513), {2: 41, 3: 15}, 4
NEWTON, STEPS, STARTS, STEP = 6, 200, 3, 2e-6
TOLERANCE, ROUGH, FLOOR, AT_END = 1e-9, 1e-6, 1e-27, 1e-6
Mask = NDArray[np.bool_]
Where = NDArray[np.intp]


@dataclass(frozen=True)
class Projected:
    """Coefficients, non-linear parameters, residuals and convergence of many data sets; all (data sets, ...)."""

    coefficients: Array
    nonlinear: Array
    residual: Array
    converged: Mask


def project(straight: Straight, target: Array) -> Projected:
    """Fit all data sets (data sets, rows); see the module."""
    low, high = straight.ends
    if len(low) > 1:
        axes = [np.linspace(a, b, SEVERAL.get(len(low), 5)) for a, b in zip(low, high, strict=True)]
        nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
        return _from_nodes(straight, target, nodes, _on_nodes(straight, target, nodes))
    count, k = len(target), len(straight.trial.linear)
    found = Projected(np.empty((count, k)), np.empty((count, 1)), np.empty_like(target), np.empty(count, bool))
    miss = np.full(count, math.inf)
    for size in NODES:
        # a few steps mend a small miss sooner than more nodes do
        todo = np.flatnonzero(miss > ROUGH)
        if len(todo):
            miss[todo] = _in_valley(straight, target, found, todo, np.linspace(low, high, size))
    todo = np.flatnonzero(miss > TOLERANCE)
    return _walked(straight, target, found, todo) if len(todo) else found


def _in_valley(straight: Straight, target: Array, found: Projected, todo: Where, nodes: Array) -> Array:
    """Fill in the data sets `todo` of `found` from the valley about their lowest node.

    Return how far its polynomial misses the sum of squares, relative to it; infinite where it has no minimum.
    """
    target = target[todo]
    place, expected, sharp = _valley(_on_nodes(straight, target, nodes))
    p = np.clip(nodes[0] + (nodes[1] - nodes[0]) * place[:, np.newaxis], nodes[0], nodes[-1])
    coefficients, residual = straight.basis(p).solve(target, straight.bounds)
    found.coefficients[todo], found.nonlinear[todo], found.residual[todo] = coefficients, p, residual
    found.converged[todo] = _inside(straight, p)
    rss = dot(residual, residual)
    # the polynomial is as good as its value is
    return np.where(sharp, np.abs(rss - expected) / np.maximum(rss, 1e-300), math.inf)


def _on_nodes(straight: Straight, target: Array, nodes: Array) -> Array:
    """Return the least sum of squares (data sets, nodes)."""
    basis = straight.basis(nodes)
    usable = np.isfinite(basis.offset).all(axis=-1) & np.isfinite(basis.columns).all(axis=(0, -1))
    offset = np.where(usable[:, np.newaxis], basis.offset, 0.0)
    with np.errstate(invalid="ignore"):
        orthonormal, r = basis.orthonormal
    shifted = offset.any()
    square = np.repeat(dot(target, target)[:, np.newaxis], len(nodes), axis=1)
    if shifted:
        square += dot(offset, offset) - 2 * (target @ offset.T)
    for j, q in enumerate(orthonormal):
        q = np.where(usable[:, np.newaxis], q, 0.0)
        part = target @ q.T
        if shifted:
            part -= dot(offset, q)
        square -= part**2
        if len(orthonormal) == 1 and np.isfinite(straight.bounds).any():
            coefficient = part / r[j, j]
            # a column without a direction has an infinite R: no bound costs it anything
            beyond = (coefficient - np.clip(coefficient, *straight.bounds)) * np.where(np.isinf(r[j, j]), 0.0, r[j, j])
            square += beyond**2
    return np.where(usable, square, math.inf)


def _valley(square: Array) -> tuple[Array, Array, Mask]:
    """Return the place of the minimum in units of nodes, its value, and whether Newton's steps settled there."""
    count, last = square.shape
    lowest = square.argmin(axis=1)
    first = np.clip(lowest - HALF_WIDTH, 0, last - 2 * HALF_WIDTH - 1)
    offsets = np.arange(-HALF_WIDTH, HALF_WIDTH + 1)
    # a copy of the neighbourhood, less its lowest value: the minimum is found to more digits
    base = square[np.arange(count), lowest]
    near = np.take_along_axis(square, first[:, np.newaxis] + offsets + HALF_WIDTH, axis=1) - base[:, np.newaxis]
    with np.errstate(invalid="ignore"):
        powers = (near @ np.linalg.inv(np.vander(offsets.astype(np.float64), increasing=True)).T).T
    start = (lowest - first - HALF_WIDTH).astype(np.float64)
    left, right = np.maximum(start - 1, -HALF_WIDTH), np.minimum(start + 1, HALF_WIDTH)
    at = start
    for _ in range(NEWTON):
        value, slope, curvature = _polynomial(powers, at)
        with np.errstate(all="ignore"):
            # downhill by Newton where the valley is curved, else to the side that falls
            step = np.where(curvature > 0, -slope / curvature, -np.sign(slope))
        at = np.clip(at + np.nan_to_num(step), left, right)
    value, slope, curvature = _polynomial(powers, at)
    with np.errstate(all="ignore"):
        settled = (curvature > 0) & (slope**2 / (2 * curvature) <= TOLERANCE * np.abs(value + base))
    pressed = ((at == left) & (start == -HALF_WIDTH) & (slope >= 0)) | (
        (at == right) & (start == HALF_WIDTH) & (slope <= 0)
    )
    return at + first + HALF_WIDTH, value + base, settled | pressed


def _polynomial(powers: Array, at: Array) -> tuple[Array, Array, Array]:
    """Return value, slope and curvature of polynomials with coefficients (powers, data sets) at places (data sets,)."""
    value, slope, curvature = powers[-1].copy(), np.zeros_like(at), np.zeros_like(at)
    for power in powers[-2::-1]:
        curvature = curvature * at + slope
        slope = slope * at + value
        value = value * at + power
    return value, slope, 2 * curvature


def _from_nodes(straight: Straight, target: Array, nodes: Array, square: Array) -> Projected:
    """Return the best of the walks from each data set's lowest valleys."""
    shape = [len(np.unique(nodes[:, i])) for i in range(nodes.shape[1])]
    table = square.reshape(len(square), *shape)
    valley = np.ones(table.shape, dtype=bool)
    for axis, size in enumerate(shape, start=1):
        lower, upper = ([slice(None)] * table.ndim for _ in range(2))
        lower[axis], upper[axis] = slice(0, size - 1), slice(1, size)
        here, there = table[tuple(lower)], table[tuple(upper)]
        valley[tuple(lower)] &= here <= there
        valley[tuple(upper)] &= there <= here
    ranked = np.argsort(np.where(valley.reshape(square.shape), square, math.inf), axis=1)[:, :STARTS]
    walks = []
    for start in ranked.T:
        p = nodes[start]
        coefficients, residual = straight.basis(p).solve(target, straight.bounds)
        found = Projected(coefficients, p, residual, np.zeros(len(p), bool))
        walks.append(_walked(straight, target, found, np.arange(len(p))))
    best = np.argmin([np.nan_to_num(dot(w.residual, w.residual), nan=math.inf) for w in walks], axis=0)

    def pick(arrays: list[Array]) -> Array:
        return np.stack(arrays)[best, np.arange(len(best))]

    return Projected(
        pick([w.coefficients for w in walks]),
        pick([w.nonlinear for w in walks]),
        pick([w.residual for w in walks]),
        np.stack([w.converged for w in walks])[best, np.arange(len(best))],
    )


def _inside(straight: Straight, p: Array) -> Mask:
    """Return whether the search ended at a minimum, inside or at a bound."""
    low, high = straight.ends
    bounds = np.array([straight.trial.model.parameters[j].bounds for j in straight.trial.nonlinear])
    slack = AT_END * (high - low)
    lost = ((p <= low + slack) & (low > bounds[:, 0])) | ((p >= high - slack) & (high < bounds[:, 1]))
    return ~lost.any(axis=1)


def _walked(straight: Straight, target: Array, found: Projected, todo: Where) -> Projected:
    """Return `found` with the data sets `todo` walked down by Levenberg-Marquardt steps until they settle."""
    coefficients, p, residual = found.coefficients.copy(), found.nonlinear.copy(), found.residual.copy()
    settled = np.ones(len(p), bool)
    settled[todo] = False
    low, high = straight.ends
    damping = np.full(len(p), 1e-3)
    floor = FLOOR * dot(target, target)
    for _ in range(STEPS):
        jacobian = _jacobian(straight, coefficients[todo], p[todo])
        gradient = np.einsum("qdn,dn->dq", jacobian, residual[todo])
        curvature = np.einsum("qdn,rdn->dqr", jacobian, jacobian)
        rss = dot(residual[todo], residual[todo])
        size = np.einsum("dqq->dq", curvature)
        gradient = np.where(_pressed(p[todo], gradient, low, high), 0.0, gradient)
        size = np.maximum(size, 1e-300)
        full = curvature + 1e-12 * np.eye(len(low)) * size[:, np.newaxis, :]
        promised = np.sum(gradient * np.linalg.solve(full, gradient[..., np.newaxis])[..., 0], axis=1)
        done = promised <= TOLERANCE * rss + floor[todo]
        settled[todo[done]] = True
        keep = ~done
        todo, gradient, curvature, size, rss = todo[keep], gradient[keep], curvature[keep], size[keep], rss[keep]
        if not len(todo):
            break
        damped = curvature + np.eye(len(low)) * (damping[todo, np.newaxis] * size)[:, np.newaxis, :]
        step = np.linalg.solve(damped, gradient[..., np.newaxis])[..., 0]
        there = np.clip(p[todo] + step, low, high)
        new, rest = straight.basis(there).solve(target[todo], straight.bounds)
        better = dot(rest, rest) <= rss
        at = todo[better]
        p[at], coefficients[at], residual[at] = there[better], new[better], rest[better]
        damping[todo] = np.clip(np.where(better, damping[todo] * 0.2, damping[todo] * 5), 1e-12, 1e12)
    return Projected(coefficients, p, residual, settled & _inside(straight, p))


def _pressed(p: Array, gradient: Array, low: Array, high: Array) -> Mask:
    """Return which parameters are at a bound with a slope that points outwards."""
    return np.asarray(((p <= low) & (gradient < 0)) | ((p >= high) & (gradient > 0)))


def _jacobian(straight: Straight, coefficients: Array, p: Array) -> Array:
    """Return the slopes (q, data sets, rows) of the fitted values along p, the linear coefficients following."""
    low, high = straight.ends
    slopes = []
    for i in range(p.shape[1]):
        # a share of the range that the prior holds likely: parameters have units
        step = STEP * min(straight.trial.prior(straight.trial.nonlinear[i]).width, high[i] - low[i])
        ends = np.repeat(p[np.newaxis], 2, axis=0)
        ends[0, :, i], ends[1, :, i] = np.minimum(p[:, i] + step, high[i]), np.maximum(p[:, i] - step, low[i])
        above, below = straight.fitted(np.broadcast_to(coefficients, (2, *coefficients.shape)), ends)
        slopes.append((above - below) / (ends[0, :, i] - ends[1, :, i])[:, np.newaxis])
    orthonormal, _ = straight.basis(p).orthonormal
    lower, upper = straight.bounds
    free = ((coefficients > lower) & (coefficients < upper)).all(axis=1)[:, np.newaxis]
    for j, slope in enumerate(slopes):
        for q in orthonormal:
            slope = slope - free * dot(slope, q)[:, np.newaxis] * q
        slopes[j] = slope
    return np.stack(slopes)
