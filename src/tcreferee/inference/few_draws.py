"""Leave-one-out scores from a few thousand draws, with their Monte Carlo error: for many variants of one trial.

What no quadrature covers is integrated by `tcreferee.inference.importance` to a thousandth of a nat, in some tenths of
a second. Where the same formula is scored under many likelihoods and priors, some hundredths of a nat are enough, and a
hundredth of a second is all there is. So the proposal starts at the mode, found by Newton's steps, learns in few
rounds, and the evenly spread points are the same for every trial with as many coordinates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.proposal import NU, REPLICATES, WIDEN, Proposal, even_points
from tcreferee.inference.trial import Trial

CLIMBS, LEARN, ROUNDS, DRAWS, MOST_DRAWS = 20, 512, 2, 2048, 4096
STEP, LEAST_CURVATURE, CLIPPED = 1e-3, 0.25, 20
LENGTHS = np.array([1.0, 0.5, 0.25, 0.1, 0.03, 0.01])
# largest share of the weights that one draw may carry; draws where it carries more
MOST_SHARE, OWN = 0.02, 1024
# nats of the sum of all scores, above which it is not certified
ERROR_MAX = 0.1
# an impossible row rules out only the sets it is in: infinity times nothing would be undefined
IMPOSSIBLE = -1e200


@dataclass(frozen=True)
class FewDraws:
    """Scores by importance sampling.

    Parameters
    ----------
    elpd : (rows,) array
        Leave-one-out log predictive densities.
    error : float
        Monte Carlo standard error of their sum.
    """

    elpd: Array
    error: float

    @property
    def certified(self) -> bool:
        """Whether the error is small."""
        return bool(np.isfinite(self.elpd).all()) and self.error < ERROR_MAX


def few_draws(trial: Trial, starts: Array) -> FewDraws:
    """Score a trial row by row.

    Parameters
    ----------
    trial : Trial
        Without whole numbers among its parameters.
    starts : (starts, d) array
        Coordinates; the likeliest is where the search for the mode starts. Where none is possible, draws of the prior
        take their place; where none of these is, there is no score.
    """
    height = _whole(trial, starts)[0]
    if not np.isfinite(height).any():
        starts = _candidates(trial)
        height = _whole(trial, starts)[0]
        if not np.isfinite(height).any():
            return FewDraws(np.full(len(trial.y), -np.inf), math.inf)
    start = starts[int(np.argmax(height))]
    proposal = _about_mode(trial, start)
    for _ in range(ROUNDS):
        z, log_proposal = proposal.at(*_points(len(start), LEARN))
        proposal = _fitted(z, _whole(trial, z)[0] - log_proposal, proposal)
    size = DRAWS
    while True:
        found = _scored(trial, proposal, size)
        if found.certified or size >= MOST_DRAWS:
            return found
        size *= 2


def _candidates(trial: Trial) -> Array:
    """Return draws of the prior, bounds not respected: where hardly any is possible, rejection would have no end."""
    rng, effects = np.random.default_rng(LEARN), len(trial.effects.names)
    z = rng.standard_normal((LEARN, trial.dimension))
    for i, j in enumerate(trial.nonlinear):
        z[:, effects + i] = trial.prior(j).draw(LEARN, rng)
    if trial.density.scatter:
        z[:, -1] = np.log(trial.sigma_prior.draw(LEARN, rng))
    return z


@cache
def _points(dimension: int, size: int) -> tuple[Array, Array, Array]:
    return even_points(dimension, size, np.random.default_rng(size))


def _whole(trial: Trial, z: Array) -> tuple[Array, Array]:
    """Return the log posterior (draws,), up to a constant, and the log likelihood (draws, rows)."""
    with np.errstate(all="ignore"):
        if trial.joint_prior.positive or trial.constraints:
            # the mass that these leave is a constant, which takes longer than all the rest
            u, nonlinear, log_sigma = trial.split(z)
            log_prior = trial.joint_prior.log_unnormalised(u, nonlinear, log_sigma, trial.design(nonlinear))
            pointwise = trial.log_likelihood(z)
        else:
            log_prior, pointwise = trial.log_prior_and_likelihood(z)
        pointwise = np.maximum(np.nan_to_num(pointwise, nan=IMPOSSIBLE), IMPOSSIBLE)
    return np.where(np.isfinite(log_prior), log_prior, -np.inf) + pointwise.sum(axis=-1), pointwise


def _scored(trial: Trial, proposal: Proposal, size: int) -> FewDraws:
    """Leave each row out by dividing its likelihood out of the weights, or by draws of its own where few carry them."""
    z, log_proposal = proposal.at(*_points(len(proposal.centre), size))
    whole, pointwise = _whole(trial, z)
    log_weight = whole - log_proposal
    sets = np.concatenate([log_weight[:, np.newaxis], log_weight[:, np.newaxis] - pointwise], axis=1)
    logs, largest = _repeated(sets)
    for i in np.flatnonzero(largest > MOST_SHARE):
        if i and np.isfinite(logs[:, i]).all():
            own, draws = _fitted(z, sets[:, i], proposal), _points(len(proposal.centre), OWN)
            for last in (False, True):
                at, its_proposal = own.at(*draws)
                all_rows, each = _whole(trial, at)
                without = all_rows - each[:, i - 1] - its_proposal
                own = own if last else _fitted(at, without, own)
            logs[:, i] = _repeated(without[:, np.newaxis])[0][:, 0]
    ln_z = np.logaddexp.reduce(logs, axis=0) - math.log(REPLICATES)
    if not np.isfinite(ln_z).all():
        return FewDraws(np.full(len(trial.y), -np.inf), math.inf)
    # to first order, what the repetitions of the sum of all scores scatter by
    off = np.exp(logs - ln_z)
    sums = len(trial.y) * off[:, 0] - off[:, 1:].sum(axis=1)
    return FewDraws(ln_z[0] - ln_z[1:], float(sums.std(ddof=1)) / math.sqrt(REPLICATES))


def _repeated(log_weight: Array) -> tuple[Array, Array]:
    """Return ln of the mean weight of each repetition (repetitions, sets), and the largest share of a draw (sets,)."""
    peak = log_weight.max(axis=0)
    weight = np.exp(log_weight - np.where(np.isfinite(peak), peak, 0.0))
    parts = weight.reshape(REPLICATES, -1, weight.shape[1]).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return peak + np.log(parts), 1 / (parts.mean(axis=0) * len(weight))


def _about_mode(trial: Trial, start: Array) -> Proposal:
    """Return a proposal about the mode that Newton's steps reach."""
    z, root = start, np.eye(len(start))
    for _ in range(CLIMBS):
        here, slope, curvature = _slopes(trial, z)
        values, vectors = np.linalg.eigh(curvature)
        root = _root(vectors, 1 / np.maximum(values, LEAST_CURVATURE))
        moved = z + LENGTHS[:, np.newaxis] * (root @ (root.T @ slope))
        tried = _whole(trial, moved)[0]
        best = int(np.argmax(tried))
        if not tried[best] > here + 1e-2:
            break
        z = moved[best]
    return Proposal(z, root * math.sqrt(WIDEN))


def _slopes(trial: Trial, z: Array) -> tuple[float, Array, Array]:
    """Return the log posterior at coordinates (d,), its slope, and less its curvature, by finite differences."""
    d = len(z)
    step, (i, j) = STEP * np.eye(d), np.tril_indices(d, -1)
    both = step[i] + step[j]
    value = _whole(trial, z + np.concatenate([np.zeros((1, d)), step, -step, both, -both]))[0]
    here, up, down, twice = value[0], *np.split(value[1:], [d, 2 * d])
    with np.errstate(invalid="ignore"):
        slope = (up - down) / (2 * STEP)
        curvature = np.diag((2 * here - up - down) / STEP**2)
        twice = twice[: len(i)] + twice[len(i) :]
        across = (up[i] + down[i] + up[j] + down[j] - 2 * here - twice) / (2 * STEP**2)
    curvature[i, j] = curvature[j, i] = across
    # beside a bound the density is -inf
    return float(here), np.where(np.isfinite(slope), slope, 0.0), np.where(np.isfinite(curvature), curvature, np.eye(d))


def _fitted(z: Array, log_weight: Array, before: Proposal) -> Proposal:
    """Return a proposal with the moments of weighted draws; the largest weights are clipped."""
    log_weight = np.minimum(log_weight, np.sort(log_weight)[-CLIPPED])
    with np.errstate(invalid="ignore"):
        weight = np.exp(log_weight - log_weight.max())
    if not np.isfinite(weight).all():
        return before
    weight /= weight.sum()
    centre = weight @ z
    off = z - centre
    values, vectors = np.linalg.eigh(WIDEN * ((weight[:, np.newaxis] * off).T @ off) * (NU - 2) / NU)
    if values[-1] <= 0:
        return before
    return Proposal(centre, _root(vectors, np.maximum(values, 1e-10 * values[-1])))


def _root(vectors: Array, values: Array) -> Array:
    """Return the symmetric square root: the signs of the eigenvectors, which differ between processors, drop out."""
    return (vectors * np.sqrt(values)) @ vectors.T
