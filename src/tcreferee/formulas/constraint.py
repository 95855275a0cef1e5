"""Inequalities between the parameters of a model, such as `t_1_K < t_2_K`, written as text.

The text is shown as it stands. It is read as arithmetic on names and numbers, nothing else: it is never run as code.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tcreferee.base.priors import Array

_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
_PARTS = (ast.Name, ast.BinOp, ast.UnaryOp, ast.USub, ast.Load)
EXPECTED = "one inequality, < or >, between sums, products and powers of parameters and numbers"


@dataclass(frozen=True)
class Constraint:
    """An inequality between parameters.

    Parameters
    ----------
    text : str
        Such as `t_1_K < t_2_K` or `2 * a + b < 1`.
    """

    text: str

    @cached_property
    def _sides(self) -> tuple[ast.expr, ast.expr]:
        """The smaller side, and the larger.

        Raises
        ------
        ValueError
            The text is no such inequality.
        """
        try:
            found = ast.parse(self.text.strip(), mode="eval").body
        except SyntaxError:
            raise ValueError(self.text) from None
        if not (isinstance(found, ast.Compare) and len(found.ops) == 1 and isinstance(found.ops[0], ast.Lt | ast.Gt)):
            raise ValueError(self.text)
        sides = found.left, found.comparators[0]
        for each in (*ast.walk(sides[0]), *ast.walk(sides[1])):
            number = isinstance(each, ast.Constant) and type(each.value) in (int, float)
            if not (number or isinstance(each, _PARTS) or type(each) in _BINARY):
                raise ValueError(self.text)
        return sides if isinstance(found.ops[0], ast.Lt) else (sides[1], sides[0])

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names in it, in alphabetical order."""
        each = [node for side in self._sides for node in ast.walk(side)]
        return tuple(sorted({node.id for node in each if isinstance(node, ast.Name)}))

    def gap(self, values: Mapping[str, Array]) -> Array:
        """Return by how much the larger side is larger (...): above 0 where the inequality holds."""
        with np.errstate(all="ignore"):
            small, large = (_value(side, values) for side in self._sides)
            return np.asarray(large - small, dtype=np.float64)


def _value(node: ast.expr, values: Mapping[str, Array]) -> Any:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return np.float64(node.value)
    if isinstance(node, ast.Name):
        return values[node.id]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, values)
    if isinstance(node, ast.BinOp):
        return _BINARY[type(node.op)](_value(node.left, values), _value(node.right, values))
    raise TypeError(f"{type(node).__name__} is not arithmetic")


def gaps(constraints: Sequence[Constraint], names: Sequence[str], theta: Array) -> Array:
    """Return the gaps (..., constraints) at parameters (..., parameters) of the given names."""
    values = {name: theta[..., j] for j, name in enumerate(names)}
    return np.stack([np.broadcast_to(each.gap(values), theta.shape[:-1]) for each in constraints], axis=-1)


def faults_of(texts: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Say what is wrong with inequalities, and what is expected, for a model whose parameters have these names."""
    for text in texts:
        try:
            used = Constraint(text).names
        except (ValueError, TypeError):
            yield f"'{text}' is no inequality", EXPECTED
            continue
        if unknown := sorted(set(used) - set(names)):
            yield f"'{text}' names {', '.join(unknown)}", f"parameters of the model: {', '.join(names) or 'none'}"
        elif len(used) < 2:
            yield f"'{text}' binds {len(used)} parameter{'' if len(used) == 1 else 's'}", "two or more; else bounds"
