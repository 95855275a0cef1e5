"""The normal distribution cut at bounds, to full precision in the tails."""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.exact import Mask


def truncated_moments(mean: Array, sd: Array, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return ln of the mass inside the bounds, the mean and the mean square of a truncated normal variable."""
    left, right, flip = _reflected((low - mean) / sd, (high - mean) / sd)
    mass, log_ratio = _log_mass(left, right)
    density = [_hazard(left) * np.exp(log_ratio) / -np.expm1(log_ratio), _hazard(right) / -np.expm1(log_ratio)]
    edge = [np.where(np.isfinite(end), end, 0.0) * d for end, d in zip((left, right), density, strict=True)]
    shift = density[0] - density[1]
    first = mean + np.where(flip, -1.0, 1.0) * sd * shift
    variance = sd**2 * (1 + edge[0] - edge[1] - shift**2)
    return mass, first, first**2 + np.maximum(variance, 0.0)


def log_mass(low: Array, high: Array) -> Array:
    """Return ln of the mass of a standard normal variable between bounds."""
    return _log_mass(*_reflected(low, high)[:2])[0]


def _reflected(low: Array, high: Array) -> tuple[Array, Array, Mask]:
    """Reflect intervals in the upper tail, where the normal distribution function has no digits left."""
    flip = low > 0
    return np.where(flip, -high, low), np.where(flip, -low, high), flip


def _log_mass(left: Array, right: Array) -> tuple[Array, Array]:
    """Return ln of the mass between bounds, and ln of the mass below the left one over that below the right one."""
    from scipy.special import log_ndtr

    upper = log_ndtr(right)
    log_ratio = log_ndtr(left) - upper
    with np.errstate(divide="ignore"):  # a node where nothing is left has the weight zero
        return upper + np.log(-np.expm1(log_ratio)), log_ratio


def _hazard(t: Array) -> Array:
    """Return phi(t) / Phi(t) of the standard normal distribution; 0 at both infinities."""
    from scipy.special import erfcx

    finite = np.where(np.isfinite(t), t, 0.0)
    return np.where(np.isfinite(t), math.sqrt(2 / math.pi) / erfcx(-finite / math.sqrt(2)), 0.0)
