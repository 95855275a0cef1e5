"""Is a truth picked often enough? The interval of a share, and how many data sets decide.

The number of data sets is doubled until the interval lies on one side of 80 %. Repeated looks make a wrong decision
more likely than a single one, so the interval is wider than one of 95 %: with looks after 25, 50, 100 and 200 data sets
at most 5 % of decisions are wrong on either side (simulated in the worst case, a share of 80 %).
"""

from __future__ import annotations

import math

ENOUGH, LOOKS_Z = 0.8, 2.2414


def interval(share: float, n: float) -> tuple[float, float]:
    """Return the 97.5 % score interval of a share of n data sets (Wilson 1927, 10.1080/01621459.1927.10502953)."""
    z2 = LOOKS_Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def decided(share: float, n: float) -> bool:
    """Return whether the whole interval lies above or below the share that is enough."""
    low, high = interval(share, n)
    return low >= ENOUGH or high < ENOUGH
