"""What the reports of one structure say together: how many, median, quartiles, highest, first year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tcreferee.supercon.reports import Report

# Tukey's far-out fences, for five reports and more
FENCE, ENOUGH = 3.0, 5
# ASSUME: reports that agree to better than this are not judged by their agreement
NARROWEST_K = 2.0
# ASSUME: fewer reports are flagged above this temperature only, the highest Tc of an oxide under pressure
HIGHEST_K = 165.0


@dataclass(frozen=True)
class Group:
    """The reports of one structure.

    Parameters
    ----------
    count, flagged : int
        Reports, and those of them that lie far out.
    median_K, lower_K, upper_K : float
        Median and quartiles of all reports.
    highest_K : float
        Highest Tc that is not flagged.
    highest_all_K : float
        Highest Tc, flagged or not.
    first_year : int or None
    """

    count: int
    flagged: int
    median_K: float
    lower_K: float
    upper_K: float
    highest_K: float
    highest_all_K: float
    first_year: int | None


def far_out(tc_K: Sequence[float]) -> list[bool]:
    """Return which temperatures lie beyond three interquartile ranges of the quartiles (few reports: above 165 K)."""
    values = np.asarray(tc_K, dtype=float)
    if len(values) < ENOUGH:
        return [bool(value > HIGHEST_K) for value in values]
    lower, upper = np.quantile(values, [0.25, 0.75])
    fence = FENCE * max(upper - lower, NARROWEST_K)
    return [bool(value < lower - fence or value > upper + fence) for value in values]


def summarise(reports: Sequence[Report]) -> Group:
    """Summarise the reports of one structure, at least one."""
    values = np.array([report.tc_K for report in reports])
    flags = np.array(far_out(values.tolist()))
    lower, median, upper = np.quantile(values, [0.25, 0.5, 0.75])
    years = [report.year for report in reports if report.year]
    kept = values[~flags] if not flags.all() else values
    return Group(
        len(values),
        int(flags.sum()),
        float(median),
        float(lower),
        float(upper),
        float(kept.max()),
        float(values.max()),
        min(years, default=None),
    )
