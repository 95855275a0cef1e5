"""Detect rows that a formula meets exactly if one row, or one family, is left out.

If all rows but one lie on a curve of the formula, the likelihood of the others grows without limit as sigma goes to 0,
faster than any prior falls. Then ln Z without that row is infinite and its leave-one-out score is minus infinity. A
grid over ln sigma would only return the value at its edge.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.exact import Mask, row_sets
from tcreferee.inference.trial import Trial

# of the standard deviation of what is explained; and of a sum of squares, below which a set is looked at closely
EXACT, SUSPECT, STEP = 1e-9, 0.2, 1e-6
ROUNDING = 1e-6  # of 1 - leverage


def exact_without(trial: Trial, z: Array) -> tuple[Mask, Array] | None:
    """Find a set of rows that the formula meets exactly, so that the score of the rows left out is infinite.

    Parameters
    ----------
    trial : Trial
        With a scatter that may vanish and no latent choice.
    z : (d,) array
        Coordinates of the least squares of all rows.

    Returns
    -------
    (rows,) array of bool and (rows,) array, or None
        Which rows are met exactly, and what every row is off by there; in the unit of the response.
    """
    start, count = np.delete(z, -1), len(trial.model.parameters)
    explained = _explained(trial, trial.y)
    jacobian = _jacobian(trial, start)
    rest = explained - _curve(trial, start)
    whole, limit = float(rest @ rest), EXACT * float(np.std(explained))
    families = row_sets(trial, np.empty(0, np.intp))[1:]
    alone = row_sets(trial, _telling_rows(jacobian, rest, SUSPECT * whole))[1 : -len(families) or None]
    for keep in (*alone, *families):
        # as many coefficients as rows always fit exactly, and that integral is finite
        if keep.sum() - count < 1 or _straight(jacobian[keep], rest[keep]) > SUSPECT * whole:
            continue
        found = _least_squares(trial, start, keep)
        if trial.constraints and (trial.gaps(trial.physical(np.append(found, 0.0))) < 0).any():
            continue
        if math.sqrt(np.mean((explained - _curve(trial, found))[keep] ** 2)) <= limit:
            return keep, trial.y - _predicted(trial, found)
    return None


def _telling_rows(jacobian: Array, rest: Array, limit: float) -> NDArray[np.intp]:
    """Return the rows without which the least sum of squares of the straight formula may be below a limit.

    Without row i it is less by its squared residual over 1 - leverage; a leverage of one, where another coefficient
    takes over the row, is for `_straight` to judge.
    """
    u, values, _ = np.linalg.svd(jacobian, full_matrices=False)
    u = u[:, values > np.finfo(float).eps * len(rest) * values.max(initial=0.0)]
    left = rest - u @ (u.T @ rest)
    share = 1 - np.sum(u**2, axis=1)
    gain = left**2 / np.maximum(share, ROUNDING)
    return np.flatnonzero((left @ left - gain <= 1.01 * limit) | (share < ROUNDING))


def _straight(jacobian: Array, rest: Array) -> float:
    """Return the least sum of squares of the formula taken as straight."""
    if not jacobian.shape[1]:
        return float(rest @ rest)
    left = rest - jacobian @ np.linalg.lstsq(jacobian, rest)[0]
    return float(left @ left)


def _least_squares(trial: Trial, start: Array, keep: Mask) -> Array:
    from scipy.optimize import least_squares

    if not len(start):
        return start
    explained = _explained(trial, trial.y)[keep]

    def rest(at: Array) -> Array:
        return np.nan_to_num(explained - _curve(trial, at)[keep], nan=1e6 * float(np.ptp(trial.y)))

    found = least_squares(rest, start, jac=lambda at: -_jacobian(trial, at)[keep], xtol=1e-15, ftol=1e-15, gtol=1e-15)
    return np.asarray(found.x)


def _predicted(trial: Trial, at: Array) -> Array:
    with np.errstate(all="ignore"):
        return trial.mean(np.append(at, 0.0))


def _curve(trial: Trial, at: Array) -> Array:
    return _explained(trial, _predicted(trial, at))


def _explained(trial: Trial, response: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.log(response) if trial.density.log_response else response


def _jacobian(trial: Trial, at: Array) -> Array:
    """Return the derivatives (rows, d) of what is explained, by central differences.

    0 where a step leads to a response that has no logarithm.
    """
    steps = STEP * np.maximum(1.0, np.abs(at))[:, np.newaxis] * np.eye(len(at))
    slopes = [(_curve(trial, at + s) - _curve(trial, at - s)) / (2 * s.sum()) for s in steps]
    finite: Array = np.nan_to_num(np.array(slopes), nan=0.0, posinf=0.0, neginf=0.0)
    return finite.reshape(len(at), len(trial.y)).T
