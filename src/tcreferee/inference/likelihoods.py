"""Pointwise log densities of the response. One function each serves the maximum, the posterior and the scores.

All are normalised with respect to the response in its unit, constants included, so that they can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array

NU = 4.0
# of which the linear part of a model integrates out in closed form
LEAST_SQUARES = ("normal", "lognormal")
NORMALS = ("normal", "normal_known", "normal_eiv")
NO_SIDES = np.zeros((2, 1))
_LN_2PI = math.log(2 * math.pi)
_T_NORM = math.lgamma((NU + 1) / 2) - math.lgamma(NU / 2) - 0.5 * math.log(NU * math.pi)


@dataclass(frozen=True)
class Likelihood:
    """A family of densities of the response about a prediction.

    Parameters
    ----------
    density : callable
        `density(y, mean, sd) -> log density`, (rows,), (..., rows) and (..., rows or 1) to (..., rows).
    draw : callable
        `draw(mean, sd, rng) -> response`, the same shapes.
    log_tail : callable
        `log_tail(z) -> ln of the probability below z`, of the response's distance from the prediction in units of sd.
    meaning : str
        One line for tables.
    scatter : bool
        Whether sd holds a free scatter sigma, a counted parameter.
    known : bool
        Whether sd also holds the rows' own standard deviations.
    inputs_known : bool
        Whether sd also holds the standard deviations of inputs, through the slope.
    log_response : bool
        Whether sd is that of ln y.
    """

    density: Callable[[Array, Array, Array], Array]
    draw: Callable[[Array, Array, np.random.Generator], Array]
    log_tail: Callable[[Array], Array]
    meaning: str
    scatter: bool = True
    known: bool = False
    inputs_known: bool = False
    log_response: bool = False

    def pointwise(self, y: Array, mean: Array, sd: Array, limit: Array, sides: Array = NO_SIDES) -> Array:
        """Return the log density (..., rows) of values, and the log probability of limits.

        Parameters
        ----------
        y : (rows,) array
            Values, and limits.
        mean, sd : (..., rows) and (..., rows or 1) arrays
        limit : (rows or 1,) array
            1 for an upper limit, -1 for a lower one, 0 for a value.
        sides : (2, rows or 1) array
            Lower and upper uncertainty of rows whose error is asymmetric, 0 for the others; for normal scatter only.
        """
        value = self.density(y, mean, sd)
        if (split := sides[0] > 0).any():
            from tcreferee.inference import split_normal

            lower, upper = np.where(split, sides, 1.0)
            value = np.where(split, split_normal.log_density(y - mean, sd, lower, upper), value)
        if not limit.any():
            return value
        miss = y - mean
        if self.log_response:
            miss = np.log(y) - np.log(np.where(mean > 0, mean, np.nan))
        tail = self.log_tail(limit * miss / sd)
        if self.log_response:
            tail = np.where(mean > 0, tail, -np.inf)
        return np.where(limit == 0, value, tail)


def _normal(y: Array, mean: Array, sd: Array) -> Array:
    return np.asarray(-0.5 * ((y - mean) / sd) ** 2 - np.log(sd) - 0.5 * _LN_2PI)


def _lognormal(y: Array, mean: Array, sd: Array) -> Array:
    """The - ln y is the Jacobian of the logarithm: the density is per unit of the response."""
    log_mean = np.log(np.where(mean > 0, mean, np.nan))
    value = -0.5 * ((np.log(y) - log_mean) / sd) ** 2 - np.log(sd) - 0.5 * _LN_2PI - np.log(y)
    return np.where(mean > 0, value, -np.inf)


def _student_t(y: Array, mean: Array, sd: Array) -> Array:
    return np.asarray(_T_NORM - np.log(sd) - (NU + 1) / 2 * np.log1p(((y - mean) / sd) ** 2 / NU))


def _bernoulli(y: Array, log_odds: Array, _: Array) -> Array:
    return np.asarray(y * log_odds - np.logaddexp(0.0, log_odds))


def _normal_tail(z: Array) -> Array:
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr(z))


def _student_t_tail(z: Array) -> Array:
    from scipy.special import stdtr

    with np.errstate(divide="ignore"):
        return np.asarray(np.log(stdtr(NU, z)))


def _no_tail(_: Array) -> Array:
    raise TypeError("yes or no has no limits")


def _draw_normal(mean: Array, sd: Array, rng: np.random.Generator) -> Array:
    return np.asarray(mean + sd * rng.standard_normal(mean.shape))


def _draw_lognormal(mean: Array, sd: Array, rng: np.random.Generator) -> Array:
    return np.asarray(mean * np.exp(sd * rng.standard_normal(mean.shape)))


def _draw_student_t(mean: Array, sd: Array, rng: np.random.Generator) -> Array:
    return np.asarray(mean + sd * rng.standard_t(NU, mean.shape))


def _draw_bernoulli(log_odds: Array, _: Array, rng: np.random.Generator) -> Array:
    return np.asarray((rng.random(log_odds.shape) < np.exp(-np.logaddexp(0.0, -log_odds))) * 1.0)


LIKELIHOODS: dict[str, Likelihood] = {
    "normal": Likelihood(_normal, _draw_normal, _normal_tail, "normal scatter of unknown size about the formula"),
    "normal_known": Likelihood(
        _normal, _draw_normal, _normal_tail,
        "normal; the rows' own uncertainties and a free scatter, added in square", known=True,
    ),
    "normal_eiv": Likelihood(
        _normal, _draw_normal, _normal_tail,
        "normal; uncertainties of response and inputs (to first order) and a free scatter, added in square",
        known=True, inputs_known=True,
    ),
    "lognormal": Likelihood(
        _lognormal, _draw_lognormal, _normal_tail,
        "normal scatter of the logarithm about that of the formula", log_response=True,
    ),
    "student_t": Likelihood(
        _student_t, _draw_student_t, _student_t_tail, "Student-t scatter with 4 degrees of freedom"
    ),
    "bernoulli": Likelihood(_bernoulli, _draw_bernoulli, _no_tail, "yes or no with the odds of the formula", False),
}  # fmt: skip
