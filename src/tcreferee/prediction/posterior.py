"""Posterior draws of the simple nulls, which no sampler has seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import NORMALS
from tcreferee.inference.trial import Trial
from tcreferee.simulation.scores import many, posterior

# draws from the prior, or from a posterior that is near, that are weighted
WEIGHTED = 8000
# draws times rows that are weighted at most: of a long table too few draws are left, and nothing is said
MOST_WEIGHTED = 4_000_000
# fewer effective draws than this say nothing
LEAST = 60
Drawn = tuple[Array, Array]


def draws_of(trial: Trial, count: int, rng: np.random.Generator) -> Drawn | None:
    """Return posterior draws (count, parameters) and (count,) of a null; None where too few are effective.

    With normal scatter of one size they are drawn from the exact posterior. Otherwise draws of that posterior (yes or
    no: draws of the prior) are weighted by the ratio of the likelihoods.
    """
    weighted = max(min(WEIGHTED, MOST_WEIGHTED // len(trial.y)), 1)
    if many(trial):
        z = _exact(trial, count, rng)
        return trial.physical(z), np.exp(z[:, -1])
    if trial.density.scatter:
        near = replace(trial, likelihood="normal", limit=np.zeros(1), sides=np.zeros((2, 1)), input_sd={})
        if trial.likelihood not in (*NORMALS, "student_t") or not many(near):
            return None
        z = _exact(near, weighted, rng)
        log_weight = (trial.log_likelihood(z) - near.log_likelihood(z)).sum(axis=1)
    else:
        z = trial.draw_prior(weighted, rng)
        log_weight = trial.log_likelihood(z).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()
    if 1 / np.sum(weight**2) < LEAST:
        return None
    at = np.searchsorted(np.cumsum(weight), (np.arange(count) + rng.random()) / count)
    z = rng.permutation(z[np.minimum(at, len(z) - 1)])
    return trial.physical(z), np.exp(z[:, -1]) if trial.density.scatter else np.zeros(count)


def _exact(trial: Trial, count: int, rng: np.random.Generator) -> Array:
    """Return coordinates (count, d) from the exact posterior on nodes of the scatter and the non-linear parameter.

    At a node the effects are normal: mean V S b / (s^2 + S^2), covariance V s^2 / (s^2 + S^2) V' and 1 outside of the
    span of V. Between nodes draws are spread evenly, so that they are not piled up on a grid.
    """
    on = posterior(trial, trial.y[np.newaxis], 0)
    found, table = on.found, on.table[0]
    weight = np.exp(table - table.max()).ravel()
    at = np.searchsorted(np.cumsum(weight / weight.sum()), (np.arange(count) + rng.random()) / count)
    point, scatter = np.unravel_index(np.minimum(at, weight.size - 1), table.shape)
    step = on.log_sigma[1] - on.log_sigma[0]
    log_sigma = on.log_sigma[scatter] + step * (rng.random(count) - 0.5)
    variance = np.exp(2 * log_sigma)[:, np.newaxis]
    values, right = found.values[point], found.right[point]
    shrunk = variance / (variance + values**2)
    own = shrunk / variance * values * found.b[point, 0] + np.sqrt(shrunk) * rng.standard_normal(values.shape)
    beside = rng.standard_normal((count, right.shape[-1]))
    beside -= np.einsum("dke,dk->de", right, np.einsum("dke,de->dk", right, beside))
    u = np.einsum("dke,dk->de", right, own) + beside
    p = on.p[point][:, np.newaxis][:, : len(trial.nonlinear)]
    return rng.permutation(np.concatenate([u, p, log_sigma[:, np.newaxis]], axis=1))
