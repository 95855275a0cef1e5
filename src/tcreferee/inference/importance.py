"""Certified posterior moments, evidence and leave-one-out scores by importance sampling.

For posteriors no quadrature covers: other likelihoods, three free exponents, a latent choice. With normal scatter and
no choice the effects are integrated out in closed form first, and only the rest is sampled. The proposal is a
multivariate Student t about the posterior with a wider one mixed in; it learns location and covariance from its own
draws, never from the sampler it is there to check. The draws are spread evenly, in independent repetitions: their
scatter is the Monte Carlo error, and that with Pareto k-hat says whether the numbers can be trusted. A row is left out
by dividing its likelihood out of the weights; where that leaves too few effective draws, a proposal of its own is
fitted to the posterior without that row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import FACTORS, Mask, Oracle, SigmaScan, row_sets, sigma_log_ratios
from tcreferee.inference.proposal import NU, REPLICATES, WIDEN, Proposal
from tcreferee.inference.trial import Trial

LEARN, ROUNDS, DRAWS, MOST_DRAWS = 4000, 6, 2**15, 2**18
KHAT_MAX, ERROR_MAX = 0.5, 0.01
# a scan of priors looks for a change of the winner, not for the third digit
SCAN_DRAWS, SCAN_ERROR_MAX = 2**13, 0.02
IMPOSSIBLE = -1e200


@dataclass(frozen=True)
class Target:
    """Unnormalised posteriors of a trial, of all rows and with each row (and family) left out.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial

    @cached_property
    def _sets(self) -> Mask:
        return row_sets(self.trial)

    @property
    def count(self) -> int:
        """Number of sets of rows."""
        return len(self._sets)

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
        sets = self._sets if which is None else self._sets[which : which + 1]
        if self.reduced:
            with np.errstate(all="ignore"):
                return np.asarray(conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], sets)[0][0])
        log_prior, pointwise = self.trial.log_prior_and_likelihood(z)
        # an impossible row rules out only the sets it is in: infinity times nothing would be undefined
        possible = np.maximum(np.nan_to_num(pointwise, nan=IMPOSSIBLE), IMPOSSIBLE)
        return np.asarray(log_prior[:, np.newaxis] + possible @ sets.T)

    def sigma_ratios(self, z: Array) -> Array:
        """Return by what `FACTORS` on its scale change the scatter's prior (factors, draws) at drawn coordinates."""
        if not self.trial.density.scatter:
            return np.ones((len(FACTORS), len(z)))
        return np.exp(sigma_log_ratios(self.trial, z[:, -1]))

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Return conditional means and mean squares (draws, all coordinates) at drawn coordinates."""
        if not self.reduced:
            return z, z**2
        _, first, second = conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], self._sets[:1])
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
    z, log_weight, log_proposal, whole = _certified(target, proposal, 0, rng)
    log_weights = target.log_density(z) - log_proposal[:, np.newaxis]
    sets = [whole]
    for i in range(1, target.count):
        found = _summary(target, z, log_weights[:, i])
        if not (found.error < 0.5 * ERROR_MAX and found.khat < KHAT_MAX):
            own = _learn(target, _fitted(z, log_weights[:, i], proposal), i, rng)
            *_, found = _certified(target, own, i, rng)
        sets.append(found)
    over = " over ln sigma and the non-linear parameters" if target.reduced else ""
    method = f"importance sampling{over} with {len(z)} evenly spread draws of a multivariate t"
    loo, n = np.array([whole.value - each.value for each in sets[1:]]), len(trial.y)
    # what the sums of all repetitions scatter by: rows that share draws share their errors
    sums = n * whole.parts - np.sum([each.parts for each in sets[1 : n + 1]], axis=0)
    return Oracle(
        whole.value, whole.error, loo[:n], loo[n:], *_moments(target, z, log_weight), method,
        khat=max(each.khat for each in sets),
        error_loo=max(math.hypot(whole.error, each.error) for each in sets[1:]),
        error_elpd=float(sums.std(ddof=1)) / math.sqrt(REPLICATES),
        sigma_scan=_sigma_scan(sets[: n + 1]) if trial.density.scatter else {},
    )  # fmt: skip


def _sigma_scan(sets: Sequence[Summary]) -> dict[float, SigmaScan]:
    values = np.array([each.value + each.scanned for each in sets])
    return {f: SigmaScan(float(v[0]), v[0] - v[1:]) for f, v in zip(FACTORS, values.T, strict=True)}


def _moments(target: Target, z: Array, log_weight: Array) -> tuple[Array, Array, Array, Array]:
    """Return mean, sd, and the errors of mean and variance, of all coordinates."""
    weight = _normalised(log_weight)
    each, each_square = target.moments(z)
    mean = weight @ each
    # conditional mean square deviation: that of the draws themselves where nothing is integrated out
    deviation = each_square - 2 * mean * each + mean**2
    variance = weight @ deviation
    error_mean, error_variance = (_scatter(weight, about) for about in (each - mean, deviation - variance))
    return mean, np.sqrt(variance), error_mean, error_variance


def _scatter(weight: Array, about: Array) -> Array:
    """Return the error of a weighted mean of deviations (draws, d) from how the repetitions scatter."""
    parts = (weight[:, np.newaxis] * about).reshape(REPLICATES, -1, about.shape[1]).sum(axis=1)
    return np.asarray(parts.std(axis=0, ddof=1) * math.sqrt(REPLICATES))


def ln_evidence(trial: Trial, start: Array, root: Array, seed: int) -> float:
    """Return ln of the marginal likelihood of all rows, with an error below `SCAN_ERROR_MAX`."""
    rng, target = np.random.default_rng(seed), Target(trial)
    learnt = _learn(target, _first(trial, start, root), 0, rng)
    return _certified(target, learnt, 0, rng, SCAN_DRAWS, SCAN_ERROR_MAX)[3].value


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
) -> tuple[Array, Array, Array, Summary]:  # fmt: skip
    """Return draws, log weights and log proposal (draws,) of one posterior, and what its weights give.

    Draws are doubled while the error is too large.
    """
    while True:
        z, log_proposal = proposal.spread(size, rng)
        log_weight = target.log_density(z, which)[:, 0] - log_proposal
        found = _summary(target, z, log_weight)
        if (found.error < error_max and found.khat < KHAT_MAX) or size >= MOST_DRAWS:
            return z, log_weight, log_proposal, found
        size *= 2
        proposal = _fitted(z, log_weight, proposal)


@dataclass(frozen=True)
class Summary:
    """What the weights of one set of rows give.

    Parameters
    ----------
    value, error, khat : float
        ln of the mean weight, its Monte Carlo error, and the Pareto k-hat of the weights.
    parts : (replicates,) array
        ln of the mean weight of each repetition.
    scanned : (factors,) array
        What `FACTORS` on the prior scale of the scatter add to `value`.
    """

    value: float
    error: float
    khat: float
    parts: Array
    scanned: Array


def _summary(target: Target, z: Array, log_weight: Array) -> Summary:
    from arviz_stats.base import array_stats

    peak = log_weight.max()
    if not np.isfinite(peak):
        nothing = np.full(REPLICATES, -math.inf)
        return Summary(-math.inf, math.inf, math.inf, nothing, np.zeros(len(FACTORS)))
    weight = np.exp(log_weight - peak)
    parts = weight.reshape(REPLICATES, -1).mean(axis=1)
    mean = float(parts.mean())
    error = float(parts.std(ddof=1)) / math.sqrt(REPLICATES) / mean
    finite = log_weight[np.isfinite(log_weight)]
    # arviz_stats takes log likelihoods, the negative of the log weights of leave-one-out
    _, khat = array_stats.psislw(-finite)
    with np.errstate(divide="ignore"):
        logs = float(peak) + np.log(parts)
    scanned = np.log(target.sigma_ratios(z) @ weight / weight.sum())
    return Summary(float(peak) + math.log(mean), error, float(khat), logs, scanned)


def _normalised(log_weight: Array) -> Array:
    with np.errstate(invalid="ignore"):
        weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
