"""Do data sets drawn from a fitted model look like the measured one? Posterior predictive checks.

The rows took part in the fit, so the p-values are conservative: a small one is a finding, a large one is none.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive

LEVELS = {"q2.5": 0.025, "q50": 0.5, "q97.5": 0.975}


def predictive_checks(predictive: Predictive, y: Array) -> list[dict[str, Any]]:
    """Compare statistics of the measured rows with those of replicated rows.

    Parameters
    ----------
    predictive : Predictive
        Of the measured rows; each of its draws is one replicated data set.
    y : (rows,) array
        Measured response.

    Returns
    -------
    list of dict
        For mean, sd, smallest and largest of the rows, or of a yes-or-no response for the number of ones: statistic,
        scale ("response", or "ln response" where it is the logarithm that scatters), observed, quantiles of the
        replicates, and p_value, see `two_sided`.
    """
    likelihood = LIKELIHOODS[predictive.likelihood]
    new = predictive.new.reshape(-1, len(y))
    if not likelihood.scatter:
        return [_check("number of ones", "response", float(y.sum()), new.sum(axis=1))]
    scale = "ln response" if likelihood.log_response else "response"
    if likelihood.log_response:
        # a formula below zero has no logarithm: such replicates are left out
        new, y = np.log(new[(new > 0).all(axis=1)]), np.log(y)
    replicated, observed = _statistics(new), _statistics(y[np.newaxis])
    return [_check(name, scale, float(observed[name][0]), replicated[name]) for name in replicated]


def _statistics(rows: Array) -> dict[str, Array]:
    """Return statistics (data sets,) of rows (data sets, rows)."""
    mean, n = rows.mean(axis=1), rows.shape[1]
    square = np.einsum("ij,ij->i", rows, rows) / n - mean**2 if n > 1 else np.zeros(len(rows))
    return {
        "mean": mean,
        "sd": np.sqrt(np.maximum(square, 0.0) * n / max(n - 1, 1)),
        "smallest": rows.min(axis=1),
        "largest": rows.max(axis=1),
    }


def _check(statistic: str, scale: str, observed: float, replicated: Array) -> dict[str, Any]:
    known = {"statistic": statistic, "scale": scale, "observed": observed}
    if not len(replicated):
        return known | dict.fromkeys([*LEVELS, "p_value"])
    quantiles = np.quantile(replicated, list(LEVELS.values()))
    return known | dict(zip(LEVELS, quantiles, strict=True)) | {"p_value": two_sided(observed, replicated)}


def two_sided(observed: float, replicated: Array) -> float:
    """Return twice the smaller tail share, at most 1; each share is (b + 1)/(m + 1) for b of m replicates.

    The observed value counts as one of its own replicates, so that no p-value is zero.
    """
    m = len(replicated)
    tails = np.sum(replicated <= observed), np.sum(replicated >= observed)
    return min(1.0, 2.0 * (float(min(tails)) + 1.0) / (m + 1.0))
