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
from collections.abc import Iterator, Sequence

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.exact import FACTORS, Oracle, SigmaScan
from tcreferee.inference.left_out import FEW_ROWS
from tcreferee.inference.log_weights import Summary, ratio, summary
from tcreferee.inference.proposal import NU, REPLICATES, WIDEN, Proposal
from tcreferee.inference.target import Target
from tcreferee.inference.trial import Trial

LEARN, ROUNDS, DRAWS, MOST_DRAWS = 4000, 6, 2**15, 2**18
KHAT_MAX, ERROR_MAX = 0.5, 0.01
# a scan of priors looks for a change of the winner, not for the third digit
SCAN_DRAWS, SCAN_ERROR_MAX = 2**13, 0.02
# with many rows a row is left out of draws that all rows share: rows times draws at most, draws at least; and rows that
# get a proposal of their own at most
MOST_SHARED, LEAST_SHARED, MOST_OWN = 80_000_000, 4000, 20


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
    sets, own_left = [whole], target.count if len(trial.y) <= FEW_ROWS else MOST_OWN
    for i, (found, some, its_weight) in enumerate(_left_out(target, z, log_proposal, whole), 1):
        if own_left and not (found.error < 0.5 * ERROR_MAX and found.khat < KHAT_MAX):
            own = _learn(target, _fitted(some, its_weight, proposal), i, rng)
            *_, found = _certified(target, own, i, rng)
            own_left -= 1
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


def _left_out(target: Target, z: Array, log_proposal: Array, whole: Summary) -> Iterator[tuple[Summary, Array, Array]]:
    """Yield what each set of rows but the first gives, with the draws and log weights it comes from."""
    rows = len(target.trial.y)
    if rows <= FEW_ROWS:
        log_weights = target.log_density(z) - log_proposal[:, np.newaxis]
        yield from ((summary(target, z, its_weight), z, its_weight) for its_weight in log_weights.T[1:])
        return
    # as many of each repetition
    each = min(len(z), max(LEAST_SHARED, MOST_SHARED // rows)) // REPLICATES
    some = z.reshape(REPLICATES, -1, z.shape[1])[:, :each].reshape(-1, z.shape[1])
    its_proposal = log_proposal.reshape(REPLICATES, -1)[:, :each].ravel()
    for every, without in target.log_left_out(some):
        yield ratio(every - its_proposal, without - its_proposal, whole), some, without - its_proposal
    for i in range(rows + 1, target.count):
        its_weight = target.log_density(z, i)[:, 0] - log_proposal
        yield summary(target, z, its_weight), z, its_weight


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
        found = summary(target, z, log_weight)
        if (found.error < error_max and found.khat < KHAT_MAX) or size >= MOST_DRAWS:
            return z, log_weight, log_proposal, found
        size *= 2
        proposal = _fitted(z, log_weight, proposal)


def _normalised(log_weight: Array) -> Array:
    with np.errstate(invalid="ignore"):
        weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
