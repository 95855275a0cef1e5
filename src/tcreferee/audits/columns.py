"""What sidecars declare about columns: names in joined tables, source columns, uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tcreferee.audits.case import Case
from tcreferee.base.errors import RefereeError
from tcreferee.base.priors import Array
from tcreferee.data import derive


def about(case: Case, column: str) -> Mapping[str, Any]:
    """Return what the record says about a column; empty if the record does not have the column."""
    columns: Mapping[str, Mapping[str, Any]] = case.observations.record["columns"]
    return columns.get(column, {})


def named(case: Case, column: str, other: str) -> str:
    """Return the name in these rows of column `other`, which is in the table that `column` comes from."""
    own = about(case, column).get("from_dataset")
    renamed = f"{other}_{own}"
    return renamed if own and renamed in case.observations.record["columns"] else other


def sources(case: Case, column: str) -> list[str]:
    """Return the columns that a derived column is directly computed from; none for a printed column."""
    derived = about(case, column).get("derived")
    if not derived:
        return []
    return [named(case, column, other) for other in derive.columns_used(derived["recipe"], derived["arguments"])]


def ancestors(case: Case, column: str) -> dict[str, list[str]]:
    """Return every column that `column` is computed from, each with the path of columns from `column` to it."""
    found: dict[str, list[str]] = {}
    waiting = [[column]]
    while waiting:
        way = waiting.pop(0)
        for source in sources(case, way[-1]):
            if source not in found:
                found[source] = [*way, source]
                waiting.append(found[source])
    return found


def computed(case: Case, column: str, given: Mapping[str, float], kept: Sequence[str] = ()) -> float:
    """Compute the value of a derived column in one row from the printed columns behind it.

    Parameters
    ----------
    case : Case
    column : str
    given : mapping of str to float
        Values of the printed columns, and of the columns in `kept`.
    kept : sequence of str
        Derived columns whose value is taken from `given`.

    Returns
    -------
    float
        NaN if the recipe gives no value.
    """
    derived = about(case, column).get("derived")
    if column in kept or not derived:
        return float(given.get(column, np.nan))
    used = derive.columns_used(derived["recipe"], derived["arguments"])
    values = {other: computed(case, named(case, column, other), given, kept) for other in used}
    present = {name: None if np.isnan(value) else value for name, value in values.items()}
    try:
        found = derive.derive(derived["recipe"], derived["arguments"], present)
    except (RefereeError, ValueError):
        return np.nan
    return np.nan if found is None else float(found)


def printing_only(case: Case, column: str) -> bool:
    """True if the only known uncertainty of a column, or of a column behind it, is the rounding of its digits."""
    told = [str(about(case, each).get("uncertainty")) for each in (column, *ancestors(case, column))]
    return any(word.startswith("rounding") for word in told)


def uncertainty(case: Case, column: str) -> Array | None:
    """Return the standard uncertainty (rows,) of a column; None if the tables do not state it.

    For a computed column it is propagated from the source columns, to first order, if all of them state theirs.
    """
    values, sigma = case.observations.columns, about(case, column).get("sigma")
    if sigma in values:
        return values[sigma]
    numeric = [name for name in ancestors(case, column) if not sources(case, name)]
    if not numeric or any(about(case, name).get("sigma") not in values for name in numeric):
        return None
    square = np.zeros(case.observations.n)
    for i in range(case.observations.n):
        row = {name: float(values[name][i]) for name in numeric}
        at = computed(case, column, row)
        for name in numeric:
            moved = row | {name: row[name] + float(values[about(case, name)["sigma"]][i])}
            square[i] += (computed(case, column, moved) - at) ** 2
    return np.asarray(np.sqrt(square))


def half_steps(values: Array) -> Array:
    """Return half a unit of the last digit (rows,) of each printed number; trailing zeros are not counted as digits."""
    digits = [np.format_float_scientific(value, precision=11, unique=True, trim="-") for value in values]
    last = [int(text.partition("e")[2]) - len(text.partition("e")[0].partition(".")[2]) for text in digits]
    return np.asarray(0.5 * 10.0 ** np.array(last, dtype=np.float64))
