"""Is the trend of a formula still there beside something else: the families of the rows, a declared covariate?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.audits.residuals import Left, orthonormal
from tcreferee.base.priors import Array


@dataclass(frozen=True)
class Beside:
    """A formula beside other columns.

    Parameters
    ----------
    p_value : float
        Of the F test whether the other columns explain what the formula leaves.
    trend, lower, upper : float
        Slope of the response against the formula's own prediction once the other columns are given: 1 for a true
        formula, 0 where nothing of the trend is left; with its 95 % interval.
    """

    p_value: float
    trend: float
    lower: float
    upper: float

    @property
    def gone(self) -> bool:
        """Whether no trend is left that is surely a rising one."""
        return not self.lower > 0


def beside(left: Left, other: Array) -> Beside | None:
    """Hold a formula beside columns (rows, q); None where the rows are too few.

    The F test is of the formula against a level, its own trend and the other columns, all of them free.

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
    p = float(f.sf((before - after) / added / (after / free), added, free)) if after > 0 else 0.0
    level = orthonormal(np.column_stack([one, other]))
    y, x = (each - level @ (level.T @ each) for each in (left.fitted + left.rest, left.fitted))
    square, left_free = float(x @ x), rows - level.shape[1] - 1
    if left_free < 1 or square <= 1e-12 * float(np.sum((left.fitted - left.fitted.mean()) ** 2)):
        # nothing of the formula varies beside the columns
        return Beside(p, 0.0, -np.inf, np.inf)
    trend = float(x @ y) / square
    error = np.sqrt(float(np.sum((y - trend * x) ** 2)) / left_free / square)
    half = float(t.ppf(0.975, left_free)) * error
    return Beside(p, trend, trend - half, trend + half)
