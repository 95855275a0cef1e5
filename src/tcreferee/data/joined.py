"""Fill the columns of second measurements: from another table, row by row of a compound, or from the sidecar."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, nearest
from tcreferee.base.places import built_in_data
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import COMPOUND, GRADE_ENDING, SIGMA, derive, units, worst_grade
from tcreferee.data.cells import CellError, parse_number, to_float
from tcreferee.data.convert import in_range
from tcreferee.data.error_cells import Value
from tcreferee.data.inherited import column_grades
from tcreferee.data.schema import Sidecar
from tcreferee.data.second import Second, quantities, recipe_faults

Rows = Sequence[dict[str, Value]]
# reads another pair: its sidecar and its rows in the units of the program
Reader = Callable[[Path], tuple[Sidecar, Rows]]


def place_of(dataset: str, beside: Path, others: Mapping[str, Path]) -> Path | None:
    """Return the sidecar of another data set: the one named, else one in the same folder, else a built-in one."""
    places = [others.get(dataset), beside.parent / f"{dataset}.yaml", built_in_data() / f"{dataset}.yaml"]
    return next((place for place in places if place is not None and place.is_file()), None)


def fill_seconds(
    sidecar: Sidecar, path: Path, rows: Rows, others: Mapping[str, Path], read: Reader
) -> Iterator[Problem]:
    """Write the second measurements into the rows of a table; yield what is wrong with them.

    Parameters
    ----------
    sidecar : Sidecar
    path : Path
        Its file, for messages and to look for other tables beside it.
    rows : sequence of dict
        The processed rows; changed.
    others : mapping of str to Path
        Sidecars of data sets by name.
    read : callable
        Reads another pair.
    """
    for name, about in sidecar.second.items():
        where = f"{path}, second.{name}"
        if about.values:
            yield from _given(name, about, quantities(sidecar)[about.of], rows, where)
        elif about.dataset:
            place = place_of(about.dataset, path, others)
            if place is None:
                known = [*others, *(each.stem for each in path.parent.glob("*.yaml"))]
                yield Problem(
                    f"{where}.dataset", f"unknown dataset '{about.dataset}'", do=nearest(about.dataset, known)
                )
                continue
            try:
                yield from _joined(name, about, sidecar, rows, read(place), where)
            except RefereeError as error:
                yield Problem(f"{where}.dataset", f"'{about.dataset}' cannot be used", do=str(error.problems[0]))


def second_grades(sidecar: Sidecar, rows: Rows) -> dict[str, str]:
    """Return the worst grade of the values of each second measurement."""
    graded = {name: [row.get(f"{name}_{GRADE_ENDING}") for row in rows] for name in sidecar.second}
    own = column_grades(sidecar)
    return {
        name: worst_grade([str(each) for each in cells if each] or [own.get(name) or "read"])
        for name, cells in graded.items()
    }


def _given(name: str, about: Second, quantity: str, rows: Rows, where: str) -> Iterator[Problem]:
    """Read the values that the sidecar gives by row."""
    by_key = {str(row["point_id"]).partition(":")[2]: row for row in rows}
    try:
        factor = units.factor(about.unit, QUANTITIES[quantity].unit)
    except units.UnitError as error:
        yield Problem(f"{where}.unit", str(error))
        return
    for key, text in about.values.items():
        if key not in by_key:
            what = f"there is no row '{key}' that is used"
            yield Problem(f"{where}.values", what, do=nearest(key, by_key))
            continue
        try:
            number = parse_number(text, brackets=True)
            value = in_range(to_float(number.value * factor), quantity)
            sigma = None if number.sigma is None else to_float(number.sigma * factor)
        except CellError as error:
            yield Problem(f"{where}.values, row '{key}'", f"'{text}' {error}", error.expected)
            continue
        by_key[key].update({name: value, f"{name}_{SIGMA}": sigma, f"{name}_{GRADE_ENDING}": str(about.grade)})


def _joined(
    name: str, about: Second, sidecar: Sidecar, rows: Rows, other: tuple[Sidecar, Rows], where: str
) -> Iterator[Problem]:
    """Take the value of each compound from another table."""
    theirs, their_rows = other
    have, own = quantities(theirs), quantities(sidecar)
    column = str(about.column)
    if column not in have:
        yield Problem(
            f"{where}.column", f"'{about.dataset}' has no column of numbers '{column}'", do=nearest(column, have)
        )
        return
    if faults := recipe_faults(about, own[about.of], own, have[column]):
        yield from (Problem(where, fault) for fault in faults)
        return
    by_compound: dict[str, dict[str, Value]] = {}
    for row in their_rows:
        compound = row.get(COMPOUND)
        if compound and row[column] is not None:
            if compound in by_compound:
                do = "name only the row that is meant in 'compounds' of its sidecar"
                yield Problem(where, f"'{about.dataset}' has a value of {compound} twice", "one of each compound", do)
                return
            by_compound[str(compound)] = row
    found = [(row, by_compound[str(row[COMPOUND])]) for row in rows if row.get(COMPOUND) in by_compound]
    if not found:
        do = f"write 'compounds' in both sidecars alike; '{about.dataset}' has {', '.join(by_compound) or 'none'}"
        yield Problem(where, f"no compound of this table has a value in '{about.dataset}'", do=do)
    for row, partner in found:
        try:
            row.update(_of_partner(name, about, sidecar, row, (theirs, partner)))
        except CellError as error:
            yield Problem(f"{where}, {row['point_id']}", f"the value {error}", error.expected)


def _of_partner(
    name: str, about: Second, sidecar: Sidecar, row: dict[str, Value], other: tuple[Sidecar, dict[str, Value]]
) -> dict[str, Value]:
    """Return value, error and grade of a second measurement in one row."""
    (theirs, partner), column = other, str(about.column)
    value, sigma = partner[column], partner.get(f"{column}_{SIGMA}")
    grades = [str(partner.get(f"{column}_{GRADE_ENDING}") or column_grades(theirs)[column])]
    if about.recipe:
        seen = {**row, column: value}
        used = [each for each in derive.columns_used(about.recipe, about.arguments) if each != column]
        errors = {each: row.get(f"{each}_{SIGMA}") for each in used} | {column: sigma}
        stated = {each: {each: error} for each, error in errors.items() if isinstance(error, float)}
        value = derive.derive(about.recipe, about.arguments, seen)
        parts = derive.error_parts(about.recipe, about.arguments, seen, stated)
        # without the error of the second measurement itself, nothing is known of what follows from it
        sigma = math.hypot(*parts.values()) if column in parts else None
        own = column_grades(sidecar)
        grades += [str(row.get(f"{each}_{GRADE_ENDING}") or own.get(each) or "read") for each in used]
    if value is None:
        return {}
    kept = in_range(float(value), quantities(sidecar)[about.of])
    return {
        name: kept,
        f"{name}_{SIGMA}": sigma,
        f"{name}_{GRADE_ENDING}": worst_grade(["computed", *grades] if about.recipe else grades),
    }
