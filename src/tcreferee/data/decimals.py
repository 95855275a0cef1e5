"""Numbers of a table whose decimals stand behind a comma."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from tcreferee.base.errors import Problem
from tcreferee.data import TEXT
from tcreferee.data.schema import Sidecar

_BESIDE_DIGIT = re.compile(r"[0-9]\.|\.[0-9]")


class _Row(Protocol):
    """A row of the table: `RawRow`."""

    @property
    def line(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def cells(self) -> dict[str, str]: ...


def number_columns(sidecar: Sidecar) -> set[str]:
    """Return the CSV columns of numbers and of their errors."""
    found: set[str] = set()
    for column, about in sidecar.columns.items():
        if about.quantity != TEXT:
            found |= {column, *(about.uncertainty.columns if about.uncertainty else ())}
            found |= {about.common.column} if about.common and about.common.column else set()
    return found


def points(path: Path, rows: Iterable[_Row], numbers: Collection[str], excluded: Collection[str]) -> Iterator[Problem]:
    """Name the numbers with a point, which may separate thousands; those of excluded rows are passed over."""
    for row in rows:
        for column in sorted(numbers) if row.key not in excluded else ():
            if _BESIDE_DIGIT.search(row.cells[column]):
                where = f"{path}, line {row.line}, column '{column}'"
                what = f"'{row.cells[column]}' has a point, which may separate decimals or thousands"
                do = f"declare a correction, or an exclusion of row '{row.key}', in the sidecar"
                yield Problem(where, what, "a comma before the decimals, as the sidecar's 'layout' says", do)


def with_points(cells: Mapping[str, str], numbers: Collection[str]) -> dict[str, str]:
    """Return the cells of a row with decimal points."""
    return {name: text.replace(",", ".") if name in numbers else text for name, text in cells.items()}
