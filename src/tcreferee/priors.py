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

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Level:
    """Coefficient that carries the mean prediction over the rows.

    The mean prediction has the prior Normal(class mean, effect scale) of the comparison.
    """


@dataclass(frozen=True)
class Effect:
    """Coefficient that spreads the predictions over the rows.

    The root mean square spread it causes (about the mean where the model also has a `Level`) has the
    prior Normal(0, effect scale) of the comparison.
    """


@dataclass(frozen=True)
class Normal:
    """Normal prior of a parameter in which the model is not linear.

    Parameters
    ----------
    mean, sd : float
        In the parameter's unit.
    """

    mean: float
    sd: float

    def logpdf(self, x: Array) -> Array:
        """Return the log density; same shape as `x`."""
        return np.asarray(-0.5 * ((x - self.mean) / self.sd) ** 2 - math.log(self.sd * math.sqrt(2 * math.pi)))


@dataclass(frozen=True)
class HalfT:
    """Half Student-t prior with 4 degrees of freedom, for the scatter sigma > 0 (Gelman 2006).

    Four degrees of freedom keep the moments finite while the tail stays heavy enough for a scatter far
    larger than expected. Source: 10.1214/06-BA117A.

    Parameters
    ----------
    scale : float
        In the unit of the response.
    """

    scale: float

    def logpdf_of_log(self, log_sigma: Array) -> Array:
        """Return the log density of ln(sigma), Jacobian included; same shape as `log_sigma`."""
        nu = 4.0
        norm = math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2) - 0.5 * math.log(nu * math.pi) + math.log(2)
        t = np.exp(log_sigma) / self.scale
        return np.asarray(norm - math.log(self.scale) - (nu + 1) / 2 * np.log1p(t * t / nu) + log_sigma)

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` values of sigma."""
        return np.asarray(np.abs(rng.standard_t(4.0, size)) * self.scale)


Prior = Level | Effect | Normal
