"""A formula as one line of text, such as "a*x**b": read without running any code, and priors for its parameters.

Only numbers, names, + - * / **, brackets and the functions of `FUNCTIONS` are allowed; there are no attributes, no
indices, no comparisons and no calls of anything else.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.base.priors import Array

LONGEST = 500
DEEPEST = 50
FUNCTIONS = (
    "exp", "log", "ln", "log10", "sqrt", "abs", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "min", "max",
    "erf", "gamma",
)  # fmt: skip
_NUMPY = {"ln": "log", "min": "minimum", "max": "maximum"}
_SPECIAL = ("erf", "gamma")
_TWO = ("min", "max")
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Pow: np.power,
}  # fmt: skip
CONSTANTS = {"pi": np.pi}
Names = Mapping[str, Any]


def is_formula(source: object) -> bool:
    """Whether what names a model is a formula: neither a word nor a file."""
    return isinstance(source, str) and not source.strip().isidentifier() and not source.endswith(".py")


@dataclass(frozen=True)
class Typed:
    """A formula that was typed.

    Parameters
    ----------
    text : str
    tree : ast.expr
        Only of the allowed kinds.
    """

    text: str
    tree: ast.expr

    @property
    def names(self) -> list[str]:
        """Names of columns and parameters, in the order of the text."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        called = {id(node.func) for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        found.sort(key=lambda node: node.col_offset)
        return list(dict.fromkeys(n.id for n in found if id(n) not in called and n.id not in CONSTANTS))

    def __call__(self, names: Names) -> Array:
        """Return the value, with arrays by name."""
        with np.errstate(all="ignore"):
            return np.asarray(evaluate(self.tree, names))

    @property
    def equation(self) -> str:
        """Mathtext without dollar signs."""
        return _mathtext(self.tree)


def read_formula(text: str) -> Typed:
    """Read a formula.

    Raises
    ------
    RefereeError
        It is no formula, or has parts that are not allowed; all of them are named.

    Examples
    --------
    >>> read_formula("a*x**b").names
    ['a', 'x', 'b']
    """
    title = "The formula cannot be read"
    if len(text) > LONGEST:
        raise RefereeError(title, [Problem("the formula", f"has {len(text)} characters", f"at most {LONGEST}")])
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        column = min(error.offset or 1, len(text) or 1)
        what = f"cannot be read at character {column} ({text[max(0, column - 6) : column + 5].strip() or 'the end'})"
        raise RefereeError(title, [Problem(f"'{text}'", what, "a formula such as a*x**b", _hint(text))]) from None
    except (ValueError, RecursionError, MemoryError):
        raise RefereeError(title, [Problem("the formula", "cannot be read", "a formula such as a*x**b")]) from None
    problems = [Problem(f"'{text}'", *said) for said in _faults(tree, 0)]
    if problems:
        raise RefereeError(title, list(dict.fromkeys(problems)))
    return Typed(text.strip(), tree)


def _hint(text: str) -> str:
    if re.search(r"\blambda\b", text):
        return "'lambda' cannot be a name here: write the column as the program calls it, such as coupling"
    if re.search(r"[0-9)]\s*[A-Za-z(]", text):
        return "write every product with *"
    return "the response is left out: it stands on the other side" if "=" in text else ""


def _faults(node: ast.AST, depth: int) -> Iterator[tuple[str, str, str]]:
    """Say which parts of a formula are not allowed: what, what was expected, what to do."""
    if depth > DEEPEST:
        yield "is nested too deeply", f"at most {DEEPEST} levels", ""
    elif isinstance(node, ast.Constant):
        if type(node.value) not in (int, float) or abs(node.value) > 1e300:  # type: ignore[arg-type]
            yield f"{node.value!r} is no number of a formula", "numbers such as 2, 0.5 or 1e27", ""
    elif isinstance(node, ast.BinOp):
        if type(node.op) not in _OPERATORS:
            power = isinstance(node.op, ast.BitXor)
            yield "uses an operator that is not known", "+ - * / **", "a power is written **" if power else ""
        yield from _faults(node.left, depth + 1)
        yield from _faults(node.right, depth + 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        yield from _faults(node.operand, depth + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _call_faults(node, node.func.id, depth)
    elif not isinstance(node, ast.Name):
        part = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
        yield f"'{part[:40]}' is not allowed", f"numbers, names, + - * / ** and {', '.join(FUNCTIONS)}", ""


def _call_faults(node: ast.Call, name: str, depth: int) -> Iterator[tuple[str, str, str]]:
    wanted = 2 if name in _TWO else 1
    if name not in FUNCTIONS:
        yield f"there is no function '{name}'", "", nearest(name, FUNCTIONS)
    elif node.keywords or len(node.args) != wanted:
        yield f"{name} takes {wanted} value{'s' if wanted > 1 else ''}", f"{name}({', '.join('xy'[:wanted])})", ""
    for each in node.args:
        yield from _faults(each, depth + 1)


def evaluate(node: ast.expr, names: Names) -> Any:
    """Return the value of a part of a formula that `read_formula` has read."""
    if isinstance(node, ast.Constant):
        return np.float64(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return names[node.id] if node.id in names else CONSTANTS[node.id]
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](evaluate(node.left, names), evaluate(node.right, names))
    if isinstance(node, ast.UnaryOp):
        value = evaluate(node.operand, names)
        return -value if isinstance(node.op, ast.USub) else value
    assert isinstance(node, ast.Call)
    assert isinstance(node.func, ast.Name)
    return _function(node.func.id)(*(evaluate(each, names) for each in node.args))


def _function(name: str) -> Callable[..., Any]:
    if name in _SPECIAL:
        import scipy.special

        found: Callable[..., Any] = getattr(scipy.special, name)
        return found
    return getattr(np, _NUMPY.get(name, name))  # type: ignore[no-any-return]


def _mathtext(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        mantissa, e, power = f"{float(node.value):g}".partition("e")  # type: ignore[arg-type]
        return rf"{mantissa} \times 10^{{{int(power)}}}" if e else mantissa
    if isinstance(node, ast.Name):
        return (
            r"\pi" if node.id == "pi" else node.id if len(node.id) == 1 else rf"\mathrm{{{node.id.replace('_', ' ')}}}"
        )
    if isinstance(node, ast.UnaryOp):
        return f"-{_mathtext(node.operand)}" if isinstance(node.op, ast.USub) else _mathtext(node.operand)
    if isinstance(node, ast.Call):
        inner = ", ".join(map(_mathtext, node.args))
        return rf"\mathrm{{{ast.unparse(node.func)}}}\left({inner}\right)"
    assert isinstance(node, ast.BinOp)
    left, right = _mathtext(node.left), _mathtext(node.right)
    if isinstance(node.op, ast.Div):
        return rf"\frac{{{left}}}{{{right}}}"
    if isinstance(node.op, ast.Pow):
        return rf"{_fenced(node.left, left, (ast.BinOp, ast.UnaryOp))}^{{{right}}}"
    if isinstance(node.op, ast.Mult):
        return rf"{_sum_fenced(node.left, left)}\,{_sum_fenced(node.right, right)}"
    right = _sum_fenced(node.right, right)
    return f"{left} - {right}" if isinstance(node.op, ast.Sub) else f"{left} + {right}"


def _sum_fenced(node: ast.expr, text: str) -> str:
    sums = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub)
    return _fenced(node, text, (ast.BinOp if sums else ast.UnaryOp,))


def _fenced(node: ast.expr, text: str, kinds: tuple[type[ast.expr], ...]) -> str:
    return rf"\left({text}\right)" if isinstance(node, kinds) else text
