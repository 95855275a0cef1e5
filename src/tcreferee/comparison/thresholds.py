"""The thresholds, in nats and in standard errors, above which a difference of exact leave-one-out counts.

The standard error of D comes from the same few rows as D. At n = 6 to 40 it is too small, the more so the fewer rows
there are. The table of factors c(n) corrects this: D +- c(n) SE contains the true expected difference in 95 % of data
sets, in the worst design that was measured (`benchmarks/coverage.py`, docs/statistics.md). Words, signs and p_worse all
use this table and nothing else.
"""

from __future__ import annotations

import math

import numpy as np

# two models closer than this are not distinguishable whatever the error: Sivula et al., 10.1214/25-BA1569
SMALL_DIFFERENCE = 4.0
# above this many rows the standard error itself is well determined
SMALL_N = 100
# by number of rows up to 60; at least what the simulated data sets of the worst design needed, smoothed upwards; the
# entry at 100 is extrapolated; rerun the script to check
FACTORS = {6: 5.3, 7: 4.4, 8: 4.0, 9: 3.8, 10: 3.65, 12: 3.4, 15: 3.3, 24: 2.9, 100: 2.3}
FEWEST = min(FACTORS)  # rows
LIMIT = 1.96


def factor(n: int) -> float:
    """Return c(n): D +- c(n) SE holds the true difference in 95 % of data sets of `n` rows.

    Between the measured numbers of rows it is straight in 1/n, beyond them it goes to 1.96 as 1/n.
    """
    at = [0.0, *(1 / rows for rows in sorted(FACTORS, reverse=True))]
    values = [LIMIT, *(FACTORS[rows] for rows in sorted(FACTORS, reverse=True))]
    return float(np.interp(1 / max(n, 1), at, values))


def interval(total: float, se: float, n: int) -> tuple[float, float]:
    """Return D - c(n) SE and D + c(n) SE."""
    half = factor(n) * se
    return total - half, total + half


def is_clear(total: float, se: float, n: int) -> bool:
    """Whether a difference is one: 4 nats or more, and beyond c(n) SE."""
    return abs(total) >= SMALL_DIFFERENCE and abs(total) > factor(n) * se


def p_worse(total: float, se: float, n: int) -> float:
    """Return the probability that the true difference is below zero: normal, with the error c(n)/1.96 SE.

    NaN where the error is zero: two models with the same score in every row.
    """
    wide = factor(n) / LIMIT * se
    return 0.5 * math.erfc(total / wide / math.sqrt(2)) if wide > 0 else math.nan
