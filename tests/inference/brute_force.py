"""Evidence and moments written down once more from the definitions in docs, sharing no code with the package.

The mean prediction is Normal(centre, effect), the spread about it Normal(0, effect), sigma half-t(4): with the
coefficients integrated out the rows are jointly normal, and one integral over ln sigma is left.
"""

import math
from itertools import pairwise

import numpy as np

CENTRE, EFFECT, SIGMA = 80.0, 52.5, 30.0


def ln_prior_of_ln_sigma(s, scale=SIGMA):
    """ln of the half-t(4) density of sigma, times sigma; a call of scipy's own law takes a hundred times as long."""
    return np.log(0.75 / scale) - 2.5 * np.log1p((np.exp(s) / scale) ** 2 / 4) + s


def ln_normal(rest, covariance):
    """ln N(rest; 0, covariance) of rows (..., k) at covariances (..., k, k)."""
    inner = np.linalg.cholesky(covariance)
    half = np.einsum("...ij,...j->...i", np.linalg.inv(inner), rest)
    ln_det = np.log(np.diagonal(inner, axis1=-2, axis2=-1)).sum(axis=-1)
    return -0.5 * (half**2).sum(axis=-1) - ln_det - half.shape[-1] / 2 * math.log(2 * math.pi)


def unit_columns(*raw):
    """The level column and the effect columns of unit effect: mean 1, or root mean square 1 about the mean."""
    level, *effects = raw
    columns = [level / level.mean()]
    for effect in effects:
        centred = effect - effect.mean() * columns[0]
        columns.append(centred / math.sqrt(np.mean(centred**2)))
    return np.stack(columns, axis=1)


def ln_likelihood_given_sigma(y, columns, s, keep=slice(None), effect=EFFECT, centre=CENTRE):
    """ln N(y; centre * level, sigma^2 + effect^2 sum of columns columns') at s = ln sigma, in the axes of the sum."""
    columns = columns[keep]
    variances, axes = np.linalg.eigh(effect**2 * columns @ columns.T)
    variances = np.exp(2 * np.asarray(s))[..., np.newaxis] + variances.clip(0)
    along = (y[keep] - centre * columns[:, 0]) @ axes
    return -0.5 * (along**2 / variances + np.log(2 * math.pi * variances)).sum(axis=-1)


def ln_evidence(y, columns, keep=slice(None), **scales):
    def ln_density(s):
        return ln_likelihood_given_sigma(y, columns, s, keep, **scales) + ln_prior_of_ln_sigma(s)

    nodes = np.linspace(-2, 7, 46)
    at = nodes[ln_density(nodes).argmax()]
    pieces = pairwise([at - 6, at - 1, at, at + 1, at + 3, at + 8])
    s, weights = np.concatenate([gauss_legendre(a, b, 60) for a, b in pieces], axis=1)
    return np.logaddexp.reduce(ln_density(s) + np.log(weights))


def gauss_legendre(low, high, count=200):
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2


def effects_to_mean(columns, u, centre=CENTRE, effect=EFFECT):
    """Prediction (..., rows) of effects (..., k): Normal(0, 1) each, on top of the class mean."""
    return centre * columns[:, 0] + effect * u @ columns.T


class Grid:
    """Posterior of all rows, and of all rows but one, on a grid that is fine where the mass is and wide around it.

    `ln_sets(z)` gives ln(prior x likelihood) (points, 1 + rows) at coordinates (points, d): of all rows, then without
    each row. `low` and `high` are ends that hold all of the mass, or the bounds of the prior.
    """

    def __init__(self, ln_sets, low, high, count=50):
        ends = list(zip(low, high, strict=True))
        centre, width = np.mean(ends, axis=1), np.diff(ends, axis=1)[:, 0] / 4
        for each in (31, 31, 31, 31, count):
            axes = [_fine_near(c, w, *end, each) for c, w, end in zip(centre, width, ends, strict=True)]
            z = np.stack(np.meshgrid(*(nodes for nodes, _ in axes), indexing="ij"), axis=-1).reshape(-1, len(ends))
            weights = np.prod(np.meshgrid(*(w for _, w in axes), indexing="ij"), axis=0).ravel()
            ln_density = ln_sets(z)
            ln_weighted = np.where(np.isnan(ln_density), -np.inf, ln_density) + np.log(weights)[:, None]
            ln_z = np.logaddexp.reduce(ln_weighted, axis=0)
            weight = np.exp(ln_weighted[:, 0] - ln_z[0])
            centre = weight @ z
            width = np.sqrt(weight @ (z - centre) ** 2)
        self.ln_evidence, self.elpd_loo = ln_z[0], ln_z[0] - ln_z[1:]
        self.mean, self.sd = centre, width


def _fine_near(centre, width, low, high, count):
    """Gauss-Legendre in t, where the coordinate is centre + width sinh(t)."""
    t, weights = gauss_legendre(np.arcsinh((low - centre) / width), np.arcsinh((high - centre) / width), count)
    return centre + width * np.sinh(t), weights * width * np.cosh(t)


def independent_rows(ln_terms):
    """What `Grid` wants, of ln prior (points,) and ln likelihood of each row (points, rows)."""

    def ln_sets(z):
        ln_prior, pointwise = ln_terms(z)
        rows = pointwise.shape[1]
        # one by one: minus infinity cannot be subtracted again
        without = [np.delete(pointwise, i, axis=1).sum(axis=1) for i in range(rows)]
        return ln_prior[:, None] + np.stack([pointwise.sum(axis=1), *without], axis=1)

    return ln_sets
