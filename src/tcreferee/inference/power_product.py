"""The power product K prod x_i^p_i with normal scatter, scored by importance sampling of its exponents and ln sigma.

The factor K is integrated out in closed form, and so is each row left out: a draw of exponents and scatter is a
Gaussian marginal of rank one. The proposal is a mixture of a multivariate t that learns where the posterior is, a wider
one about the same place, and the prior itself: no weight is then larger than four times the likelihood, so that the
wide floor of wrong exponents, which matters with a row left out, has draws of its own.

K keeps no bound at zero: with the prior mean of the response above zero and positive responses it never gets there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curve_scores import left_out
from tcreferee.inference.curves import EXPONENT_SD, Rows
from tcreferee.inference.mixture import LN_2PI, CurveScore, Mixture

NU, WIDER = 5.0, 3.0
SHARES = (0.5, 0.25, 0.25)  # narrow, wide, prior
ROUNDS, LEARN, DRAWS, MOST_DRAWS, REPEATS = 5, 1024, 512, 8192, 8
ERROR_MAX = 0.03


@dataclass(frozen=True)
class _Proposal:
    centre: Array
    root: Array
    rows: Rows

    def draw(self, size: int, seed: int) -> tuple[Array, Array]:
        """Return draws (size, d), low-discrepancy within each part of the mixture, and their log density."""
        from scipy.special import chdtri, ndtri

        d, rng, parts = len(self.centre), np.random.default_rng(seed), list[Array]()
        for share, wide in zip(SHARES, (1.0, WIDER, 0.0), strict=True):
            uniform = np.clip(_even(round(share * size), d + 1, rng), 1e-12, 1 - 1e-12)
            normal = ndtri(uniform[:, :d])
            if wide:
                heavy = wide * normal / np.sqrt(chdtri(NU, uniform[:, d:]) / NU)
                parts.append(self.centre + heavy @ self.root.T)
            else:
                sigma = self.rows.sigma_prior.quantile(uniform[:, d - 1 : d])
                parts.append(np.concatenate([EXPONENT_SD * normal[:, : d - 1], np.log(sigma)], axis=1))
        z = np.concatenate(parts)
        return z, self._log_density(z)

    def _log_density(self, z: Array) -> Array:
        d = len(self.centre)
        square = (np.linalg.solve(self.root, (z - self.centre).T) ** 2).sum(axis=0)
        level = math.lgamma((NU + d) / 2) - math.lgamma(NU / 2) - d / 2 * math.log(NU * math.pi)
        level -= float(np.linalg.slogdet(self.root)[1])
        parts = [
            math.log(share) + level - d * math.log(wide) - (NU + d) / 2 * np.log1p(square / (NU * wide**2))
            for share, wide in zip(SHARES[:2], (1.0, WIDER), strict=True)
        ]
        return np.asarray(np.logaddexp.reduce([*parts, math.log(SHARES[2]) + log_prior(z, self.rows)]))


def _even(size: int, dimension: int, rng: np.random.Generator) -> Array:
    """Return points (size, dimension) spread evenly over the unit cube: multiples of the generalised golden ratio."""
    ratio = 2.0
    for _ in range(60):
        ratio = (1 + ratio) ** (1 / (dimension + 1))
    steps = ratio ** -np.arange(1.0, dimension + 1)
    return np.asarray((rng.random(dimension) + np.arange(size)[:, np.newaxis] * steps) % 1)


def log_prior(z: Array, rows: Rows) -> Array:
    """Return the log prior density (draws,) of exponents and ln sigma (draws, k + 1)."""
    exponents = -0.5 * ((z[:, :-1] / EXPONENT_SD) ** 2 + LN_2PI) - math.log(EXPONENT_SD)
    return np.asarray(exponents.sum(axis=1) + rows.sigma_prior.logpdf_of_log(z[:, -1]))


def members(z: Array, rows: Rows, logs: Array) -> tuple[Array, Array]:
    """Return the log evidence (draws,) at exponents and ln sigma (draws, k + 1), and the left-out log densities.

    `logs` (n, k) are the logarithms of the inputs less their means.
    """
    power = z[:, :-1] @ logs.T
    shape = np.exp(power - power.max(axis=1, keepdims=True))
    shape /= shape.mean(axis=1, keepdims=True)
    column, miss = rows.tau * shape, rows.y - rows.centre * shape
    if len(rows.shifts):
        return _with_shifts(column, miss, shape, z, rows)
    weight = 1 / (np.exp(2 * z[:, -1:]) + rows.sd**2)
    whole = 1 + (weight * column**2).sum(axis=1, keepdims=True)
    # the miss less what K takes up; K is shrunk to its prior mean by 1/whole
    share = (weight * column * miss).sum(axis=1, keepdims=True) / whole
    pull = weight * (miss - column * share)
    precision = weight * np.maximum(1 - weight * column**2 / whole, 1e-15)
    log_det = np.log(whole[:, 0]) - np.log(weight).sum(axis=1)
    misfit = (miss * pull).sum(axis=1)
    return -0.5 * (len(rows.y) * LN_2PI + log_det + misfit), left_out(precision, pull)


def _with_shifts(column: Array, miss: Array, shape: Array, z: Array, rows: Rows) -> tuple[Array, Array]:
    """Return `members` where errors that all rows share add columns of their own (Woodbury)."""
    shared = [shift - shift.mean() * shape for shift in rows.shifts]
    columns = np.stack([column, *shared], axis=-1)
    weight = 1 / (np.exp(2 * z[:, -1:]) + rows.sd**2)
    weighted = weight[..., np.newaxis] * columns
    whole = np.eye(columns.shape[-1]) + np.swapaxes(columns, 1, 2) @ weighted
    inverse = np.linalg.inv(whole)
    pull = weight * miss - (weighted @ (inverse @ (np.swapaxes(weighted, 1, 2) @ miss[..., np.newaxis])))[..., 0]
    precision = weight * np.maximum(1 - np.einsum("dnk,dkl,dnl->dn", columns, inverse, weighted), 1e-15)
    log_det = np.linalg.slogdet(whole)[1] - np.log(weight).sum(axis=1)
    misfit = (miss * pull).sum(axis=1)
    return -0.5 * (len(rows.y) * LN_2PI + log_det + misfit), left_out(precision, pull)


def power_product(rows: Rows, inputs: list[Array], seed: int) -> CurveScore:
    """Score the power product of positive inputs; draws are doubled until the error of the sum is below 0.03 nat."""
    logs = np.stack([np.log(x) - np.log(x).mean() for x in inputs], axis=1)
    with np.errstate(over="ignore", under="ignore"):
        proposal = _learnt(_first(rows, logs), rows, logs, seed)
        size = DRAWS
        while True:
            whole, sums = Mixture(rows), []
            for repeat in range(REPEATS):
                one = Mixture(rows)
                z, log_proposal = proposal.draw(size, seed + 100 + repeat)
                for part in pieces(len(z), len(rows.y)):
                    log_density, left = members(z[part], rows, logs)
                    weight = log_density + log_prior(z[part], rows) - log_proposal[part] - math.log(size)
                    one.add(weight, left)
                sums.append(one.scores.elpd.sum())
                whole.merge(one)
            error = float(np.std(sums, ddof=1)) / math.sqrt(REPEATS)
            if error < ERROR_MAX or size >= MOST_DRAWS:
                found = whole.scores
                return CurveScore(found.elpd, found.ln_evidence - math.log(REPEATS), error)
            size *= 4


def _first(rows: Rows, logs: Array) -> _Proposal:
    """Return where the exponents of ln y lie by least squares, with their errors."""
    n, k = logs.shape
    target = np.log(np.maximum(rows.y, 1e-3 * float(np.abs(rows.y).max())))
    target = target - target.mean()
    exponents = np.linalg.lstsq(logs, target)[0]
    miss = target - logs @ exponents
    noise = max(float(miss @ miss) / max(n - k - 1, 1), 1e-4)
    # the prior keeps what the rows leave open
    covariance = np.linalg.inv(logs.T @ logs / noise + np.eye(k) / EXPONENT_SD**2)
    centre = np.append(exponents, math.log(math.sqrt(noise) * float(np.abs(rows.y).mean()) + 1e-300))
    root = np.zeros((k + 1, k + 1))
    root[:k, :k], root[k, k] = np.linalg.cholesky(covariance), 0.5
    return _Proposal(centre, root, rows)


def _learnt(proposal: _Proposal, rows: Rows, logs: Array, seed: int) -> _Proposal:
    """Return the proposal moved onto the posterior in a few rounds; large weights are clipped while it learns."""
    for i in range(ROUNDS):
        z, log_proposal = proposal.draw(LEARN, seed + 1 + i)
        parts = pieces(LEARN, len(rows.y))
        log_density = np.concatenate([members(z[part], rows, logs)[0] for part in parts])
        log_weight = log_density + log_prior(z, rows) - log_proposal
        log_weight = np.minimum(log_weight, np.sort(log_weight)[-20])
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        centre = weight @ z
        off = z - centre
        covariance = (weight[:, np.newaxis] * off).T @ off * 1.2
        values, vectors = np.linalg.eigh(covariance)
        if not np.isfinite(values).all() or values[-1] <= 0:
            return proposal
        proposal = _Proposal(centre, vectors * np.sqrt(np.maximum(values, 1e-8 * values[-1])), rows)
    return proposal
