"""Does the trend of a formula remain if families of the rows, or a declared covariate, are fitted with it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.audits.residuals import NOTHING, Left, orthonormal
from tcreferee.base.priors import Array


@dataclass(frozen=True)
class Beside:
    """A formula fitted together with other columns.

    Parameters
    ----------
    differ : float
        p-value of the F test: do a level and the other columns explain a part of the formula's residuals?
    flatter : float
        One-sided p-value of the trend: the probability of a trend as small as this if the formula is true.
    trend, lower, upper : float
        Slope of the response against the formula's prediction, with the other columns in the regression, and its 95 %
        interval. It is 1 for a true formula and 0 if nothing of the trend remains.
    """

    differ: float
    flatter: float
    trend: float
    lower: float
    upper: float

    @property
    def gone(self) -> bool:
        """True if the data do not show that a rising trend remains."""
        return not self.lower > 0


def beside(left: Left, other: Array) -> Beside | None:
    """Fit a formula together with columns (rows, q); return None if there are too few rows.

    If the response is regressed on the prediction, a level and the columns, the slope of the prediction is 1 for a true
    formula. The t test regresses the residuals of the formula on the part of the prediction that neither the columns
    nor the fit have used. The F test compares the formula with a fit of its slopes, its prediction, a level and the
    columns together.

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
        # the columns explain all variation of the prediction
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
