"""Models from formulas that were typed, bound to the columns of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tcreferee.api.datasets import Dataset
from tcreferee.api.own_words import with_own_words
from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.loading import find_models
from tcreferee.formulas.model import TcModel
from tcreferee.formulas.quick_model import NAME, quick_model
from tcreferee.formulas.typed import FUNCTIONS, Typed, is_formula, read_formula

__all__ = ["NAME", "typed_model", "with_formulas"]
_TITLE = "The formula cannot be used"


def with_formulas(
    models: Sequence[str | Path | TcModel], data: Dataset, response: str, x: str
) -> tuple[list[str | Path | TcModel], dict[str, str], Dataset]:
    """Return models with typed formulas bound to the columns of a table, the columns of their inputs, and the table."""
    found, inputs = list[str | Path | TcModel](), dict[str, str]()
    for each in models:
        if isinstance(each, str) and is_formula(each):
            each, words, data = typed_model(each, data, response, x)
            inputs = words | inputs
        found.append(each)
    return found, inputs, data


def typed_model(text: str, data: Dataset, response: str, x: str = "") -> tuple[TcModel, dict[str, str], Dataset]:
    """Return the model of a formula, the column of each of its inputs, and the table.

    If it uses two columns of one quantity, each of them has a quantity of its own in the table that is returned.

    Parameters
    ----------
    text : str
        Names in it are columns of the table, or words of quantities of which the table has one column; `x` is the
        column `x`, or the only other column. Every other name is a parameter with a weak prior, which is said in the
        model's assumptions.
    data : Dataset
    response, x : str
        Columns.

    Raises
    ------
    RefereeError
        The formula cannot be read, uses no column or the response, or columns of one quantity that a recipe joins.
    """
    formula = read_formula(text)
    bound = _columns(formula, data, response, x)
    used = list(dict.fromkeys(bound.values()))
    counts = Counter(data.quantities[column] for column in used)
    data = with_own_words(data, [column for column in used if counts[data.quantities[column]] > 1])
    for word, count in Counter(data.quantities[column] for column in used).items():
        if count > 1:
            what = f"uses {count} columns of {word} that are derived or that other columns are derived from"
            do = "write it as a model file"
            raise RefereeError(_TITLE, [Problem(f"'{text}'", what, do=do)])
    names = {name: data.quantities[column] for name, column in bound.items()}
    model = quick_model(formula, names, {name: data.columns[column] for name, column in bound.items()})
    return model, {data.quantities[column]: column for column in used}, data


def _columns(formula: Typed, data: Dataset, response: str, x: str) -> dict[str, str]:
    """Return the column of each name that is no parameter."""
    numbers = [name for name in data.columns if name in data.quantities and name != response]
    found: dict[str, str] = {}
    for name in formula.names:
        alike = [column for column in numbers if data.quantities[column] == name]
        if name in numbers:
            found[name] = name
        elif len(alike) == 1:
            found[name] = alike[0]
        elif name == "x":
            if not x and len(numbers) != 1:
                what = "does not say which column x is"
                raise RefereeError(_TITLE, [Problem(f"'{formula.text}'", what, f"one of {', '.join(numbers)}")])
            found[name] = x or numbers[0]
    where, listed = f"'{formula.text}'", ", ".join(numbers)
    if absent := [name for name in formula.names if name in QUANTITIES and name not in (*found, response)]:
        what = f"uses {absent[0]}, a quantity of which the table has no column, or several"
        do = "write a parameter with another name"
        raise RefereeError(_TITLE, [Problem(where, what, f"columns: {listed}", do)])
    if response in formula.names:
        what = f"uses the response, '{response}', and a formula of itself always fits"
        raise RefereeError(_TITLE, [Problem(where, what, f"other columns: {listed}")])
    if not found:
        what = f"names no column of the table, only {', '.join(formula.names) or 'numbers'}"
        near = nearest(formula.text, find_models())
        do = f"a model? {near}" if near.startswith("did you mean") else f"functions: {', '.join(FUNCTIONS)}"
        # a name with its unit, or without it
        spelled = [(name, c) for name in formula.names for c in numbers if f"{c}_".startswith(f"{name}_")]
        spelled += [(name, c) for name in formula.names for c in numbers if name.startswith(f"{c}_")]
        do = f"write {spelled[0][1]} in place of {spelled[0][0]}" if spelled else do
        raise RefereeError(_TITLE, [Problem(where, what, f"at least one of {listed}", do)])
    return found
