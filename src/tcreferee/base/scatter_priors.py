"""Priors of the scatter sigma > 0 of the rows about a formula: families, each with one scale."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, Self, get_args

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Family = Literal["half_t", "half_normal", "exponential"]
FAMILIES: tuple[Family, ...] = get_args(Family)
NU = 4.0
_LN_ROOT_2_OVER_PI = 0.5 * math.log(2 / math.pi)


@dataclass(frozen=True)
class _Scaled:
    """What the priors of the scatter share.

    Parameters
    ----------
    scale : float
        In the unit of the response, or without one where the scatter is that of ln y.
    """

    scale: float

    def times(self, factor: float) -> Self:
        """Return the same prior with its scale multiplied by `factor`."""
        return replace(self, scale=factor * self.scale)


@dataclass(frozen=True)
class HalfT(_Scaled):
    """Half Student-t prior (Gelman 2006, 10.1214/06-BA117A).

    Four degrees of freedom keep the moments finite while the tail stays heavy enough for a scatter far larger than
    expected.

    Parameters
    ----------
    scale : float
    nu : float
        Degrees of freedom.
    """

    nu: float = NU

    @property
    def words(self) -> str:
        """Name and scale, for tables."""
        return f"half-t({self.nu:g}), scale {self.scale:.3g}"

    def logpdf_of_log(self, log_sigma: Array) -> Array:
        """Return the log density of ln(sigma), Jacobian included; same shape as `log_sigma`."""
        nu = self.nu
        norm = math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2) - 0.5 * math.log(nu * math.pi) + math.log(2)
        t = np.exp(log_sigma) / self.scale
        return np.asarray(norm - math.log(self.scale) - (nu + 1) / 2 * np.log1p(t * t / nu) + log_sigma)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values of sigma."""
        return np.asarray(np.abs(rng.standard_t(self.nu, size)) * self.scale)

    def quantile(self, level: Array) -> Array:
        """Return the sigma below which a share `level` of the mass lies; same shape."""
        from scipy.special import stdtrit

        return np.asarray(self.scale * stdtrit(self.nu, 0.5 + 0.5 * level))


@dataclass(frozen=True)
class HalfNormalScatter(_Scaled):
    """Half-normal prior: a scatter of several times the scale is ruled out beforehand."""

    @property
    def words(self) -> str:
        """Name and scale, for tables."""
        return f"half-normal, scale {self.scale:.3g}"

    def logpdf_of_log(self, log_sigma: Array) -> Array:
        """Return the log density of ln(sigma), Jacobian included; same shape as `log_sigma`."""
        t = np.exp(log_sigma) / self.scale
        return np.asarray(_LN_ROOT_2_OVER_PI - math.log(self.scale) - 0.5 * t * t + log_sigma)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values of sigma."""
        return np.asarray(np.abs(rng.standard_normal(size)) * self.scale)

    def quantile(self, level: Array) -> Array:
        """Return the sigma below which a share `level` of the mass lies; same shape."""
        from scipy.special import ndtri

        return np.asarray(self.scale * ndtri(0.5 + 0.5 * level))


@dataclass(frozen=True)
class Exponential(_Scaled):
    """Exponential prior, whose mean is the scale."""

    @property
    def words(self) -> str:
        """Name and scale, for tables."""
        return f"exponential, mean {self.scale:.3g}"

    def logpdf_of_log(self, log_sigma: Array) -> Array:
        """Return the log density of ln(sigma), Jacobian included; same shape as `log_sigma`."""
        return np.asarray(-np.exp(log_sigma) / self.scale - math.log(self.scale) + log_sigma)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values of sigma."""
        return np.asarray(rng.exponential(self.scale, size))

    def quantile(self, level: Array) -> Array:
        """Return the sigma below which a share `level` of the mass lies; same shape."""
        return np.asarray(-self.scale * np.log1p(-level))


SigmaPrior = HalfT | HalfNormalScatter | Exponential


def sigma_prior(family: str, scale: float, nu: float = NU) -> SigmaPrior:
    """Return the prior of a family of `FAMILIES`; `nu` counts for the half-t only.

    Raises
    ------
    ValueError
        If there is no such family.
    """
    if family == "half_t":
        return HalfT(scale, nu)
    if family == "half_normal":
        return HalfNormalScatter(scale)
    if family == "exponential":
        return Exponential(scale)
    raise ValueError(f"no prior of the scatter is called '{family}': one of {', '.join(FAMILIES)}")


def log_sd(mean: float, sd: float) -> float:
    """Return the standard deviation of ln y of the log-normal distribution with this mean and sd of y."""
    return math.sqrt(math.log1p((sd / mean) ** 2))
