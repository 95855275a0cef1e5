"""Numbers and names as sentences show them."""

from __future__ import annotations

import math
from collections.abc import Sequence


def number(value: float, digits: int = 3) -> str:
    """Return a number for a sentence."""
    if math.isnan(value):
        return "unknown"
    return f"{value:.{digits}g}" if 1e-4 <= abs(value) < 1e6 or value == 0 else f"{value:.2e}"


def percent(share: float) -> str:
    """Return a share for a sentence, in per cent."""
    return f"{100 * share:.2g} %" if abs(share) < 0.995 else f"{100 * share:.0f} %"


def chance(p: float) -> str:
    """Return a p-value for a sentence."""
    return "less than 0.1 %" if p < 0.001 else percent(p)


def many(words: Sequence[str]) -> str:
    """Return a list of names for a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def rows(count: int) -> str:
    """Return a number of rows in words."""
    return f"{count} row" if count == 1 else f"{count} rows"
