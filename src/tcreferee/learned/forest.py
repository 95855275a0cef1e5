"""Predictions of a random forest for rows it has not seen: each row, and each whole family, left out.

The predictive density of a row is normal about the mean of the trees; its variance is the mean square of the out-of-bag
residuals of the rows that were learned, so that no row that is left out tells how well it is predicted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array

TREES, LEAF, SHARE = 300, 2, 1 / 3
Learn = Callable[[Array, Array, Array], tuple[Array, Array]]


@dataclass(frozen=True)
class Unseen:
    """Predictions of rows that were left out.

    Parameters
    ----------
    mean, log_density : (rows,) arrays
    """

    mean: Array
    log_density: Array


def forest(seed: int) -> Learn:
    """Return a function (x learned, y learned, x new) -> mean and standard deviation of the new rows."""

    def learn(x: Array, y: Array, new: Array) -> tuple[Array, Array]:
        from sklearn.ensemble import RandomForestRegressor

        trees = RandomForestRegressor(
            TREES, min_samples_leaf=LEAF, max_features=SHARE, oob_score=True, random_state=seed, n_jobs=1
        )
        trees.fit(x, y)
        sd = float(np.sqrt(np.mean((y - trees.oob_prediction_) ** 2)))
        return np.asarray(trees.predict(new), dtype=np.float64), np.full(len(new), sd)

    return learn


def level(_: Array, y: Array, new: Array) -> tuple[Array, Array]:
    """Return mean and standard deviation of what was learned: the constant, predicted in the same way."""
    return np.full(len(new), y.mean()), np.full(len(new), float(np.std(y, ddof=1)) * np.sqrt(1 + 1 / len(y)))


def unseen(x: Array, y: Array, group: NDArray[np.intp], learn: Learn) -> Unseen:
    """Return the predictions of each group of rows by what the others teach.

    Parameters
    ----------
    x : (rows, features) array
    y : (rows,) array
    group : (rows,) array of int
        A number of its own for each row (leave-one-out), or for each family.
    learn : callable
        See `forest`.
    """
    mean, log_density = np.empty(len(y)), np.empty(len(y))
    for each in np.unique(group):
        out = group == each
        mean[out], sd = learn(x[~out], y[~out], x[out])
        log_density[out] = _log_normal(y[out], mean[out], sd)
    return Unseen(mean, log_density)


def _log_normal(y: Array, mean: Array, sd: Array) -> Array:
    from tcreferee.inference.likelihoods import LIKELIHOODS

    return LIKELIHOODS["normal"].density(y, mean, sd)


def explained(y: Array, mean: Array) -> float:
    """Return the share of the variance of y that predictions explain; below 0 they are worse than the mean of all."""
    return 1 - float(np.sum((y - mean) ** 2) / np.sum((y - y.mean()) ** 2))
