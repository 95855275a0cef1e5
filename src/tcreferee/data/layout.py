"""How a table is laid out in its file: separator, decimal sign and rows of header; recognised, then declared."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tcreferee.base.errors import Problem

MARKS = {"comma": ",", "tab": "\t", "semicolon": ";", "bar": "|"}
_LOOKED_AT = 50  # rows that decide about the separator
_COMMA = re.compile(r"[<>≤≥]?\s*[+-]?[0-9]*,[0-9]+(?:\D.*)?")
_THOUSANDS = re.compile(r"[<>≤≥]?\s*[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_POINT = re.compile(r"[<>≤≥]?\s*[+-]?[0-9]*\.[0-9]+(?:\D.*)?")


class Layout(BaseModel):
    """How the cells of a table are separated and written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    separator: Literal["comma", "tab", "semicolon", "bar"] = Field("comma", description="comma, tab, semicolon or bar")
    decimal: Literal["point", "comma"] = Field("point", description="what stands before the decimals: point or comma")
    header_rows: int = Field(1, ge=1, le=5, description="rows of header, such as 2 for names and units")

    @property
    def declared(self) -> str:
        """The block of the sidecar, as YAML; "" for a usual table."""
        said = self.model_dump(exclude_defaults=True)
        return f"{{{', '.join(f'{key}: {value}' for key, value in said.items())}}}" if said else ""

    @property
    def words(self) -> str:
        """What is unusual about the table, for the user; "" for a usual table."""
        found = [f"cells are separated by {self.separator}s"] if self.separator != "comma" else []
        found += ["decimals stand behind a comma"] if self.decimal == "comma" else []
        found += [f"the header has {self.header_rows} rows"] if self.header_rows > 1 else []
        return "; ".join(found)

    def number(self, cell: str) -> str:
        """Return the cell of a number column with a decimal point."""
        return cell.replace(",", ".") if self.decimal == "comma" else cell


USUAL = Layout()


def find_separator(text: str) -> Literal["comma", "tab", "semicolon", "bar"]:
    """Return what separates the cells: the first sign that gives the rows equally many, more than one."""
    lines = "\n".join(text.splitlines()[:_LOOKED_AT])
    counts: dict[str, list[int]] = {}
    for name, mark in MARKS.items():
        reader = csv.reader(io.StringIO(lines, newline=""), delimiter=mark)
        counts[name] = [len(row) for row in reader if row] or [0]
    even = [name for name in MARKS if counts[name][0] > 1 and len(set(counts[name])) == 1]
    several = [name for name in MARKS if counts[name][0] > 1]
    found = next(iter([*even, *several]), "comma")
    return Layout.model_validate({"separator": found}).separator


def find_decimal(columns: Sequence[Sequence[str]]) -> Literal["point", "comma"]:
    """Return what stands before the decimals: a comma if some cells say so and none has a point.

    Parameters
    ----------
    columns : sequence of sequence of str
        Cells of each column. Cells such as "1,250" alone decide nothing: they may separate thousands.
    """
    cells = [cell.strip() for column in columns for cell in column]
    if any(map(_POINT.fullmatch, cells)):
        return "point"
    commas = [cell for cell in cells if _COMMA.fullmatch(cell)]
    return "comma" if any(not _THOUSANDS.fullmatch(cell) for cell in commas) else "point"


def header_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the name of each column: what the rows of header say of it, or its place if they say nothing."""
    names: list[str] = []
    for i in range(max(map(len, rows), default=0)):
        said = (row[i].strip() for row in rows if i < len(row))
        names.append(" ".join(filter(None, said)) or f"(column {i + 1})")
    return names


def wrong_separator(path: object, header: Sequence[str], layout: Layout) -> Iterator[Problem]:
    """Say that a table separates its cells by something else than its sidecar says."""
    if len(header) == 1 and (found := [word for word, mark in MARKS.items() if mark in header[0]]):
        do = f"declare it in the sidecar: layout: {{separator: {found[0]}}}"
        yield Problem(f"{path}, line 1", f"cells are separated by {found[0]}s", f"{layout.separator}s", do)
