"""Residuals of a fitted formula, and the residuals that a refit to permuted residuals would leave.

Residuals of a fit are orthogonal to the slopes of the formula; permuted residuals are not. Therefore the slopes, at the
estimates, are fitted to the permuted residuals before a statistic is computed (Freedman and Lane 1983,
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
EXACT = "The formula reproduces every row exactly."
NOT_FITTED = "The formula was not fitted to these rows."


@dataclass(frozen=True)
class Left:
    """Residuals of a formula.

    Parameters
    ----------
    rest : (rows,) array
        Residuals of the response, or of its logarithm; orthogonal to `base`.
    base : (rows, k) array
        Orthonormal columns that span the derivatives of the prediction with respect to the free parameters.
    fitted : (rows,) array
        The prediction, or its logarithm.
    """

    rest: Array
    base: Array
    fitted: Array

    @property
    def free(self) -> int:
        """Degrees of freedom: number of rows minus number of free parameters."""
        return len(self.rest) - int(self.base.shape[1])

    def refitted(self, values: Array) -> Array:
        """Return the residuals that are left if the formula is fitted to values (..., rows)."""
        return np.asarray(values - (values @ self.base) @ self.base.T)


def why_none(tried: Tried) -> str:
    """Return in words why a formula has no residuals to test; "" if it has some."""
    trial = tried.trial
    if not trial.density.scatter:
        return "A yes-or-no response has no residuals."
    if not fitted(tried):
        return NOT_FITTED
    theta = estimates(tried)[0]
    if trial.choices > 1:
        return "Each row chooses between columns of an input, so a row has no single residual."
    if tried.fit.get("hierarchical"):
        return "Levels of families that share a prior have no maximum-likelihood estimate."
    if np.isnan(theta).any() or (np.abs(misfit(trial, theta)) >= FAR).any():
        return "The formula has no best fit on these rows."
    found = left(tried)
    if found.free < 2:
        return f"{len(theta)} parameters fitted to {len(trial.y)} rows leave fewer than two degrees of freedom."
    target = found.fitted + found.rest
    if np.sum(found.rest**2) <= NOTHING * np.sum((target - target.mean()) ** 2):
        return EXACT
    return ""


def fitted(tried: Tried) -> bool:
    """True if the formula has estimates on these rows; False if it was refused."""
    return len(tried.fit["parameters"]) == len(tried.trial.model.parameters) + tried.trial.density.scatter


def left(tried: Tried) -> Left:
    """Return the residuals of a formula; ask `why_none` first."""
    trial, theta = tried.trial, estimates(tried)[0]
    rest, base = misfit(trial, theta), orthonormal(slopes_of_residuals(trial, theta).T)
    target = np.log(trial.y) if trial.density.log_response else trial.y
    return Left(rest - base @ (base.T @ rest), base, np.asarray(target - rest))


def orthonormal(columns: Array) -> Array:
    """Return an orthonormal basis (rows, rank) of columns (rows, k), each first scaled to length 1."""
    size = np.sqrt(np.sum(columns**2, axis=0))
    columns = columns[:, size > 0] / size[size > 0]
    if not columns.shape[1]:
        return np.empty((len(columns), 0))
    u, values, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(u[:, values > RANK * values[0]])
