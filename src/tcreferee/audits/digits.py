"""Test whether response and input of a formula agree more closely than independent numbers with these errors can."""

from __future__ import annotations

import numpy as np

from tcreferee.audits import columns, invert
from tcreferee.audits.case import FIRES, QUIET, Case, Row, Tried
from tcreferee.audits.refit import estimates
from tcreferee.audits.words import chance
from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

# tolerance, because the slope at the tabulated value differs slightly from the slope at the exact one
NAME, SCALES, NEARLY = "circularity", 200, 1e-2
STATISTIC = "chance of so close an agreement between independent numbers: {}"


def too_close(case: Case, tried: Tried, name: str, column: str) -> list[Row]:
    """Test whether an input agrees too closely with Tc; return no row if errors and digits do not allow a test.

    If input and Tc have stated errors, the test is whether chi-squared is below its lower quantile. If not, it uses the
    digits. An input that was computed from the printed Tc reproduces it, in every row, within half a unit of the last
    digit of the input. The Tc of an independent input was rounded separately, so it misses by more in many rows, even
    if the formula is exact. The p-value is the probability that it misses by more in no row. Scatter about the formula
    makes this probability smaller still. If the formula has a free scale, the test takes the scale that makes the
    largest miss smallest, and counts one row less.

    ASSUME: rounding errors of independent numbers are uniform and independent.
    """
    p, words = _stated(case, tried, name, column), "their stated errors"
    if p is None:
        p, words = _digits(case, tried, name, column), "their digits"
    if p is None:
        return []
    fires = p <= case.settings.level
    end = f"{column} may have been computed from it" if fires else "independent numbers may agree as closely"
    note = (
        f"Given {words}, {case.measured} and an independently measured {column} would agree as closely as here in "
        f"{chance(p)} of cases, even if the formula is exact: {end}."
    )
    statistic = STATISTIC.format(column)
    return [Row(NAME, tried.name, statistic, FIRES if fires else QUIET, note, p, None, None, p, column, tests=True)]


def _stated(case: Case, tried: Tried, name: str, column: str) -> float | None:
    from scipy.stats import chi2

    if any(columns.printing_only(case, each) for each in (column, case.observations.response)):
        return None
    own = columns.uncertainty(case, column), columns.uncertainty(case, case.observations.response)
    if own[0] is None or own[1] is None:
        return None
    trial, theta, y = tried.trial, estimates(tried)[0], case.observations.y
    miss, slope = y - trial.predict(theta), invert.slope(trial, name, theta)
    steps = columns.half_steps(y) ** 2 + (slope * columns.half_steps(case.observations.columns[column])) ** 2
    variance = own[1] ** 2 + (slope * own[0]) ** 2 + steps / 3
    return float(chi2.cdf(float(np.sum(miss**2 / variance)), max(len(y) - len(theta), 1)))


def _digits(case: Case, tried: Tried, name: str, column: str) -> float | None:
    """Return the chance of an agreement within the digits of the input; None if they do not agree so closely."""
    y, trial, theta = case.observations.y, tried.trial, estimates(tried)[0]
    steps = columns.half_steps(case.observations.columns[column])
    reach = np.abs(invert.slope(trial, name, theta)) * steps
    theta = _closest(trial, theta, reach)
    if not (np.abs(y - trial.predict(theta)) <= reach * (1 + NEARLY)).all():
        return None
    each = np.sort(_within(reach, _steps(y)))[len(theta) :]
    # a free scale can be fitted to any one of the n rows, which makes the agreement about n times as likely
    return float(min(1.0, len(y) ** len(theta) * np.prod(each)))


def _steps(values: Array) -> Array:
    """Return half a unit of the last printed digit (rows,) of each response.

    A number does not show its trailing zeros, so each cell is given at least as many digits as most cells have.
    """
    steps = columns.half_steps(values)
    levels, count = np.unique(steps, return_counts=True)
    return np.asarray(np.minimum(steps, levels[int(np.argmax(count))]))


def _within(reach: Array, own: Array) -> Array:
    """Return the chance (rows,) that |u + v| <= reach, with u uniform in +-own and v in +-reach."""
    # for a given u the chance is 1 - |u| / (2 reach) up to |u| = 2 reach
    top = np.minimum(own, 2 * reach)
    return np.asarray((top - top**2 / (4 * np.maximum(reach, 1e-300))) / own)


def _closest(trial: Trial, theta: Array, reach: Array) -> Array:
    """Return the parameter that makes the largest miss smallest, in units of `reach`; nothing if none is free."""
    if not len(theta) or not (reach > 0).all():
        return theta
    miss = np.abs(trial.y - trial.predict(theta)).max()
    slope = np.abs(trial.predict(theta * (1 + 1e-6)) - trial.predict(theta)).min() / (abs(float(theta[0])) * 1e-6)
    low, high = (float(theta[0]) + sign * 2 * miss / max(slope, 1e-300) for sign in (-1, 1))
    for _ in range(4):
        at = np.linspace(low, high, SCALES)
        with np.errstate(all="ignore"):
            worst = (np.abs(trial.y - trial.predict(at[:, np.newaxis])) / reach).max(axis=1)
        k = int(np.nanargmin(worst))
        low, high = at[max(k - 1, 0)], at[min(k + 1, SCALES - 1)]
    return np.array([at[k]])
