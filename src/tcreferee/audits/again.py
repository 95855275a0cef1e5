"""Compare a fitted formula with a second measurement of one of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits.case import Case, Tried
from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.over_inputs import to_first_order
from tcreferee.inference.residuals import slopes
from tcreferee.inference.scatter import sd_at

DRAWS, WIDEST, GRID, STEP, ABSORBED = 1000, 100.0, 61, 1e-3, 0.05
# the inputs of the formula (by name, (..., rows)) at values (..., rows) of the column that was measured twice
Inputs = Callable[[Array], dict[str, Array]]


@dataclass(frozen=True)
class Again:
    """The response that a formula implies with the second measurement of an input, in the rows that have one.

    Parameters
    ----------
    rows : (m,) array of int
        Rows with both measurements.
    first, second : (m,) array
        Median of the posterior prediction with the first and with the second measurement, at the fitted constants.
    factor : float
        Factor of the second measurement that the constants of the formula absorb; 1 if they absorb none.
    p_value : float
        Probability that a true formula misses the measured response by as much.
    """

    rows: NDArray[np.intp]
    first: Array
    second: Array
    factor: float
    p_value: float


def again(case: Case, tried: Tried, inputs: Inputs, values: tuple[Array, Array], absorbs: bool) -> Again | None:
    """Compare a formula with a second measurement of an input; None if no row has a prediction with it.

    Of each posterior draw a new response is drawn: the second value is moved by its stated error, the prediction by the
    scatter. The sum of the squared, standardised deviations of the measured responses is compared with that of the
    new ones. If the constants of the formula absorb a factor of the input, the second values are first multiplied by
    the factor that fits best, and the direction of this factor is taken out of both sums.

    ASSUME: the error of a second measurement of a positive quantity is normal in the logarithm.

    Parameters
    ----------
    case : Case
    tried : Tried
    inputs : callable
        See `Inputs`.
    values : (rows,) array, (rows,) array
        Second measurement and its standard uncertainty; NaN where there is none (of the uncertainty: taken as zero).
    absorbs : bool
        True if the constants of the formula absorb a factor of the input.
    """
    told = _Told(tried, inputs, *values)
    rng = np.random.default_rng(case.seed("second_measurement", tried.name))
    # of one row nothing is left when its own factor is taken out
    shift = told.best_shift() if absorbs and np.isfinite(told.target).sum() > 1 else 0.0
    middle, width = told.about(shift)
    kept = np.isfinite(told.target) & np.isfinite(middle) & (width > 0)
    if not kept.any():
        return None
    new = told.drawn(shift, rng)
    kept &= np.isfinite(new).all(axis=0)
    left, drawn = ((each - middle)[..., kept] / width[kept] for each in (told.target, new))
    if absorbs:
        along = ((told.about(shift + STEP)[0] - told.about(shift - STEP)[0])[kept] / (2 * STEP)) / width[kept]
        left, drawn = (
            each - np.outer(each @ along, along).reshape(each.shape) / (along @ along) for each in (left, drawn)
        )
    worse = int(np.sum(np.sum(drawn**2, axis=-1) >= np.sum(left**2)))
    back = np.exp if tried.trial.density.log_response else np.asarray
    first = np.nanmedian(told.predicted(tried.trial.inputs), axis=0)
    return Again(
        np.flatnonzero(kept), back(first)[kept], back(np.median(told.of(0.0), axis=0))[kept], float(np.exp(shift)),
        (worse + 1) / (len(drawn) + 1),
    )  # fmt: skip


def absorbs_a_factor(tried: Tried, inputs: Inputs, values: Array) -> bool:
    """Return whether the constants of a formula absorb a factor of a column (rows,), as a scale does.

    They do if the derivative of the prediction with respect to the logarithm of the column is a linear combination of
    those with respect to the constants, to 5 % of its length: errors of inputs make the rest of a true scale so large.
    """
    trial, theta = to_first_order(tried.trial), np.median(tried.theta, axis=0)
    if not theta.size:
        return False
    with np.errstate(all="ignore"):
        high, low = (trial.model({**trial.inputs, **inputs(values * (1 + h))}, theta) for h in (STEP, -STEP))
        by_column, by_constant = (high - low) / (2 * STEP), slopes(trial, theta).T
    if not (np.isfinite(by_column).all() and np.isfinite(by_constant).all()):
        return False
    by_constant = by_constant / np.maximum(np.sqrt(np.sum(by_constant**2, axis=0)), 1e-300)
    left = by_column - by_constant @ np.linalg.lstsq(by_constant, by_column, rcond=None)[0]
    return bool(np.sum(left**2) <= ABSORBED**2 * np.sum(by_column**2))


class _Told:
    """Predictions of a formula with the second measurement, on the scale of its residuals: Tc or ln Tc.

    Parameters as of `again`.
    """

    def __init__(self, tried: Tried, inputs: Inputs, values: Array, errors: Array) -> None:
        trial = to_first_order(tried.trial)
        which = np.unique(np.linspace(0, len(tried.theta) - 1, min(DRAWS, len(tried.theta))).astype(int))
        self.trial, self.inputs, self.theta = trial, inputs, tried.theta[which]
        self.values, self.errors = values, np.where(np.isfinite(errors), errors, 0.0)
        self.sd = np.broadcast_to(sd_at(trial, self.theta, tried.sigma[which]), (len(which), len(trial.y)))
        self.log = trial.density.log_response
        limits = np.broadcast_to(trial.limit, trial.y.shape) != 0
        y = np.where(np.isfinite(values) & ~limits, trial.y, np.nan)
        self.target = np.log(y) if self.log else y

    def predicted(self, inputs: Mapping[str, Array]) -> Array:
        with np.errstate(all="ignore"):
            found = np.asarray(self.trial.model({**self.trial.inputs, **inputs}, self.theta, len(self.trial.y)))
            found = np.broadcast_to(found, (len(self.theta), len(self.trial.y)))
            return np.log(found) if self.log else found

    def of(self, shift: float) -> Array:
        """Predictions (draws, rows) with the second values times exp(shift)."""
        return self.predicted(self.inputs(self.values * np.exp(shift)))

    def about(self, shift: float) -> tuple[Array, Array]:
        """Mean and standard deviation (rows,) of a new response, to first order in the error of the second value."""
        with np.errstate(all="ignore"):
            at = self.of(shift)
            slope = (self.of(shift + STEP) - self.of(shift - STEP)).mean(axis=0) / (2 * STEP)
            own = slope * self.errors / np.abs(self.values)
            return at.mean(axis=0), np.sqrt(at.var(axis=0) + (self.sd**2).mean(axis=0) + own**2)

    def best_shift(self) -> float:
        """Logarithm of the factor of the second values with which the formula misses by least."""
        grid = np.linspace(-np.log(WIDEST), np.log(WIDEST), GRID)
        wide = self._best(grid)
        return self._best(wide + np.linspace(-1.0, 1.0, GRID) * (grid[1] - grid[0]))

    def _best(self, shifts: Array) -> float:
        with np.errstate(all="ignore"):
            misses = [
                np.sum(((self.target - m) / s)[np.isfinite(self.target)] ** 2) for m, s in map(self.about, shifts)
            ]
        return float(shifts[int(np.argmin(np.where(np.isfinite(misses), misses, np.inf)))])

    def drawn(self, shift: float, rng: np.random.Generator) -> Array:
        """New responses (draws, rows): second values moved by their errors, predictions by the scatter."""
        moved = self.errors / np.abs(self.values) * rng.standard_normal(self.sd.shape)
        mean = self.predicted(self.inputs(self.values * np.exp(shift + moved)))
        with np.errstate(all="ignore"):
            new = LIKELIHOODS[self.trial.likelihood].draw(np.exp(mean) if self.log else mean, self.sd, rng)
            return np.asarray(np.log(new) if self.log else new)
