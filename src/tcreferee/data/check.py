"""Check a user's own tables by tidying them completely in a temporary folder."""

from __future__ import annotations

import csv
import difflib
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.data.layout import TABLES, read_records, table_of
from tcreferee.data.tidy import tidy

ENDINGS = (*TABLES, ".yaml")


@dataclass(frozen=True)
class Processed:
    """What `tidy` wrote for a table.

    Parameters
    ----------
    record : dict
        The JSON beside the table.
    rows, rejected : list of dict
        The rows that are used, and the excluded ones.
    """

    record: dict[str, Any]
    rows: list[dict[str, str]]
    rejected: list[dict[str, str]]


def process(sidecar: Path) -> Processed:
    """Tidy a pair into a temporary folder and read the result.

    Raises
    ------
    RefereeError
        The pair cannot be used.
    """
    with tempfile.TemporaryDirectory() as folder:
        table, rejected, record = (Path(folder) / name for name in ("table.csv", "rejected.csv", "record.json"))
        tidy(table_of(sidecar), sidecar, table, rejected, record)
        return Processed(json.loads(record.read_text(encoding="utf-8")), _rows(table), _rows(rejected))


def check(files: Iterable[Path | str]) -> tuple[list[Processed], list[RefereeError]]:
    """Tidy every pair of which one half is given.

    Parameters
    ----------
    files : iterable of Path or str
        CSVs or sidecars; a table given by both counts once.

    Returns
    -------
    tuple of list of Processed and list of RefereeError
        The pairs that can be used, and why the others cannot.
    """
    good: list[Processed] = []
    bad: list[RefereeError] = []
    for path in dict.fromkeys(map(_pair, map(Path, files))):
        problems = list(_missing(path))
        if problems:
            bad.append(RefereeError(f"{path} is not checked", problems))
            continue
        try:
            good.append(process(path))
        except RefereeError as error:
            bad.append(_with_table(error, path))
    return good, bad


def _pair(path: Path) -> Path:
    return path.with_suffix(".yaml") if path.suffix in ENDINGS and not path.is_dir() else path


def _missing(path: Path) -> Iterator[Problem]:
    if path.is_dir():
        yield Problem(str(path), "is a folder", "a .csv or .yaml file", "give the files in it, one by one or as *.csv")
    elif path.suffix not in ENDINGS:
        do = "rename it to .yaml" if path.suffix == ".yml" else ""
        ending = f"ends in '{path.suffix}'" if path.suffix else "has no ending"
        yield Problem(str(path), ending, "a .csv or .yaml file", do)
    else:
        for half in (table_of(path), path):
            if not half.exists():
                there = half.parent.glob(f"*{half.suffix}") if half.parent.is_dir() else ()
                # a sidecar that has a table of its own is not the one of this table
                beside = [p.stem for p in there if half != path or not table_of(p).is_file()]
                found = difflib.get_close_matches(half.stem, beside, n=1)
                do = "a table is a pair: NAME.csv and NAME.yaml"
                if found:
                    do = f"did you mean '{found[0]}{half.suffix}'?"
                elif half == path and table_of(path).is_file():
                    do = f"start one with: tcreferee new-dataset {table_of(path)}"
                yield Problem(str(half), "the file does not exist", do=do)


def _with_table(error: RefereeError, sidecar: Path) -> RefereeError:
    """Raise the error of an unreadable sidecar, together with what is wrong with the CSV."""
    try:
        read_records(table_of(sidecar))
    except RefereeError as other:
        if other.problems[0] not in error.problems:
            return RefereeError(error.title, [*error.problems, *other.problems])
    return error


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
