"""The operations of expressions, and whether two of them have the same values."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array

Ints = NDArray[np.int64]
NUMBERS = (1.0, 2.0)
UNARY = ("inverse", "square", "root", "cube root", "exp", "log")
BINARY = ("+", "-", "*", "/")
LEAF = -1
# the logarithm of a quantity with a unit: never an operand
TOP = len(UNARY) + len(BINARY)
POWER = {"inverse": -1.0, "square": 2.0, "root": 1 / 2, "cube root": 1 / 3}
# values that agree to so many decimals of the largest of them are the same
DECIMALS = 9
_MIX = np.uint64(0x9E3779B97F4A7C15)


def operation_word(code: int) -> str:
    """Return the word of an operation."""
    return "log" if code == TOP else (UNARY + BINARY)[code]


def hashed(values: Array) -> NDArray[np.uint64]:
    """Return one whole number for each row (m, columns), the same for rows that agree to `DECIMALS` decimals."""
    bits = np.ascontiguousarray(np.round(values, DECIMALS) + 0.0).view(np.uint64)
    found = np.zeros(len(bits), np.uint64)
    for column in bits.T:
        found = (found ^ column) * _MIX
        found ^= found >> np.uint64(29)
    return found


@dataclass
class Known:
    """Whole numbers that were met.

    Parameters
    ----------
    keys : (known,) array
        Sorted.
    """

    keys: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))

    def new(self, keys: NDArray[np.uint64]) -> Ints:
        """Return the positions of the first of each that was not met, and remember them."""
        different, first = np.unique(keys, return_index=True)
        at = np.searchsorted(self.keys, different)
        met = np.zeros(len(different), bool)
        inside = at < len(self.keys)
        met[inside] = self.keys[at[inside]] == different[inside]
        self.keys = np.insert(self.keys, at[~met], different[~met])
        return np.sort(first[~met])


def applied(word: str, x: Array) -> Array:
    """Return an operation of `UNARY` on values; what is not defined is NaN or infinite."""
    match word:
        case "inverse":
            return np.asarray(1 / x)
        case "square":
            return x * x
        case "root":
            return np.sqrt(x)
        case "cube root":
            return np.cbrt(x)
        case "exp":
            return np.exp(x)
    return np.log(x)


def combined(word: str, x: Array, y: Array) -> Array:
    """Return an operation of `BINARY` on values."""
    match word:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
    return np.asarray(x / y)
