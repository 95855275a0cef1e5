"""The population that the true values of an input come from, given measured values with errors.

The true values are normal, in the logarithm where the errors go with the values, with an unknown mean and width that
all rows share. The measured values alone give these a proper distribution.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array

# widths of the population that are tried, in standard deviations of the measured values: evenly, then in its tail
WIDTHS = np.concatenate([np.linspace(0.0, 3.0, 1201)[1:], np.geomspace(3.0, 60.0, 160)[1:]])
# where the quantiles of the width are tabulated, in standard deviations of a unit normal
QUANTILES = np.linspace(-6.0, 6.0, 121)
# an error in proportion, as a normal one of the logarithm: nodes of a true value, rounds, least share of its precision
NODES, ROUNDS, LEAST = np.linspace(-6.0, 6.0, 121), 4, 0.05


@dataclass(frozen=True)
class Population:
    """Where the true values of one input come from.

    Parameters
    ----------
    at, error : (rows,) arrays
        Measured values and their standard deviations, of the logarithm if `logs`; the error is 0 where a row states
        none.
    logs : bool
        Whether the population is normal in the logarithm.
    """

    at: Array
    error: Array
    logs: bool

    @classmethod
    def of(cls, x: Array, error: Array) -> Population | None:
        """Return the population of measured values with some errors; None where all values are the same.

        ASSUME: an error in proportion to the value is that share of the true value, which the table states of the
        measured one.
        """
        if not float(np.ptp(x)) > 0:
            return None
        if not in_proportion(x, error):
            return cls(x, error, logs=False)
        found = cls(np.log(x), error / x, logs=True)
        for _ in range(ROUNDS):
            found = found._as_normal(np.log(x), error / x)
        return found

    def _as_normal(self, at: Array, share: Array) -> Population:
        """Return the population with the errors of the logarithm that leave each true value mean and width.

        The error of a logarithm is skewed; what matters of it lies where the population is (expectation propagation,
        Minka 2001, arXiv:1301.2294).
        """
        stated = share > 0
        width, mean = self._expected
        variance = self.error[stated] ** 2 * width**2 / (self.error[stated] ** 2 + width**2)
        centre = mean + variance / self.error[stated] ** 2 * (self.at[stated] - mean)
        true = centre[:, np.newaxis] + np.sqrt(variance)[:, np.newaxis] * NODES
        off = np.expm1(at[stated, np.newaxis] - true) / share[stated, np.newaxis]
        log_density = -0.5 * ((true - mean) / width) ** 2 - 0.5 * off**2 - true
        weight = np.exp(log_density - log_density.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        centre = (weight * true).sum(axis=1)
        variance = (weight * (true - centre[:, np.newaxis]) ** 2).sum(axis=1)
        precision = np.maximum(1 / variance - width**-2, LEAST / share[stated] ** 2)
        new, error = at.copy(), share.copy()
        new[stated] = (centre / variance - mean / width**2) / precision
        error[stated] = 1 / np.sqrt(precision)
        return Population(new, error, self.logs)

    @cached_property
    def _widths(self) -> tuple[Array, Array]:
        """Widths of the population that are tried, and how much of the probability lies at each."""
        width = WIDTHS * float(self.at.std(ddof=1))
        log_density = self._given(width)[2]
        density = np.exp(log_density - log_density.max())
        mass = density * np.gradient(width)
        return width, mass / mass.sum()

    @property
    def _expected(self) -> tuple[float, float]:
        """Expected width and mean of the population."""
        width, mass = self._widths
        return float(mass @ width), float(mass @ self._given(width)[0])

    @cached_property
    def _table(self) -> Any:
        """Splines of ln width, and of the mean and its ln error given that width, by the quantile of the width."""
        from scipy.interpolate import CubicSpline
        from scipy.special import log_ndtr

        width, mass = self._widths
        # half of what lies at a width lies below it
        share = np.cumsum(mass) - 0.5 * mass
        inside = np.flatnonzero(np.diff(share, prepend=0.0) > 0)
        log_width = np.interp(log_ndtr(QUANTILES), np.log(share[inside]), np.log(width[inside]))
        mean, error, _ = self._given(np.exp(log_width))
        return CubicSpline(QUANTILES, np.stack([log_width, mean, np.log(error)], axis=-1))

    def _given(self, width: Array) -> tuple[Array, Array, Array]:
        """Return the best mean, its error, and ln of the probability density of the width, each (widths,).

        ASSUME: the mean has a flat prior, the width the one that Jeffreys has if all errors are alike. A flat one would
        favour wide populations, which flattens a formula by 2 to 5 % of its slope with errors of 30 %.
        """
        log_det, weight, first, second = np.zeros((4, len(width)))
        centre = float(self.at.mean())
        for part in pieces(len(self.at), len(width)):
            variance = width**2 + self.error[part, np.newaxis] ** 2
            off = self.at[part, np.newaxis] - centre
            log_det += np.log(variance).sum(axis=0)
            weight += (1 / variance).sum(axis=0)
            first += (off / variance).sum(axis=0)
            second += (off**2 / variance).sum(axis=0)
        mean = first / weight
        log_density = -0.5 * (log_det + second - weight * mean**2 + np.log(weight))
        return centre + mean, 1 / np.sqrt(weight), log_density + np.log(width / (width**2 + np.mean(self.error**2)))

    def true(self, at: Array, error: Array, mean: Array, width: Array) -> tuple[Array, Array]:
        """Return mean and standard deviation (..., rows) of the true values, of their logarithm if `logs`.

        Parameters
        ----------
        at, error : (rows,) arrays
            As `at` and `error` of the population; of any of its rows.
        mean, width : (..., 1) arrays
            Of the population, in unit normals.
        """
        log_width, best, log_error = np.moveaxis(self._table(np.clip(width, QUANTILES[0], QUANTILES[-1])), -1, 0)
        share = 1 / (1 + (error / np.exp(log_width)) ** 2)
        centre = best + np.exp(log_error) * mean
        return centre + share * (at - centre), np.sqrt(share) * error

    def moved(self, at: Array, sd: Array, normal: Array, curved: Array | float) -> Array:
        """Return true values `normal` standard deviations off, exactly where `curved` is 1, else to first order.

        To first order they are normal, with the mean and the standard deviation that they have.
        """
        if not self.logs:
            return np.asarray(at + sd * normal)
        middle = np.exp(at + 0.5 * sd**2)
        straight = middle * (1 + np.sqrt(np.expm1(sd**2)) * normal)
        return np.asarray(np.where(curved, np.exp(at + sd * normal), straight))


def in_proportion(x: Array, error: Array) -> bool:
    """Whether the errors of positive values are more nearly the same in proportion to them than in their unit."""
    stated = error > 0
    if not ((x > 0).all() and stated.any()):
        return False
    own, relative = error[stated], (error / x)[stated]
    return bool(relative.std() / relative.mean() <= own.std() / own.mean())


def expected_inputs(x: Array, error: Array) -> tuple[Array, Array]:
    """Return what the true values (rows,) are expected to be in the middle of their populations, and how well."""
    population = Population.of(x, error)
    if population is None:
        return x, error
    at, sd = population.true(population.at, population.error, np.zeros(1), np.zeros(1))
    middle = population.moved(at, sd, np.zeros(1), 0.0)
    off = population.moved(at, sd, np.ones(1), 0.0) - middle
    return np.where(population.error > 0, middle, x), off
