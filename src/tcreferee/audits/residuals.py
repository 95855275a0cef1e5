"""What a fitted formula leaves of the rows, and what it would leave of rows whose residuals are exchanged.

A residual of a fit is not free: the fit has taken its share. Exchanged residuals are therefore fitted once more, along
the formula's slopes at its estimates, before a statistic is taken of them (Freedman and Lane 1983,
10.1080/07350015.1983.10509354). For a formula that is linear in its parameters this is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.audits.case import Tried
from tcreferee.audits.refit import estimates
from tcreferee.base.priors import Array
from tcreferee.inference.residuals import FAR, misfit, slopes_of_residuals

RANK, NOTHING = 1e-9, 1e-12
EXACT = "The formula meets every row."
NOT_FITTED = "The formula was not fitted to these rows."


@dataclass(frozen=True)
class Left:
    """What a formula leaves of the rows.

    Parameters
    ----------
    rest : (rows,) array
        Residuals of the response, or of its logarithm, at right angles to `base`.
    base : (rows, k) array
        Orthonormal columns: the formula's slopes by its free parameters, at the estimates.
    fitted : (rows,) array
        The prediction, or its logarithm.
    """

    rest: Array
    base: Array
    fitted: Array

    @property
    def free(self) -> int:
        """Rows less free parameters."""
        return len(self.rest) - int(self.base.shape[1])

    def refitted(self, values: Array) -> Array:
        """Return what the formula, fitted once more, leaves of residuals (..., rows)."""
        return np.asarray(values - (values @ self.base) @ self.base.T)


def why_none(tried: Tried) -> str:
    """Say why a formula has no residuals to look at; "" if it has."""
    trial = tried.trial
    if not trial.density.scatter:
        return "Yes or no leaves no residual."
    if not fitted(tried):
        return NOT_FITTED
    theta = estimates(tried)[0]
    if trial.choices > 1:
        return "The input is a choice between columns, made by each row: a row has no one residual."
    if tried.fit.get("hierarchical"):
        return "Levels tied to each other by their prior have no maximum-likelihood estimate."
    if np.isnan(theta).any() or (np.abs(misfit(trial, theta)) >= FAR).any():
        return "The formula has no best fit on these rows."
    found = left(tried)
    if found.free < 2:
        return f"{len(theta)} parameters leave nothing of {len(trial.y)} rows."
    target = found.fitted + found.rest
    if np.sum(found.rest**2) <= NOTHING * np.sum((target - target.mean()) ** 2):
        return EXACT
    return ""


def fitted(tried: Tried) -> bool:
    """Whether the formula has estimates on these rows; a refused one has not."""
    return len(tried.fit["parameters"]) == len(tried.trial.model.parameters) + tried.trial.density.scatter


def left(tried: Tried) -> Left:
    """Return what a formula leaves of its rows; see `why_none` first."""
    trial, theta = tried.trial, estimates(tried)[0]
    rest, base = misfit(trial, theta), orthonormal(slopes_of_residuals(trial, theta).T)
    target = np.log(trial.y) if trial.density.log_response else trial.y
    return Left(rest - base @ (base.T @ rest), base, np.asarray(target - rest))


def orthonormal(columns: Array) -> Array:
    """Return an orthonormal base (rows, rank) of columns (rows, k), each taken in units of its own size."""
    size = np.sqrt(np.sum(columns**2, axis=0))
    columns = columns[:, size > 0] / size[size > 0]
    if not columns.shape[1]:
        return np.empty((len(columns), 0))
    u, values, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(u[:, values > RANK * values[0]])
