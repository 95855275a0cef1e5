"""Several tables in one: rows of all below one another (`stack`), or rows of one compound beside one another (`match`).

Uncertainties, limits and grades stay with their column. The configuration asks for the columns
before any table is read (`combined_columns`), `select` for the rows (`combine`); both follow the same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tcreferee.data import (
    COMMON,
    COMPOUND,
    KEY_COLUMNS,
    LIMIT,
    PART,
    SIDE,
    SIGMA,
    TEXT,
)
from tcreferee.data.merged import merged

STACK, MATCH = "stack", "match"
HOW = (STACK, MATCH)
About = dict[str, Any]
Columns = dict[str, About]


@dataclass(frozen=True)
class Table:
    """A processed table.

    Parameters
    ----------
    dataset : str
    columns : dict of str to dict
        Description of each column; see `tcreferee.data.record.describe_columns`.
    rows : list of dict of str to str
    """

    dataset: str
    columns: Columns
    rows: list[dict[str, str]]


@dataclass
class Combined:
    """Several tables in one.

    Parameters
    ----------
    columns : dict of str to dict
        As in `Table`.
    rows : list of dict of str to str
    dropped : list of dict of str to str
        Rows without a partner: point_id, reason.
    matched : list of list of str
        Point ids that were joined into one row.
    """

    columns: Columns
    rows: list[dict[str, str]]
    dropped: list[dict[str, str]] = field(default_factory=list)
    matched: list[list[str]] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """Names of the columns of the rows."""
        return list(quantities(self.columns, any(row.get(COMPOUND) for row in self.rows)))


def quantities(columns: Mapping[str, Mapping[str, Any]], compounds: bool = False) -> dict[str, str]:
    """Return every column of a table in order with its quantity: keys, then each column with its companions."""
    found = dict.fromkeys((*KEY_COLUMNS, COMPOUND) if compounds else KEY_COLUMNS, TEXT)
    for name, about in columns.items():
        found[name] = about["quantity"]
        found |= companions(about)
    return found


def companions(about: Mapping[str, Any]) -> dict[str, str]:
    """Return the columns of a column's uncertainties, limits and grades, each with the kind of it."""
    sigma = {about["sigma"]: SIGMA} if about["sigma"] else {}
    parts = {column: PART for column in about["parts"].values() if column != about["sigma"]}
    grade = {about["grade_column"]: TEXT} if about["grade_column"] else {}
    sides = dict.fromkeys(about.get("sides", ()), SIDE)
    commons = dict.fromkeys(about.get("commons", {}).values(), COMMON)
    return sigma | sides | parts | commons | dict.fromkeys(about["limits"], LIMIT) | grade


def combined_columns(tables: Mapping[str, Columns], how: str) -> Columns:
    """Return the columns of the combination.

    Parameters
    ----------
    tables : mapping of str to dict
        The columns of each dataset; one dataset stays as it is.
    how : str
        `STACK`: those all tables share, with the same quantity. `MATCH`: all; one that an earlier table has too becomes
        `<column>_<dataset>`.
    """
    if len(tables) == 1:
        return dict(next(iter(tables.values())))
    if how == STACK:
        return _stacked_columns(tables)
    return _matched_columns(tables)[0]


def _stacked_columns(tables: Mapping[str, Columns]) -> Columns:
    first, *others = tables.values()
    shared = [
        name for name, about in first.items()
        if all(name in other and other[name]["quantity"] == about["quantity"] for other in others)
    ]  # fmt: skip
    return {name: merged(name, {dataset: columns[name] for dataset, columns in tables.items()}) for name in shared}


def _matched_columns(tables: Mapping[str, Columns]) -> tuple[Columns, dict[str, dict[str, str]]]:
    """Return the joined columns and, for each dataset, the new name of each of its columns."""
    joined: Columns = {}
    cells: dict[str, dict[str, str]] = {}
    for dataset, columns in tables.items():
        taken = quantities(joined).keys()
        cells[dataset] = {}
        new_columns: Columns = {}
        for name, about in columns.items():
            new = f"{name}_{dataset}" if taken & {name, *companions(about)} else name
            named = {old: new + old.removeprefix(name) for old in (name, *companions(about))}
            cells[dataset] |= named
            new_columns[new] = about | {
                "sigma": named.get(about["sigma"]),
                # a printed column of another table is another measurement, also under the same name
                "parts": {f"{source}@{dataset}": named[part] for source, part in about["parts"].items()},
                "sides": [named[side] for side in about.get("sides", ())],
                "commons": {f"{source}@{dataset}": named[c] for source, c in about.get("commons", {}).items()},
                "limits": [named[limit] for limit in about["limits"]],
                "grade_column": named.get(about["grade_column"]),
                "from_dataset": dataset,
            }
        joined |= new_columns
    return joined, cells


def combine(tables: Sequence[Table], how: str) -> Combined:
    """Combine processed tables; one table stays as it is.

    Parameters
    ----------
    tables : sequence of Table
    how : str
        `STACK` or `MATCH`; for `MATCH` no compound occurs twice in a table, see `repeated`.
    """
    about = {table.dataset: table.columns for table in tables}
    if len(tables) == 1:
        return Combined(tables[0].columns, list(tables[0].rows))
    if how == STACK:
        columns = _stacked_columns(about)
        return Combined(columns, [_stacked(row, table, columns) for table in tables for row in table.rows])
    return _matched(tables, *_matched_columns(about))


def _stacked(row: Mapping[str, str], table: Table, columns: Columns) -> dict[str, str]:
    """Return a row with the columns of the stack."""
    new = {name: row[name] for name in KEY_COLUMNS} | {COMPOUND: row.get(COMPOUND, "")}
    for name, about in columns.items():
        new |= {other: row.get(other, "") for other in (name, *companions(about))}
        own_scale = table.columns[name].get("commons", {})
        new |= {about["commons"][f"{source}@{table.dataset}"]: row.get(each, "") for source, each in own_scale.items()}
        own = table.columns[name]["grade"]
        if about["grade_column"] and own is not None:
            says = any(new[other] for other in (name, *about["limits"]))
            new[about["grade_column"]] = own if says else ""
    return new


def _matched(tables: Sequence[Table], columns: Columns, cells: Mapping[str, Mapping[str, str]]) -> Combined:
    by_compound = [{row[COMPOUND]: row for row in table.rows if row.get(COMPOUND)} for table in tables]
    found = Combined(columns, [])
    found.dropped = [
        {"point_id": row["point_id"], "reason": reason}
        for table in tables for row in table.rows
        if (reason := _alone(row.get(COMPOUND, ""), tables, by_compound))
    ]  # fmt: skip
    for compound in by_compound[0]:
        if not all(compound in rows for rows in by_compound):
            continue
        partners = [rows[compound] for rows in by_compound]
        joined = {name: partners[0][name] for name in (*KEY_COLUMNS, COMPOUND)}
        for table, partner in zip(tables, partners, strict=True):
            joined |= {new: partner[old] for old, new in cells[table.dataset].items()}
        found.rows.append(joined)
        found.matched.append([partner["point_id"] for partner in partners])
    return found


def _alone(compound: str, tables: Sequence[Table], by_compound: Sequence[Mapping[str, Any]]) -> str:
    """Say why a row has no partner; "" if it has one in each table."""
    if not compound:
        return "the sidecar names no compound for this row, so that it matches no other"
    lacking = [table.dataset for table, rows in zip(tables, by_compound, strict=True) if compound not in rows]
    return f"{compound} is not in {', '.join(lacking)}" if lacking else ""


def repeated(compounds: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each compound that occurs twice in a table, with its rows.

    Parameters
    ----------
    compounds : iterable of (str, str)
        Row and compound; "" for a row without one.
    """
    rows: dict[str, list[str]] = {}
    for row, compound in compounds:
        if compound:
            rows.setdefault(compound, []).append(row)
    yield from ((compound, where) for compound, where in rows.items() if len(where) > 1)


def grades_of(columns: Mapping[str, Mapping[str, Any]]) -> dict[str, str | None]:
    """Return the grade of each column; None where it differs from cell to cell."""
    return {name: about["grade"] for name, about in columns.items()}
