"""Parameters at which a formula jumps: the place of a step has no slope, and so no standard error.

Over a jump, a difference quotient is the height of the jump divided by the step, and so depends on the step. A jump is
recognised by a second quotient whose step is a small part of the standard error that the first one gave.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.residuals import slopes, slopes_of_residuals
from tcreferee.inference.trial import Trial

PART, WRONG, ROUNDING = 1e-2, 0.5, 1e-10


def jumping(trial: Trial, theta: Array, errors: Array) -> list[int]:
    """Return the positions of non-linear parameters whose slope changes if the step is made small.

    Parameters
    ----------
    trial : Trial
    theta, errors : (parameters,) array
        Estimates and standard errors.
    """
    found = []
    for j in trial.nonlinear:
        if not np.isfinite(errors[j]) or errors[j] <= 0:
            continue
        step = PART * errors[j] * np.eye(len(theta))[j]
        with np.errstate(all="ignore"):
            linear = 2 * PART * errors[j] * slopes(trial, theta)[j]
            above, below = trial.predict(theta + step), trial.predict(theta - step)
        seen = np.linalg.norm(linear) > ROUNDING * np.linalg.norm(above)
        if seen and np.linalg.norm(above - below - linear) > WRONG * np.linalg.norm(linear):
            found.append(j)
    return found


def errors_without(trial: Trial, theta: Array, square: float, without: Collection[int]) -> Array:
    """Return standard errors (parameters,) at fixed values of some parameters, which get NaN.

    Parameters
    ----------
    trial : Trial
    theta : (parameters,) array
    square : float
        Sum of squares of the residuals.
    without : collection of int
    """
    kept, errors = [j for j in range(len(theta)) if j not in without], np.full(len(theta), np.nan)
    jacobian = slopes_of_residuals(trial, theta)[kept].T
    size = np.linalg.norm(jacobian, axis=0)
    if len(trial.y) > len(theta) and (size > 0).all():
        inverse = np.linalg.pinv((jacobian / size).T @ (jacobian / size))
        errors[kept] = np.sqrt(np.diagonal(inverse) * square / (len(trial.y) - len(theta))) / size
    return errors
