"""Recipes for columns that are computed from printed ones.

A sidecar names a recipe and the columns and numbers it works on; it cannot bring a formula of its own, so
nothing in a data folder is ever executed. A recipe sees one row at a time, in the units of `quantities.py`.
An empty cell is None. Plain Python on purpose: sidecars are read while Snakemake parses the workflow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tcreferee.errors import nearest

Value = float | None


@dataclass(frozen=True)
class Argument:
    """What a recipe wants.

    Parameters
    ----------
    kind : {"column", "columns", "number"}
        One column, several, or a number written in the sidecar.
    quantity : str
        Quantity the columns must hold; "" for the quantity of the result.
    """

    kind: Literal["column", "columns", "number"]
    quantity: str = ""


@dataclass(frozen=True)
class Recipe:
    """A named formula.

    Parameters
    ----------
    formula : str
        The formula in words a reader of the report understands.
    arguments : mapping of str to Argument
        What it needs.
    gives : str
        Quantity of the result; "" for whatever the sidecar declares.
    compute : callable
        From argument values to the result; None when there is nothing to compute it from.
    """

    formula: str
    arguments: Mapping[str, Argument]
    gives: str
    compute: Callable[[Mapping[str, Any]], Value]


def _present(values: Sequence[Value]) -> list[float]:
    return [value for value in values if value is not None]


def _smallest(a: Mapping[str, Any]) -> Value:
    return min(_present(a["columns"]), default=None)


def _largest(a: Mapping[str, Any]) -> Value:
    return max(_present(a["columns"]), default=None)


def _nearest_product(a: Mapping[str, Any]) -> Value:
    tc, product = a["tc"], a["product"]
    if tc is None or product is None:
        return None
    return min(_present(a["candidates"]), key=lambda x: abs(tc * x * x - product), default=None)


def _hole_density_from_oxygen(a: Mapping[str, Any]) -> Value:
    if a["oxygen"] is None:
        return None
    holes = a["oxygen"] - 6.0
    volume_m3 = (a["v6_A3"] + a["dv_A3"] * holes) * 1e-30
    return float(holes / volume_m3) if volume_m3 > 0 else None


RECIPES: dict[str, Recipe] = {
    "smallest": Recipe(
        "min_j x_j over the columns that are not empty", {"columns": Argument("columns")}, "", _smallest
    ),
    "largest": Recipe("max_j x_j over the columns that are not empty", {"columns": Argument("columns")}, "", _largest),
    "nearest_product": Recipe(
        "the x_j for which tc x_j^2 lies nearest to the printed product",
        {
            "tc": Argument("column", "tc_K"),
            "candidates": Argument("columns", "xi_A"),
            "product": Argument("column", "lambda_KA2"),
        },
        "xi_A",
        _nearest_product,
    ),
    # Charge balance of YBa2Cu3Oy: Y3+, Ba2+, O2-, and copper 2+ in planes and filled chains, 1+ in empty
    # chains, leave h = y - 6 holes per formula unit, which is also one unit cell.
    "hole_density_from_oxygen": Recipe(
        "n = (y - 6)/V(y), V(y) = v6_A3 + dv_A3 (y - 6) in cubic angstrom, y - 6 holes per cell",
        {
            "oxygen": Argument("column", "oxygen_content"),
            "v6_A3": Argument("number"),
            "dv_A3": Argument("number"),
        },
        "n_m3",
        _hole_density_from_oxygen,
    ),
}


def check(
    recipe: str, arguments: Mapping[str, str | list[str]], quantity: str, columns: Mapping[str, str]
) -> list[str]:
    """Say what is wrong with a derived column.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    arguments : mapping
        As written in the sidecar: names of columns, or numbers as text.
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


def _check_argument(
    name: str, argument: Argument, given: str | list[str], quantity: str, columns: Mapping[str, str]
) -> list[str]:
    if isinstance(given, list) != (argument.kind == "columns"):
        form = "a list of columns" if argument.kind == "columns" else f"one {argument.kind}"
        return [f"argument '{name}' must be {form}"]
    if argument.kind == "number":
        return [] if _number(str(given)) is not None else [f"argument '{name}' must be a number, not '{given}'"]
    faults = []
    for column in [given] if isinstance(given, str) else given:
        if column not in columns:
            faults.append(f"argument '{name}': there is no column '{column}'; {nearest(column, columns)}")
        elif columns[column] != quantity:
            faults.append(f"argument '{name}': column '{column}' holds '{columns[column]}', not '{quantity}'")
    if given == []:
        faults.append(f"argument '{name}' names no column")
    return faults


def _number(text: str) -> float | None:
    from tcreferee.data.cells import CellError, parse_number

    try:
        return float(parse_number(text).value)
    except CellError:
        return None


def derive(recipe: str, arguments: Mapping[str, str | list[str]], row: Mapping[str, Value]) -> Value:
    """Compute a derived value from one row; the arguments must have passed `check`.

    Parameters
    ----------
    recipe : str
        Name of the recipe.
    arguments : mapping
        As written in the sidecar.
    row : mapping of str to float or None
        The row's columns, in the units of `quantities.py`.
    """
    values: dict[str, Any] = {}
    for name, argument in RECIPES[recipe].arguments.items():
        given = arguments[name]
        if argument.kind == "number":
            values[name] = _number(str(given))
        else:
            values[name] = row[given] if isinstance(given, str) else [row[column] for column in given]
    return RECIPES[recipe].compute(values)
