"""Choose the rows of a comparison from its tables: combine, keep complete and trusted rows, name families."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.provenance import SCHEMA_VERSION, atomic, csv_text, write_json, write_text
from tcreferee.data import COMPOUND, DEFAULT_GRADES, FAMILY, GRADES, KEY_COLUMNS, LIMIT_ENDINGS
from tcreferee.data.combine import MATCH, Combined, Table, combine, repeated
from tcreferee.data.observations import is_text, read_processed

MINIMUM = 3
DATASET = "dataset"
_COPIED = ("dataset", "title", "citation", "location", "raw", "sidecar", "evaluated_curve", "rows_chosen", "problems")


@dataclass(frozen=True)
class Selection:
    """What a comparison needs from its tables.

    Parameters
    ----------
    response : str
        Column to be explained.
    inputs : sequence of str
        Columns that at least one model of the comparison needs.
    sigmas : sequence of str
        Columns of standard deviations that the likelihood uses; a row that states none stays.
    accept_grades : sequence of str
        Grades of the cells that may be used; see data/raw/README.md.
    combine : str
        "stack" or "match" for several tables.
    families : str
        Column of words that tells the families of materials apart, or "dataset"; "" for none.
    family_labels : mapping of str to str
        Word for a dataset, in place of its name.
    ranges : mapping of str to (float, float)
        Lowest and highest value that a row may have in a column, both included.
    """

    response: str
    inputs: Sequence[str] = ()
    sigmas: Sequence[str] = ()
    accept_grades: Sequence[str] = DEFAULT_GRADES
    combine: str = ""
    families: str = ""
    family_labels: Mapping[str, str] = field(default_factory=dict)
    ranges: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def needed(self) -> list[str]:
        """Columns in which every row must have a value."""
        return list(dict.fromkeys([self.response, *self.inputs, *self.ranges]))


def select(
    tables: Sequence[tuple[Path | str, Path | str]], selection: Selection, out_csv: Path | str, out_json: Path | str
) -> None:
    """Keep the rows in which the response and all inputs are known and can be trusted.

    All columns are written, so that a further model on existing columns leaves the rows' file as it is.

    Parameters
    ----------
    tables : sequence of (Path or str, Path or str)
        CSV and JSON that `tidy` wrote of each dataset, in the order of the configuration.
    selection : Selection
    out_csv, out_json : Path or str
        The rows; their origin, checksum, and the dropped rows with reasons.

    Raises
    ------
    RefereeError
        Two files do not belong together, a column does not exist or is a text, a compound occurs twice in a table
        that is to be matched, or fewer than three rows or two families are left.
    """
    records, read = _read(tables)
    where = ", ".join(str(path) for path, _ in tables)
    if selection.combine == MATCH:
        raise_if("Rows cannot be matched", [problem for table in read for problem in _twice(table)])
    found = combine(read, selection.combine)
    raise_if(f"{where} does not have what the comparison needs", _unusable(where, found, selection))
    _name_families(found, selection)
    kept, dropped = _split(found, selection)
    dropped = [*found.dropped, *dropped]
    total = len(found.rows) + len(found.dropped)
    _refuse_few(where, kept, total, dropped, selection)
    header = [*found.header, *([FAMILY] if selection.families else [])]
    table = csv_text(header, ([row[name] for name in header] for row in kept))
    about = _about(records, found, selection) | {
        "n": len(kept),
        "dropped": dropped,
        "sha256": hashlib.sha256(table.encode()).hexdigest(),
    }
    with atomic(out_csv) as new_csv, atomic(out_json) as new_json:
        write_text(new_csv, table)
        write_json(new_json, about)


def _read(tables: Sequence[tuple[Path | str, Path | str]]) -> tuple[list[dict[str, Any]], list[Table]]:
    records: list[dict[str, Any]] = []
    read: list[Table] = []
    for csv_path, json_path in tables:
        record, header, rows = read_processed(Path(csv_path), Path(json_path))
        # JSON sorts the columns by name
        ordered = sorted(record["columns"], key=lambda name: header.index(name))
        records.append(record)
        read.append(Table(record["dataset"], {name: record["columns"][name] for name in ordered}, rows))
    return records, read


def _twice(table: Table) -> list[Problem]:
    return [
        Problem(
            table.dataset,
            f"{compound} occurs twice, in {' and '.join(rows)}",
            "one row of each compound",
            "leave all but one of them out of 'compounds' in its sidecar",
        )
        for compound, rows in repeated((row["point_id"], row.get(COMPOUND, "")) for row in table.rows)
    ]


def _unusable(where: str, found: Combined, selection: Selection) -> list[Problem]:
    problems, record = [], {"columns": found.columns}
    for name in [*selection.needed, *selection.sigmas]:
        if name not in found.header:
            problems.append(Problem(where, f"there is no column '{name}'", do=nearest(name, found.header)))
        elif is_text(record, name):
            problems.append(Problem(where, f"column '{name}' is a text", "a column of numbers"))
    words = [name for name in found.header if is_text(record, name) and name not in KEY_COLUMNS]
    if selection.families not in ("", DATASET, *words):
        what = f"there is no column of words '{selection.families}'"
        problems.append(Problem(where, what, do=nearest(selection.families, [DATASET, *words])))
    return problems


def _name_families(found: Combined, selection: Selection) -> None:
    """Write the family of each row; it replaces a column of that name."""
    if not selection.families:
        return
    found.columns.pop(FAMILY, None)
    for row in found.rows:
        dataset = row["point_id"].partition(":")[0]
        if selection.families == DATASET:
            word = selection.family_labels.get(dataset, dataset)
        else:
            word = row[selection.families]
        row[FAMILY] = word


def _split(found: Combined, selection: Selection) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Separate the rows that have all needed values from the others, which are listed with a reason.

    A limit of the response is kept: it stands in the response's column too.
    """
    kept: list[dict[str, str]] = []
    dropped: list[dict[str, str]] = []
    for row in found.rows:
        limits = [row.get(f"{selection.response}_{ending}", "") for ending in LIMIT_ENDINGS]
        if any(limits) and not row[selection.response]:
            row[selection.response] = "".join(limits)
        reasons = faults_of(row, found.columns, selection.needed, selection.accept_grades)
        reasons += _outside(row, selection.ranges)
        if selection.families and not row[FAMILY]:
            reasons.append("no family")
        if reasons:
            dropped.append({"point_id": row["point_id"], "reason": "; ".join(reasons)})
        else:
            kept.append(row)
    return kept, dropped


def _outside(row: Mapping[str, str], ranges: Mapping[str, Sequence[float]]) -> list[str]:
    """Say in which columns a value lies outside of the range of the comparison."""
    return [
        f"{name} is {float(row[name]):g}, outside {low:g} to {high:g}"
        for name, (low, high) in ranges.items()
        if row[name] and not low <= float(row[name]) <= high
    ]


def faults_of(
    row: Mapping[str, str], columns: Mapping[str, Mapping[str, Any]], needed: Sequence[str], accepted: Sequence[str]
) -> list[str]:
    """Say why a row cannot be used: columns without a value, and columns with a grade that is not accepted."""
    reasons = [reason for name in needed if (reason := _limit(row, name))]
    empty = [name for name in needed if not row[name] and not _limit(row, name)]
    if empty:
        reasons.append(f"no value of {', '.join(empty)}")
    graded = [(name, _grade(row, columns, name)) for name in needed if row[name]]
    return reasons + [f"{name} is {grade}" for name, grade in graded if grade and grade not in accepted]


def _limit(row: Mapping[str, str], name: str) -> str:
    if row[name]:
        return ""
    for ending in LIMIT_ENDINGS:
        if row.get(f"{name}_{ending}"):
            return f"{name} has no value but the {ending} limit {row[f'{name}_{ending}']}"
    return ""


def _grade(row: Mapping[str, str], columns: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    about = columns.get(name, {})
    column = about.get("grade_column")
    return row[column] if column else about.get("grade")


def _refuse_few(
    where: str, kept: Sequence[Mapping[str, str]], total: int, dropped: Sequence[Mapping[str, str]],
    selection: Selection,
) -> None:  # fmt: skip
    gone = [Problem(row["point_id"], row["reason"]) for row in dropped]
    if len(kept) < MINIMUM:
        do = "leave out the model that needs the missing column, or add rows"
        what = f"{len(kept)} of {total} rows have a value of {', '.join(selection.needed)}"
        raise RefereeError("Too few rows are left", [Problem(where, what, f"at least {MINIMUM}", do), *gone])
    families = sorted({row[FAMILY] for row in kept}) if selection.families else []
    if len(families) == 1:
        what = f"all {len(kept)} rows are of one family, '{families[0]}'"
        do = "leave out 'families' and the models with a value of their own for each"
        raise RefereeError("Too few families are left", [Problem(where, what, "at least 2 families", do), *gone])


def _about(records: Sequence[Mapping[str, Any]], found: Combined, selection: Selection) -> dict[str, Any]:
    """Return the record: the first table's, as the response is its own, with what is said of all."""
    each = [{key: record[key] for key in _COPIED} for record in records]
    about = {"schema_version": SCHEMA_VERSION, **each[0], "tables": each, "columns": found.columns}
    if len(each) > 1:
        about |= {
            "title": " + ".join(one["title"] for one in each),
            "citation": " ".join(dict.fromkeys(one["citation"] for one in each)),
            "location": "; ".join(f"{one['dataset']}: {one['location']}" for one in each),
            "problems": [f"{one['dataset']}: {problem}" for one in each for problem in one["problems"]],
            "compounds_notes": {record["dataset"]: record["compounds_note"] for record in records},
        }
    return about | {
        "response": selection.response,
        "combine": selection.combine,
        "matched": found.matched,
        "families": selection.families,
        "accept_grades": [grade for grade in GRADES if grade in selection.accept_grades],
    }
