"""The covariance of smooth curves of inputs, and the scale on which inputs count in curves without physics."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.base.priors import Array

# ASSUME: an input that is positive and spans more than a factor of ten counts by its logarithm in parabolas and
# smooth curves: in its own unit most rows would lie in one place.
WIDE = 10.0


def positive(x: Array) -> bool:
    """Whether every value can have a logarithm."""
    return bool((x > 0).all())


def standardised(x: Array) -> Array:
    """Return an input less its mean in units of its sd, of its logarithm where it spans more than a factor of ten."""
    values = np.log(x) if positive(x) and x.max() > WIDE * x.min() else x
    return np.asarray((values - values.mean()) / (values.std(ddof=1) or 1.0))


def matern(square: Array) -> Array:
    """Return the Matern 5/2 covariance at squared distances in units of the length."""
    r = np.sqrt(5 * square)
    return np.asarray((1 + r + r * r / 3) * np.exp(-r))


def centred(covariance: Array) -> Array:
    """Return covariances (..., n, n) of curves less their mean over the rows, with a mean square of 1 over the rows."""
    rest = covariance - covariance.mean(axis=-1, keepdims=True)
    rest = rest - rest.mean(axis=-2, keepdims=True)
    return np.asarray(rest / np.einsum("...ii->...", rest)[..., np.newaxis, np.newaxis] * rest.shape[-1])


def smooth_covariance(inputs: Sequence[Array], length: float) -> Array:
    """Return the covariance (n, n) of a smooth curve less its mean over the rows, with a mean square of 1.

    Parameters
    ----------
    inputs : sequence of (n,) arrays
    length : float
        In standard deviations of each input.
    """
    z = np.stack([standardised(x) for x in inputs]) / length
    return centred(matern(((z[:, :, np.newaxis] - z[:, np.newaxis, :]) ** 2).sum(axis=0)))
