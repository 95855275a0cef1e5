"""The rows a comparison uses: the same for every model, written once, with a checksum.

Every fit reads them, so reading needs only csv and numpy.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tcreferee.data import DEFAULT_GRADES, GRADES, KEY_COLUMNS, LIMIT_ENDINGS, TEXT
from tcreferee.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.provenance import atomic, sha256, write_json, write_text

MINIMUM = 3
_COPIED = (
    "schema_version",
    "dataset",
    "title",
    "citation",
    "location",
    "raw",
    "sidecar",
    "columns",
    "problems",
)


@dataclass(frozen=True)
class Observations:
    """The rows of a comparison.

    Parameters
    ----------
    point_id : tuple of str
        Data set and row key, "dataset:row".
    label : tuple of str
        What a reader recognises each point by.
    response : str
        Column that is explained.
    y : ndarray, shape (n,)
        Its values.
    columns : dict of str to ndarray, shape (n,)
        Every number column, the response too; NaN where a value is not known. Read-only.
    sha256 : str
        Checksum of the rows' file.
    record : dict
        Where the rows come from; what was dropped and why.
    """

    point_id: tuple[str, ...]
    label: tuple[str, ...]
    response: str
    y: NDArray[np.float64]
    columns: dict[str, NDArray[np.float64]]
    sha256: str
    record: dict[str, Any]

    @property
    def quantities(self) -> dict[str, str]:
        """Quantity of each column."""
        return {name: about["quantity"] for name, about in self.record["columns"].items()}

    @property
    def n(self) -> int:
        """Number of rows."""
        return len(self.point_id)


def select(
    processed_csv: Path | str,
    processed_json: Path | str,
    response: str,
    inputs: Sequence[str],
    out_csv: Path | str,
    out_json: Path | str,
    accept_grades: Sequence[str] = DEFAULT_GRADES,
) -> None:
    """Keep the rows in which the response and all inputs are known and can be trusted.

    All columns are written, so that a further model on existing columns leaves the rows' file as it is.

    Parameters
    ----------
    processed_csv, processed_json : Path or str
        What `tidy` wrote.
    response : str
        Column to be explained.
    inputs : sequence of str
        Columns that at least one model of the comparison needs.
    out_csv, out_json : Path or str
        The rows; their origin, checksum, and the dropped rows with reasons.
    accept_grades : sequence of str
        Grades of the cells a comparison may use; see data/raw/README.md.

    Raises
    ------
    RefereeError
        The two files do not belong together, a column does not exist or is a text, or fewer than three rows
        are left.
    """
    processed_csv = Path(processed_csv)
    record = _record(processed_csv, Path(processed_json))
    header, rows = _read(processed_csv)
    needed = list(dict.fromkeys([response, *inputs]))
    title = f"{processed_csv} does not have what the comparison needs"
    raise_if(title, _unusable(processed_csv, header, record, needed))
    kept, dropped = _split(rows, record, needed, accept_grades)
    if len(kept) < MINIMUM:
        problem = Problem(
            str(processed_csv),
            f"{len(kept)} of {len(rows)} rows have a value of {', '.join(needed)}",
            f"at least {MINIMUM}",
            "leave out the model that needs the missing column, or add rows",
        )
        gone = [Problem(row["point_id"], row["reason"]) for row in dropped]
        raise RefereeError("Too few rows are left", [problem, *gone])
    table = _csv(header, kept)
    about = {key: record[key] for key in _COPIED}
    checksum = hashlib.sha256(table.encode()).hexdigest()
    about |= {"response": response, "n": len(kept), "dropped": dropped, "sha256": checksum}
    about["accept_grades"] = [grade for grade in GRADES if grade in accept_grades]
    with atomic(out_csv) as new_csv, atomic(out_json) as new_json:
        write_text(new_csv, table)
        write_json(new_json, about)


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
    record = _record(csv_path, csv_path.with_suffix(".json"))
    header, rows = _read(csv_path)
    columns: dict[str, NDArray[np.float64]] = {}
    for name in header:
        if name not in KEY_COLUMNS and not _is_text(record, name):
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
    )


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
    if sha256(csv_path) != recorded:
        what = f"has changed since {json_path.name} was written"
        problem = Problem(str(csv_path), what, do="delete both and run the workflow again")
        raise RefereeError(title, [problem])
    return record


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


def _split(
    rows: Sequence[Mapping[str, str]], record: Mapping[str, Any], needed: Sequence[str], accept_grades: Sequence[str]
) -> tuple[list[Mapping[str, str]], list[dict[str, str]]]:
    """Part the rows that have all needed values from the others; those are listed with a reason."""
    kept: list[Mapping[str, str]] = []
    dropped: list[dict[str, str]] = []
    for row in rows:
        reasons = [reason for name in needed if (reason := _limit(row, name))]
        empty = [name for name in needed if not row[name] and not _limit(row, name)]
        if empty:
            reasons.append(f"no value of {', '.join(empty)}")
        graded = [(name, _grade(row, record, name)) for name in needed if row[name]]
        reasons += [f"{name} is {grade}" for name, grade in graded if grade and grade not in accept_grades]
        if reasons:
            dropped.append({"point_id": row["point_id"], "reason": "; ".join(reasons)})
        else:
            kept.append(row)
    return kept, dropped


def _limit(row: Mapping[str, str], name: str) -> str:
    if row[name]:
        return ""
    for ending in LIMIT_ENDINGS:
        if row.get(f"{name}_{ending}"):
            return f"{name} has no value but the {ending} limit {row[f'{name}_{ending}']}"
    return ""


def _grade(row: Mapping[str, str], record: Mapping[str, Any], name: str) -> str | None:
    about = record["columns"].get(name, {})
    column = about.get("grade_column")
    return row[column] if column else about.get("grade")


def _csv(header: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _is_text(record: Mapping[str, Any], name: str) -> bool:
    grades = {about.get("grade_column") for about in record["columns"].values()}
    return name in grades or bool(record["columns"].get(name, {}).get("quantity") == TEXT)


def _unusable(path: Path, header: Sequence[str], record: Mapping[str, Any], needed: Sequence[str]) -> list[Problem]:
    problems = []
    for name in needed:
        if name not in header:
            problems.append(Problem(str(path), f"there is no column '{name}'", do=nearest(name, header)))
        elif name in KEY_COLUMNS or _is_text(record, name):
            problems.append(Problem(str(path), f"column '{name}' is a text", "a column of numbers"))
    return problems
