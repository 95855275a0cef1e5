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


def widened(
    sigma: Array, sd: Array, model: TcModel, inputs: Mapping[str, Array], theta: Array, input_sd: Mapping[str, Array]
) -> Array:
    """Return sqrt(sigma^2 + s_i^2 + sum over inputs of (f'(x_i) u_i)^2), (..., rows).

    First order in the inputs' errors: safe where the prediction is straight over the width of an error.

    Parameters
    ----------
    sigma : (..., 1) array
        Free scatter.
    sd : (rows,) array
        Known standard deviations of the response.
    model, inputs, theta
        Of the prediction; rows counted over all choices.
    input_sd : mapping of str to (rows,) array
        Known standard deviations of inputs.
    """
    variance = sigma**2 + sd**2
    for name, error in input_sd.items():
        variance = variance + (slope(model, inputs, theta, name) * error) ** 2
    return np.sqrt(variance)
