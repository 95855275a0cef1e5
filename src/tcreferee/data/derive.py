"""Columns that are computed from others: checking what a sidecar asks for, and computing it row by row.

A recipe sees one row at a time, in the units of `quantities.py`; an empty cell is None. Plain Python on purpose:
sidecars are read while Snakemake parses the workflow.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from tcreferee.base.errors import nearest
from tcreferee.data import TEXT
from tcreferee.data.cells import CellError, parse_number, to_float
from tcreferee.data.recipes import ANY, RECIPES, Argument, Value

Arguments = Mapping[str, str | list[str]]
# of an error, over which a formula is taken as straight
STEP = 1e-3


def columns_used(recipe: str, arguments: Arguments) -> list[str]:
    """Return the columns a derived column is computed from; the arguments must have passed `check`."""
    found: list[str] = []
    for name, argument in RECIPES[recipe].arguments.items():
        given = arguments[name]
        if isinstance(given, list):
            found.extend(given)
        elif argument.kind == "column" or (argument.kind == "value" and _is_name(given)):
            found.append(given)
    return found


def check(recipe: str, arguments: Arguments, quantity: str, columns: Mapping[str, str]) -> list[str]:
    """Say what is wrong with a derived column.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    arguments : mapping
        As written in the sidecar: names of columns, numbers as text, or words.
    quantity : str
        Quantity the derived column declares.
    columns : mapping of str to str
        The columns there are to work on, with their quantities.

    Returns
    -------
    list of str
        Sentences; empty when all is well.
    """
    if recipe not in RECIPES:
        return [f"'{recipe}' is not a recipe; {nearest(recipe, RECIPES)}"]
    wanted = RECIPES[recipe]
    faults = []
    if wanted.gives and quantity != wanted.gives:
        faults.append(f"recipe '{recipe}' gives '{wanted.gives}', not '{quantity}'")
    for name in sorted(set(arguments) - set(wanted.arguments)):
        faults.append(f"'{name}' is not an argument of '{recipe}'; {nearest(name, wanted.arguments)}")
    for name, argument in wanted.arguments.items():
        if name not in arguments:
            faults.append(f"argument '{name}' of '{recipe}' is missing")
        else:
            faults.extend(_check_argument(name, argument, arguments[name], argument.quantity or quantity, columns))
    return faults


_FORMS = {"columns": "a list of columns", "word": "one word", "value": "one column or number"}


def _check_argument(
    name: str, argument: Argument, given: str | list[str], quantity: str, columns: Mapping[str, str]
) -> list[str]:
    if isinstance(given, list) != (argument.kind == "columns"):
        return [f"argument '{name}' must be {_FORMS.get(argument.kind, f'one {argument.kind}')}"]
    if argument.kind == "word":
        unknown = [] if given in argument.words else [str(given)]
        return [f"argument '{name}': '{word}' is not known; {nearest(word, argument.words)}" for word in unknown]
    if argument.kind == "number" or (argument.kind == "value" and not _is_name(given)):
        return [] if _number(str(given)) is not None else [f"argument '{name}' must be a number, not '{given}'"]
    wanted = "a number" if quantity == ANY else f"'{quantity}'"
    faults = []
    for column in [given] if isinstance(given, str) else given:
        if column not in columns:
            faults.append(f"argument '{name}': there is no column '{column}'; {nearest(column, columns)}")
        elif columns[column] != quantity and (quantity != ANY or columns[column] == TEXT):
            faults.append(f"argument '{name}': column '{column}' holds '{columns[column]}', not {wanted}")
    if given == []:
        faults.append(f"argument '{name}' names no column")
    return faults


def _is_name(given: str | list[str]) -> bool:
    return isinstance(given, str) and re.match(r"[A-Za-z]", given) is not None


def _number(text: str) -> float | None:
    try:
        return to_float(parse_number(text).value)
    except CellError:
        return None


def error_parts(
    recipe: str, arguments: Arguments, row: Mapping[str, float | str | None],
    errors: Mapping[str, Mapping[str, float]],
) -> dict[str, float]:  # fmt: skip
    """Return what the error of each printed column adds to a derived value, to first order and with its sign.

    Parts of one printed column in two derived values are the same error: they are fully correlated.

    Parameters
    ----------
    recipe, arguments, row
        As for `derive`.
    errors : mapping of str to mapping of str to float
        By column of the row, the parts of its own error by printed column.

    Returns
    -------
    dict of str to float
        By printed column; empty where nothing is known, or where the formula ends within a thousandth of an error.
    """
    parts: dict[str, float] = {}
    for column in dict.fromkeys(columns_used(recipe, arguments)):
        own, value = errors.get(column, {}), row[column]
        step = STEP * math.hypot(*own.values())
        if not step or not isinstance(value, float | int):
            continue
        try:
            above, below = (derive(recipe, arguments, {**row, column: value + sign * step}) for sign in (1, -1))
        except CellError:
            return {}
        if above is None or below is None:
            return {}
        for source, part in own.items():
            parts[source] = parts.get(source, 0.0) + (above - below) / (2 * step) * part
    return {source: part for source, part in parts.items() if part}


def derive(recipe: str, arguments: Arguments, row: Mapping[str, float | str | None]) -> Value:
    """Compute a derived value from one row; the arguments must have passed `check`.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    arguments : mapping
        As written in the sidecar.
    row : mapping of str to float, str or None
        The row's columns, in the units of `quantities.py`.

    Raises
    ------
    CellError
        The formula gives nothing for these values.
    """
    wanted = RECIPES[recipe]
    values: dict[str, Any] = {}
    for name, argument in wanted.arguments.items():
        given = arguments[name]
        if isinstance(given, list):
            values[name] = [row[column] for column in given]
        elif argument.kind == "word":
            values[name] = given
        elif argument.kind == "column" or (argument.kind == "value" and _is_name(given)):
            values[name] = row[given]
        else:
            values[name] = _number(given)
    if not wanted.gaps and any(value is None for value in values.values()):
        return None
    try:
        return wanted.compute(**values)
    except (ArithmeticError, ValueError) as error:
        shown = ", ".join(f"{name} = {value}" for name, value in values.items())
        reason = str(error) if isinstance(error, ValueError) else "no finite value"
        raise CellError(f"cannot be computed from {shown}: {reason}", "values the formula is defined for") from None
