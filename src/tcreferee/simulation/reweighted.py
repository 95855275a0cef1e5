"""Maximum likelihood of many data sets at once where it is not least squares, for models linear in their parameters.

Every climb is a sequence of weighted least squares: Newton's steps for yes and no (McCullagh and Nelder 1989), the EM
algorithm for Student's t (Lange, Little, Taylor 1989, 10.1080/01621459.1989.10478852), and a search over ln sigma with
the coefficients solved at each where the rows have standard deviations of their own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import NU
from tcreferee.inference.trial import Trial
from tcreferee.simulation.basis import Basis, Straight, dot

STEPS, EM_STEPS, TOLERANCE = 40, 500, 1e-11
SEARCH, GOLDEN_STEPS, GOLDEN = 41, 60, (math.sqrt(5) - 1) / 2
Found = tuple[Array, Array, NDArray[np.bool_]]


def climb(trial: Trial, y: Array) -> Found:
    """Return theta (data sets, parameters), the log likelihood and whether it is a maximum (data sets,)."""
    straight = Straight(trial)
    basis = straight.basis(np.empty(0))
    if trial.likelihood == "bernoulli":
        coefficients, log_likelihood, converged = _yes_or_no(trial, basis, y)
    elif trial.likelihood == "student_t":
        coefficients, log_likelihood, converged = _heavy_tails(trial, straight, basis, y)
    else:
        coefficients, log_likelihood, converged = _known(trial, straight, basis, y)
    return straight.theta(coefficients, np.empty((len(y), 0))), log_likelihood, converged


def _weighted(straight: Straight, basis: Basis, y: Array, weight: Array) -> tuple[Array, Array]:
    """Return coefficients and residuals of weighted least squares, weights (data sets, rows)."""
    root = np.sqrt(weight)
    scaled = Basis(basis.offset * root, basis.columns[:, np.newaxis] * root)
    coefficients, rest = scaled.solve(y * root, straight.bounds)
    return coefficients, rest / root


def _yes_or_no(trial: Trial, basis: Basis, y: Array) -> Found:
    free = Straight(trial)
    odds = np.broadcast_to(basis.offset, y.shape)
    coefficients = np.zeros((len(y), len(basis.columns)))
    value = _total(trial, y, odds, np.ones(len(y)))
    converged = np.zeros(len(y), bool)
    step = np.ones(len(y))
    for _ in range(STEPS):
        chance = np.exp(-np.logaddexp(0.0, -odds))
        weight = np.maximum(chance * (1 - chance), 1e-12)
        new, _ = _weighted(free, basis, odds + (y - chance) / weight, weight)
        # half a step back wherever a full one leads down
        new = coefficients + step[:, np.newaxis] * (new - coefficients)
        there = basis.offset + new @ basis.columns
        above = _total(trial, y, there, np.ones(len(y)))
        better = above >= value - 1e-12 * np.abs(value)
        # rows that are parted have no maximum: their odds grow by about one a step, for ever
        converged = better & (step == 1) & (np.abs(there - odds).max(axis=1) < 1e-7)
        coefficients = np.where(better[:, np.newaxis], new, coefficients)
        odds, value = np.where(better[:, np.newaxis], there, odds), np.where(better, above, value)
        step = np.where(better, 1.0, step / 2)
        if converged.all():
            break
    return coefficients, value, converged


def _heavy_tails(trial: Trial, straight: Straight, basis: Basis, y: Array) -> Found:
    """Climb from least squares and from fits to the rows nearest to the median; keep the higher maximum."""
    n = y.shape[1]
    even = np.ones_like(y)
    far = np.abs(y - np.median(y, axis=1, keepdims=True))
    near = np.where(far <= np.median(far, axis=1, keepdims=True), 1.0, 1e-3)
    best = None
    for weight in (even, near):
        coefficients, rest = _weighted(straight, basis, y, weight)
        variance = dot(weight, rest**2) / weight.sum(axis=1)
        value, converged = np.full(len(y), -math.inf), np.zeros(len(y), bool)
        for _ in range(EM_STEPS):
            weight = (NU + 1) / (NU + rest**2 / variance[:, np.newaxis])
            coefficients, rest = _weighted(straight, basis, y, weight)
            # the sum of the weights instead of n: the same maximum, reached sooner (Kent, Tyler, Vardi 1994)
            variance = np.maximum(dot(weight, rest**2) / weight.sum(axis=1), 1e-300)
            before, value = value, _total(trial, y, y - rest, np.sqrt(variance))
            converged = np.abs(value - before) < TOLERANCE * n
            if converged.all():
                break
        # as many rows met exactly as there are coefficients: the likelihood grows without limit
        converged &= variance > 1e-24 * np.var(y, axis=1)
        here = coefficients, value, converged
        best = here if best is None else _higher(best, here)
    assert best is not None
    return best


def _known(trial: Trial, straight: Straight, basis: Basis, y: Array) -> Found:
    """Search ln sigma, on a grid and then by golden section; the coefficients are solved at each."""

    def at(log_sigma: Array) -> tuple[Array, Array]:
        variance = np.exp(2 * log_sigma)[:, np.newaxis] + known**2
        coefficients, rest = _weighted(straight, basis, y, 1 / variance)
        return coefficients, trial.density.density(y, y - rest, np.sqrt(variance)).sum(axis=1)

    known = np.broadcast_to(trial.sd, y.shape[1:])
    spread = np.log(np.std(y, axis=1) + known.max())
    # e^-16 of the spread is no scatter at all: the likelihood is level there
    nodes = np.linspace(-16.0, 4.0, SEARCH)
    values = np.stack([at(spread + node)[1] for node in nodes])
    peak = values.argmax(axis=0)
    low = spread + nodes[np.maximum(peak - 1, 0)]
    high = spread + nodes[np.minimum(peak + 1, SEARCH - 1)]
    for _ in range(GOLDEN_STEPS):
        inner, outer = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        left = at(inner)[1] >= at(outer)[1]
        low, high = np.where(left, low, inner), np.where(left, outer, high)
    coefficients, value = at(0.5 * (low + high))
    # rows without an error of their own that are met exactly: the likelihood grows without limit
    return coefficients, value, np.isfinite(value) & ((peak > 0) | (known > 0).all())


def _total(trial: Trial, y: Array, mean: Array, sd: Array) -> Array:
    return np.asarray(trial.density.density(y, mean, sd[:, np.newaxis]).sum(axis=1))


def _higher(one: Found, other: Found) -> Found:
    better = other[1] > one[1]
    coefficients = np.where(better[:, np.newaxis], other[0], one[0])
    return coefficients, np.where(better, other[1], one[1]), np.where(better, other[2], one[2])
