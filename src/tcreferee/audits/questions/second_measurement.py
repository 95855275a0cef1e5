"""Does the formula give the measured Tc if an input is taken from a second measurement?

A sidecar names with `second` a column that measures an input again. The audit keeps the constants of the formula and
asks which Tc it implies with this column. It fires if the formula misses the measured Tc by more than its scatter, the
posterior of its constants and the stated error of the second measurement allow.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tcreferee.audits import columns
from tcreferee.audits.again import Again, Inputs, absorbs_a_factor, again
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import chance, number, ratio, rows
from tcreferee.base.priors import Array
from tcreferee.data import DEFAULT_GRADES

QUESTION = "Does the formula give the measured Tc if an input is taken from a second measurement?"
FOUND = "a second measurement of an input gives another Tc"
NAME = "second_measurement"


def audit(case: Case) -> list[Row]:
    """Audit every theory with every second measurement of a column that it uses; see the module."""
    found = [
        _audit(case, tried, column, second)
        for tried in case.tried.values()
        if not tried.null
        for column in _used(case, tried)
        for second in _seconds(case, column)
    ]
    if found:
        return found
    note = "The tables name no second measurement of an input of a theory."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def _used(case: Case, tried: Tried) -> list[str]:
    """Return the columns that a theory uses, and those they are computed from."""
    bound = [c for each in tried.columns.values() for c in ([each] if isinstance(each, str) else each)]
    return list(dict.fromkeys(each for c in bound for each in (c, *columns.ancestors(case, c))))


def _seconds(case: Case, column: str) -> Iterator[str]:
    """Yield the columns of the rows that measure a column again."""
    for name, about in case.observations.record["columns"].items():
        if about.get("second_of") and columns.named(case, name, about["second_of"]) == column:
            yield name


def _audit(case: Case, tried: Tried, column: str, second: str) -> Row:
    statistic = f"{case.measured} with {second} / measured, the row that is farthest off"
    if why := _why_not(tried):
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    values = case.observations.columns[second]
    sigma = columns.uncertainty(case, second)
    errors = np.full(len(values), np.nan) if sigma is None else sigma
    inputs = _inputs(case, tried, column)
    absorbs = absorbs_a_factor(tried, inputs, case.observations.columns[column])
    found = again(case, tried, inputs, (values, errors), absorbs)
    if found is None:
        note = f"The formula has no value with {second} in any row that has it."
        return Row(NAME, tried.name, statistic, OPEN, note)
    return _judged(case, tried, (column, second, statistic), found, (errors, absorbs))


def _why_not(tried: Tried) -> str:
    if not tried.trial.density.scatter:
        return "A yes-or-no response has no size to be missed."
    if not len(tried.theta):
        return "The formula was not fitted to these rows."
    if tried.trial.choices > 1:
        return "Each row chooses between columns of an input."
    return ""


def _inputs(case: Case, tried: Tried, column: str) -> Inputs:
    """Return what gives the inputs of a formula for values of one column; other columns keep theirs."""
    bound = {name: each for name, each in tried.columns.items() if isinstance(each, str)}
    plain = [name for name, each in bound.items() if each == column]
    behind = {name: each for name, each in bound.items() if column in columns.ancestors(case, each)}
    table = case.observations.columns

    def computed(used: str, values: Array) -> Array:
        given = [{c: float(v[i]) for c, v in table.items()} for i in range(case.observations.n)]
        flat = values.reshape(-1, case.observations.n)
        cells = [
            [columns.computed(case, used, {**given[i], column: float(v)}, [column]) for i, v in enumerate(row)]
            for row in flat
        ]
        return np.asarray(cells, dtype=np.float64).reshape(values.shape)

    def inputs(values: Array) -> dict[str, Array]:
        return dict.fromkeys(plain, values) | {name: computed(each, values) for name, each in behind.items()}

    return inputs


def _judged(case: Case, tried: Tried, names: tuple[str, str, str], found: Again, known: tuple[Array, bool]) -> Row:
    """Say what the second measurement implies in the row that is farthest off, and decide."""
    (column, second, statistic), (errors, absorbs) = names, known
    y, unit, level = case.observations.y[found.rows], case.unit, case.settings.level
    far = int(np.argmax(np.abs(np.log(np.maximum(found.second, 1e-300) / y)))) if (found.second > 0).all() else int(
        np.argmax(np.abs(found.second - y))
    )  # fmt: skip
    about = columns.about(case, second)
    note = (
        f"With {second} ({about['second_method']}) in place of {column}, the formula gives "
        f"{case.observations.label[found.rows[far]]} a {case.measured} of {number(found.second[far])} {unit}; with "
        f"{column} it gives {number(found.first[far])} {unit}, and {number(y[far])} {unit} is measured"
    )
    if len(y) > 1:
        note += f" (the farthest off of {rows(len(y))})"
    value = float(found.second[far] / y[far])
    if absorbs and len(y) < 2:
        end = "a factor between the two measurements would change its constants, and one row cannot tell such a factor"
        return Row(NAME, tried.name, statistic, OPEN, f"{note}; {end}.", value)
    if absorbs:
        note += f"; its constants absorb a factor between the two, {ratio(1 / found.factor)} here"
    note += f". A true formula would miss by as much in {chance(found.p_value)} of cases"
    known_errors = bool(np.isfinite(errors[found.rows]).all())
    if found.p_value > level:
        verdict, end = QUIET, "the second measurement does not object"
    elif not known_errors:
        verdict, end = OPEN, "but the error of the second measurement is not stated, so none was counted"
    elif poor := _poor(case, second):
        verdict, end = OPEN, f"but the second measurement is of grade '{poor}'"
    else:
        verdict, end = FIRES, "the formula and the two measurements cannot all be right"
    tests = known_errors and not _poor(case, second)
    return Row(
        NAME, tried.name, statistic, verdict, f"{note}: {end}.", value, None, None, found.p_value, tests=tests
    )  # fmt: skip


def _poor(case: Case, second: str) -> str:
    """Return the grade of the second measurement if comparisons do not use it by default; otherwise ""."""
    grade = str(columns.about(case, second).get("second_grade") or DEFAULT_GRADES[0])
    return "" if grade in DEFAULT_GRADES else grade
