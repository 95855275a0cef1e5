"""Named materials with their numbers: rows of a table, or of a plain .csv."""

from __future__ import annotations

import csv
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tcreferee.api.datasets import Dataset, load_dataset
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.check import process

LABEL, FAMILY = "label", "family"
Table = Dataset | Path | str


@dataclass(frozen=True)
class Named:
    """A material.

    Parameters
    ----------
    label, family : str
    values : dict of str to float
        Numbers by column, and by quantity.
    point : str
        "dataset:row" of a row of a table; "" otherwise.
    """

    label: str
    family: str
    values: dict[str, float]
    point: str = ""


def material_of_row(row: str) -> Named:
    """Return a row of a table, "DATASET:ROW", ROW being its key or its label.

    Raises
    ------
    RefereeError
        There is no such table or row.
    """
    name, _, key = row.partition(":")
    listed = list(materials_of(name))
    for each in listed:
        if key in (each.label, each.point.partition(":")[2]):
            return each
    known = [each.label for each in listed]
    raise RefereeError("No such row", [Problem(row, f"table '{name}' has no row '{key}'", do=nearest(key, known))])


def materials_of(
    table: Table, family: str = FAMILY, where: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Named]:
    """Yield label, family, numbers by column and by quantity, and point of each row of a table.

    A .csv without a sidecar has `label` and columns named by their quantities, in their units.

    Parameters
    ----------
    table : Dataset, path or str
    family : str
        Column that names the family of a row, if the table has it.
    where : mapping of str to words, optional
        Only rows with one of these words in each column.

    Raises
    ------
    RefereeError
        The table cannot be read, or has no such column or no such row.
    """
    asked, found = dict(where or {}), False
    for row, each in _rows(table, family):
        if matches(row, asked, str(table)):
            found = True
            yield each
    if asked and not found:
        said = ", ".join(f"{name}={','.join(words)}" for name, words in asked.items())
        raise RefereeError("No such materials", [Problem(str(table), f"has no row with {said}")])


def matches(row: Mapping[str, str], where: Mapping[str, Sequence[str]], table: str) -> bool:
    """Return whether a row of a table has one of the words in each column.

    Raises
    ------
    RefereeError
        The table has no such column; all of them are named.
    """
    wrong = [Problem(table, f"has no column '{name}'", do=nearest(name, row)) for name in where if name not in row]
    raise_if("No such materials", wrong)
    return all(row[name] in words for name, words in where.items())


def _rows(table: Table, family: str) -> Iterator[tuple[Mapping[str, str], Named]]:
    if (
        not isinstance(table, Dataset)
        and str(table).endswith(".csv")
        and not Path(table).with_suffix(".yaml").is_file()
    ):
        yield from _plain(Path(table), family)
        return
    data = table if isinstance(table, Dataset) else load_dataset(table)
    with tempfile.TemporaryDirectory() as folder:
        made = process(data.write(folder))
    for row in made.rows:
        values = dict[str, float]()
        for column, about in made.record["columns"].items():
            if about["quantity"] in QUANTITIES and row.get(column):
                values[column] = float(row[column])
                values.setdefault(about["quantity"], float(row[column]))
        yield row, Named(row["label"], row.get(family, ""), values, row["point_id"])


def _plain(path: Path, family: str) -> Iterator[tuple[Mapping[str, str], Named]]:
    title = f"{path} cannot be used"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise RefereeError(title, [Problem(str(path), "the file does not exist")]) from None
    wrong = [] if rows and LABEL in rows[0] else [Problem(str(path), f"has no column '{LABEL}' with rows below it")]
    for i, row in enumerate(rows, 2):
        for column, cell in row.items():
            if column not in (LABEL, FAMILY, family) and cell and not _is_number(cell):
                wrong.append(Problem(f"{path}, line {i}, column {column}", f"'{cell}' is not a number"))
    raise_if(title, wrong)
    for row in rows:
        values = {name: float(cell) for name, cell in row.items() if name not in (LABEL, FAMILY, family) and cell}
        yield row, Named(row[LABEL], row.get(family) or row.get(FAMILY) or "", values)


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
