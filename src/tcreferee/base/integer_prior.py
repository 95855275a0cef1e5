"""Prior of a parameter that is a whole number: the values of a range, with equal or declared probabilities."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.bounded_priors import LogNormal

Array = NDArray[np.float64]
_NORMAL = NormalDist()
# its logarithm is the score
_SCORE = LogNormal(1.0, 1.0)


@dataclass(frozen=True)
class Integer:
    """Prior of a whole number from `low` to `high`; integrals are sums over its values.

    It is sampled as a normal score. Each value owns an interval of the score, so a walker can pass from one to the
    next.

    Parameters
    ----------
    low, high : int
        First and last value.
    probabilities : tuple of float
        One for each value, or weights that are proportional to them; equal ones if left out.
    """

    low: int
    high: int
    probabilities: tuple[float, ...] = ()
    location: float = field(default=0.0, init=False, repr=False)
    width: float = field(default=1.0, init=False, repr=False)
    reach: tuple[float, float] = field(default=(-9.0, 9.0), init=False, repr=False)

    @property
    def sound(self) -> bool:
        """Whether the numbers make a prior."""
        whole = all(float(end).is_integer() for end in (self.low, self.high))
        given = self.probabilities
        fits = not given or (len(given) == self.high - self.low + 1 and all(0 < p < math.inf for p in given))
        return whole and self.low < self.high and fits

    @property
    def support(self) -> tuple[float, float]:
        """An open interval that holds its values."""
        return self.low - 0.5, self.high + 0.5

    @property
    def size(self) -> float:
        """Standard deviation."""
        return math.sqrt(float(self.shares @ (self.values - self.shares @ self.values) ** 2))

    @cached_property
    def values(self) -> Array:
        """The values it allows (values,)."""
        return np.arange(self.low, self.high + 1, dtype=np.float64)

    @cached_property
    def shares(self) -> Array:
        """Their probabilities (values,)."""
        given = np.array(self.probabilities or np.ones(len(self.values)), dtype=np.float64)
        return np.asarray(given / given.sum())

    @cached_property
    def ends(self) -> Array:
        """Ends (values + 1,) of the intervals of the score, the outer ones infinite."""
        inner = [_NORMAL.inv_cdf(float(share)) for share in np.cumsum(self.shares)[:-1]]
        return np.array([-math.inf, *inner, math.inf])

    def logpdf(self, x: Array) -> Array:
        """Return the log density of the score."""
        return _SCORE.logpdf(x)

    def mass(self, low: float, high: float) -> float:
        """Return the probability of the values between two numbers."""
        return float(self.shares[(self.values > low) & (self.values < high)].sum())

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` scores."""
        return rng.standard_normal(size)

    def physical(self, x: Array) -> Array:
        """Return the whole numbers, as floats."""
        return np.asarray(self.values[np.searchsorted(self.ends[1:-1], x)])

    def coordinate(self, value: float) -> float:
        """Return the score in the middle of a value's interval; infinite outside the range."""
        at = round(value - self.low) if math.isfinite(value) else -1
        if not 0 <= at < len(self.values):
            return -math.inf if value < self.low else math.inf
        below = float(self.shares[:at].sum())
        return _NORMAL.inv_cdf(below + 0.5 * float(self.shares[at]))

    def moments(self) -> tuple[Array, Array]:
        """Return mean and mean square (values,) of the score within each value's interval."""
        inner = self.ends[1:-1]
        density = np.concatenate([[0.0], np.exp(self.logpdf(inner)), [0.0]])
        edge = density * np.concatenate([[0.0], inner, [0.0]])
        return -np.diff(density) / self.shares, 1 - np.diff(edge) / self.shares
