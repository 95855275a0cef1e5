"""The difference of exact leave-one-out between two models: its error, its words, and the row that counts most."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, SMALL_N, is_clear, p_worse


@dataclass(frozen=True)
class Difference:
    """Difference of exact LOO to the best model.

    Parameters
    ----------
    total, se : float
        D and its standard error, nats.
    p_worse : float
        Probability that the model predicts worse than the best, see `tcreferee.comparison.thresholds`.
    influential_point : str
        Row whose difference departs most from the mean.
    without_it, se_without : float
        D and its standard error without that row.
    n : int
        Rows.
    mcse : float
        Monte Carlo error of D, where a score is sampled.
    """

    total: float
    se: float
    p_worse: float
    influential_point: str
    without_it: float
    se_without: float
    n: int
    mcse: float = 0.0

    @property
    def words(self) -> str:
        """Verdict words: `not distinguishable` below 4 nats, `worse` only if D + c(n) SE is still negative.

        Two Monte Carlo errors are taken off first. Above 100 rows, `worse` must not hang on one row.
        """
        least = min(self.total + 2 * self.mcse, 0.0) if self.total < 0 else max(self.total - 2 * self.mcse, 0.0)
        if abs(least) < SMALL_DIFFERENCE:
            return "not distinguishable"
        clear = least < 0 and is_clear(least, self.se, self.n) and not self.hangs_on_one_row
        return "worse" if clear else "probably worse"

    @property
    def hangs_on_one_row(self) -> bool:
        """Whether a single one of more than 100 rows decides the verdict."""
        return self.n > SMALL_N and not (self.without_it < 0 and is_clear(self.without_it, self.se_without, self.n))

    @property
    def turns_without_one_row(self) -> bool:
        """Whether the model is behind by 4 nats or more, and would be ahead without its most influential row."""
        return self.total <= -SMALL_DIFFERENCE and self.without_it > 0


def standard_error(d: Array) -> float:
    """Return the standard error of the sum of differences (rows,) that are independent and alike; ddof 1."""
    return math.sqrt(len(d) * float(d.var(ddof=1)))


def difference_of(own: Array, best: Array, labels: Sequence[str], mcse: float = 0.0) -> Difference:
    """Return the difference between pointwise log densities (rows,) of a model and of the best.

    Source of the error and its limits: Sivula et al., 10.1214/25-BA1569; ddof 1. `mcse` is the Monte Carlo error of D.
    """
    d = own - best
    n, total = len(d), float(d.sum())
    se = standard_error(d)
    where = int(np.argmax(np.abs(d - d.mean())))
    others = np.delete(d, where)
    se_without = standard_error(others) if n > 2 else math.nan
    worse = p_worse(total, math.hypot(se, mcse), n)
    return Difference(total, se, worse, labels[where], total - float(d[where]), se_without, n, mcse)
