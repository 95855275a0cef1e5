"""Certified posterior moments, evidence and leave-one-out scores by importance sampling.

For posteriors no quadrature covers: other likelihoods, two free exponents, a latent choice. With normal scatter and
no choice the effects are integrated out in closed form first, and only the rest is sampled. The proposal is a
multivariate Student t about the posterior with a wider one mixed in; it learns location and covariance from its own
draws, never from the sampler it is there to check. Pareto k-hat and the Monte Carlo errors say whether the
numbers can be trusted. A row is left out by dividing its likelihood out of the weights; where that leaves too few
effective draws, a proposal of its own is fitted to the posterior without that row.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.pieces import pieces, walked
from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import Mask, Oracle, row_sets
from tcreferee.inference.left_out import FEW_ROWS, log_predictive
from tcreferee.inference.predictive import parts_of_trial
from tcreferee.inference.trial import Trial

NU, WIDEN, WIDE, SHARE_WIDE = 5.0, 1.2, 9.0, 0.1
LEARN, ROUNDS, DRAWS, MOST_DRAWS = 4000, 6, 40_000, 320_000
KHAT_MAX, ERROR_MAX = 0.5, 0.01
# a scan of priors looks for a change of the winner, not for the third digit
SCAN_DRAWS, SCAN_ERROR_MAX = 10_000, 0.02
IMPOSSIBLE = -1e200
# with many rows a row is left out of draws that all rows share: rows times draws at most, draws at least; and rows that
# get a proposal of their own at most
MOST_SHARED, LEAST_SHARED, MOST_OWN = 80_000_000, 4000, 20


@dataclass(frozen=True)
class Proposal:
    """Mixture of two multivariate t distributions about the same centre.

    Parameters
    ----------
    centre : (d,) array
    root : (d, d) array
        Square root of the narrow scale matrix.
    """

    centre: Array
    root: Array

    def draw(self, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return draws (size, d) and their log density (size,)."""
        d = len(self.centre)
        scale = np.where(rng.random(size) < SHARE_WIDE, math.sqrt(WIDE), 1.0)
        t = rng.standard_normal((size, d)) / np.sqrt(rng.chisquare(NU, (size, 1)) / NU) * scale[:, np.newaxis]
        return self.centre + t @ self.root.T, self._log_density(np.sum(t**2, axis=1))

    def _log_density(self, square: Array) -> Array:
        d = len(self.centre)
        log_det = float(np.linalg.slogdet(self.root)[1])
        norm = math.lgamma((NU + d) / 2) - math.lgamma(NU / 2) - d / 2 * math.log(NU * math.pi) - log_det

        def component(widening: float, share: float) -> Array:
            value = norm - d / 2 * math.log(widening) - (NU + d) / 2 * np.log1p(square / (NU * widening))
            return np.asarray(math.log(share) + value)

        return np.logaddexp(component(1.0, 1 - SHARE_WIDE), component(WIDE, SHARE_WIDE))


@dataclass(frozen=True)
class Target:
    """Unnormalised posteriors of a trial, of all rows and with each row (and family) left out.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial

    @cached_property
    def _families(self) -> int:
        return int(self.trial.family.max()) + 1 if self.trial.family.size else 0

    @cached_property
    def _sets(self) -> Mask:
        return row_sets(self.trial)

    def _set(self, which: int) -> Mask:
        """Return one set of rows (1, rows)."""
        rows = len(self.trial.y)
        if which > rows:
            return np.asarray(self.trial.family != which - rows - 1)[np.newaxis]
        return np.asarray(np.arange(1, rows + 1)[np.newaxis] != which)

    @property
    def count(self) -> int:
        """Number of sets of rows: all, all but each row, all but each family."""
        return 1 + len(self.trial.y) + self._families

    @cached_property
    def reduced(self) -> bool:
        """Whether the effects are integrated out, so that only the last coordinates are drawn."""
        return self.trial.likelihood == "normal" and self.trial.choices == 1

    @cached_property
    def drawn(self) -> slice:
        """Coordinates that are drawn."""
        return slice(len(self.trial.effects.names) if self.reduced else 0, None)

    def log_density(self, z: Array, which: int | None = None) -> Array:
        """Return the log densities (draws, sets), or that of one set only, at drawn coordinates (draws, d)."""
        sets = self._sets if which is None else self._set(which)
        if self.reduced:
            with np.errstate(all="ignore"):
                return np.asarray(conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], sets)[0][0])

        def of(part: Array) -> Array:
            log_prior, pointwise = self.trial.log_prior_and_likelihood(part)
            # an impossible row rules out only the sets it is in: infinity times nothing would be undefined
            possible = np.maximum(np.nan_to_num(pointwise, nan=IMPOSSIBLE), IMPOSSIBLE)
            return np.asarray(log_prior[:, np.newaxis] + possible @ sets.T)

        return walked(of, z, self.trial.held)

    def log_left_out(self, z: Array) -> Iterator[tuple[Array, Array]]:
        """Yield the log densities (draws,) of all rows and without a row, for each row of many.

        Each row's own part is divided out: of a draw's likelihood, or in closed form where the effects are integrated.
        """
        rows, trial = len(self.trial.y), self.trial
        own = np.empty((rows, len(z)), np.float32)
        with np.errstate(all="ignore"):
            if self.reduced:
                for part in pieces(len(z), 4 * rows * (len(trial.effects.names) + 1)):
                    variance = np.exp(2 * z[part, -1:])
                    own[:, part] = log_predictive(trial, trial.design(z[part, :-1]), variance)[:, 0].T
                whole = self.log_density(z, 0)[:, 0]
                yield from ((whole, whole - each) for each in own)
                return
            for some, predictive in parts_of_trial(trial, z, 0):
                own[some] = predictive.pointwise(trial.y[some]).T
        possible = np.isfinite(own)
        own[~possible] = 0.0
        # a draw that one row rules out counts where this row is left out
        ruled_out, total = rows - possible.sum(axis=0), trial.log_prior(z) + own.sum(axis=0, dtype=np.float64)
        whole = np.where(ruled_out == 0, total, -np.inf)
        for each, can in zip(own, possible, strict=True):
            yield whole, np.where(ruled_out == ~can, total - each, -np.inf)

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Return conditional means and mean squares (draws, all coordinates) at drawn coordinates."""
        if not self.reduced:
            return z, z**2
        _, first, second = conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], self._set(0))
        return np.concatenate([first[0, :, 0], z], axis=1), np.concatenate([second[0, :, 0], z**2], axis=1)


def integrate(trial: Trial, start: Array, root: Array, seed: int) -> Oracle:
    """Integrate the posterior for all rows and for each row (and family) left out.

    Parameters
    ----------
    trial : Trial
    start : (d,) array
        Coordinates near the mode.
    root : (d, d) array
        Rough square root of the posterior covariance.
    seed : int

    Returns
    -------
    Oracle
        Its `khat`, `error_ln_evidence` and `error_loo` say whether it may be trusted.
    """
    rng = np.random.default_rng(seed)
    target, first = Target(trial), _first(trial, start, root)
    proposal = _learn(target, first, 0, rng)
    z, log_weight, log_proposal, ln_z, error, khat = _certified(target, proposal, 0, rng)
    left_out, loo_error, loo_khat = [], 0.0, khat
    own_left = target.count if len(trial.y) <= FEW_ROWS else MOST_OWN
    for i, (summary, its_weight) in enumerate(_left_out(target, z, log_proposal, ln_z), 1):
        value, its_error, its_khat = summary
        if own_left and not (its_error < 0.5 * ERROR_MAX and its_khat < KHAT_MAX):
            own = _learn(target, _fitted(z[: len(its_weight)], its_weight, proposal), i, rng)
            *_, value, its_error, its_khat = _certified(target, own, i, rng)
            own_left -= 1
        left_out.append(ln_z - value)
        loo_error, loo_khat = max(loo_error, math.hypot(error, its_error)), max(loo_khat, its_khat)
    weight = _normalised(log_weight)
    each, each_square = target.moments(z)
    mean = weight @ each
    # conditional mean square deviation: that of the draws themselves where nothing is integrated out
    deviation = each_square - 2 * mean * each + mean**2
    variance = weight @ deviation
    error_mean = np.sqrt(weight**2 @ (each - mean) ** 2)
    error_variance = np.sqrt(weight**2 @ (deviation - variance) ** 2)
    loo, n = np.array(left_out), len(trial.y)
    over = " over ln sigma and the non-linear parameters" if target.reduced else ""
    method = f"importance sampling{over} with {len(z)} draws of a multivariate t"
    return Oracle(
        ln_z, error, loo[:n], loo[n:], mean, np.sqrt(variance), error_mean, error_variance, method, loo_khat, loo_error
    )


def _left_out(
    target: Target, z: Array, log_proposal: Array, ln_z: float
) -> Iterator[tuple[tuple[float, float, float], Array]]:
    """Yield ln Z of each set of rows but the first, its error and k-hat, with the log weights they come from."""
    rows = len(target.trial.y)
    if rows <= FEW_ROWS:
        log_weights = target.log_density(z) - log_proposal[:, np.newaxis]
        yield from ((_summary(its_weight), its_weight) for its_weight in log_weights.T[1:])
        return
    size = min(len(z), max(LEAST_SHARED, MOST_SHARED // rows))
    for whole, without in target.log_left_out(z[:size]):
        value, error, khat = _ratio(whole - log_proposal[:size], without - log_proposal[:size])
        yield (ln_z + value, error, khat), without - log_proposal[:size]
    for i in range(rows + 1, target.count):
        its_weight = target.log_density(z, i)[:, 0] - log_proposal
        yield _summary(its_weight), its_weight


def ln_evidence(trial: Trial, start: Array, root: Array, seed: int) -> float:
    """Return ln of the marginal likelihood of all rows, with an error below `SCAN_ERROR_MAX`."""
    rng, target = np.random.default_rng(seed), Target(trial)
    learnt = _learn(target, _first(trial, start, root), 0, rng)
    return _certified(target, learnt, 0, rng, SCAN_DRAWS, SCAN_ERROR_MAX)[3]


def _first(trial: Trial, start: Array, root: Array) -> Proposal:
    """Return the proposal the learning starts from, in the coordinates that are drawn."""
    drawn = Target(trial).drawn
    covariance = (root @ root.T)[drawn, drawn]
    values, vectors = np.linalg.eigh(covariance)
    return Proposal(start[drawn], vectors * np.sqrt(np.maximum(values, 1e-10 * values[-1])))


def _learn(target: Target, proposal: Proposal, which: int, rng: np.random.Generator) -> Proposal:
    """Return the proposal moved onto one posterior in a few rounds; large weights are clipped while it learns."""
    for _ in range(ROUNDS):
        z, log_proposal = proposal.draw(LEARN, rng)
        proposal = _fitted(z, target.log_density(z, which)[:, 0] - log_proposal, proposal)
    return proposal


def _fitted(z: Array, log_weight: Array, before: Proposal) -> Proposal:
    """Return a proposal with the moments of weighted draws; the largest weights are clipped."""
    weight = _normalised(np.minimum(log_weight, np.sort(log_weight)[-20]))
    if not np.isfinite(weight).all():
        return before
    centre = weight @ z
    deviation = z - centre
    covariance = (weight[:, np.newaxis] * deviation).T @ deviation
    values, vectors = np.linalg.eigh(WIDEN * covariance * (NU - 2) / NU)
    if values[-1] <= 0:
        return before
    return Proposal(centre, vectors * np.sqrt(np.maximum(values, 1e-10 * values[-1])))


def _certified(
    target: Target, proposal: Proposal, which: int, rng: np.random.Generator, size: int = DRAWS,
    error_max: float = 0.5 * ERROR_MAX,
) -> tuple[Array, Array, Array, float, float, float]:  # fmt: skip
    """Return draws, log weights and log proposal (draws,) of one posterior, ln Z, its error and k-hat.

    Draws are doubled while the error is too large.
    """
    while True:
        z, log_proposal = proposal.draw(size, rng)
        log_weight = target.log_density(z, which)[:, 0] - log_proposal
        ln_z, error, khat = _summary(log_weight)
        if (error < error_max and khat < KHAT_MAX) or size >= MOST_DRAWS:
            return z, log_weight, log_proposal, ln_z, error, khat
        size *= 2
        proposal = _fitted(z, log_weight, proposal)


def _summary(log_weight: Array) -> tuple[float, float, float]:
    """Return ln of the mean weight, its Monte Carlo error, and the Pareto k-hat of the weights."""
    peak = log_weight.max()
    if not np.isfinite(peak):
        return -math.inf, math.inf, math.inf
    weight = np.exp(log_weight - peak)
    mean = float(weight.mean())
    error = float(weight.std(ddof=1)) / math.sqrt(len(weight)) / mean
    return float(peak) + math.log(mean), error, _khat(log_weight)


def _ratio(whole: Array, without: Array) -> tuple[float, float, float]:
    """Return ln of the ratio of two integrals over the same draws, its error, and the k-hat of the second.

    What the draws have in common cancels: the error is far below that of either integral.
    """
    peaks = float(whole.max()), float(without.max())
    if not np.isfinite(peaks).all():
        return -math.inf, math.inf, math.inf
    weights = np.exp(whole - peaks[0]), np.exp(without - peaks[1])
    means = float(weights[0].mean()), float(weights[1].mean())
    error = float(np.std(weights[1] / means[1] - weights[0] / means[0], ddof=1)) / math.sqrt(len(whole))
    return peaks[1] - peaks[0] + math.log(means[1] / means[0]), error, _khat(without)


def _khat(log_weight: Array) -> float:
    from arviz_stats.base import array_stats

    # arviz_stats takes log likelihoods, the negative of the log weights of leave-one-out
    _, khat = array_stats.psislw(-log_weight[np.isfinite(log_weight)])
    return float(khat)


def _normalised(log_weight: Array) -> Array:
    with np.errstate(invalid="ignore"):
        weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
