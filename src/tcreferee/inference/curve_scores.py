"""Exact leave-one-out scores and evidence of the curves of `tcreferee.inference.curves`, in closed form where possible.

With normal scatter a curve has a Gaussian marginal, and the leave-one-out density of each member of the mixture follows
from the inverse of its covariance (Sundararajan and Keerthi, 10.1162/08997660151134343). The evidence without a row is
the evidence divided by that density, so the leave-one-out density of the whole mixture is exact, with no refit. What is
left is a sum over the grid of the mixture and the trapezoidal rule over ln sigma.

With Student-t scatter, with limits, with asymmetric errors, and for yes or no, it is `tcreferee.inference.curve_grid`.

Where there are many rows, the members of a mixture are scored some after the others, so that memory does not grow with
members times rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curve_grid import on_grid
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.mixture import DROP, LN_2PI, CurveScore, Mixture
from tcreferee.inference.trial import Trial

SEARCH, STEP, FEWEST, MOST = 49, 0.7, 25, 193
SATURATED = 1e-10
# rows above which a covariance of low rank is not inverted as a whole
FEW_ROWS = 60


def score(curve: Curve, rows: Rows) -> CurveScore:
    """Score a curve on the rows of a comparison."""
    return _closed_form(curve, rows) if rows.gaussian else on_grid(curve, rows)


def _closed_form(curve: Curve, rows: Rows) -> CurveScore:
    spread = math.log(max(float(np.ptp(rows.y)), 1e-300))
    high = max(spread, math.log(float(np.abs(rows.y - curve.mean).max()) or 1.0)) + 4
    low, n = spread - 20.0, len(rows.y)
    log_sigma = np.linspace(low, high, SEARCH)
    for _ in range(2):
        over = np.full((len(log_sigma), n + 1), -np.inf)
        for part, scatters in _parts(curve, log_sigma):
            member, left = members(part, rows, log_sigma[scatters])
            sets = np.concatenate([member[..., np.newaxis], member[..., np.newaxis] - left], axis=-1)
            over[scatters] = np.maximum(over[scatters], sets.max(axis=(0, 1)))
        inside = np.flatnonzero((over > over.max(axis=0) - DROP).any(axis=1))
        log_sigma = finer(log_sigma, inside, n)
    found = Mixture(rows)
    for part, scatters in _parts(curve, log_sigma):
        member, left = members(part, rows, log_sigma[scatters])
        found.add((member + math.log(log_sigma[1] - log_sigma[0])).ravel(), left.reshape(-1, n))
    return found.scores


def finer(log_sigma: Array, inside: NDArray[np.intp], rows: int) -> Array:
    """Return nodes from the neighbour below to the neighbour above of those that matter, as fine as the rows need.

    Parameters
    ----------
    log_sigma : (nodes,) array
        Equally spaced.
    inside : array
        Positions of the nodes that matter, in order.
    rows : int
    """
    low, high = log_sigma[max(inside[0] - 1, 0)], log_sigma[min(inside[-1] + 1, len(log_sigma) - 1)]
    count = math.ceil((high - low) * math.sqrt(2 * rows) / STEP)
    return np.linspace(low, high, min(max(count, FEWEST), MOST))


def _parts(curve: Curve, log_sigma: Array) -> Iterator[tuple[Curve, slice]]:
    """Yield the curve with some of its shapes, and some of the scatters: all of both where the rows are few."""
    shapes, n, _ = curve.vectors.shape
    each = curve.values.shape[1] * n
    for part in pieces(shapes, len(log_sigma) * each):
        some = replace(curve, log_weight=curve.log_weight[part], vectors=curve.vectors[part], values=curve.values[part])
        for scatters in pieces(len(log_sigma), (part.stop - part.start) * each):
            yield some, scatters


def members(curve: Curve, rows: Rows, log_sigma: Array) -> tuple[Array, Array]:
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
    variance = np.exp(2 * log_sigma) + curve.nugget
    total = curve.values[:, :, np.newaxis, :] + variance[:, np.newaxis]  # shapes, sizes, scatters, r
    misfit = (rest**2).sum(axis=1)[:, np.newaxis] / variance
    misfit = misfit[:, np.newaxis] + np.einsum("hr,hasr->has", along**2, 1 / total)
    log_det = (n - rank) * np.log(variance) + np.log(total).sum(axis=-1)
    precision = np.einsum("hnr,hasr->hasn", vectors**2, 1 / total, optimize=True)
    precision += (outside[:, np.newaxis] / variance[:, np.newaxis])[:, np.newaxis]
    pull = np.einsum("hnr,hasr->hasn", vectors, along[:, np.newaxis, np.newaxis] / total, optimize=True)
    pull += (rest[:, np.newaxis] / variance[:, np.newaxis])[:, np.newaxis]
    return -0.5 * (n * LN_2PI + log_det + misfit), left_out(precision, pull)


def _with_errors(curve: Curve, rows: Rows, log_sigma: Array) -> tuple[Array, Array]:
    """The same where rows have standard deviations of their own: one inverse for each member and scatter."""
    n, miss = len(rows.y), rows.y - curve.mean
    one = _by_rank if curve.vectors.shape[-1] < n and n > FEW_ROWS else _by_inverse
    noise = np.exp(2 * log_sigma)[:, np.newaxis] + curve.nugget + rows.sd**2
    found, lefts = [], []
    for vectors, sizes in zip(curve.vectors, curve.values, strict=True):
        for values in sizes:
            log_density, precision, pull = one(vectors, values, noise, miss)
            found.append(log_density)
            lefts.append(left_out(precision, pull))
    shape = (*curve.log_weight.shape, len(log_sigma))
    return np.reshape(found, shape), np.reshape(lefts, (*shape, n))


def _by_inverse(vectors: Array, values: Array, noise: Array, miss: Array) -> tuple[Array, Array, Array]:
    """Return log densities (scatters,), the precision's diagonal (scatters, n), and precision times residuals."""
    whole = (vectors * values) @ vectors.T + noise[:, :, np.newaxis] * np.eye(len(miss))
    root = np.linalg.cholesky(whole)
    inverse = np.linalg.inv(whole)
    pull = inverse @ miss
    log_det = 2 * np.log(np.einsum("sii->si", root)).sum(axis=1)
    return -0.5 * (len(miss) * LN_2PI + log_det + pull @ miss), np.einsum("sii->si", inverse), pull


def _by_rank(vectors: Array, values: Array, noise: Array, miss: Array) -> tuple[Array, Array, Array]:
    """The same for a diagonal covariance plus one of low rank: the work grows as the number of rows."""
    root = 1 / np.sqrt(noise)
    along, size, _ = np.linalg.svd(root[..., np.newaxis] * (vectors * np.sqrt(values)), full_matrices=False)
    shrunk, scaled = 1 / (1 + size**2), root * miss
    share = np.einsum("snr,sn->sr", along, scaled)
    outside = 1 - np.einsum("snr,snr->sn", along, along)
    # a row that has a direction to itself is known by the prior alone
    outside = np.where(outside < SATURATED, 0.0, outside)
    rest = np.where(outside > 0, scaled - np.einsum("snr,sr->sn", along, share), 0.0)
    pull = root * (rest + np.einsum("snr,sr->sn", along, shrunk * share))
    precision = noise**-1 * (outside + np.einsum("snr,sr->sn", along**2, shrunk))
    log_det = np.log(noise).sum(axis=1) - np.log(shrunk).sum(axis=1)
    return -0.5 * (len(miss) * LN_2PI + log_det + pull @ miss), precision, pull


def left_out(precision: Array, pull: Array) -> Array:
    """Return a Gaussian's leave-one-out log densities from its precision's diagonal and precision times residuals."""
    return np.asarray(0.5 * (np.log(precision) - LN_2PI) - 0.5 * pull**2 / precision)


def of_formula(trial: Trial) -> Curve | None:
    """Return a formula as a curve, to score it in closed form; None unless it is linear in parameters without bounds.

    Its effects are unit-normal coordinates already (`tcreferee.inference.effects`).
    """
    bounded = any(math.isfinite(end) for p in trial.model.parameters for end in p.bounds)
    plain = trial.smooth and trial.choices == 1 and not trial.density.log_response
    plain = plain and not (trial.limit.any() or trial.sides.any()) and not trial.input_sd
    if trial.nonlinear or bounded or not plain or not trial.linear:
        return None
    design = trial.design(np.zeros(0))
    vectors, size, _ = np.linalg.svd(design.columns, full_matrices=False)
    return Curve(np.zeros((1, 1)), design.offset, vectors[np.newaxis], (size**2)[np.newaxis, np.newaxis], len(size))
