"""Solve a formula for one input in each row, and refit it with the values of this input permuted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.residuals import FAR, LOWEST
from tcreferee.inference.trial import Trial

REACH, BRACKETS, BISECTIONS, GRID, RELATIVE = 1e3, 600, 60, 61, 1e-4


def at(trial: Trial, name: str, values: Array, theta: Array) -> Array:
    """Return the prediction (..., rows) with values (..., rows) in place of input `name`, for one set of parameters."""
    flat = values.reshape(-1, len(trial.y))
    inputs = {word: np.tile(each, len(flat)) for word, each in trial.inputs.items()} | {name: flat.ravel()}
    with np.errstate(all="ignore"):
        return np.asarray(trial.model(inputs, theta, flat.size).reshape(values.shape))


def slope(trial: Trial, name: str, theta: Array) -> Array:
    """Return the derivative (rows,) of the prediction with respect to input `name`."""
    x = trial.inputs[name]
    step = RELATIVE * np.where(x == 0, float(np.abs(x).max()) or 1.0, np.abs(x))
    low, high = at(trial, name, np.stack([x - step, x + step]), theta)
    return np.asarray((high - low) / (2 * step))


def inverted(trial: Trial, name: str, theta: Array) -> Array:
    """Return the value (rows,) of a positive input that gives each measured response.

    The search goes from a thousandth of the smallest tabulated value to a thousand times the largest. A row that has no
    solution there, or more than one, is NaN.
    """
    x, y, rows = trial.inputs[name], trial.y, np.arange(len(trial.y))
    grid = np.geomspace(x.min() / REACH, x.max() * REACH, BRACKETS)
    above = at(trial, name, np.tile(grid[:, np.newaxis], len(y)), theta) - y
    finite = np.isfinite(above[:-1]) & np.isfinite(above[1:])
    # a change of sign is a solution unless it is a pole, where the prediction jumps from one infinity to the other
    crosses = finite & ((above[:-1] >= 0) != (above[1:] >= 0))
    first = np.argmax(crosses, axis=0)
    low, high = np.log(grid[first]), np.log(grid[first + 1])
    rising = above[first + 1, rows] > above[first, rows]
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        is_above = (at(trial, name, np.exp(middle), theta) - y >= 0) == rising
        low, high = np.where(is_above, low, middle), np.where(is_above, middle, high)
    solution = np.exp(0.5 * (low + high))
    met = np.abs(at(trial, name, solution, theta) - y) <= 1e-6 * np.abs(y)
    return np.where((crosses.sum(axis=0) == 1) & met, solution, np.nan)


def permuted_squares(trial: Trial, name: str, order: NDArray[np.intp]) -> Array:
    """Return the least sum of squares for each permutation of the values of one input.

    The parameter of the model, if it has one, is refitted for each permutation: exactly if the model is linear in it,
    otherwise on a grid that is the same for all permutations.

    Parameters
    ----------
    trial : Trial
        Of a model with at most one free parameter.
    name : str
        The input.
    order : (permutations, rows) array of int
        The rows from which each row takes its value.

    Returns
    -------
    (permutations,) array
        NaN, infinite or at least `FAR` if the formula has no value in some row.
    """
    rows = len(trial.y)
    every = np.broadcast_to(trial.inputs[name][:, np.newaxis], (rows, rows))
    if trial.linear and not trial.density.log_response:
        offset = at(trial, name, every, np.zeros(1))
        with np.errstate(invalid="ignore"):
            column = at(trial, name, every, np.ones(1)) - offset
            left = trial.y - offset
            # element [j, i] has the input of row j in row i
            terms = [_summed(each, order) for each in (left**2, left * column, column**2)]
        lower, upper = trial.model.parameters[0].bounds
        with np.errstate(invalid="ignore"):
            scale = np.clip(terms[1] / np.maximum(terms[2], 1e-300), lower, upper)
            return np.asarray(terms[0] - 2 * scale * terms[1] + scale**2 * terms[2])
    found = [_summed(_misses(trial, name, every, theta) ** 2, order) for theta in _grid(trial, name, every)]
    return np.asarray(np.min(found, axis=0))


def _misses(trial: Trial, name: str, every: Array, theta: Array) -> Array:
    predicted = at(trial, name, every, theta)
    if trial.density.log_response:
        miss = np.log(trial.y) - np.log(np.maximum(predicted, LOWEST * trial.y))
    else:
        miss = trial.y - predicted
    return np.where(np.abs(miss) < FAR, miss, FAR)


def _grid(trial: Trial, name: str, every: Array) -> list[Array]:
    """Return the values (each (1,)) of the free parameter to try; one empty array if there is no parameter."""
    if not trial.model.parameters:
        return [np.empty(0)]
    lower, upper = trial.model.parameters[0].bounds
    if trial.nonlinear:
        prior = trial.prior(0)
        low, high = np.clip(prior.location + np.array([-4.0, 4.0]) * prior.width, *prior.reach)
        values = prior.physical(np.linspace(low, high, GRID))
    else:
        offset = at(trial, name, every, np.zeros(1))
        exact = (trial.y - offset) / (at(trial, name, every, np.ones(1)) - offset)
        values = np.quantile(exact[np.isfinite(exact)], np.linspace(0, 1, GRID))
    return [np.array([value]) for value in values if lower < value < upper]


def _summed(terms: Array, order: NDArray[np.intp]) -> Array:
    """Return the sums (permutations,) over rows i of terms[order[i], i]."""
    return np.asarray(terms[order, np.arange(terms.shape[1])].sum(axis=1))
