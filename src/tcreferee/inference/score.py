"""Pointwise predictive scores of one model: exact LOO, PSIS-LOO, WAIC."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.exact import Oracle


@dataclass(frozen=True)
class Scores:
    """Pointwise scores, each (rows,), in nats.

    Parameters
    ----------
    elpd_loo : array
        Exact leave-one-out log predictive density.
    elpd_psis, khat : arrays
        Pareto-smoothed importance sampling and its shape diagnostic.
    elpd_waic, waic_variance : arrays
        WAIC and the posterior variance of the log density in it (above 0.4 it is not to be trusted).
    lppd : array
        Log posterior predictive density of the row itself.
    """

    elpd_loo: Array
    elpd_psis: Array
    khat: Array
    elpd_waic: Array
    waic_variance: Array
    lppd: Array


def score(log_likelihood: Iterable[Array], oracle: Oracle) -> Scores:
    """Score pointwise log likelihoods, given as arrays (ensembles, draws, some rows) that follow each other.

    Source of WAIC: Gelman, Hwang, Vehtari (2014), 10.1007/s11222-013-9416-2; of PSIS-LOO: Vehtari, Gelman,
    Gabry (2017), 10.1007/s11222-016-9696-4, through arviz_stats.
    """
    return Scores(oracle.elpd_loo, *map(np.concatenate, zip(*map(_sampled, log_likelihood), strict=True)))


def _sampled(log_likelihood: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Return PSIS-LOO with its k-hat, WAIC with its variance, and the lppd, each (rows,)."""
    from arviz_stats.base import array_stats

    rows = log_likelihood.shape[-1]
    by_row = np.moveaxis(log_likelihood, -1, 0)
    peak = log_likelihood.max(axis=(0, 1))
    lppd = peak + np.log(np.mean(np.exp(log_likelihood - peak), axis=(0, 1)))
    variance = log_likelihood.reshape(-1, rows).var(axis=0, ddof=1)
    efficiency = array_stats.ess(np.exp(by_row - peak[:, np.newaxis, np.newaxis]), method="mean", relative=True)
    psis, khat = np.empty(rows), np.empty(rows)
    for i in range(rows):
        psis[i], khat[i], _ = array_stats.loo(by_row[i], r_eff=min(float(efficiency[i]), 1.0))
    return psis, khat, lppd - variance, variance, lppd


def khat_threshold(draws: int) -> float:
    """Return the largest Pareto k-hat that `draws` draws can bear: min(1 - 1/log10 S, 0.7)."""
    return min(1 - 1 / math.log10(draws), 0.7)
