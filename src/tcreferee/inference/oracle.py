"""Exact posterior moments, evidence and leave-one-out scores by quadrature.

Most Tc models are linear in their coefficients once the scatter sigma (and at most one exponent p) is
fixed. With the unit normal prior of the effect coordinates the linear part then integrates in closed
form, and what is left is a smooth integral over ln sigma (and p). The trapezoidal rule on a grid that
reaches 50 nats below the peak converges faster than any power of the spacing; halving the grid tells
the error. The sampled posterior is compared with these numbers in every run.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tcreferee.inference.effects import Design
from tcreferee.inference.trial import Trial
from tcreferee.priors import Array

SEARCH, NODES = 65, 129
DROP_NATS = 50.0


@dataclass(frozen=True)
class Oracle:
    """What the quadrature gives.

    Parameters
    ----------
    ln_evidence : float
        ln of the marginal likelihood.
    error_ln_evidence : float
        Change of `ln_evidence` when every second node is left out.
    elpd_loo : (rows,) array
        Exact leave-one-out log predictive densities ln Z(y) - ln Z(y without i).
    mean, sd : (d,) array
        Posterior moments of the sampled coordinates, in the order of `Trial.names`.
    """

    ln_evidence: float
    error_ln_evidence: float
    elpd_loo: Array
    mean: Array
    sd: Array


def covers(trial: Trial) -> bool:
    """Whether the quadrature applies: normal likelihood, at most one non-linear parameter."""
    return trial.likelihood == "normal" and len(trial.nonlinear) <= 1


@dataclass(frozen=True)
class Grid:
    """Nodes and weights of a one-dimensional quadrature; a single node of weight 1 for no integral."""

    nodes: Array
    weights: Array

    def half(self) -> Grid:
        """Return every second node, for the error estimate."""
        if len(self.nodes) == 1:
            return self
        return Grid(self.nodes[::2], 2 * self.weights[::2])


def quadrature(trial: Trial) -> Oracle:
    """Integrate the posterior of `trial` for all rows and for each row left out.

    Raises
    ------
    ValueError
        If `covers(trial)` is false.
    """
    if not covers(trial):
        raise ValueError(f"the oracle does not cover model '{trial.model.name}'")
    log_sigma, p = _grids(trial)
    log_density, u_mean, u_square = _integrand(trial, log_sigma.nodes, p.nodes)
    ln_z = _log_integral(log_density, log_sigma, p)
    step = 1 if len(p.nodes) == 1 else 2
    coarse = _log_integral(log_density[::2, ::step], log_sigma.half(), p.half())
    mean, sd = _moments(log_density[..., 0], u_mean[..., 0, :], u_square[..., 0, :], log_sigma, p)
    if not trial.nonlinear:
        mean, sd = np.delete(mean, -2), np.delete(sd, -2)
    return Oracle(float(ln_z[0]), float(abs(coarse[0] - ln_z[0])), ln_z[0] - ln_z[1:], mean, sd)


def prior_scan(trial: Trial, factors: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0)) -> dict[float, float]:
    """Return ln evidence with the effect scale multiplied by each of `factors`."""
    scan = {}
    for factor in factors:
        scaled = replace(trial, scales=replace(trial.scales, effect_K=trial.scales.effect_K * factor))
        log_sigma, p = _grids(scaled, leave_out=False)
        log_density, _, _ = _integrand(scaled, log_sigma.nodes, p.nodes, leave_out=False)
        scan[factor] = float(_log_integral(log_density, log_sigma, p)[0])
    return scan


def _grids(trial: Trial, leave_out: bool = True) -> tuple[Grid, Grid]:
    """Return grids of ln sigma and p that hold all of the mass, for all rows and for each row left out.

    The exponent's grid is found first, on the widest range of ln sigma: while it is still coarse it may
    miss the good exponents, and with them the small scatters.
    """
    spread = math.log(max(float(np.ptp(trial.y)), 1e-300))
    log_sigma = _even(spread - 30.0, max(spread, math.log(trial.scales.sigma_K)) + 12.0, SEARCH)
    p = _exponents(trial, log_sigma, leave_out) if trial.nonlinear else Grid(np.zeros(1), np.ones(1))
    for nodes in (SEARCH, SEARCH, NODES):
        log_density = _integrand(trial, log_sigma.nodes, p.nodes, leave_out)[0]
        inside = np.flatnonzero((log_density > log_density.max(axis=(0, 1)) - DROP_NATS).any(axis=(1, 2)))
        first, last = max(inside[0] - 1, 0), min(inside[-1] + 1, len(log_sigma.nodes) - 1)
        log_sigma = _even(log_sigma.nodes[first], log_sigma.nodes[last], nodes)
    return log_sigma, p


def _exponents(trial: Trial, log_sigma: Grid, leave_out: bool) -> Grid:
    """Return a grid of the exponent, dense where the posteriors are."""
    prior, bounds = trial.normal_prior(trial.nonlinear[0]), trial.model.parameters[trial.nonlinear[0]].bounds
    low, high = max(prior.mean - 9 * prior.sd, bounds[0]), min(prior.mean + 9 * prior.sd, bounds[1])
    p = _dense_near(prior.mean, prior.sd, low, high, SEARCH)
    for nodes in (*(SEARCH,) * 5, NODES):
        log_density = _integrand(trial, log_sigma.nodes, p.nodes, leave_out)[0]
        # far from the peak a wrong exponent still fits like a constant: thin tails on a wide floor
        weight = np.exp(log_density - log_density.max(axis=(0, 1))).sum(axis=0).mean(axis=-1) * p.weights
        weight /= weight.sum()
        centre = float(weight @ p.nodes)
        width = math.sqrt(float(weight @ (p.nodes - centre) ** 2))
        p = _dense_near(centre, max(width, 0.5 * float(np.min(np.diff(p.nodes)))), low, high, nodes)
    return p


def _even(low: float, high: float, nodes: int) -> Grid:
    at = np.linspace(low, high, nodes)
    weights = np.full(nodes, at[1] - at[0])
    weights[[0, -1]] *= 0.5
    return Grid(at, weights)


def _dense_near(centre: float, width: float, low: float, high: float, nodes: int) -> Grid:
    """Return nodes centre + width sinh(t), t even: fine within `width` of the centre, coarse far out."""
    t = _even(math.asinh((low - centre) / width), math.asinh((high - centre) / width), nodes)
    return Grid(centre + width * np.sinh(t.nodes), t.weights * width * np.cosh(t.nodes))


def _integrand(trial: Trial, log_sigma: Array, p: Array, leave_out: bool = True) -> tuple[Array, Array, Array]:
    """Return ln(likelihood x prior) with the effects integrated out, and their conditional moments.

    Returns
    -------
    log_density : (sigma, p, sets) array
        Set 0 has all rows; set i has row i - 1 left out.
    u_mean, u_square : (sigma, p, sets, k) arrays
        Conditional E[u] and E[u^2].
    """
    nonlinear = p[:, np.newaxis][:, : len(trial.nonlinear)]
    design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
    psi = np.broadcast_to(design.columns, (len(p), *design.columns.shape[-2:]))
    residual = np.broadcast_to(trial.y - design.offset, (len(p), len(trial.y)))
    gram, projection, square = _sums(psi, residual, leave_out)
    values, vectors = np.linalg.eigh(gram)
    values = np.maximum(values, 0.0)
    b = np.einsum("psji,psj->psi", vectors, projection)
    variance = np.exp(2 * log_sigma)[:, np.newaxis, np.newaxis]
    total = variance[..., np.newaxis] + values
    rows = np.full(square.shape[-1], len(trial.y) - 1)
    rows[0] = len(trial.y)
    misfit = (square - np.sum(b**2 / total, axis=-1)) / variance
    log_det = (rows - values.shape[-1]) * np.log(variance) + np.sum(np.log(total), axis=-1)
    log_density = -0.5 * (rows * math.log(2 * math.pi) + log_det + misfit)
    u_mean = np.einsum("psij,gpsj->gpsi", vectors, b / total)
    u_variance = np.einsum("psij,gpsj->gpsi", vectors**2, variance[..., np.newaxis] / total)
    u_square = u_mean**2 + u_variance
    prior = trial.sigma_prior.logpdf_of_log(log_sigma)[:, np.newaxis, np.newaxis]
    if trial.bounded:
        log_mass, u_mean, u_square = _truncate(trial, design, u_mean[..., 0], np.sqrt(u_variance[..., 0]))
        log_density = log_density + log_mass
    if trial.nonlinear:
        prior = prior + trial.log_prior_nonlinear(nonlinear)[:, np.newaxis]
    log_density = log_density + prior - np.reshape(trial.log_mass_inside(nonlinear, design), (-1, 1))
    return np.where(np.isfinite(log_density), log_density, -np.inf), u_mean, u_square


def _sums(psi: Array, residual: Array, leave_out: bool) -> tuple[Array, Array, Array]:
    """Return Psi'Psi, Psi'r and r'r, each (p, sets, ...): all rows, then each row left out."""
    gram_i = psi[..., :, np.newaxis] * psi[..., np.newaxis, :]
    projection_i, square_i = psi * residual[..., np.newaxis], residual**2
    parts = []
    for each in (gram_i, projection_i, square_i):
        whole = each.sum(axis=1, keepdims=True)
        parts.append(np.concatenate([whole, whole - each], axis=1) if leave_out else whole)
    return parts[0], parts[1], parts[2]


def _truncate(trial: Trial, design: Design, mean: Array, sd: Array) -> tuple[Array, Array, Array]:
    """Return ln of the mass inside the bounds and the moments of a truncated normal effect."""
    from scipy.special import log_ndtr

    low, high = (np.reshape(end, (-1, 1)) for end in trial.effect_bounds(design))
    a, b = (low - mean) / sd, (high - mean) / sd
    # reflect intervals in the upper tail, where the normal distribution function has no digits left
    flip = a > 0
    left, right = np.where(flip, -b, a), np.where(flip, -a, b)
    log_ratio = log_ndtr(left) - log_ndtr(right)
    log_mass = log_ndtr(right) + np.log(-np.expm1(log_ratio))
    density = [_hazard(left) * np.exp(log_ratio) / -np.expm1(log_ratio), _hazard(right) / -np.expm1(log_ratio)]
    edge = [np.where(np.isfinite(end), end, 0.0) * d for end, d in zip((left, right), density, strict=True)]
    shift = density[0] - density[1]
    first = mean + np.where(flip, -1.0, 1.0) * sd * shift
    variance = sd**2 * (1 + edge[0] - edge[1] - shift**2)
    return log_mass, first[..., np.newaxis], (first**2 + np.maximum(variance, 0.0))[..., np.newaxis]


def _hazard(t: Array) -> Array:
    """Return phi(t) / Phi(t) of the standard normal distribution; 0 at both infinities."""
    from scipy.special import erfcx

    finite = np.where(np.isfinite(t), t, 0.0)
    return np.where(np.isfinite(t), math.sqrt(2 / math.pi) / erfcx(-finite / math.sqrt(2)), 0.0)


def _log_integral(log_density: Array, log_sigma: Grid, p: Grid) -> Array:
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
