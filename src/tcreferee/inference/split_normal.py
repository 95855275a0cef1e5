"""Asymmetric errors: a normal split at its mode into halves of two widths, beside normal scatter.

A value stated as 38 +2 -3 says that the true value lies within 2 above it or 3 below it. So the measured value lies
above the true one with the width of the lower uncertainty, and below it with that of the upper. The density of that
error is

    2 / (sqrt(2 pi) (lower + upper)) exp(-e^2 / (2 s^2)),  s = lower where e > 0, upper where e < 0

(John 1982, 10.1080/03610928208828279). Convolved with normal scatter of standard deviation sd it is a sum of two
skew-normal densities, in closed form.
"""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LIKELIHOODS


def log_density(miss: Array, sd: Array, lower: Array, upper: Array) -> Array:
    """Return ln of the density of measured less predicted response.

    Parameters
    ----------
    miss : (..., rows) array
        Measured less predicted.
    sd : (..., rows or 1) array
        Of what is normal: the scatter, and errors of inputs.
    lower, upper : (rows,) arrays
        Uncertainties downwards and upwards, both above 0.
    """
    halves = [_half(miss, sd, lower, 1.0), _half(miss, sd, upper, -1.0)]
    return np.asarray(np.logaddexp(*halves) + math.log(2) - np.log(lower + upper))


def _half(miss: Array, sd: Array, width: Array, sign: float) -> Array:
    """Return ln of width times the density of a half-normal error on one side of 0, convolved with the scatter."""
    from scipy.special import log_ndtr

    total = np.hypot(sd, width)
    inside = log_ndtr(sign * miss / total * (width / sd))
    return np.asarray(np.log(width) + LIKELIHOODS["normal"].density(miss, np.zeros(1), total) + inside)


def draw(shape: tuple[int, ...], lower: Array, upper: Array, rng: np.random.Generator) -> Array:
    """Return errors (..., rows) of measured values: above 0 with probability lower / (lower + upper)."""
    size = np.abs(rng.standard_normal(shape))
    above = rng.random(shape) * (lower + upper) < lower
    return np.asarray(np.where(above, lower * size, -upper * size))
