"""Exact posterior moments, evidence and leave-one-out scores by quadrature.

Most Tc models are linear in their coefficients once the scatter sigma (and at most one exponent p) is
fixed. With the unit normal prior of the effect coordinates the linear part then integrates in closed
form, and what is left is a smooth integral over ln sigma (and p). The trapezoidal rule on a grid that
reaches 50 nats below the peak converges faster than any power of the spacing; halving the grid tells
the error. The sampled posterior is compared with these numbers in every run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import FACTORS, Mask, Oracle, SigmaScan, row_sets, sigma_log_ratios
from tcreferee.inference.left_out import FEW_ROWS, log_without_each, telling_rows
from tcreferee.inference.scatter import closed
from tcreferee.inference.trial import Trial

SEARCH, NODES, MOST_VALUES = 65, 129, 2e7
ERROR_MAX, FAMILY_ERROR_MAX = 1e-4, 5e-3
DROP_NATS = 50.0


def covers(trial: Trial) -> bool:
    """Whether the quadrature applies: effects that integrate in closed form, at most one non-linear parameter."""
    return closed(trial) and trial.smooth and len(trial.nonlinear) <= 1


@dataclass(frozen=True)
class Grid:
    """Nodes and weights (..., nodes) of one-dimensional quadratures; a single node of weight 1 for no integral."""

    nodes: Array
    weights: Array

    def half(self) -> Grid:
        """Return every second node, for the error estimate."""
        if self.nodes.shape[-1] == 1:
            return self
        return Grid(self.nodes[..., ::2], 2 * self.weights[..., ::2])


def quadrature(trial: Trial) -> Oracle:
    """Integrate the posterior of `trial` for all rows and for each row left out.

    Raises
    ------
    ValueError
        If `covers(trial)` is false.
    """
    if not covers(trial):
        raise ValueError(f"the oracle does not cover model '{trial.model.name}'")
    sets, rows = _searched(trial), len(trial.y)
    # those of a row come first, those of a family after them
    each_row = len(sets) - 1 - _families(trial)
    nodes, most = NODES, MOST_VALUES / (NODES * len(sets))
    while True:
        log_sigma, p = grids(trial, sets, nodes)
        log_density, u_mean, u_square = _integrand(trial, log_sigma.nodes, p.nodes, sets)
        ln_z = log_integral(log_density, log_sigma, p)
        step = 1 if len(p.nodes) == 1 else 2
        coarse = log_integral(log_density[::2, ::step], log_sigma.half(), p.half())
        errors = np.abs(coarse - ln_z)
        # a family left out leaves a posterior far from the one the nodes crowd about
        enough = errors[: each_row + 1].max() < ERROR_MAX and errors.max() < FAMILY_ERROR_MAX
        if enough or 2 * nodes - 1 > most or step == 1:
            break
        nodes = 2 * nodes - 1
    mean, sd = _moments(log_density[..., 0], u_mean[..., 0, :], u_square[..., 0, :], log_sigma, p)
    if not trial.nonlinear:
        mean, sd = np.delete(mean, -2), np.delete(sd, -2)
    without, half = ln_z[1 : each_row + 1], coarse[1 : each_row + 1]
    exact, worst = np.zeros(len(mean)), float(errors[1:].max())
    if each_row < rows:
        without, half = _without_each(trial, log_sigma, p, log_density)
        worst = max(worst, float(np.abs(half - without).max()))
    loo, family = ln_z[0] - without, ln_z[0] - ln_z[each_row + 1 :]
    scan = sigma_scan(trial, log_density[..., : each_row + 1], log_sigma, p.weights)
    return Oracle(
        float(ln_z[0]), float(errors[0]), loo, family, mean, sd, exact, exact, error_loo=worst,
        error_elpd=abs(float(np.sum(coarse[0] - half - loo))), sigma_scan=scan,
    )  # fmt: skip


def _families(trial: Trial) -> int:
    return int(trial.family.max()) + 1 if trial.family.size else 0


def _searched(trial: Trial) -> Mask:
    """Return the sets of rows that are integrated one by one: of many, only those that matter most.

    Nodes that cover their posteriors also cover the others, which lie between them and the posterior of all rows.
    """
    rows = len(trial.y)
    if rows <= FEW_ROWS:
        return row_sets(trial)
    log_sigma, p = grids(trial, np.ones((1, rows), bool))
    table = _integrand(trial, log_sigma.nodes, p.nodes, np.ones((1, rows), bool))[0][..., 0]
    best = np.unravel_index(int(np.argmax(table)), table.shape)
    variance = float(np.exp(2 * log_sigma.nodes[best[0]]))
    return row_sets(trial, telling_rows(trial, p.nodes[best[1]][np.newaxis][: len(trial.nonlinear)], variance))


def _without_each(trial: Trial, log_sigma: Grid, p: Grid, log_density: Array) -> tuple[Array, Array]:
    """Return ln of the integral without each row (rows,), by all nodes and by every second one."""
    kept = (log_density > log_density.max(axis=(0, 1)) - DROP_NATS).any(axis=-1)
    with np.errstate(divide="ignore"):
        log_weight = log_density[..., 0] + np.log(log_sigma.weights)[:, np.newaxis] + np.log(p.weights)
    coarse = np.zeros(kept.shape, bool)
    coarse[::2, :: 1 if len(p.nodes) == 1 else 2] = True
    nonlinear = p.nodes[:, np.newaxis][:, : len(trial.nonlinear)]
    return log_without_each(trial, log_sigma.nodes, nonlinear, np.where(kept, log_weight, -np.inf), coarse)


def sigma_scan(trial: Trial, log_density: Array, log_sigma: Grid, weights: Array) -> dict[float, SigmaScan]:
    """Return evidence and leave-one-out scores with the prior scale of the scatter multiplied by each of `FACTORS`.

    Parameters
    ----------
    trial : Trial
    log_density : (sigma, points, sets) array
        Of all rows, then without each.
    log_sigma : Grid
    weights : (points,) array
        Of the nodes of the non-linear parameters.
    """
    peak = log_density.max(axis=(0, 1))
    marginal = np.einsum("p,gps->gs", weights, np.exp(log_density - peak))
    scaled = np.exp(sigma_log_ratios(trial, log_sigma.nodes)) * log_sigma.weights
    ln_z = peak + np.log(scaled @ marginal)
    # of many rows only some are left out one by one, and none of them feels this prior
    elpd = ln_z[:, :1] - ln_z[:, 1:] if ln_z.shape[1] == len(trial.y) + 1 else np.full((len(FACTORS), 1), math.nan)
    return {f: SigmaScan(float(v[0]), e) for f, v, e in zip(FACTORS, ln_z, elpd, strict=True)}


def ln_evidence(trial: Trial) -> float:
    """Return ln of the marginal likelihood of all rows, without moments and leave-one-out scores."""
    every = np.ones((1, len(trial.y)), bool)
    log_sigma, p = grids(trial, every)
    log_density, _, _ = _integrand(trial, log_sigma.nodes, p.nodes, every)
    return float(log_integral(log_density, log_sigma, p)[0])


def grids(trial: Trial, sets: Mask, nodes: int = NODES) -> tuple[Grid, Grid]:
    """Return grids of ln sigma and p that hold all of the mass, for each set of rows.

    The exponent's grid is found first, on the widest range of ln sigma: while it is still coarse it may
    miss the good exponents, and with them the small scatters.
    """
    log_sigma, known = wide_log_sigma(trial), trial.density.known
    p = _exponents(trial, log_sigma, sets, nodes) if trial.nonlinear else Grid(np.zeros(1), np.ones(1))
    for count in (SEARCH, SEARCH, NODES):
        log_density = _integrand(trial, log_sigma.nodes, p.nodes, sets)[0]
        inside = np.flatnonzero((log_density > log_density.max(axis=(0, 1)) - DROP_NATS).any(axis=(1, 2)))
        first, last = max(inside[0] - 1, 0), min(inside[-1] + 1, len(log_sigma.nodes) - 1)
        low, high = log_sigma.nodes[first], log_sigma.nodes[last]
        log_sigma = _beside_errors(log_sigma, p, log_density, (low, high), count) if known else even(low, high, count)
    return log_sigma, p


def _beside_errors(log_sigma: Grid, p: Grid, log_density: Array, ends: tuple[float, float], count: int) -> Grid:
    """Return a grid of ln sigma, dense where the posteriors are: beside known errors they fall as sigma only."""
    weight = np.einsum("gps,p->gs", np.exp(log_density - log_density.max(axis=(0, 1))), p.weights)
    share = weight.mean(axis=1) * log_sigma.weights
    share /= share.sum()
    centre = float(share @ log_sigma.nodes)
    width = math.sqrt(float(share @ (log_sigma.nodes - centre) ** 2))
    return dense_near(centre, max(width, 1e-3 * (ends[1] - ends[0])), *ends, count)


def wide_log_sigma(trial: Trial) -> Grid:
    """Return a coarse grid of ln sigma from far below the spread of the rows to far above the largest miss."""
    spread = math.log(max(float(np.ptp(trial.y)), 1e-300))
    # a formula without free coefficient may miss by many decades
    offset = trial.design(np.array([trial.prior(j).location for j in trial.nonlinear])).offset
    miss = math.log(max(float(np.abs(trial.y - offset).max()), trial.scales.sigma_K))
    return even(spread - 30.0, max(spread, miss) + 12.0, SEARCH)


def _exponents(trial: Trial, log_sigma: Grid, sets: Mask, last: int) -> Grid:
    """Return a grid of the exponent (or ln tau), dense where the posteriors are."""
    prior, (low, high) = trial.prior(trial.nonlinear[0]), trial.bounds.reach(0)
    p = dense_near(prior.location, prior.width, low, high, SEARCH)
    for nodes in (*(SEARCH,) * 5, last):
        log_density = _integrand(trial, log_sigma.nodes, p.nodes, sets)[0]
        # far from the peak a wrong exponent still fits like a constant: thin tails on a wide floor
        weight = np.exp(log_density - log_density.max(axis=(0, 1))).sum(axis=0).mean(axis=-1) * p.weights
        weight /= weight.sum()
        centre = float(weight @ p.nodes)
        width = math.sqrt(float(weight @ (p.nodes - centre) ** 2))
        p = dense_near(centre, max(width, 0.5 * float(np.min(np.diff(p.nodes)[1:-1]))), low, high, nodes)
    return p


def even(low: float, high: float, nodes: int) -> Grid:
    """Return evenly spaced nodes with the weights of the trapezoidal rule."""
    at = np.linspace(low, high, nodes)
    weights = np.full(nodes, at[1] - at[0])
    weights[[0, -1]] *= 0.5
    return Grid(at, weights)


def dense_near(centre: float | Array, width: float, low: float, high: float, nodes: int) -> Grid:
    """Return nodes centre + width sinh(t): fine within `width` of the centre, coarse far out.

    t runs over its range so that the step vanishes at both ends as the fourth power: the trapezoidal rule then
    converges fast even where a bound cuts the posterior off. Several centres (..., 1) give a grid each.
    """
    first, last = np.arcsinh((low - centre) / width), np.arcsinh((high - centre) / width)
    s = even(0.0, 1.0, nodes)
    t = first + (last - first) * s.nodes**4 * (35 - 84 * s.nodes + 70 * s.nodes**2 - 20 * s.nodes**3)
    step = (last - first) * 140 * s.nodes**3 * (1 - s.nodes) ** 3
    return Grid(centre + width * np.sinh(t), s.weights * step * width * np.cosh(t))


def _integrand(trial: Trial, log_sigma: Array, p: Array, sets: Mask) -> tuple[Array, Array, Array]:
    """Return `conditional` at every pair of nodes: axes sigma, p, sets."""
    nonlinear = p[:, np.newaxis][:, : len(trial.nonlinear)]
    return conditional(trial, log_sigma[:, np.newaxis], nonlinear, sets)


def log_integral(log_density: Array, log_sigma: Grid, p: Grid) -> Array:
    """Return ln of the integral over both grids, (sets,)."""
    peak = log_density.max(axis=(0, 1))
    total = np.einsum("g,p,gps->s", log_sigma.weights, p.weights, np.exp(log_density - peak))
    return np.asarray(peak + np.log(total))


def _moments(log_density: Array, u_mean: Array, u_square: Array, log_sigma: Grid, p: Grid) -> tuple[Array, Array]:
    """Return mean and sd (k + 2,) of the effects, p and ln sigma."""
    weight = np.exp(log_density - log_density.max()) * log_sigma.weights[:, np.newaxis] * p.weights
    weight /= weight.sum()
    others = np.stack(np.broadcast_arrays(p.nodes, log_sigma.nodes[:, np.newaxis]), axis=-1)
    first = np.concatenate([np.broadcast_to(u_mean, (*weight.shape, u_mean.shape[-1])), others], axis=-1)
    second = np.concatenate([np.broadcast_to(u_square, (*weight.shape, u_mean.shape[-1])), others**2], axis=-1)
    mean = np.einsum("gp,gpd->d", weight, first)
    return mean, np.sqrt(np.maximum(np.einsum("gp,gpd->d", weight, second) - mean**2, 0.0))
