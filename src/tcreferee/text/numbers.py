"""Numbers for the report: few visible digits; the `value` of a `<data>` element holds six."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from markupsafe import Markup, escape

MISSING = Markup("–")  # the words below each table say what it means
KEPT = 6  # significant digits of a value; the CSV files have all
Value = float | str | None
_BEHIND = re.compile(r"</?data[^>]*>")


def decimals(value: Value, places: int) -> Markup:
    """Return a number with a fixed number of decimals; an en dash where it is undefined."""
    number = _number(value)
    if number is None:
        return MISSING
    return _data(number, _minus(f"{number:.{places}f}"))


def significant(value: Value, digits: int = 4) -> Markup:
    """Return a number with the given number of significant digits, and a power of ten if very large or small."""
    number = _number(value)
    return MISSING if number is None else _data(number, _significant(number, digits))


def tabulated(value: Value, digits: int = 6) -> Markup:
    """Return a number with at most the given number of significant digits, without trailing zeros."""
    number = _number(value)
    if number is None:
        return MISSING
    if abs(number) >= 10.0**digits or 0 < abs(number) < 1e-3:
        return significant(number, digits)
    return _data(number, _minus(f"{number:.{digits}g}"))


def short(value: Value) -> Markup:
    """Return `tabulated` with four digits and no hidden ones; fit.json and diagnostics.json have them all."""
    return seen(tabulated(value, 4))


def seen(shown: Markup) -> Markup:
    """Return the visible part of a number, without its hidden digits."""
    return Markup(_BEHIND.sub("", shown))


def share(value: Value) -> Markup:
    """Return a weight or probability with three decimals, or "<0.001" or ">0.999"."""
    number = _number(value)
    if number is None:
        return MISSING
    if 0 < number < 0.0005:
        return _data(number, escape("<0.001"))
    if 0.9995 < number < 1:
        return _data(number, escape(">0.999"))
    return decimals(number, 3)


def with_error(value: Value, error: Value) -> Markup:
    """Return "value ± error" rounded to two digits of the error; without an error four digits."""
    number, spread = _number(value), _number(error)
    if number is None or spread is None or spread <= 0:
        return significant(value)
    power = math.floor(math.log10(spread))
    if -4 <= power < 5:
        places = max(0, 1 - power)
        number_text, spread_text = _minus(f"{number:.{places}f}"), _minus(f"{spread:.{places}f}")
        return Markup("{} ± {}").format(_data(number, number_text), _data(spread, spread_text))
    if number == 0 or abs(number) < spread:
        return Markup("{} ± {}").format(significant(number, 2), significant(spread, 2))
    digits = max(2, math.floor(math.log10(abs(number))) - power + 2)
    return Markup("{} ± {}").format(significant(number, digits), significant(spread, 2))


def interval(ends: Sequence[Value] | None, digits: int = 3) -> Markup:
    """Return "low to high" without hidden digits; an undefined end is an en dash."""
    if not ends or all(_number(end) is None for end in ends):
        return MISSING
    return Markup("{} to {}").format(*(seen(significant(end, digits)) for end in ends))


def plain(value: float) -> str:
    """Return a number for alternative texts, three significant digits."""
    return f"{value:.3g}".replace("-", "−")


def _number(value: Value) -> float | None:
    if value is None or value == "":
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _data(number: float, shown: Markup) -> Markup:
    """Return the shown number, with its value as a hidden attribute if that has more digits."""
    value = f"{number:.{KEPT}g}"
    try:
        enough = float(shown.replace("−", "-")) == float(value)
    except ValueError:
        enough = False
    return shown if enough else Markup('<data value="{}">{}</data>').format(value, shown)


def _minus(text: str) -> Markup:
    if float(text) == 0:
        text = text.removeprefix("-")
    return escape(text.replace("-", "−"))


def _significant(number: float, digits: int) -> Markup:
    if number == 0:
        return Markup("0")
    power = math.floor(math.log10(abs(number)))
    if -4 <= power < max(digits, 5):
        rounded = float(f"{number:.{digits}g}")
        return _minus(f"{rounded:.{max(0, digits - 1 - power)}f}")
    mantissa, _, exponent = f"{number:.{digits - 1}e}".partition("e")
    return Markup("{}×10<sup>{}</sup>").format(_minus(mantissa), _minus(str(int(exponent))))
