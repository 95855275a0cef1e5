"""Expressions as mathtext."""

from __future__ import annotations

from fractions import Fraction

from tcreferee.special.operations import LEAF, NUMBERS, POWER, operation_word
from tcreferee.special.shapes import Shapes

SUM, PRODUCT, ATOM = 0, 1, 2


def mathtext(shapes: Shapes, operation: int, left: int, right: int) -> str:
    """Return the mathtext of an expression, without dollar signs."""
    return _composed(shapes, operation, left, right)[0]


def _of(shapes: Shapes, position: int) -> tuple[str, int]:
    return _composed(shapes, *shapes.at(position))


def _composed(shapes: Shapes, operation: int, left: int, right: int) -> tuple[str, int]:
    """Return the mathtext and how tightly it binds."""
    if operation == LEAF:
        symbols = shapes.inputs.symbols
        return (symbols[left] if left < len(symbols) else f"{NUMBERS[left - len(symbols)]:g}"), ATOM
    word = operation_word(operation)
    if word in POWER:
        return _power(shapes, left, Fraction(POWER[word]).limit_denominator(3))
    if word in ("exp", "log"):
        name = r"\exp" if word == "exp" else r"\ln"
        return rf"{name}\left({_of(shapes, left)[0]}\right)", ATOM
    (a, tight_a), (b, tight_b) = _of(shapes, left), _of(shapes, right)
    if word in "+-":
        return f"{a} {word} {_inside(b, tight_b, PRODUCT)}", SUM
    a = _inside(a, tight_a, PRODUCT)
    if word == "*":
        return rf"{a}\,{_inside(b, tight_b, PRODUCT)}", PRODUCT
    return f"{a}/{_inside(b, tight_b, ATOM)}", PRODUCT


def _power(shapes: Shapes, position: int, exponent: Fraction) -> tuple[str, int]:
    """Return a power, powers of powers as one."""
    operation, left, _ = shapes.at(position)
    while operation != LEAF and (word := operation_word(operation)) in POWER:
        exponent *= Fraction(POWER[word]).limit_denominator(3)
        position = left
        operation, left, _ = shapes.at(position)
    base, tight = _of(shapes, position)
    if exponent == 1:
        return base, tight
    return f"{_inside(base, tight, ATOM)}^{{{exponent}}}", PRODUCT


def _inside(text: str, tight: int, needed: int) -> str:
    return text if tight >= needed else rf"\left({text}\right)"
