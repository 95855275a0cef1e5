"""Exact leave-one-out scores and evidence of the curves of `tcreferee.inference.curves`, in closed form where possible.

With normal scatter a curve has a Gaussian marginal, and the leave-one-out density of each member of the mixture follows
from the inverse of its covariance (Sundararajan and Keerthi, 10.1162/08997660151134343). The evidence without a row is
the evidence divided by that density, so the leave-one-out density of the whole mixture is exact, with no refit. What is
left is a sum over the grid of the mixture and the trapezoidal rule over ln sigma.

With Student-t scatter, with limits, and for yes or no, the few coefficients are integrated on a grid about the mode.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.likelihoods import LIKELIHOODS, NU
from tcreferee.inference.trial import Trial

LN_2PI = math.log(2 * math.pi)
SEARCH, DROP, STEP, FEWEST, MOST = 49, 30.0, 0.7, 25, 193
SATURATED = 1e-10
# nodes in standard deviations by the number of dimensions; the posterior without a row is wider and lies elsewhere
REACH, NODES = 8.0, {1: 65, 2: 37, 3: 21, 4: 17}
CLIMBS, HESSIAN_STEP = 60, 1e-2
# beside limits: nodes of ln sigma, and of each coefficient by their number
SCATTERS, COEFFICIENTS = 49, {1: 65, 2: 33, 3: 17}


@dataclass(frozen=True)
class CurveScore:
    """Scores of one curve.

    Parameters
    ----------
    elpd : (n,) array
        Exact leave-one-out log predictive densities, with respect to the response in its unit.
    ln_evidence : float
    error : float
        Monte Carlo standard error of the sum of `elpd`; 0 for a quadrature.
    """

    elpd: Array
    ln_evidence: float
    error: float = 0.0


def score(curve: Curve, rows: Rows) -> CurveScore:
    """Score a curve on the rows of a comparison."""
    return _closed_form(curve, rows) if rows.gaussian else _on_grid(curve, rows)


def mixture(log_member: Array, log_left: Array, rows: Rows) -> CurveScore:
    """Return the scores of a mixture.

    Parameters
    ----------
    log_member : (members,) array
        ln of weight x evidence.
    log_left : (members, n) array
        Leave-one-out log densities within each member.
    rows : Rows
    """
    peak = log_member.max()
    total = np.log(np.exp(log_member - peak).sum())
    without = log_member[:, np.newaxis] - peak - log_left
    top = without.max(axis=0)
    left = top + np.log(np.exp(without - top).sum(axis=0))
    return CurveScore(total - left - rows.jacobian, float(peak + total - rows.jacobian.sum()))


def _closed_form(curve: Curve, rows: Rows) -> CurveScore:
    spread = math.log(max(float(np.ptp(rows.y)), 1e-300))
    high = max(spread, math.log(float(np.abs(rows.y - curve.mean).max()) or 1.0)) + 4
    low, n = spread - 20.0, len(rows.y)
    log_sigma = np.linspace(low, high, SEARCH)
    for _ in range(2):
        member, left = _members(curve, rows, log_sigma)
        sets = np.concatenate([member[..., np.newaxis], member[..., np.newaxis] - left], axis=-1)
        over = sets.max(axis=(0, 1))
        inside = np.flatnonzero((over > over.max(axis=0) - DROP).any(axis=1))
        low, high = log_sigma[max(inside[0] - 1, 0)], log_sigma[min(inside[-1] + 1, len(log_sigma) - 1)]
        count = math.ceil((high - low) * math.sqrt(2 * n) / STEP)
        log_sigma = np.linspace(low, high, min(max(count, FEWEST), MOST))
    member, left = _members(curve, rows, log_sigma)
    member = member + math.log(log_sigma[1] - log_sigma[0])
    return mixture(member.ravel(), left.reshape(-1, n), rows)


def _members(curve: Curve, rows: Rows, log_sigma: Array) -> tuple[Array, Array]:
    """Return ln of weight x evidence x prior (shapes, sizes, scatters), and the left-out log densities (..., n)."""
    if rows.sd.any():
        log_density, left = _with_errors(curve, rows, log_sigma)
    else:
        log_density, left = _without_errors(curve, rows, log_sigma)
    return log_density + curve.log_weight[..., np.newaxis] + rows.sigma_prior.logpdf_of_log(log_sigma), left


def _without_errors(curve: Curve, rows: Rows, log_sigma: Array) -> tuple[Array, Array]:
    vectors, n, rank = curve.vectors, len(rows.y), curve.vectors.shape[-1]
    miss = rows.y - curve.mean
    along = np.einsum("hnr,n->hr", vectors, miss)
    rest = miss - np.einsum("hnr,hr->hn", vectors, along) if rank < n else np.zeros((len(vectors), n))
    outside = 1 - np.einsum("hnr,hnr->hn", vectors, vectors)
    outside = np.where(outside < SATURATED, 0.0, outside)
    variance = np.exp(2 * log_sigma)
    total = curve.values[:, :, np.newaxis, :] + variance[:, np.newaxis]  # shapes, sizes, scatters, r
    misfit = (rest**2).sum(axis=1)[:, np.newaxis] / variance
    misfit = misfit[:, np.newaxis] + np.einsum("hr,hasr->has", along**2, 1 / total)
    log_det = (n - rank) * 2 * log_sigma + np.log(total).sum(axis=-1)
    precision = np.einsum("hnr,hasr->hasn", vectors**2, 1 / total, optimize=True)
    precision += (outside[:, np.newaxis] / variance[:, np.newaxis])[:, np.newaxis]
    pull = np.einsum("hnr,hasr->hasn", vectors, along[:, np.newaxis, np.newaxis] / total, optimize=True)
    pull += (rest[:, np.newaxis] / variance[:, np.newaxis])[:, np.newaxis]
    return -0.5 * (n * LN_2PI + log_det + misfit), left_out(precision, pull)


def _with_errors(curve: Curve, rows: Rows, log_sigma: Array) -> tuple[Array, Array]:
    """The same where rows have standard deviations of their own: one inverse for each member and scatter."""
    n, miss = len(rows.y), rows.y - curve.mean
    found, lefts = [], []
    for vectors, sizes in zip(curve.vectors, curve.values, strict=True):
        for values in sizes:
            covariance = (vectors * values) @ vectors.T
            noise = np.exp(2 * log_sigma)[:, np.newaxis] + rows.sd**2
            whole = covariance + noise[:, :, np.newaxis] * np.eye(n)
            root = np.linalg.cholesky(whole)
            inverse = np.linalg.inv(whole)
            pull = inverse @ miss
            log_det = 2 * np.log(np.einsum("sii->si", root)).sum(axis=1)
            found.append(-0.5 * (n * LN_2PI + log_det + pull @ miss))
            lefts.append(left_out(np.einsum("sii->si", inverse), pull))
    shape = (*curve.log_weight.shape, len(log_sigma))
    return np.reshape(found, shape), np.reshape(lefts, (*shape, n))


def left_out(precision: Array, pull: Array) -> Array:
    """Return the leave-one-out log densities of a Gaussian: diagonal of the inverse covariance, inverse times miss."""
    return np.asarray(0.5 * (np.log(precision) - LN_2PI) - 0.5 * pull**2 / precision)


def _on_grid(curve: Curve, rows: Rows) -> CurveScore:
    scatter = LIKELIHOODS[rows.likelihood].scatter
    nodes = _nodes_beside_limits if rows.limit.any() else _nodes
    members, lefts = [], []
    for columns, log_weight in zip(curve.columns, curve.log_weight[:, 0], strict=True):
        z, log_volume = nodes(columns, curve.mean, rows, scatter)
        u, log_sigma = (z[:, :-1], z[:, -1]) if scatter else (z, np.zeros(len(z)))
        pointwise = rows.pointwise(curve.mean + u @ columns.T, np.exp(log_sigma)[:, np.newaxis])
        log_prior = -0.5 * (u**2 + LN_2PI).sum(axis=1)
        if scatter:
            log_prior = log_prior + rows.sigma_prior.logpdf_of_log(log_sigma)
        log_density = log_weight + log_prior + pointwise.sum(axis=1) + log_volume
        near = log_density - pointwise.min(axis=1) > log_density.max() - DROP
        members.append(log_density[near])
        lefts.append(pointwise[near])
    return mixture(np.concatenate(members), np.concatenate(lefts), rows)


def _nodes(columns: Array, mean: Array, rows: Rows, scatter: bool) -> tuple[Array, float]:
    """Return nodes (nodes, d) about the mode, and ln of the volume of each."""
    centre, root = _mode(columns, mean, rows, scatter)
    dimension = len(centre)
    t = np.linspace(-REACH, REACH, NODES[dimension])
    grid = np.array(list(itertools.product(t, repeat=dimension)))
    return centre + grid @ root.T, dimension * math.log(t[1] - t[0]) + float(np.linalg.slogdet(root)[1])


def _nodes_beside_limits(columns: Array, mean: Array, rows: Rows, _: bool) -> tuple[Array, Array]:
    """Return nodes (nodes, d) about the mode, and ln of the volumes (nodes,).

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


def of_formula(trial: Trial) -> Curve | None:
    """Return a formula as a curve, to score it in closed form; None unless it is linear in parameters without bounds.

    Its effects are unit-normal coordinates already (`tcreferee.inference.effects`).
    """
    bounded = any(math.isfinite(end) for p in trial.model.parameters for end in p.bounds)
    if trial.nonlinear or bounded or trial.choices > 1 or trial.density.log_response or not trial.linear:
        return None
    design = trial.design(np.zeros(0))
    vectors, size, _ = np.linalg.svd(design.columns, full_matrices=False)
    return Curve(np.zeros((1, 1)), design.offset, vectors[np.newaxis], (size**2)[np.newaxis, np.newaxis], len(size))
