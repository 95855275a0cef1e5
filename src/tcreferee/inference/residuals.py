"""Residuals whose sum of squares is smallest at the maximum of the likelihood, and their derivatives.

The derivatives are accurate to ten digits or more, because standard errors cannot be more accurate than these.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

# central differences of the eighth order
OFFSETS = np.array([1.0, 2.0, 3.0, 4.0])
WEIGHTS = np.array([4 / 5, -1 / 5, 4 / 105, -1 / 280])
RELATIVE, OF_WIDTH = 1e-3, 0.1
FAR, LOWEST = 1e100, 1e-9


def residual(parameters: Any, trial: Trial, scales: Array) -> Array:
    """Return the residuals (rows,) at lmfit's parameters, which are the physical ones in units of `scales`."""
    return misfit(trial, _theta(parameters, trial) * scales)


def misfit(trial: Trial, theta: Array) -> Array:
    """Return the residuals (..., rows) at physical parameters (..., parameters): of y, or of ln y."""
    with np.errstate(all="ignore"):
        predicted = trial.predict(theta)
        if trial.density.log_response:
            # no prediction of zero or less has a logarithm: far away, but finite
            found = np.log(trial.y) - np.log(np.maximum(predicted, LOWEST * trial.y))
        else:
            found = trial.y - predicted
    # a step too far is taken back; it must not end the search
    return np.where(np.abs(found) < FAR, found, FAR)


def residual_slopes(parameters: Any, trial: Trial, scales: Array) -> Array:
    """Return the derivatives (rows, free parameters) of the residuals by lmfit's parameters."""
    free = [parameters[p.name].vary for p in trial.model.parameters]
    found = slopes_of_residuals(trial, _theta(parameters, trial) * scales)
    return (found * scales[:, np.newaxis])[free].T


def slopes_of_residuals(trial: Trial, theta: Array) -> Array:
    """Return the derivatives (parameters, rows) of the residuals at physical parameters; 0 where there is none."""
    with np.errstate(all="ignore"):
        found = -slopes(trial, theta)
        if trial.density.log_response:
            predicted = trial.predict(theta)
            found = np.where(predicted > LOWEST * trial.y, found / predicted, 0.0)
    return np.where(np.isfinite(found), found, 0.0)


def slopes(trial: Trial, theta: Array) -> Array:
    """Return the derivatives (parameters, choices * rows) of the prediction at physical parameters (parameters,).

    The prediction is a straight line in a linear parameter, so any step gives its slope. Those of the
    others are central differences, kept inside the bounds.
    """
    found = np.zeros((len(theta), trial.choices * len(trial.y)))
    linear, steps = list(trial.linear), trial.effects.steps
    if linear:
        # each alone, without the other linear terms, in which a small one would be lost
        ends = np.tile(theta, (len(linear) + 1, 1))
        ends[:, linear] = 0.0
        ends[np.arange(len(linear)), linear] = steps
        values = trial.predict(ends)
        found[linear] = (values[:-1] - values[-1]) / steps[:, np.newaxis]
    for j in trial.nonlinear:
        p = trial.model.parameters[j]
        step = RELATIVE * max(abs(float(theta[j])), OF_WIDTH * trial.prior(j).size)
        room = float(min(theta[j] - p.bounds[0], p.bounds[1] - theta[j])) / (OFFSETS[-1] + 1)
        if 0 < room < step:
            step = max(room, 1e-9 * step)
        at = np.tile(theta, (2, len(OFFSETS), 1))
        at[0, :, j] += step * OFFSETS
        at[1, :, j] -= step * OFFSETS
        values = trial.predict(at)
        found[j] = WEIGHTS @ (values[0] - values[1]) / step
    return found


def _theta(parameters: Any, trial: Trial) -> Array:
    return np.array([parameters[p.name].value for p in trial.model.parameters])
