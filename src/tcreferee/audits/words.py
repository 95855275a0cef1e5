"""Write numbers and names for use in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

PLAIN, FINE = 99_999.5, 1e-4


def number(value: float, digits: int = 3) -> str:
    """Return a number for a sentence: plain up to 99999, otherwise as 5.7e6."""
    if math.isnan(value):
        return "unknown"
    if value == 0 or FINE <= abs(value) < PLAIN:
        short = f"{value:.{digits}g}"
        return f"{value:.0f}" if "e" in short else short
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def ratio(value: float) -> str:
    """Return a ratio for a sentence, always with three digits."""
    return f"{value:#.3g}".rstrip(".") if 0.1 <= value < 999.5 else number(value)


def percent(share: float) -> str:
    """Return a share for a sentence, in per cent."""
    return f"{100 * share:.2g} %" if abs(share) < 0.995 else f"{100 * share:.0f} %"


def chance(p: float) -> str:
    """Return a p-value for a sentence."""
    return "less than 0.1 %" if p < 0.001 else percent(p)


def spread(sd: float) -> str:
    """Return the standard deviation of a logarithm for a sentence: in per cent, or as a factor if it is large."""
    return percent(sd) if sd < 0.5 else f"a factor of {number(math.exp(min(sd, 700.0)), 2)}"


def between(low: float, high: float) -> str:
    """Return an interval for a sentence."""
    return f"{number(low)} to {number(high)}"


def many(words: Sequence[str]) -> str:
    """Return a list of names for a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def quoted(labels: Sequence[str]) -> str:
    """Return labels of models for a sentence, in quotes because labels may contain commas."""
    return many([f"'{label}'" for label in labels])


def rows(count: int) -> str:
    """Return a number of rows for a sentence."""
    return f"{count} row" if count == 1 else f"{count} rows"
