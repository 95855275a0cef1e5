"""Limits of axes, even and logarithmic, the places of values between them, and ticks."""

from __future__ import annotations

import itertools
import math
from typing import NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from tcreferee.base.priors import Array

Limits = tuple[float, float]
# ASSUME: an even axis shows values up to this ratio; beyond it the smallest would lie on each other.
EVEN = 30.0


class Whole(NamedTuple):
    """Limits of an axis of whole numbers."""

    low: float
    high: float


class Decades(NamedTuple):
    """Limits of a logarithmic axis, both above zero."""

    low: float
    high: float


def limits_around(values: Array, margin: float, logarithmic: bool) -> Limits:
    """Return limits that leave a margin, in parts of the range, on both sides of some values.

    Parameters
    ----------
    values : array
    margin : float
    logarithmic : bool
        Whether positive values that span more than a factor of `EVEN` get a logarithmic axis.
    """
    low, high = float(values.min()), float(values.max())
    if logarithmic and low > 0 and high > EVEN * low:
        factor = (high / low) ** margin
        return Decades(low / factor, high * factor)
    room = margin * (high - low or abs(high) or 1.0)
    return low - room, high + room


def even(values: Array | float, limits: Limits) -> tuple[Array, Limits]:
    """Return values and limits of an axis as they lie on paper: of a logarithmic one their logarithms."""
    values = np.asarray(values, dtype=float)
    if not isinstance(limits, Decades):
        return values, limits
    with np.errstate(divide="ignore"):
        values = np.log10(np.where(values <= 0, 0.0, values))
    return values, (math.log10(limits.low), math.log10(limits.high))


def tick_labels(limits: Limits, count: int = 4) -> tuple[list[float], list[str]]:
    """Return about `count` round values between the limits, and how they are written."""
    if isinstance(limits, Decades):
        return _decade_labels(limits, count)
    low, high = limits
    if not math.isfinite(high - low) or high <= low:
        return [], []
    # the locator counts intervals, and those at both ends are cut short
    steps, whole = [1, 2, 2.5, 5, 10], isinstance(limits, Whole)
    tried = MaxNLocator(count + 1, steps=steps, min_n_ticks=2, integer=whole).tick_values(low, high)
    values = [float(value) for value in tried if low <= value <= high]
    written = ScalarFormatter(useOffset=False, useMathText=False)
    written.set_powerlimits((-3, 5))
    written.create_dummy_axis()
    written.axis.set_view_interval(low, high)  # type: ignore[union-attr]  # it was made a line above
    said = written.format_ticks(values)
    offset = written.get_offset().replace("−", "-")  # "1e-5" or nothing
    power = rf"$\times 10^{{{round(math.log10(float(offset)))}}}$" if offset else ""
    return values, [word + power if value else word for value, word in zip(values, said, strict=True)]


def _decade_labels(limits: Decades, count: int) -> tuple[list[float], list[str]]:
    """Return powers of ten between the limits, or every one or two of 1, 2, 5, 10, ... where there are few decades."""
    low, high = limits
    few = high < 100 * low
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    tried = [(leading, power) for power in powers for leading in (1, 2, 5)]
    inside = [(leading, power) for leading, power in tried if low <= float(f"{leading}e{power}") <= high]
    for stride in itertools.chain((1, 2) if few else (), itertools.count(3, 3)):
        # 1, 2 and 5 are the steps 0, 1 and 2 of their decade
        places = [each for each in inside if (3 * each[1] + each[0] // 2) % stride == 0]
        if len(places) <= count + 1:
            break
    values = [float(f"{leading}e{power}") for leading, power in places]
    if few and low >= 1e-3 and high <= 1e5:
        return values, [f"{value:g}" for value in values]
    return values, [
        rf"${leading}\times 10^{{{power}}}$" if leading > 1 else f"$10^{{{power}}}$" for leading, power in places
    ]
