"""Sidecars: reading and checking one, and finding the pairs of CSV and sidecar in the data folders.

Read while Snakemake parses the workflow, so nothing heavier than pydantic and yaml is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from tcreferee.data import KEY_COLUMNS, SIGMA, TEXT, derive
from tcreferee.data.schema import Sidecar, unit_ending
from tcreferee.data.schema_errors import problems_of
from tcreferee.data.strict_yaml import read_yaml
from tcreferee.errors import Problem, RefereeError, nearest, raise_if

__all__ = ["Sidecar", "csv_columns", "find_datasets", "produced_columns", "read_sidecar"]


def csv_columns(sidecar: Sidecar) -> dict[str, str]:
    """Return the columns the CSV must have, each with the key of the sidecar that declares it."""
    declared = {sidecar.row_key: "row_key", sidecar.label: "label"}
    declared.update({column: f"columns.{column}" for column in sidecar.columns})
    for column, about in sidecar.columns.items():
        if about.uncertainty and about.uncertainty.column:
            declared.setdefault(about.uncertainty.column, f"columns.{column}.uncertainty.column")
    return declared


def produced_columns(sidecar: Sidecar) -> dict[str, str]:
    """Return the columns of the processed table in order, each with its quantity.

    Texts (also `point_id` and `label`) have the quantity "text", standard uncertainties "sigma".
    """
    columns = dict.fromkeys(KEY_COLUMNS, TEXT)
    for about in sidecar.columns.values():
        columns[about.name] = about.quantity
        if about.uncertainty and about.uncertainty.known:
            columns[f"{about.name}_{SIGMA}"] = SIGMA
    columns.update({name: about.quantity for name, about in sidecar.derived.items()})
    return columns


def read_sidecar(path: Path | str) -> Sidecar:
    """Read and check a sidecar.

    Raises
    ------
    RefereeError
        With every problem of the file: keys that are missing or misspelt, values that are not allowed,
        names that clash, derived columns that cannot be computed.
    """
    path = Path(path)
    title = f"{path} cannot be used"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise RefereeError(title, [Problem(str(path), "is not a mapping of keys to values")])
    try:
        sidecar = Sidecar.model_validate(content)
    except ValidationError as error:
        raise RefereeError(title, problems_of(error, Sidecar, str(path))) from None
    faults = [*_names(sidecar), *_derived(sidecar), *_rows(sidecar)]
    if sidecar.id != path.stem:
        faults.append(("id", f"'{sidecar.id}' is not the name of the file, '{path.stem}'"))
    raise_if(title, [Problem(f"{path}, {key}", what) for key, what in faults])
    return sidecar


def _names(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    taken = dict.fromkeys(KEY_COLUMNS, "the row's name")
    for column, about in sidecar.columns.items():
        where = f"columns.{column}"
        names = [about.name]
        if about.uncertainty and about.uncertainty.known:
            names.append(f"{about.name}_{SIGMA}")
        if about.uncertainty and about.uncertainty.column in {
            *sidecar.columns,
            sidecar.row_key,
            sidecar.label,
        }:
            yield (
                f"{where}.uncertainty.column",
                f"column '{about.uncertainty.column}' is declared as something else",
            )
        for name in names:
            if name in taken:
                yield f"{where}.name", f"'{name}' is already the name of {taken[name]}"
            taken.setdefault(name, where)
    for name in sidecar.derived:
        if name in taken:
            yield f"derived.{name}", f"'{name}' is already the name of {taken[name]}"


def _derived(sidecar: Sidecar) -> Iterable[tuple[str, str]]:
    columns: dict[str, str] = {about.name: about.quantity for about in sidecar.columns.values()}
    for name, about in sidecar.derived.items():
        where = f"derived.{name}"
        if about.quantity == TEXT:
            yield where, "a derived column is a number, not a text"
            continue
        for what in derive.check(about.recipe, about.arguments, about.quantity, columns):
            yield where, what
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


def find_datasets(folders: Iterable[Path | str]) -> dict[str, Path]:
    """Find the pairs of CSV and sidecar in folders; the id of a data set is the name of its files.

    Parameters
    ----------
    folders : iterable of Path or str
        data/raw, and the user's own.

    Returns
    -------
    dict of str to Path
        Sidecar of each data set, sorted by id. The content is checked by `read_sidecar`.

    Raises
    ------
    RefereeError
        A folder does not exist, one half of a pair is missing, or an id is used twice.
    """
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for folder in map(Path, folders):
        if not folder.is_dir():
            problems.append(Problem(str(folder), "the folder does not exist"))
            continue
        tables, sidecars = ({path.stem: path for path in sorted(folder.glob(f"*.{end}"))} for end in ("csv", "yaml"))
        problems.extend(_unpaired(tables, sidecars))
        for name, path in sidecars.items():
            if name in found:
                problems.append(Problem(str(path), f"data set '{name}' is already in {found[name].parent}"))
            found.setdefault(name, path)
    raise_if("The data sets cannot be listed", problems)
    return dict(sorted(found.items()))


def _unpaired(tables: Mapping[str, Path], sidecars: Mapping[str, Path]) -> Iterable[Problem]:
    for name in sorted(tables.keys() - sidecars.keys()):
        yield Problem(str(tables[name]), f"has no sidecar {name}.yaml beside it", do=nearest(name, sidecars))
    for name in sorted(sidecars.keys() - tables.keys()):
        yield Problem(str(sidecars[name]), f"has no table {name}.csv beside it", do=nearest(name, tables))
