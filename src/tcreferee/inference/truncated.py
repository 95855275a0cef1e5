"""The normal distribution cut at bounds, to full precision in the tails."""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array


def truncated_moments(mean: Array, sd: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return ln of the mass inside the bounds, the mean and the mean square of a truncated normal variable."""
    from scipy.special import log_ndtr

    a, b = (low - mean) / sd, (high - mean) / sd
    # reflect intervals in the upper tail, where the normal distribution function has no digits left
    flip = a > 0
    left, right = np.where(flip, -b, a), np.where(flip, -a, b)
    log_ratio = log_ndtr(left) - log_ndtr(right)
    log_mass = log_ndtr(right) + np.log(-np.expm1(log_ratio))
    density = [_hazard(left) * np.exp(log_ratio) / -np.expm1(log_ratio), _hazard(right) / -np.expm1(log_ratio)]
    edge = [np.where(np.isfinite(end), end, 0.0) * d for end, d in zip((left, right), density, strict=True)]
    shift = density[0] - density[1]
    first = mean + np.where(flip, -1.0, 1.0) * sd * shift
    variance = sd**2 * (1 + edge[0] - edge[1] - shift**2)
    return log_mass, first, first**2 + np.maximum(variance, 0.0)


def _hazard(t: Array) -> Array:
    """Return phi(t) / Phi(t) of the standard normal distribution; 0 at both infinities."""
    from scipy.special import erfcx

    finite = np.where(np.isfinite(t), t, 0.0)
    return np.where(np.isfinite(t), math.sqrt(2 / math.pi) / erfcx(-finite / math.sqrt(2)), 0.0)
