"""Sidecars: reading and checking one, and finding the pairs of CSV and sidecar in the data folders.

Read while Snakemake parses the workflow, so nothing heavier than pydantic and yaml is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.data import (
    COMMON,
    COMPOUND,
    GRADE_ENDING,
    KEY_COLUMNS,
    LIMIT,
    LIMIT_ENDINGS,
    PART,
    ROW_NUMBER,
    SIDE,
    SIDE_ENDINGS,
    SIGMA,
    TEXT,
    derive,
    worst_grade,
)
from tcreferee.data.inherited import column_grades, common_columns, error_columns
from tcreferee.data.own_quantities import declare_block
from tcreferee.data.pairs import halves, links
from tcreferee.data.schema import CellGrades, Column, Sidecar, unit_ending
from tcreferee.data.schema_errors import problems_of
from tcreferee.data.second import second_columns, second_faults
from tcreferee.data.strict_yaml import read_yaml

__all__ = ["Sidecar", "csv_columns", "find_datasets", "produced_columns", "read_sidecar"]


def csv_columns(sidecar: Sidecar) -> dict[str, str]:
    """Return the columns the CSV must have, each with the key of the sidecar that declares it."""
    declared = {sidecar.row_key: "row_key", sidecar.label: "label"}
    declared.pop(ROW_NUMBER, None)
    declared.update({column: f"columns.{column}" for column in sidecar.columns})
    for column, about in sidecar.columns.items():
        for rule in ("column", "lower", "upper"):
            if about.uncertainty and (other := getattr(about.uncertainty, rule)):
                declared.setdefault(other, f"columns.{column}.uncertainty.{rule}")
        if about.common and about.common.column:
            declared.setdefault(about.common.column, f"columns.{column}.common.column")
        if isinstance(about.grade, CellGrades):
            declared.setdefault(about.grade.column, f"columns.{column}.grade.column")
    for i, column in enumerate(sidecar.unused):
        declared.setdefault(column, f"unused[{i}]")
    return declared


def produced_columns(sidecar: Sidecar) -> dict[str, str]:
    """Return the columns of the processed table in order, each with its quantity.

    Texts (also `point_id`, `label`, `compound_key` and the grades of cells) have the quantity "text", standard
    uncertainties "sigma", the two of an asymmetric one "side", their parts by printed column "part", upper and lower
    limits "limit", what a common error moves the rows by "common".
    """
    columns = dict.fromkeys((*KEY_COLUMNS, COMPOUND) if sidecar.compounds else KEY_COLUMNS, TEXT)
    for about in sidecar.columns.values():
        columns |= _produced(about)
    graded, parts, commons = column_grades(sidecar), error_columns(sidecar), common_columns(sidecar)
    for name, derived in sidecar.derived.items():
        columns[name] = derived.quantity
        if parts[name]:
            columns |= {f"{name}_{SIGMA}": SIGMA} | dict.fromkeys(parts[name].values(), PART)
        columns |= dict.fromkeys(commons[name].values(), COMMON)
        columns |= {f"{name}_{GRADE_ENDING}": TEXT} if graded[name] is None else {}
    return columns | second_columns(sidecar)


def _produced(about: Column) -> dict[str, str]:
    columns = {about.name: about.quantity}
    if about.uncertainty and about.uncertainty.known:
        columns[f"{about.name}_{SIGMA}"] = SIGMA
        if about.uncertainty.sided:
            columns |= {f"{about.name}_{ending}": SIDE for ending in SIDE_ENDINGS}
    if about.common:
        columns[f"{about.name}_{COMMON}"] = COMMON
    if about.limits:
        columns |= {f"{about.name}_{ending}": LIMIT for ending in LIMIT_ENDINGS}
    if isinstance(about.grade, CellGrades):
        columns[f"{about.name}_{GRADE_ENDING}"] = TEXT
    return columns


def read_sidecar(path: Path | str) -> Sidecar:
    """Read and check a sidecar.

    Raises
    ------
    RefereeError
        A quantity of one's own is defined wrongly or otherwise elsewhere; or with every problem of the file: keys that
        are missing or misspelt, values that are not allowed, names that clash, derived columns that cannot be computed.
    """
    path = Path(path)
    title = f"{path} cannot be used"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise RefereeError(title, [Problem(str(path), "is not a mapping of keys to values")])
    declare_block(content.get("quantities"), path.name)
    try:
        sidecar = Sidecar.model_validate(content)
    except ValidationError as error:
        raise RefereeError(title, problems_of(error, Sidecar, str(path))) from None
    faults = [*_names(sidecar), *_shared(sidecar), *_derived(sidecar), *_rows(sidecar)]
    if sidecar.id != path.stem:
        faults.append(("id", f"'{sidecar.id}' is not the name of the file, '{path.stem}'"))
    raise_if(title, [Problem(f"{path}, {key}", what) for key, what in faults])
    return sidecar


def _names(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    taken = dict.fromkeys(KEY_COLUMNS, "the row's name") | {COMPOUND: "the row's compound"}
    for column, about in sidecar.columns.items():
        where = f"columns.{column}"
        for field, rule in (
            ("uncertainty", about.uncertainty), ("common", about.common), ("grade", about.grade),
        ):  # fmt: skip
            words = ("column", "lower", "upper") if field == "uncertainty" else ("column",)
            for word in words if rule is not None and not isinstance(rule, str) else ():
                if (other := getattr(rule, word)) in {*sidecar.columns, sidecar.row_key, sidecar.label}:
                    yield f"{where}.{field}.{word}", f"column '{other}' is declared as something else"
        for name in _produced(about):
            if name in taken:
                yield f"{where}.name", f"'{name}' is already the name of {taken[name]}"
            taken.setdefault(name, where)
    for name in sidecar.derived:
        for produced in (name, f"{name}_{GRADE_ENDING}", f"{name}_{SIGMA}"):
            if produced in taken:
                yield f"derived.{name}", f"'{produced}' is already the name of {taken[produced]}"
            taken.setdefault(produced, f"derived.{name}")
    yield from second_faults(sidecar, taken)


def _shared(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    """A CSV column with uncertainties serves one column, and holds no grades; one that is not used serves none."""
    used = csv_columns(sidecar)
    for i, column in enumerate(sidecar.unused):
        if used[column] != f"unused[{i}]":
            yield f"unused[{i}]", f"column '{column}' is declared under {used[column]}"
    uncertainties = [
        each for about in sidecar.columns.values() if about.uncertainty for each in about.uncertainty.columns
    ]
    for column, about in sidecar.columns.items():
        if isinstance(about.grade, CellGrades) and about.grade.column in uncertainties:
            yield f"columns.{column}.grade.column", f"column '{about.grade.column}' is declared as something else"


def _derived(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    columns: dict[str, str] = {"label": TEXT} | {about.name: about.quantity for about in sidecar.columns.values()}
    grades = {about.name: about.grade for about in sidecar.columns.values() if isinstance(about.grade, str)}
    for name, about in sidecar.derived.items():
        where = f"derived.{name}"
        if about.origin:
            yield f"{where}.origin", "follows from the columns it is computed from; declare it there"
        if about.quantity == TEXT:
            yield where, "a derived column is a number, not a text"
            continue
        faults = derive.check(about.recipe, about.arguments, about.quantity, columns)
        yield from ((where, what) for what in faults)
        used = [] if faults else derive.columns_used(about.recipe, about.arguments)
        for column in used:
            if worst_grade([about.grade, grades.get(column, "read")]) != about.grade:
                yield f"{where}.grade", f"'{about.grade}' is better than that of '{column}', which is {grades[column]}"
        grades[name] = about.grade
        ending = unit_ending(about.quantity)
        if not name.endswith(ending):
            yield where, f"the name does not carry its unit; expected one that ends in '{ending}'"
        columns[name] = about.quantity


def _rows(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    known = [column for column in csv_columns(sidecar) if column != sidecar.row_key]
    seen: set[tuple[str, str]] = set()
    for i, correction in enumerate(sidecar.corrections):
        if correction.column not in known:
            yield (
                f"corrections[{i}].column",
                f"'{correction.column}' cannot be corrected; {nearest(correction.column, known)}",
            )
        if (correction.row, correction.column) in seen:
            yield (
                f"corrections[{i}]",
                f"row '{correction.row}', column '{correction.column}' is corrected twice",
            )
        if correction.printed == correction.used:
            yield f"corrections[{i}]", "'printed' and 'used' are the same"
        seen.add((correction.row, correction.column))
    excluded: set[str] = set()
    for i, exclusion in enumerate(sidecar.exclusions):
        if exclusion.row in excluded:
            yield f"exclusions[{i}]", f"row '{exclusion.row}' is excluded twice"
        excluded.add(exclusion.row)
    for i, rule in enumerate(sidecar.exclude):
        for column in {each.column: None for each in rule.conditions if each.column not in csv_columns(sidecar)}:
            key = "where" if rule.where else "column"
            yield f"exclude[{i}].{key}", f"there is no column '{column}'; {nearest(column, csv_columns(sidecar))}"


def find_datasets(folders: Iterable[Path | str]) -> dict[str, Path]:
    """Find the pairs of CSV and sidecar in folders; the id of a data set is the name of its files.

    Parameters
    ----------
    folders : iterable of Path or str
        data/raw, and the user's own.

    Returns
    -------
    dict of str to Path
        Sidecar of each data set, sorted by id. The content is checked by `read_sidecar`; one half of a pair alone is
        no data set, and keeps nobody from the others.

    Raises
    ------
    RefereeError
        A folder does not exist, or an id is used twice.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for folder in map(Path, folders):
        if not folder.is_dir():
            problems.append(Problem(str(folder), "the folder does not exist"))
            continue
        tables, sidecars = halves(folder)
        problems.extend(links(folder, [*tables, *sidecars.values()]))
        named = {table.stem for table in tables}
        for name, path in sidecars.items():
            if name not in named:
                continue
            if name in found:
                problems.append(Problem(str(path), f"data set '{name}' is already in {found[name].parent}"))
            found.setdefault(name, path)
    raise_if("The data sets cannot be listed", problems)
    return dict(sorted(found.items()))
