"""Exact leave-one-out scores of many families at once, each by itself.

A family is linear in one or two unit-normal coefficients, so its marginal density at a given scatter is Gaussian, and
every row left out is closed form (Sundararajan and Keerthi, 10.1162/08997660151134343). What is left is the trapezoidal
rule over ln sigma. Known errors of the rows enter as everywhere.
"""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curve_grid import families_on_grid, sums_of_elpd
from tcreferee.inference.curve_scores import SEARCH, finer, left_out
from tcreferee.inference.curves import Rows
from tcreferee.inference.mixture import DROP, LN_2PI

# families by which the range of ln sigma is found, from the best to the worst
SCOUTS = 24
# below this share of the spread of the response a formula meets the rows exactly
LEAST = 14.0
# values held at a time: what stays in the cache is several times faster
BLOCK = 500_000


def elpd_of(rows: Rows, offset: Array, columns: Array) -> Array:
    """Return the exact leave-one-out scores (families,) of linear families.

    With Student-t scatter, and for yes or no, they are good to some hundredths of a nat.

    Parameters
    ----------
    rows : Rows
    offset : (families, rows) array
    columns : (families, rows, k) array
    """
    if not rows.gaussian:
        return families_on_grid(offset, columns, rows)
    miss = rows.y - offset
    order = np.argsort(np.sum(miss**2, axis=1))
    scouts = order[np.unique(np.linspace(0, len(order) - 1, min(SCOUTS, len(order))).astype(int))]
    log_sigma = _scatters(rows, miss[scouts], columns[scouts])
    found = np.empty(len(offset))
    for part in pieces(len(offset), len(log_sigma) * len(rows.y), BLOCK):
        member, left = _members(rows, miss[part], columns[part], log_sigma)
        found[part] = sums_of_elpd(member, left, rows.jacobian)
    return found


def _scatters(rows: Rows, miss: Array, columns: Array) -> Array:
    """Return nodes of ln sigma that hold the posteriors of some families, with all rows and without each."""
    spread = math.log(max(float(np.ptp(rows.y)), 1e-300))
    low, high = spread - LEAST, max(spread, math.log(max(float(np.abs(miss).max()), 1e-300))) + 4
    log_sigma = np.linspace(low, high, SEARCH)
    for _ in range(2):
        member, left = _members(rows, miss, columns, log_sigma)
        sets = np.concatenate([member[..., np.newaxis], member[..., np.newaxis] - left], axis=-1)
        inside = np.flatnonzero((sets > sets.max(axis=1, keepdims=True) - DROP).any(axis=(0, 2)))
        log_sigma = finer(log_sigma, inside, len(rows.y))
    return log_sigma


def _members(rows: Rows, miss: Array, columns: Array, log_sigma: Array) -> tuple[Array, Array]:
    """Return ln of evidence x prior (families, scatters), and the left-out log densities (families, scatters, n)."""
    if rows.sd.any():
        density, precision, pull = _with_errors(rows, miss, columns, log_sigma)
    else:
        density, precision, pull = _without_errors(miss, columns, log_sigma)
    return density + rows.sigma_prior.logpdf_of_log(log_sigma), left_out(precision, pull)


def _without_errors(miss: Array, columns: Array, log_sigma: Array) -> tuple[Array, Array, Array]:
    """Return log densities (f, s), the diagonal (f, s, n) of the inverse covariance, and its product with the miss."""
    u, size, _ = np.linalg.svd(columns, full_matrices=False)
    b = np.einsum("fnk,fn->fk", u, miss)
    rest = miss - np.einsum("fnk,fk->fn", u, b)
    variance = np.exp(2 * log_sigma)
    n, k = miss.shape[1], u.shape[-1]
    total = size[:, np.newaxis] ** 2 + variance[:, np.newaxis]  # (f, s, k)
    shrunk = variance[:, np.newaxis] / total
    precision = np.maximum(1 - np.sum(u**2, axis=-1), 0.0)[:, np.newaxis] + shrunk @ np.swapaxes(u**2, 1, 2)
    pull = rest[:, np.newaxis] + (shrunk * b[:, np.newaxis]) @ np.swapaxes(u, 1, 2)
    log_det = (n - k) * 2 * log_sigma + np.log(total).sum(axis=-1)
    misfit = np.sum(rest**2, axis=1)[:, np.newaxis] / variance + np.sum(b[:, np.newaxis] ** 2 / total, axis=-1)
    each = variance[:, np.newaxis]
    return -0.5 * (n * LN_2PI + log_det + misfit), np.maximum(precision, 1e-15) / each, pull / each


def _with_errors(rows: Rows, miss: Array, columns: Array, log_sigma: Array) -> tuple[Array, Array, Array]:
    """The same where rows have standard deviations of their own."""
    noise = np.exp(2 * log_sigma)[:, np.newaxis] + rows.sd**2  # (s, n)
    inner = np.einsum("fni,fnj,sn->fsij", columns, columns, 1 / noise, optimize=True) + np.eye(columns.shape[-1])
    inverse = np.linalg.inv(inner)
    along = np.einsum("fni,fn,sn->fsi", columns, miss, 1 / noise, optimize=True)
    share = np.einsum("fsij,fsj->fsi", inverse, along)
    leverage = np.einsum("fni,fsij,fnj->fsn", columns, inverse, columns, optimize=True) / noise
    pull = (miss[:, np.newaxis] - np.einsum("fni,fsi->fsn", columns, share)) / noise
    log_det = np.log(noise).sum(axis=1) + np.log(np.linalg.det(inner))
    misfit = np.maximum(np.einsum("fn,fsn->fs", miss, pull), 0.0)
    density = -0.5 * (miss.shape[1] * LN_2PI + log_det + misfit)
    return density, np.maximum(1 - leverage, 1e-15) / noise, pull
