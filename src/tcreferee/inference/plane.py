"""Exact integrals of formulas with two non-linear parameters: quadrature over both, and ln sigma.

Sampling leaves an error in every leave-one-out score, and all rows share that of ln Z: summed over the rows it is no
longer small. Two exponents on few rows have far tails besides, which draws seldom reach: a wrong exponent still fits
like a constant. The grid is that of `tcreferee.inference.quadrature` in each of the two parameters, as a product.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import Mask, Oracle, row_sets
from tcreferee.inference.quadrature import DROP_NATS, Grid, dense_near, even, sigma_scan, wide_log_sigma
from tcreferee.inference.scatter import closed
from tcreferee.inference.trial import Trial

COARSE, FIRST, MORE, SCATTERS, ROUNDS = 33, 97, 32, 49, 5
# of the width: with a row left out the posterior may be many times narrower, or wider, than that of all rows
NARROW = 0.15
MOST_VALUES, AT_ONCE = 2e7, 2**20
ERROR_MAX = 5e-3


def covers(trial: Trial) -> bool:
    """Whether the quadrature applies: normal likelihood without known errors, two non-linear parameters, no choice."""
    return closed(trial) and trial.smooth and not trial.density.known and len(trial.nonlinear) == 2


def integrate(trial: Trial) -> Oracle | None:
    """Integrate the posterior for all rows and for each row left out; None if the largest grid is too coarse."""
    sets, rows = row_sets(trial), len(trial.y)
    log_sigma, place = _grids(trial, sets)
    nodes, most = FIRST, math.sqrt(MOST_VALUES / (SCATTERS * len(sets)))
    while nodes <= most:
        fine = place.plane(nodes)
        log_density, u_mean, u_square = _integrand(trial, log_sigma.nodes, fine, sets)
        ln_z = _log_integral(log_density, log_sigma, fine)
        coarse = _log_integral(log_density[::2, ::2, ::2], log_sigma.half(), fine.half())
        sums = [float(np.sum(each[0] - each[1 : rows + 1])) for each in (ln_z, coarse)]
        error = np.abs(coarse - ln_z)
        if error.max() < ERROR_MAX and abs(sums[0] - sums[1]) < 2 * ERROR_MAX:
            break
        nodes += MORE
    else:
        return None
    mean, sd = _moments(log_density[..., 0], u_mean, u_square, log_sigma, fine)
    loo, exact = ln_z[0] - ln_z[1:], np.zeros(len(mean))
    flat = log_density[..., : rows + 1].reshape(len(log_sigma.nodes), -1, rows + 1)
    return Oracle(
        float(ln_z[0]), float(error[0]), loo[:rows], loo[rows:], mean, sd, exact, exact,
        f"quadrature over ln sigma and both non-linear parameters, {nodes} nodes each",
        error_loo=float(error[1:].max()), error_elpd=abs(sums[0] - sums[1]),
        sigma_scan=sigma_scan(trial, flat, log_sigma, fine.weights.ravel()),
    )  # fmt: skip


@dataclass(frozen=True)
class Plane:
    """Nodes of the first parameter (p,), and for each of them nodes of the second (p, q)."""

    first: Grid
    second: Grid

    @property
    def points(self) -> Array:
        """Every node (p q, 2)."""
        return np.stack(np.broadcast_arrays(self.first.nodes[:, np.newaxis], self.second.nodes), -1).reshape(-1, 2)

    @property
    def weights(self) -> Array:
        """Weights (p, q)."""
        return self.first.weights[:, np.newaxis] * self.second.weights

    def half(self) -> Plane:
        """Return every second node in both directions."""
        return Plane(self.first.half(), Grid(self.second.nodes[::2], self.second.weights[::2]).half())


@dataclass(frozen=True)
class Place:
    """Where the nodes are dense: about a line, because the two parameters compensate each other.

    Parameters
    ----------
    ends : ((low, high), (low, high))
    centre, width : (2,) array
        Of the first parameter; of the second beside the line.
    slope : float
        Of the line.
    """

    ends: tuple[tuple[float, float], tuple[float, float]]
    centre: Array
    width: Array
    slope: float = 0.0

    def plane(self, nodes: int) -> Plane:
        """Return as many nodes in each direction."""
        first = dense_near(self.centre[0], NARROW * self.width[0], *self.ends[0], nodes)
        line = self.centre[1] + self.slope * (first.nodes - self.centre[0])
        return Plane(first, dense_near(line[:, np.newaxis], NARROW * self.width[1], *self.ends[1], nodes))

    def moved(self, weight: Array, plane: Plane) -> Place:
        """Return the place that weights (p, q) of the nodes of a plane point to."""
        both = plane.points
        share = weight.ravel() / weight.sum()
        centre = share @ both
        (a, b), (_, d) = (share[:, np.newaxis] * (both - centre)).T @ (both - centre)
        gap = 0.5 * np.array([np.diff(plane.first.nodes)[1:-1].min(), np.diff(plane.second.nodes)[:, 1:-1].min()])
        slope = float(b / a) if a > 0 else 0.0
        width = np.sqrt(np.maximum([a, d - slope * b], 0.0))
        return Place(self.ends, centre, np.maximum(width, gap), slope)


def _grids(trial: Trial, sets: Mask) -> tuple[Grid, Place]:
    """Return a grid of ln sigma, and where the nodes of both parameters crowd."""
    log_sigma = wide_log_sigma(trial)
    priors = [trial.prior(j) for j in trial.nonlinear]
    first, second = trial.bounds.reach(0), trial.bounds.reach(1)
    place = Place((first, second), np.array([p.location for p in priors]), np.array([p.width for p in priors]))
    for _ in range(ROUNDS):
        plane = place.plane(COARSE)
        log_density, *_ = _integrand(trial, log_sigma.nodes, plane, sets)
        weight = np.exp(log_density - log_density.max(axis=(0, 1, 2))).sum(axis=0).mean(axis=-1)
        place = place.moved(weight * plane.weights, plane)
        inside = np.flatnonzero((log_density > log_density.max(axis=(0, 1, 2)) - DROP_NATS).any(axis=(1, 2, 3)))
        start, stop = max(inside[0] - 1, 0), min(inside[-1] + 1, len(log_sigma.nodes) - 1)
        log_sigma = even(log_sigma.nodes[start], log_sigma.nodes[stop], SCATTERS)
    return log_sigma, place


def _integrand(trial: Trial, log_sigma: Array, plane: Plane, sets: Mask) -> tuple[Array, Array, Array]:
    """Return `conditional` at every node: ln density (sigma, p, q, sets), moments (sigma, p q, u) of all rows."""
    points = plane.points
    size = max(1, int(AT_ONCE / (len(log_sigma) * len(sets))))
    parts = [
        conditional(trial, log_sigma[:, np.newaxis], points[i : i + size], sets) for i in range(0, len(points), size)
    ]
    log_density = np.concatenate([part[0] for part in parts], axis=1)
    first, second = (np.concatenate([part[k][:, :, 0] for part in parts], axis=1) for k in (1, 2))
    return log_density.reshape(len(log_sigma), *plane.weights.shape, -1), first, second


def _log_integral(log_density: Array, log_sigma: Grid, plane: Plane) -> Array:
    peak = log_density.max(axis=(0, 1, 2))
    marginal = np.einsum("g,gpqs->pqs", log_sigma.weights, np.exp(log_density - peak))
    return np.asarray(peak + np.log(np.einsum("pq,pqs->s", plane.weights, marginal)))


def _moments(log_density: Array, u_mean: Array, u_square: Array, log_sigma: Grid, plane: Plane) -> tuple[Array, Array]:
    """Return mean and sd (k + 3,) of the effects, both parameters and ln sigma."""
    weight = np.exp(log_density - log_density.max())
    weight *= log_sigma.weights[:, np.newaxis, np.newaxis] * plane.weights
    weight /= weight.sum()
    flat, effects = weight.reshape(len(weight), -1), u_mean.shape[-1]
    mean = [*np.einsum("gp,gpu->u", flat, np.broadcast_to(u_mean, (*flat.shape, effects)))]
    square = [*np.einsum("gp,gpu->u", flat, np.broadcast_to(u_square, (*flat.shape, effects)))]
    for share, at in ((flat.sum(axis=0), plane.points[:, 0]), (flat.sum(axis=0), plane.points[:, 1]),
                      (flat.sum(axis=1), log_sigma.nodes)):  # fmt: skip
        mean.append(share @ at)
        square.append(share @ at**2)
    return np.array(mean), np.sqrt(np.maximum(np.array(square) - np.array(mean) ** 2, 0.0))
