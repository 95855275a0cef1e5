"""Is the trend of a formula still there beside something else: the families of the rows, a declared covariate?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.audits.residuals import NOTHING, Left, orthonormal
from tcreferee.base.priors import Array


@dataclass(frozen=True)
class Beside:
    """A formula beside other columns.

    Parameters
    ----------
    differ : float
        p-value of the F test whether a level and the other columns explain what the formula leaves.
    flatter : float
        p-value of the trend, one-sided: the chance of so small a one if the formula is true.
    trend, lower, upper : float
        Slope of the response against the formula's own prediction once the other columns are given: 1 for a true
        formula, 0 where nothing of the trend is left; with its 95 % interval.
    """

    differ: float
    flatter: float
    trend: float
    lower: float
    upper: float

    @property
    def gone(self) -> bool:
        """Whether no trend is left that is surely a rising one."""
        return not self.lower > 0


def beside(left: Left, other: Array) -> Beside | None:
    """Hold a formula beside columns (rows, q); None where the rows are too few.

    Beside a level and the columns the response has a slope of 1 against the prediction if the formula is true. For the
    t test what the formula leaves is regressed on that part of the prediction which neither the columns nor the fit
    have used: with one degree of freedom. The F test is of the formula against all of them, free.

    ASSUME: the scatter about the formula is normal.
    """
    from scipy.stats import f, t

    rows, one = len(left.rest), np.ones(len(left.rest))
    both = orthonormal(np.column_stack([left.base, one, left.fitted, other]))
    added, free = both.shape[1] - left.base.shape[1], rows - both.shape[1]
    if added < 1 or free < 2:
        return None
    before = float(np.sum(left.rest**2))
    after = float(np.sum((left.rest - both @ (both.T @ left.rest)) ** 2))
    differ = float(f.sf((before - after) / added / (after / free), added, free)) if after > 0 else 0.0
    level = orthonormal(np.column_stack([one, other]))
    y, x = (each - level @ (level.T @ each) for each in (left.fitted + left.rest, left.fitted))
    square, left_free = float(x @ x), rows - level.shape[1] - 1
    if left_free < 1 or square <= NOTHING * float(np.sum((left.fitted - left.fitted.mean()) ** 2)):
        # nothing of the formula varies beside the columns
        return Beside(differ, differ, 0.0, -np.inf, np.inf)
    unused = left.refitted(x)
    size, scatter = float(np.sqrt(unused @ unused)), float(np.sqrt(after / free))
    if size**2 <= NOTHING * square or scatter == 0:
        p = 1.0
    else:
        p = float(t.cdf(float(unused @ left.rest) / size / scatter, free))
    trend = float(x @ y) / square
    error = np.sqrt(float(np.sum((y - trend * x) ** 2)) / left_free / square)
    half = float(t.ppf(0.975, left_free)) * error
    return Beside(differ, p, trend, trend - half, trend + half)
