"""Exact leave-one-out scores and evidence of the curves of `tcreferee.inference.curves`, in closed form where possible.

With normal scatter a curve has a Gaussian marginal, and the leave-one-out density of each member of the mixture follows
from the inverse of its covariance (Sundararajan and Keerthi, 10.1162/08997660151134343). The evidence without a row is
the evidence divided by that density, so the leave-one-out density of the whole mixture is exact, with no refit. What is
left is a sum over the grid of the mixture and the trapezoidal rule over ln sigma.

With Student-t scatter, and for yes or no, the few coefficients are integrated on a grid about the mode.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.likelihoods import LIKELIHOODS, NU

LN_2PI = math.log(2 * math.pi)
SEARCH, DROP, STEP, FEWEST, MOST = 49, 30.0, 0.7, 25, 193
SATURATED = 1e-10
# nodes in standard deviations by the number of dimensions; the posterior without a row is wider and lies elsewhere
REACH, NODES = 8.0, {1: 65, 2: 37, 3: 21, 4: 17}
CLIMBS = 60


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
    density, scatter = LIKELIHOODS[rows.likelihood].density, LIKELIHOODS[rows.likelihood].scatter
    dimension = curve.vectors.shape[-1] + scatter
    t = np.linspace(-REACH, REACH, NODES[dimension])
    grid = np.array(list(itertools.product(t, repeat=dimension)))
    members, lefts = [], []
    for columns, log_weight in zip(curve.columns, curve.log_weight[:, 0], strict=True):
        centre, root = _mode(columns, curve.mean, rows, scatter)
        z = centre + grid @ root.T
        u, log_sigma = (z[:, :-1], z[:, -1]) if scatter else (z, np.zeros(len(z)))
        pointwise = density(rows.y, curve.mean + u @ columns.T, np.exp(log_sigma)[:, np.newaxis])
        log_prior = -0.5 * (u**2 + LN_2PI).sum(axis=1)
        if scatter:
            log_prior = log_prior + rows.sigma_prior.logpdf_of_log(log_sigma)
        volume = dimension * math.log(t[1] - t[0]) + np.linalg.slogdet(root)[1]
        log_density = log_weight + log_prior + pointwise.sum(axis=1) + volume
        near = log_density - pointwise.min(axis=1) > log_density.max() - DROP
        members.append(log_density[near])
        lefts.append(pointwise[near])
    return mixture(np.concatenate(members), np.concatenate(lefts), rows)


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
