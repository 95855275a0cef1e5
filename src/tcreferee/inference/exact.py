"""What an exact (or certified) integration of a posterior gives, and the sets of rows it is done for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

Mask = NDArray[np.bool_]
# of the prior scales that are scanned
FACTORS = (0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True)
class SigmaScan:
    """Evidence and leave-one-out scores (rows,) under another prior scale of the scatter."""

    ln_evidence: float
    elpd_loo: Array


def sigma_log_ratios(trial: Trial, log_sigma: Array) -> Array:
    """Return ln of the scatter's prior with its scale times each of `FACTORS`, over the prior, (factors, ...)."""
    prior = trial.sigma_prior
    known = prior.logpdf_of_log(log_sigma)
    return np.stack([prior.times(factor).logpdf_of_log(log_sigma) - known for factor in FACTORS])


@dataclass(frozen=True)
class Oracle:
    """What the exact integration gives.

    Parameters
    ----------
    ln_evidence : float
        ln of the marginal likelihood.
    error_ln_evidence : float
        Its error: the change of `ln_evidence` when every second node is left out, or a Monte Carlo standard error.
    elpd_loo : (rows,) array
        Exact leave-one-out log predictive densities ln Z(y) - ln Z(y without i).
    elpd_family : (families,) array
        The same with all rows of a family left out; empty if the rows do not fall in families.
    mean, sd : (d,) array
        Posterior moments of the sampled coordinates, in the order of `Trial.names`.
    error_mean, error_variance : (d,) array
        Monte Carlo standard errors of mean and variance; 0 for the quadrature.
    method : str
        In words.
    khat, error_loo : float
        Largest Pareto k-hat (0 for the quadrature) and error of ln evidence over all leave-one-out sets.
    error_elpd : float
        Error of the sum of `elpd_loo`: rows that share an integral share its error.
    sigma_scan : dict of float to SigmaScan
        By factor on the prior scale of the scatter; empty without a scatter.
    probabilities : dict of parameter name to {value: probability}
        Posterior probability of each value of a whole number.
    """

    ln_evidence: float
    error_ln_evidence: float
    elpd_loo: Array
    elpd_family: Array
    mean: Array
    sd: Array
    error_mean: Array
    error_variance: Array
    method: str = "quadrature over ln sigma and at most one other parameter"
    khat: float = 0.0
    error_loo: float = 0.0
    error_elpd: float = 0.0
    sigma_scan: Mapping[float, SigmaScan] = field(default_factory=dict)
    probabilities: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def row_sets(trial: Trial, left_out: NDArray[np.intp] | None = None) -> Mask:
    """Return which rows (sets, rows) each set holds: all; all but one, for each row; all but one family, for each.

    Parameters
    ----------
    trial : Trial
    left_out : array of int, optional
        The rows that are left out one by one; each if not given.
    """
    rows = len(trial.y)
    families = int(trial.family.max()) + 1 if trial.family.size else 0
    without_family = trial.family != np.arange(families)[:, np.newaxis] if families else np.empty((0, rows), bool)
    without_row = np.arange(rows) != (np.arange(rows) if left_out is None else left_out)[:, np.newaxis]
    return np.concatenate([np.ones((1, rows), bool), without_row, without_family])
