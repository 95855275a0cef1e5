"""The covariance of smooth curves of inputs, and the scale on which inputs count in curves without physics."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from tcreferee.base.priors import Array

# ASSUME: an input that is positive and spans more than a factor of ten counts by its logarithm in parabolas and
# smooth curves: in its own unit most rows would lie in one place.
WIDE = 10.0
# nodes of the errors of each input, by the number of inputs that have any
NODES, FEWEST = {0: 1, 1: 15, 2: 7, 3: 5}, 3


def positive(x: Array) -> bool:
    """Whether every value can have a logarithm."""
    return bool((x > 0).all())


def standardised(x: Array) -> Array:
    """Return an input less its mean in units of its sd, of its logarithm where it spans more than a factor of ten."""
    values = np.log(x) if positive(x) and x.max() > WIDE * x.min() else x
    return np.asarray((values - values.mean()) / (values.std(ddof=1) or 1.0))


def standardised_error(x: Array, error: Array) -> Array:
    """Return errors of an input on the scale of `standardised`, to first order."""
    logs = positive(x) and x.max() > WIDE * x.min()
    values, error = (np.log(x), error / x) if logs else (x, error)
    return np.asarray(error / (values.std(ddof=1) or 1.0))


def covariance_of(z: Array, error: Array, lengths: Array) -> Array:
    """Return the covariances (shapes, n, n) of the values that a curve has at inputs known with normal errors.

    It is the Matern covariance expected over the errors (Girard 2004, section 3.4 of her thesis, Glasgow): between rows
    it is less, and a row keeps the variance of the curve, so that what its error hides is noise of its own.

    Parameters
    ----------
    z : (inputs, n) array
    error : (inputs, n) array
        Standard deviations; 0 where there is none.
    lengths : (shapes, inputs) array
        Of the curve, in the unit of z.
    """
    apart, n = z[:, :, np.newaxis] - z[:, np.newaxis, :], z.shape[1]
    spread = np.sqrt(error[:, :, np.newaxis] ** 2 + error[:, np.newaxis, :] ** 2)
    spread[:, np.arange(n), np.arange(n)] = 0.0
    uncertain = np.flatnonzero(error.any(axis=1))
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES.get(len(uncertain), FEWEST))
    total = np.zeros((len(lengths), n, n))
    for at in itertools.product(range(len(nodes)), repeat=len(uncertain)):
        moved = apart.copy()
        moved[uncertain] += nodes[list(at), np.newaxis, np.newaxis] * spread[uncertain]
        weight = float(np.prod(weights[list(at)] / weights.sum()))
        total += weight * matern(np.einsum("hk,kij->hij", lengths**-2.0, moved**2))
    return total


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
