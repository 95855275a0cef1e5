"""Result records: the contents of each file of `results/`, written completely and read with a schema check."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.provenance import SCHEMA_VERSION, check_schema, csv_text, write_json, write_text

DIGITS = 10
# what is written of each model of a comparison
RESULT_FILES = {
    "fit": "fit.json",
    "posterior": "posterior.nc",
    "pointwise": "pointwise.csv",
    "diagnostics": "diagnostics.json",
    "report": "fit_report.txt",
}
# key of diagnostics.json: the inference died of this and is tried again by the next run
DIED = "died"

# what a study of a comparison counts
STUDY_FILES = ("recovery", "ranks", "coverage")


def clean(value: Any) -> Any:
    """Return `value` fit for JSON: numpy scalars and arrays as plain numbers and lists, NaN and infinity as None."""
    if isinstance(value, Mapping):
        return {str(key): clean(each) for key, each in value.items()}
    if isinstance(value, str | bool) or value is None:
        return value
    if hasattr(value, "tolist"):
        return clean(value.tolist())
    if isinstance(value, Iterable):
        return [clean(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def write_record(path: Path | str, record: Mapping[str, Any]) -> None:
    """Write a JSON record with its schema version; numbers keep 10 significant digits."""
    write_json(path, {"schema_version": SCHEMA_VERSION, **clean(record)})


def read_record(path: Path | str) -> dict[str, Any]:
    """Read a JSON record.

    Raises
    ------
    RefereeError
        If the file is not whole, or was written by a newer version of this program.
    """
    try:
        record: Any = json.loads(Path(path).read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        problem = Problem(str(path), "not a JSON file in UTF-8", do="delete it and run again")
        raise RefereeError("result file", [problem]) from None
    except json.JSONDecodeError as error:
        problem = Problem(f"{path}, line {error.lineno}", "not a whole JSON file", do="delete it and run again")
        raise RefereeError("result file", [problem]) from None
    check_schema(path, record)
    return dict(record)


def write_rows(path: Path | str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a CSV table; numbers keep 10 significant digits, an undefined number is an empty cell."""
    write_text(path, csv_text(columns, ([_cell(row[name]) for name in columns] for row in rows)))


def _cell(value: Any) -> str:
    value = clean(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Name the file, or folder of files, that does not hold what its reader needs.

    Raises
    ------
    RefereeError
        If reading fails as it does for a file that was cut short or damaged.
    """
    try:
        yield
    except (FileNotFoundError, PermissionError):
        raise
    except (LookupError, ValueError, TypeError, AttributeError, OSError, RuntimeError) as error:
        what = f"is damaged ({type(error).__name__}: {error})"
        raise RefereeError("result file", [Problem(str(path), what, do="delete it and run again")]) from error


def read_rows(path: Path | str) -> list[dict[str, str]]:
    """Read a CSV table as text cells.

    Raises
    ------
    RefereeError
        If it has not even a header, or the record of the same name beside it was written by a newer version of this
        program.
    """
    beside = Path(path).with_suffix(".json")
    if beside.is_file():
        read_record(beside)
    with Path(path).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        if not reader.fieldnames:
            raise RefereeError("result file", [Problem(str(path), "is empty", do="delete it and run again")])
        return list(reader)


def number(cell: str) -> float:
    """Return the number in a cell; NaN for an empty one."""
    return float(cell) if cell else math.nan
