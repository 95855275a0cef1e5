"""Usual slips in a model file, in words: what Python says of them, and values of another type than is declared."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from tcreferee.base.errors import Problem, nearest
from tcreferee.formulas.model import Check, Parameter, Source, TcModel

_MADE = {made.__name__: made for made in (TcModel, Parameter, Source, Check)}
_UNEXPECTED = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")
_MISSING = re.compile(r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: (.*)")
# what `math` says when it is given an array
_NO_ARRAYS = re.compile(
    r"only (length-1|size-1|0-dimensional) arrays can be converted to Python scalars|unhashable.*ndarray"
)


def in_words(error: BaseException) -> tuple[str, str]:
    """Return what went wrong while Python code ran, in words, and what to do about it; "" if nothing is known."""
    text = str(error)
    if found := _UNEXPECTED.search(text):
        made = _MADE.get(found[1])
        return f"{found[1]} does not take '{found[2]}'", nearest(
            found[2], [f.name for f in fields(made)] if made else []
        )
    if found := _MISSING.search(text):
        return f"{found[1]} lacks {found[2]}", f"add it to {found[1]}(...)"
    if isinstance(error, SyntaxError):
        return f"is not Python: {error.msg}", ""
    if isinstance(error, NameError) and error.name:
        known = {
            "np": "write 'import numpy as np' at its top",
            "math": "write 'import math' at its top",
            **dict.fromkeys(_MADE, "import it from tcreferee"),
        }
        return f"'{error.name}' is not defined", known.get(error.name, "define it, or import it")
    if isinstance(error, TypeError) and _NO_ARRAYS.search(text):
        do = "work on arrays: np.exp(x), np.log(x), np.sqrt(x) in place of math.exp(x) and float(x)"
        return "uses a function of single numbers, and inputs and parameters are arrays", do
    if isinstance(error, ValueError) and "ambiguous" in text:
        return (
            "asks if an array is true, and its rows differ",
            "write np.where(condition, a, b) in place of if and else",
        )
    if isinstance(error, ValueError) and "must have different signs" in text:
        do = "solve the equation with tcreferee.root, for all rows and draws at once; without a root it gives no number"
        return "solves an equation one by one, and there is no change of sign between its ends", do
    return f"{type(error).__name__}: {text}", ""


def in_predict(error: BaseException, model: TcModel) -> tuple[str, str]:
    """Return what went wrong in `predict`, in words, and what to do about it."""
    if isinstance(error, KeyError) and error.args:
        names = [*model.inputs, *(p.name for p in model.parameters)]
        what = f"asks for '{error.args[0]}', and no input or parameter has that name, or it is one of the other kind"
        return what, nearest(str(error.args[0]), names).rstrip(".")
    what, do = in_words(error)
    return (what, do) if do else (f"fails with {what}", "")


def type_faults(model: TcModel, where: str) -> Iterator[Problem]:
    """Say which values of a model are of another type than the model needs."""
    for name, kind, example in (
        ("inputs", str, '("n_m3",)'), ("parameters", Parameter, "(Parameter(...),)"),
        ("checks", Check, "(Check(...),)"),
        ("assumptions", str, '("ASSUME: ...",)'), ("constraints", str, '("t_1_K < t_2_K",)'),
    ):  # fmt: skip
        yield from _tuple_faults(getattr(model, name), kind, f"{where}, {name}", example)
    for name in ("title", "equation", "kind", "response"):
        if not isinstance(value := getattr(model, name), str):
            yield Problem(f"{where}, {name}", f"is {_said(value)}", "a text in quotes")
    if not isinstance(model.source, Source):
        expected = 'Source("authors (year), title", "DOI", "Eq. (1)")'
        yield Problem(f"{where}, source", f"is {_said(model.source)}", expected)
    yield from _predict_faults(model, where)
    for i, check in enumerate(model.checks if isinstance(model.checks, tuple | list) else ()):
        if isinstance(check, Check):
            yield from _check_faults(check, f"{where}, checks[{i}]")


def _tuple_faults(values: Any, kind: type, where: str, example: str) -> Iterator[Problem]:
    if not isinstance(values, tuple | list):
        lone = " without a comma behind it" if isinstance(values, kind) else ""
        yield Problem(where, f"is {_said(values)}{lone}", f"a tuple, {example}")
        return
    for value in values:
        if not isinstance(value, kind):
            yield Problem(
                where, f"holds {_said(value)}", f"only {'texts' if kind is str else kind.__name__}, {example}"
            )


def _said(value: Any) -> str:
    if isinstance(value, str):
        return f"the text '{value}'"
    return "nothing" if value is None else f"a {type(value).__name__}"


def _predict_faults(model: TcModel, where: str) -> Iterator[Problem]:
    predict: Callable[..., Any] = model.predict
    expected = "def predict(inputs, parameters), two mappings of names to arrays"
    if not callable(predict):
        yield Problem(f"{where}, predict", f"is {_said(predict)}", expected)
        return
    try:
        taken = inspect.signature(predict)
    except (TypeError, ValueError):  # some built-in functions have no signature
        return
    try:
        taken.bind({}, {})
    except TypeError:
        fits = False
    else:
        declared = model.parameters if isinstance(model.parameters, tuple | list) else ()
        fits = not {*taken.parameters} & {*model.inputs, *(getattr(p, "name", "") for p in declared)}
    if not fits:
        yield Problem(f"{where}, predict", f"takes {taken}", expected)


def _check_faults(check: Check, where: str) -> Iterator[Problem]:
    for name in ("inputs", "parameters"):
        given = getattr(check, name)
        if not isinstance(given, Mapping):
            yield Problem(f"{where}, {name}", f"is {_said(given)}", "names with numbers, {'n_m3': 1e27}")
            continue
        for word, value in given.items():
            if isinstance(value, bool | str) or not isinstance(value, int | float) or not math.isfinite(value):
                yield Problem(f"{where}, {name}, '{word}'", f"is {value!r}", "a finite number")
    if not isinstance(check.printed, str):
        do = f"'{check.printed}' in quotes: its digits say how exact it is"
        yield Problem(f"{where}, printed", f"is the number {check.printed!r}", "the value as it is printed", do)
