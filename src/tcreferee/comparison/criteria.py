"""Information criteria with every parameter counted, sigma included.

lnL carries all its constants; lmfit's own aic and bic fields count neither sigma nor the constants and
are not used. Sources: AIC 10.1109/TAC.1974.1100705, AICc 10.1093/biomet/76.2.297, BIC 10.1214/aos/1176344136.
"""

from __future__ import annotations

import math


def aic(log_likelihood: float, p: int) -> float:
    """Return -2 lnL + 2 p."""
    return -2 * log_likelihood + 2 * p


def aicc(log_likelihood: float, p: int, n: int) -> float:
    """Return the small-sample AIC; NaN where it is undefined (n - p - 1 < 1)."""
    if n - p - 1 < 1:
        return math.nan
    return aic(log_likelihood, p) + 2 * p * (p + 1) / (n - p - 1)


def bic(log_likelihood: float, p: int, n: int) -> float:
    """Return -2 lnL + p ln n."""
    return -2 * log_likelihood + p * math.log(n)
