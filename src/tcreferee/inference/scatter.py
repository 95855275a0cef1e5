"""Standard deviations of the rows, and the shares of a latent choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import TcModel


def log_shares(logits: Sequence[Array]) -> Array:
    """Return ln of the shares (..., choices) from the logits (...) of broken sticks, one less than the choices."""
    left, logs = np.zeros(np.shape(logits[0])), []
    for logit in logits:
        logs.append(left - np.logaddexp(0, -logit))
        left = left - np.logaddexp(0, logit)
    return np.stack([*logs, left], axis=-1)


def slope(model: TcModel, inputs: Mapping[str, Array], theta: Array, name: str) -> Array:
    """Return the derivative (..., rows) of the prediction by an input, by central differences."""
    at = inputs[name]
    step = 1e-5 * np.maximum(np.abs(at), 1e-3 * np.abs(at).max())
    above, below = (model({**inputs, name: at + sign * step}, theta) for sign in (1, -1))
    return np.asarray((above - below) / (2 * step))


def variance_of_inputs(
    model: TcModel, inputs: Mapping[str, Array], theta: Array, errors: Mapping[str, Mapping[str, Array]]
) -> Array:
    """Return the sum over sources of (response's own move - sum over inputs of f'(x_i) u_i)^2, (..., rows).

    First order in the inputs' errors: safe where the prediction is straight over the width of an error. Inputs that one
    source moves are moved together.

    Parameters
    ----------
    model, inputs, theta
        Of the prediction; rows counted over all choices.
    errors : mapping of str to mapping of str to (rows,) array
        By source, what one standard deviation of it moves; see `tcreferee.inference.trial.Trial`.
    """
    moved = dict.fromkeys(name for source in errors.values() for name in source if name)
    slopes = {name: slope(model, inputs, theta, name) for name in moved}
    variance: Array = np.zeros(1)
    for source in errors.values():
        move = sum((slopes[name] * each for name, each in source.items() if name), -source.get("", np.zeros(1)))
        variance = variance + np.asarray(move) ** 2
    return variance
