"""Pointwise log densities. One function serves the maximum, the posterior and the scores."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from tcreferee.priors import Array

LogDensity = Callable[[Array, Array, Array], Array]


def normal(y: Array, mean: Array, log_sigma: Array) -> Array:
    """Return ln N(y_i | mean_i, sigma^2), all constants included.

    Parameters
    ----------
    y : (rows,) array
        Response, K.
    mean : (..., rows) array
        Prediction, K.
    log_sigma : (...) array
        ln of the scatter in K.

    Returns
    -------
    (..., rows) array
    """
    residual = (y - mean) * np.exp(-log_sigma)[..., np.newaxis]
    return np.asarray(-0.5 * residual**2 - log_sigma[..., np.newaxis] - 0.5 * math.log(2 * math.pi))


LIKELIHOODS: dict[str, LogDensity] = {"normal": normal}
