"""Read the CSV tables of claims and report every mistake with its line."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tcreferee.base.errors import Problem
from tcreferee.data.units import UnitError, read_unit

# Units in the papers that are not units of measurement: lattice constants, pi, the electron mass in a formula.
OWN_UNITS = frozenset({"a0", "c", "m", "pi", "Bohr magneton"})
_ROOT = re.compile(r"\^\((-?\d)/(\d)\)")


@dataclass(frozen=True)
class Row:
    """A row of a CSV file, with its line number for messages."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def problem(self, what: str, expected: str = "", do: str = "") -> Problem:
        """Return a problem that names the file, the line and the first cell."""
        name = next(iter(self.cells.values()))
        return Problem(f"{self.path}, line {self.line} ({name})", what, expected, do)

    def choice[T](self, column: str, known: Mapping[str, T], problems: list[Problem], default: T) -> T:
        """Return the meaning of a cell that may hold only a few known words."""
        word = self.cells[column]
        if word not in known:
            problems.append(self.problem(f"{column} is '{word}'", "one of " + ", ".join(filter(None, known))))
        return known.get(word, default)


def read_table(path: Path, columns: Collection[str], problems: list[Problem], optional: bool = False) -> list[Row]:
    """Read a CSV file that must have the given columns; an optional file may be missing."""
    if not path.is_file():
        if not optional:
            problems.append(Problem(str(path), "the file does not exist"))
        return []
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        lines = csv.reader(stream)
        if (found := next(lines, [])) != list(columns):
            problems.append(Problem(f"{path}, line 1", f"columns are {','.join(found)}", ",".join(columns)))
            return []
        for cells in filter(None, lines):
            if len(cells) != len(found):
                what = f"the row has {len(cells)} cells"
                expected = f"{len(found)}, a cell with a comma in double quotes"
                problems.append(Problem(f"{path}, line {lines.line_num}", what, expected))
            else:
                rows.append(Row(path, lines.line_num, dict(zip(columns, map(str.strip, cells), strict=True))))
    return rows


def unique_rows(rows: Iterable[Row], problems: list[Problem]) -> list[Row]:
    """Return the rows without those whose first cell occurred before."""
    seen: dict[str, Row] = {}
    for row in rows:
        name = next(iter(row.cells.values()))
        if name in seen:
            problems.append(row.problem(f"is declared twice, first in line {seen[name].line}"))
        seen.setdefault(name, row)
    return list(seen.values())


def is_number(text: str) -> bool:
    """Whether a text is a number; nan counts."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def check_unit(row: Row, unit: str, problems: list[Problem]) -> None:
    """Add a problem if a unit cannot be read."""
    if what := _unit_fault(unit):
        problems.append(row.problem(what, do=f"units of the papers' own are {', '.join(sorted(OWN_UNITS))}"))


@cache
def _unit_fault(unit: str) -> str:
    if unit in OWN_UNITS:
        return ""
    try:
        read_unit(_ROOT.sub(lambda power: f"^{int(power[1]) / int(power[2]):.3g}", unit))
    except UnitError as error:
        return str(error)
    return ""
