"""Recognise the layout of a new table: what separates cells and decimals, and how many rows the header has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tcreferee.data.guess import is_missing, is_number, plain_unit
from tcreferee.data.layout import Layout, find_decimal, find_separator
from tcreferee.data.table import MEGABYTES, read_records
from tcreferee.data.textfile import read_text
from tcreferee.data.units import UnitError, factor

_LOOKED_AT = 500  # rows that decide which columns hold numbers
_BRACKETS = re.compile(r"[(\[](?P<unit>.*)[)\]]")


@dataclass(frozen=True)
class Recognised:
    """A new table as it is laid out.

    Parameters
    ----------
    layout : Layout
    header : list of str
        Name of each column, from all rows of header.
    words, units : list of str
        What the rows of header other than that of units say of each column, and the unit in pint's words; "" if none.
    lines : list of int
        Line of each row in the file.
    rows : list of list of str
    """

    layout: Layout
    header: list[str]
    words: list[str]
    units: list[str]
    lines: list[int]
    rows: list[list[str]]

    @cached_property
    def columns(self) -> list[list[str]]:
        """Cells of each column with decimal points, in the rows that have it; blanks around them are dropped."""
        found: list[list[str]] = []
        for i in range(len(self.header)):
            cells = [row[i].strip() for row in self.rows if i < len(row)]
            found.append([self.layout.number(cell) for cell in cells] if mostly_numbers(cells) else cells)
        return found


def recognise(path: Path) -> Recognised | None:
    """Look how a table is laid out; None if it is empty.

    Raises
    ------
    RefereeError
        The file cannot be read.
    """
    separator = find_separator(read_text(path, MEGABYTES))
    records = read_records(path, Layout(separator=separator))
    if not records:
        return None
    every = [[cell.strip() for cell in cells] for _, cells in records]
    n, at = header_rows(every)
    width = len(every[0])
    decimal = find_decimal([[row[i] for row in every[n:] if i < len(row)] for i in range(width)])
    layout = Layout(separator=separator, decimal=decimal, header_rows=n)
    records = read_records(path, layout) if n > 1 else records
    units = [plain_unit(_bare(cell)) if not is_missing(cell) else "" for cell in every[at]] if at else [""] * width
    words = [
        " ".join(filter(None, (row[i] for k, row in enumerate(every[:n]) if k != at and i < len(row))))
        for i in range(width)
    ]
    header = records[0][1]
    units += [""] * (len(header) - len(units))
    words = [word or name for word, name in zip([*words, *header[len(words) :]], header, strict=True)]
    return Recognised(layout, header, words, units, [line for line, _ in records[1:]], [row for _, row in records[1:]])


def header_rows(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return how many rows of header there are, and which of them (from 0) holds the units; 0 if none does.

    A further row belongs to the header only if it holds units, or stands between the names and the units.

    Parameters
    ----------
    rows : sequence of sequence of str
        All rows of the file.
    """
    numeric = [
        i
        for i in range(len(rows[0]))
        if mostly_numbers([row[i] for row in rows[3:_LOOKED_AT] or rows[2:] if i < len(row)])
    ]
    for at in (1, 2):
        if (
            len(rows) > at + 1
            and all(not _numbers(rows[k], numeric) for k in range(1, at + 1))
            and _units(rows[at], numeric)
        ):
            below = at + 1
            further = (
                len(rows) > below + 1
                and at == 1
                and not _numbers(rows[below], numeric)
                and _units(rows[below], numeric)
            )
            return (below + 1 if further else below), at
    return 1, 0


def mostly_numbers(cells: Sequence[str]) -> bool:
    """Whether more than half of the cells that say something are numbers."""
    said = [cell for cell in cells if cell.strip() and not is_missing(cell)]
    return 2 * sum(map(is_number, said)) > len(said)


def _numbers(row: Sequence[str], numeric: Sequence[int]) -> bool:
    return any(is_number(row[i]) for i in numeric if i < len(row))


def _units(row: Sequence[str], numeric: Sequence[int]) -> bool:
    """Whether what a row says below the columns of numbers are units, at least one."""
    cells = [row[i] for i in (numeric or range(len(row))) if i < len(row) and row[i] and not is_missing(row[i])]
    return bool(cells) and all(_BRACKETS.fullmatch(cell) or _is_unit(cell) for cell in cells)


def _is_unit(text: str) -> bool:
    try:
        return factor(plain_unit(text), plain_unit(text)) > 0
    except UnitError:
        return False


def _bare(cell: str) -> str:
    found = _BRACKETS.fullmatch(cell)
    return found["unit"] if found else cell
