"""Evidence and moments written down once more from the definitions in docs, sharing no code with the package.

The mean prediction is Normal(centre, effect), the spread about it Normal(0, effect), sigma half-t(4): with the
coefficients integrated out the rows are jointly normal, so scipy's multivariate normal and scipy's quadrature do all.
"""

import math
from itertools import pairwise

import numpy as np
from scipy import stats
from scipy.integrate import quad

CENTRE, EFFECT, SIGMA = 80.0, 52.5, 30.0


def ln_prior_of_ln_sigma(s, scale=SIGMA):
    return math.log(2) + stats.t(4, scale=scale).logpdf(math.exp(s)) + s


def unit_columns(*raw):
    """The level column and the effect columns of unit effect: mean 1, or root mean square 1 about the mean."""
    level, *effects = raw
    columns = [level / level.mean()]
    for effect in effects:
        centred = effect - effect.mean() * columns[0]
        columns.append(centred / math.sqrt(np.mean(centred**2)))
    return np.stack(columns, axis=1)


def ln_likelihood_given_sigma(y, columns, s, keep=slice(None), effect=EFFECT, centre=CENTRE):
    """ln N(y; centre * level, sigma^2 + effect^2 sum of columns columns')."""
    columns = columns[keep]
    covariance = math.exp(2 * s) * np.eye(len(columns)) + effect**2 * columns @ columns.T
    return stats.multivariate_normal.logpdf(y[keep], centre * columns[:, 0], covariance)


def ln_evidence(y, columns, keep=slice(None), **scales):
    def ln_density(s):
        return ln_likelihood_given_sigma(y, columns, s, keep, **scales) + ln_prior_of_ln_sigma(s)

    nodes = np.linspace(-2, 7, 46)
    values = np.array([ln_density(s) for s in nodes])
    peak, at = values.max(), nodes[values.argmax()]
    pieces = [at - 6, at - 1, at, at + 1, at + 3, at + 8]
    total = sum(
        quad(lambda s: math.exp(ln_density(s) - peak), a, b, epsabs=0, epsrel=1e-10)[0] for a, b in pairwise(pieces)
    )
    return peak + math.log(total)


def gauss_legendre(low, high, count=200):
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return low + (high - low) * (nodes + 1) / 2, weights * (high - low) / 2
