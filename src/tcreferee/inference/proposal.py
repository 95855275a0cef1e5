"""Draws of importance sampling: a multivariate Student t with a wider one mixed in, at random or evenly spread."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array

NU, WIDEN, WIDE, SHARE_WIDE = 5.0, 1.2, 9.0, 0.1
# evenly spread draws have no error of their own: that of independent repetitions is told from their scatter
REPLICATES = 8
LEAST = 1e-15


@dataclass(frozen=True)
class Proposal:
    """Mixture of two multivariate t distributions about the same centre.

    Parameters
    ----------
    centre : (d,) array
    root : (d, d) array
        Square root of the narrow scale matrix.
    """

    centre: Array
    root: Array

    def draw(self, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return draws (size, d) and their log density (size,)."""
        d = len(self.centre)
        return self.at(rng.standard_normal((size, d)), rng.chisquare(NU, size), rng.random(size))

    def spread(self, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return `size` draws in `REPLICATES` independent parts, each evenly spread, and their log density.

        Each part is a scrambled Sobol sequence (Owen 1997, 10.1214/aos/1031594731): for smooth integrands in few
        dimensions its error is many times smaller than that of as many random draws. `size / REPLICATES` is a power
        of two.
        """
        return self.at(*even_points(len(self.centre), size, rng))

    def at(self, normal: Array, chi_square: Array, uniform: Array) -> tuple[Array, Array]:
        """Return draws and their log density from normal (size, d), chi-square and uniform (size,) variables."""
        scale = np.where(uniform < SHARE_WIDE, math.sqrt(WIDE), 1.0)
        t = normal * (scale / np.sqrt(chi_square / NU))[:, np.newaxis]
        return self.centre + t @ self.root.T, self._log_density(np.sum(t**2, axis=1))

    def _log_density(self, square: Array) -> Array:
        d = len(self.centre)
        log_det = float(np.linalg.slogdet(self.root)[1])
        norm = math.lgamma((NU + d) / 2) - math.lgamma(NU / 2) - d / 2 * math.log(NU * math.pi) - log_det

        def component(widening: float, share: float) -> Array:
            value = norm - d / 2 * math.log(widening) - (NU + d) / 2 * np.log1p(square / (NU * widening))
            return np.asarray(math.log(share) + value)

        return np.logaddexp(component(1.0, 1 - SHARE_WIDE), component(WIDE, SHARE_WIDE))


def even_points(dimension: int, size: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return evenly spread normal (size, d), chi-square and uniform (size,) variables, in `REPLICATES` parts."""
    from scipy.special import gammaincinv, ndtri
    from scipy.stats import qmc

    each = size // REPLICATES
    parts = [qmc.Sobol(dimension + 2, scramble=True, rng=rng).random(each) for _ in range(REPLICATES)]
    uniform = np.clip(np.concatenate(parts), LEAST, 1 - LEAST)
    return ndtri(uniform[:, :dimension]), 2 * gammaincinv(NU / 2, uniform[:, dimension]), uniform[:, dimension + 1]


def spread_about(log_density: Callable[[Array], Array], start: Array) -> Array:
    """Return a matrix square root (d, d) of twice-widened posterior covariance at `start`, by finite differences."""
    d = len(start)
    step = 1e-3 * np.eye(d)
    corners = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    shifts = np.array([a * step[i] + b * step[j] for i in range(d) for j in range(d) for a, b in corners])
    value = log_density(start + shifts).reshape(d, d, 4)
    signs = np.array([1, -1, -1, 1])
    with np.errstate(invalid="ignore"):  # beside a bound the density is -inf
        curvature = -(value @ signs) / (4 * 1e-3**2)
    values, vectors = np.linalg.eigh(np.where(np.isfinite(curvature), curvature, np.eye(d)))
    # a direction without curvature is unbounded locally; the prior of effects has unit width
    sd = 1 / np.sqrt(np.clip(values, 0.25, None))
    return np.asarray(2.0 * vectors * sd)
