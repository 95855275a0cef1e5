"""Priors of parameters that cannot take every value, each sampled in a coordinate without bounds.

All have the attributes of `tcreferee.base.priors.Normal`: `location`, `width`, `reach` and `logpdf` (Jacobian included)
describe the coordinate, `size` and `support` the parameter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_LN_ROOT_2PI = 0.5 * math.log(2 * math.pi)


def _cumulative(t: float) -> float:
    """Return the standard normal distribution function, to full precision in the lower tail."""
    return 0.5 * math.erfc(-t / math.sqrt(2))


@dataclass(frozen=True)
class LogNormal:
    """Normal prior of the logarithm of a positive parameter in which the model is not linear; sampled as ln.

    Parameters
    ----------
    median : float
        In the parameter's unit.
    sd_ln : float
        Standard deviation of the logarithm: 0.7 is a factor of two.
    """

    median: float
    sd_ln: float

    @property
    def sound(self) -> bool:
        """Whether the numbers make a prior."""
        return 0 < self.median < math.inf and 0 < self.sd_ln < math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Values it allows."""
        return 0.0, math.inf

    @property
    def location(self) -> float:
        """Where the mass of the logarithm is."""
        return math.log(self.median)

    @property
    def width(self) -> float:
        """How far it spreads."""
        return self.sd_ln

    @property
    def size(self) -> float:
        """How far the mass of the parameter spreads."""
        return self.median * min(self.sd_ln, 1.0)

    @property
    def reach(self) -> tuple[float, float]:
        """Ends beyond which its mass is below 1e-18."""
        return self.location - 9 * self.sd_ln, self.location + 9 * self.sd_ln

    def logpdf(self, x: Array) -> Array:
        """Return the log density of the logarithm."""
        return np.asarray(-0.5 * ((x - self.location) / self.sd_ln) ** 2 - math.log(self.sd_ln) - _LN_ROOT_2PI)

    def mass(self, low: float, high: float) -> float:
        """Return the mass between two values of the parameter."""
        ends = [(self.coordinate(end) - self.location) / self.sd_ln for end in (low, high)]
        return _cumulative(ends[1]) - _cumulative(ends[0])

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` logarithms."""
        return self.location + self.sd_ln * rng.standard_normal(size)

    def physical(self, x: Array) -> Array:
        """Return the parameter."""
        return np.asarray(np.exp(x))

    def coordinate(self, value: float) -> float:
        """Return the logarithm."""
        return math.log(value) if value > 0 else -math.inf


@dataclass(frozen=True)
class Uniform:
    """Uniform prior between two values of a parameter in which the model is not linear; sampled as a logit.

    Parameters
    ----------
    low, high : float
        In the parameter's unit.
    """

    low: float
    high: float

    @property
    def sound(self) -> bool:
        """Whether the numbers make a prior."""
        return -math.inf < self.low < self.high < math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Values it allows."""
        return self.low, self.high

    @property
    def location(self) -> float:
        """Where the mass of the logit is."""
        return 0.0

    @property
    def width(self) -> float:
        """How far it spreads."""
        return 1.8

    @property
    def size(self) -> float:
        """How far the mass of the parameter spreads."""
        return (self.high - self.low) / math.sqrt(12)

    @property
    def reach(self) -> tuple[float, float]:
        """Ends beyond which its mass is below 1e-13, where the parameter has no digits left."""
        return -30.0, 30.0

    def logpdf(self, x: Array) -> Array:
        """Return the log density of the logit."""
        return np.asarray(-np.logaddexp(0, -x) - np.logaddexp(0, x))

    def mass(self, low: float, high: float) -> float:
        """Return the mass between two values of the parameter."""
        return max(min(high, self.high) - max(low, self.low), 0.0) / (self.high - self.low)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` logits."""
        return rng.logistic(size=size)

    def physical(self, x: Array) -> Array:
        """Return the parameter."""
        return np.asarray(self.low + (self.high - self.low) * np.exp(-np.logaddexp(0, -x)))

    def coordinate(self, value: float) -> float:
        """Return the logit."""
        share = (value - self.low) / (self.high - self.low)
        if not 0 < share < 1:
            return -math.inf if share <= 0 else math.inf
        return math.log(share) - math.log1p(-share)


@dataclass(frozen=True)
class HalfNormal:
    """Normal prior about 0, cut there, of a positive parameter in which the model is not linear; sampled as ln.

    Parameters
    ----------
    sd : float
        Of the normal distribution before the cut, in the parameter's unit.
    """

    sd: float

    @property
    def sound(self) -> bool:
        """Whether the number makes a prior."""
        return 0 < self.sd < math.inf

    @property
    def support(self) -> tuple[float, float]:
        """Values it allows."""
        return 0.0, math.inf

    @property
    def location(self) -> float:
        """Where the mass of the logarithm is."""
        return math.log(self.sd) - 0.5

    @property
    def width(self) -> float:
        """How far it spreads."""
        return 1.1

    @property
    def size(self) -> float:
        """How far the mass of the parameter spreads."""
        return self.sd

    @property
    def reach(self) -> tuple[float, float]:
        """Ends beyond which its mass is below 1e-17: the lower tail falls as the parameter."""
        return math.log(self.sd) - 40.0, math.log(self.sd) + 2.2

    def logpdf(self, x: Array) -> Array:
        """Return the log density of the logarithm."""
        t = np.exp(x) / self.sd
        return np.asarray(math.log(2 / self.sd) - 0.5 * t * t - _LN_ROOT_2PI + x)

    def mass(self, low: float, high: float) -> float:
        """Return the mass between two values of the parameter."""
        return math.erf(max(high, 0.0) / self.sd / math.sqrt(2)) - math.erf(max(low, 0.0) / self.sd / math.sqrt(2))

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` logarithms."""
        return np.asarray(np.log(np.abs(self.sd * rng.standard_normal(size))))

    def physical(self, x: Array) -> Array:
        """Return the parameter."""
        return np.asarray(np.exp(x))

    def coordinate(self, value: float) -> float:
        """Return the logarithm."""
        return math.log(value) if value > 0 else -math.inf
