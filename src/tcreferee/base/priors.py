"""Priors: proper, normalised, and matched on the effect they allow.

A coefficient of n^(-1/6) and one of log n have different units and sizes; equal-looking priors on them
would let the evidence choose a model by the width of its prior. So a linear coefficient declares only
what it does, `Level` (it carries the mean prediction) or `Effect` (it spreads the predictions over the
rows), and every rival of a comparison gets the same prior on the mean prediction and on that spread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.bounded_priors import HalfNormal as HalfNormal
from tcreferee.base.bounded_priors import LogNormal as LogNormal
from tcreferee.base.bounded_priors import Uniform as Uniform
from tcreferee.base.integer_prior import Integer as Integer
from tcreferee.base.linear_priors import WIDE as WIDE
from tcreferee.base.linear_priors import Coefficient as Coefficient
from tcreferee.base.linear_priors import Effect as Effect
from tcreferee.base.linear_priors import Flat as Flat
from tcreferee.base.linear_priors import Level as Level
from tcreferee.base.linear_priors import Straight as Straight
from tcreferee.base.scatter_priors import NU, HalfT, SigmaPrior, sigma_prior

Array = NDArray[np.float64]
EFFECT_FACTOR = 1.5  # effect scale of the priors in standard deviations of Tc in the class of materials


@dataclass(frozen=True)
class Normal:
    """Normal prior of a parameter in which the model is not linear; sampled as it is.

    Parameters
    ----------
    mean, sd : float
        In the parameter's unit.
    """

    mean: float
    sd: float

    @property
    def sound(self) -> bool:
        """Whether the numbers make a prior."""
        return math.isfinite(self.mean) and 0 < self.sd < math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Values it allows."""
        return -math.inf, math.inf

    @property
    def location(self) -> float:
        """Where its mass is."""
        return self.mean

    @property
    def width(self) -> float:
        """How far its mass spreads."""
        return self.sd

    @property
    def size(self) -> float:
        """How far the mass of the parameter spreads."""
        return self.sd

    @property
    def reach(self) -> tuple[float, float]:
        """Ends beyond which its mass is below 1e-18."""
        return self.mean - 9 * self.sd, self.mean + 9 * self.sd

    def logpdf(self, x: Array) -> Array:
        """Return the log density; same shape as `x`."""
        return np.asarray(-0.5 * ((x - self.mean) / self.sd) ** 2 - math.log(self.sd * math.sqrt(2 * math.pi)))

    def mass(self, low: float, high: float) -> float:
        """Return the mass between two values."""
        from scipy.special import ndtr

        return float(ndtr((high - self.mean) / self.sd) - ndtr((low - self.mean) / self.sd))

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values."""
        return self.mean + self.sd * rng.standard_normal(size)

    def physical(self, x: Array) -> Array:
        """Return the parameter for a sampled coordinate: the same."""
        return x

    def coordinate(self, value: float) -> float:
        """Return the sampled coordinate for a value of the parameter: the same."""
        return value


@dataclass(frozen=True)
class Spread:
    """Half-t(4) prior of the spread tau > 0 between families of materials; sampled as ln tau.

    Parameters
    ----------
    scale : float
        In the unit of the response.
    """

    scale: float

    @property
    def location(self) -> float:
        """Where the mass of ln tau is."""
        return math.log(self.scale)

    @property
    def width(self) -> float:
        """How far it spreads."""
        return 1.2

    @property
    def size(self) -> float:
        """How far the mass of tau spreads."""
        return self.scale

    @property
    def reach(self) -> tuple[float, float]:
        """Ends beyond which its mass is below 1e-17: the lower tail falls as tau, the upper as tau^-4."""
        return self.location - 40.0, self.location + 12.0

    def logpdf(self, x: Array) -> Array:
        """Return the log density of x = ln tau, Jacobian included."""
        return HalfT(self.scale).logpdf_of_log(x)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values of ln tau."""
        return np.log(HalfT(self.scale).draw(size, rng))

    def physical(self, x: Array) -> Array:
        """Return tau."""
        return np.asarray(np.exp(x))

    def coordinate(self, value: float) -> float:
        """Return ln tau."""
        return math.log(value)


@dataclass(frozen=True)
class Share:
    """Uniform (Dirichlet) prior of the shares of a mixture, broken as sticks; sampled as a logit.

    Parameters
    ----------
    others : int
        Alternatives still left besides this one: the share of what is left has the prior Beta(1, others).
    """

    others: int = 1
    location: float = 0.0
    width: float = 1.8
    reach: tuple[float, float] = (-40.0, 40.0)
    size: float = 0.25

    def logpdf(self, x: Array) -> Array:
        """Return the log density of the logit, Jacobian included."""
        return np.asarray(math.log(self.others) - np.logaddexp(0, -x) - self.others * np.logaddexp(0, x))

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` logits."""
        share = rng.beta(1.0, self.others, size)
        return np.asarray(np.log(share) - np.log1p(-share))

    def physical(self, x: Array) -> Array:
        """Return the share, between 0 and 1."""
        return np.asarray(np.exp(-np.logaddexp(0, -x)))

    def coordinate(self, value: float) -> float:
        """Return the logit; that of a share of 0 or 1, or nearly, is an end of its reach."""
        low, high = self.reach
        if not 0.0 < value < 1.0:
            return low if value <= 0.0 else high
        return min(max(math.log(value / (1 - value)), low), high)


@dataclass(frozen=True)
class Scales:
    """Prior scales shared by all rivals of a comparison, in the unit of the prediction.

    Parameters
    ----------
    centre_K : float
        Prior mean of the mean prediction: the mean Tc of the material class.
    effect_K : float
        Prior sd of the mean prediction and of the spread each coefficient may cause.
    sigma_K : float
        Scale of the prior of the scatter (of ln y for a log response).
    sigma_nu : float
        Degrees of freedom of that prior, if it is a half-t.
    sigma_family : str
        Its family, of `tcreferee.base.scatter_priors.FAMILIES`.
    """

    centre_K: float
    effect_K: float
    sigma_K: float
    sigma_nu: float = NU
    sigma_family: str = "half_t"

    @property
    def sigma(self) -> SigmaPrior:
        """Prior of the scatter."""
        return sigma_prior(self.sigma_family, self.sigma_K, self.sigma_nu)


Own = Normal | LogNormal | Uniform | HalfNormal
Curved = Own | Integer | Spread | Share
Prior = Straight | Curved
