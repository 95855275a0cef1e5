"""Model weights: stacking, pseudo-BMA+, Akaike; bootstrap intervals over the rows.

Sources: stacking and pseudo-BMA+ Yao et al. (2018), 10.1214/17-BA1091.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array

REPLICATES = 1000
ITERATIONS = 3000


@dataclass(frozen=True)
class StackingWeights:
    """Stacking weights (models,) with their 95 % bootstrap interval and the pseudo-BMA+ weights."""

    stacking: Array
    lower: Array
    upper: Array
    pseudo_bma: Array


def weigh(elpd: Array, seed: int) -> StackingWeights:
    """Weigh models by their exact leave-one-out densities.

    Parameters
    ----------
    elpd : (models, rows) array
        Exact LOO log predictive densities.
    seed : int
        Of the bootstrap.
    """
    rng = np.random.default_rng(seed)
    rows = elpd.shape[1]
    counts = rng.multinomial(rows, np.full(rows, 1 / rows), size=REPLICATES)
    weights = stack(elpd, np.concatenate([np.ones((1, rows)), counts]))
    lower, upper = np.quantile(weights[1:], [0.025, 0.975], axis=0)
    bayes = rng.dirichlet(np.ones(rows), size=REPLICATES) * rows @ elpd.T
    relative = np.exp(bayes - bayes.max(axis=1, keepdims=True))
    pseudo_bma = (relative / relative.sum(axis=1, keepdims=True)).mean(axis=0)
    return StackingWeights(weights[0], lower, upper, pseudo_bma)


def stack(elpd: Array, counts: Array) -> Array:
    """Return the weights that maximise sum_i counts_i ln sum_m w_m p(y_i | m, y without i).

    The weights of a mixture with fixed components: the EM iteration raises the (concave) score at every
    step, and serves all bootstrap replicates at once.

    Parameters
    ----------
    elpd : (models, rows) array
    counts : (replicates, rows) array
        How often each row counts.

    Returns
    -------
    (replicates, models) array
    """
    density = np.exp(elpd - elpd.max(axis=0))
    found = [_stacked(density, counts[part]) for part in pieces(len(counts), counts.shape[1])]
    return np.concatenate(found)


def _stacked(density: Array, counts: Array) -> Array:
    share = counts / counts.sum(axis=1, keepdims=True)
    weights = np.full((len(counts), len(density)), 1 / len(density))
    for _ in range(ITERATIONS):
        update = weights * ((share / (weights @ density)) @ density.T)
        if np.abs(update - weights).max() < 1e-7:
            return np.asarray(update)
        weights = update
    return np.asarray(weights)


def akaike(criterion: Array) -> Array:
    """Return Akaike weights of a criterion (models,); NaN entries get none."""
    relative = np.exp(-0.5 * (criterion - np.nanmin(criterion)))
    return np.asarray(relative / np.nansum(relative))
