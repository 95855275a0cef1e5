"""What the log weights of importance sampling give: an integral, its error from repetitions, and Pareto k-hat."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.exact import FACTORS
from tcreferee.inference.proposal import REPLICATES
from tcreferee.inference.target import Target


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


NOTHING = Summary(-math.inf, math.inf, math.inf, np.full(REPLICATES, -math.inf), np.zeros(len(FACTORS)))


def summary(target: Target, z: Array, log_weight: Array) -> Summary:
    """Return what the weights of draws `z` give."""
    peak = log_weight.max()
    if not np.isfinite(peak):
        return NOTHING
    weight = np.exp(log_weight - peak)
    parts = weight.reshape(REPLICATES, -1).mean(axis=1)
    mean = float(parts.mean())
    error = float(parts.std(ddof=1)) / math.sqrt(REPLICATES) / mean
    with np.errstate(divide="ignore"):
        logs = float(peak) + np.log(parts)
    scanned = np.log(target.sigma_ratios(z) @ weight / weight.sum())
    return Summary(float(peak) + math.log(mean), error, _khat(log_weight), logs, scanned)


def ratio(every: Array, without: Array, whole: Summary) -> Summary:
    """Return what a set of rows gives by its ratio to the integral of all rows over the same draws.

    What the draws have in common cancels: the error is far below that of either integral.
    """
    peaks = float(every.max()), float(without.max())
    if not np.isfinite(peaks).all():
        return NOTHING
    weights = [np.exp(each - peak) for each, peak in zip((every, without), peaks, strict=True)]
    parts = [weight.reshape(REPLICATES, -1).mean(axis=1) for weight in weights]
    with np.errstate(divide="ignore"):
        ratios = peaks[1] - peaks[0] + np.log(parts[1] / parts[0])
    value = peaks[1] - peaks[0] + math.log(parts[1].mean() / parts[0].mean())
    error = float(np.exp(ratios - value).std(ddof=1)) / math.sqrt(REPLICATES)
    unknown = np.full(len(FACTORS), math.nan)
    return Summary(whole.value + value, error, _khat(without), whole.parts + ratios, unknown)


def _khat(log_weight: Array) -> float:
    from arviz_stats.base import array_stats

    # arviz_stats takes log likelihoods, the negative of the log weights of leave-one-out
    _, khat = array_stats.psislw(-log_weight[np.isfinite(log_weight)])
    return float(khat)
