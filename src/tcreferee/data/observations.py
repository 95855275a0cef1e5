"""The rows a comparison uses: the same for every model, written once by `select`, with a checksum.

Every fit reads them, so reading needs only csv and numpy.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.own_quantities import declare, defined, of_column
from tcreferee.base.provenance import SCHEMA_VERSION, check_schema, sha256
from tcreferee.base.quantities import Quantity
from tcreferee.data import COMPOUND, FAMILY, KEY_COLUMNS, LIMIT_ENDINGS, TEXT
from tcreferee.data.spoken import spoken


@dataclass(frozen=True)
class Observations:
    """The rows of a comparison.

    Parameters
    ----------
    point_id : tuple of str
        Data set and row key, "dataset:row".
    label : tuple of str
        Name of each point for a reader.
    response : str
        Column that the models predict.
    y : ndarray, shape (n,)
        Its values.
    columns : dict of str to ndarray, shape (n,)
        Every number column, the response too; NaN where a value is not known. Read-only.
    sha256 : str
        Checksum of the rows' file.
    record : dict
        Origin of the rows; dropped rows with reasons.
    family : tuple of str
        Family of materials of each row; empty words if the comparison names no families.
    limit : ndarray, shape (n,), optional
        1 where the response is an upper limit, -1 where it is a lower one, 0 where it is a value; empty if none is.
    """

    point_id: tuple[str, ...]
    label: tuple[str, ...]
    response: str
    y: NDArray[np.float64]
    columns: dict[str, NDArray[np.float64]]
    sha256: str
    record: dict[str, Any]
    family: tuple[str, ...] = ()
    limit: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    @property
    def quantities(self) -> dict[str, str]:
        """Quantity of each column."""
        return {name: about["quantity"] for name, about in self.record["columns"].items()}

    def quantity(self, column: str) -> Quantity:
        """Return the quantity of a column of numbers, with the column's own label and symbol."""
        return of_column(column, self.record["columns"][column])

    @property
    def spoken(self) -> dict[str, str]:
        """How a sentence names each column; see `tcreferee.data.spoken`."""
        symbols = {name: about["symbol"] for name, about in self.record["columns"].items() if about.get("symbol")}
        return spoken(self.quantities, symbols)

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.point_id)


def some_rows(observations: Observations, rows: NDArray[np.intp]) -> Observations:
    """Return the observations of some of the rows, by position."""
    family = tuple(observations.family[i] for i in rows) if observations.family else ()
    return replace(
        observations,
        point_id=tuple(observations.point_id[i] for i in rows),
        label=tuple(observations.label[i] for i in rows),
        y=observations.y[rows],
        columns={name: values[rows] for name, values in observations.columns.items()},
        family=family,
        limit=observations.limit[rows] if observations.limit.size else observations.limit,
    )


def read_observations(csv_path: Path | str) -> Observations:
    """Read the rows of a comparison.

    Parameters
    ----------
    csv_path : Path or str
        What `select` wrote; its record is the JSON of the same name beside it.

    Raises
    ------
    RefereeError
        A file is missing, or the rows are not the ones the record describes.
    """
    csv_path = Path(csv_path)
    record, header, rows = read_processed(csv_path, csv_path.with_suffix(".json"))
    columns: dict[str, NDArray[np.float64]] = {}
    for name in header:
        if not is_text(record, name):
            values = np.array([float(row[name] or "nan") for row in rows], dtype=np.float64)
            values.flags.writeable = False
            columns[name] = values
    return Observations(
        point_id=tuple(row["point_id"] for row in rows),
        label=tuple(row["label"] for row in rows),
        response=record["response"],
        y=columns[record["response"]],
        columns=columns,
        sha256=record["sha256"],
        record=record,
        family=tuple(row[FAMILY] if record["families"] else "" for row in rows),
        limit=_limits(columns, record["response"], len(rows)),
    )


def know_quantities(json_path: Path) -> None:
    """Make the quantities of one's own known that the record of some rows defines; without a record, nothing."""
    if json_path.is_file():
        declare(defined(json.loads(json_path.read_text(encoding="utf-8")).get("columns", {})))


def _limits(columns: Mapping[str, NDArray[np.float64]], response: str, rows: int) -> NDArray[np.float64]:
    """Return which responses are limits: those of which a limit is written; empty if none is."""
    limit = np.zeros(rows)
    for sign, ending in zip((1.0, -1.0), LIMIT_ENDINGS, strict=True):
        if (own := columns.get(f"{response}_{ending}")) is not None:
            limit[np.isfinite(own)] = sign
    return limit if limit.any() else np.empty(0)


def read_processed(csv_path: Path, json_path: Path) -> tuple[dict[str, Any], list[str], list[dict[str, str]]]:
    """Read a table that `tidy` or `select` wrote: record, header, rows as texts.

    Raises
    ------
    RefereeError
        A file is missing, or the record is not that of this table.
    """
    record = _record(csv_path, json_path)
    with csv_path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return record, list(reader.fieldnames or ()), rows


def is_text(record: Mapping[str, Any], name: str) -> bool:
    """Whether a column of a table holds words: keys, families, grades of cells, declared texts."""
    grades = {about.get("grade_column") for about in record["columns"].values()}
    if name in (*KEY_COLUMNS, COMPOUND, FAMILY) or name in grades:
        return True
    return bool(record["columns"].get(name, {}).get("quantity") == TEXT)


def _record(csv_path: Path, json_path: Path) -> dict[str, Any]:
    """Read the record of a table and check that it is the record of this table."""
    title = f"{csv_path} cannot be used"
    missing = [Problem(str(path), "the file does not exist") for path in (csv_path, json_path) if not path.is_file()]
    raise_if(title, missing)
    try:
        record: dict[str, Any] = json.loads(json_path.read_text(encoding="utf-8"))
        recorded = record["sha256"]
    except (ValueError, KeyError, TypeError):
        problem = Problem(str(json_path), "is not a record of this program", do="delete it and run the workflow again")
        raise RefereeError(title, [problem]) from None
    check_schema(json_path, {"schema_version": SCHEMA_VERSION, **record})
    declare(defined(record.get("columns", {})))
    if sha256(csv_path) != recorded:
        what = f"has changed since {json_path.name} was written"
        problem = Problem(str(csv_path), what, do="delete both and run the workflow again")
        raise RefereeError(title, [problem])
    return record
