"""The columns of the rows that a model is bound to: a choice between several, and what standardises one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tcreferee.base.priors import Array
from tcreferee.formulas.model import STANDARD_INPUT


def choice_columns(inputs: Mapping[str, str | Sequence[str]]) -> tuple[str, ...]:
    """Return the columns between which each row chooses; none if every input is one column.

    Raises
    ------
    ValueError
        If two inputs offer different numbers of columns.
    """
    offered = [tuple(column) for column in inputs.values() if not isinstance(column, str)]
    if len({len(columns) for columns in offered}) > 1:
        raise ValueError("inputs with several columns must offer the same number of them")
    return offered[0] if offered else ()


def standards(
    inputs: Mapping[str, str | Sequence[str]], columns: Mapping[str, Array]
) -> dict[str, tuple[float, float]]:
    """Return mean and sd over the rows of the column that is bound to the standardised input, if there is one."""
    column = inputs.get(STANDARD_INPUT)
    if not isinstance(column, str):
        return {}
    values = columns[column]
    return {STANDARD_INPUT: (float(values.mean()), float(values.std(ddof=1)) or math.nan)}
