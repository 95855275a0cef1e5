"""How a table is laid out in its file: what separates cells, what marks decimals, which lines are the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.data.schema_errors import fault
from tcreferee.data.textfile import read_text

# A printed table has some hundred rows; what is larger is a database, or a mistake.
MEGABYTES, ROWS, COLUMNS = 20, 100_000, 1_000
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
TABLES = (".csv", ".tsv")
_BLANKS = " \t\xa0\u2009\u202f"
_UNSEEN = tuple(_BLANKS[2:])

HeaderLine = Literal["name", "unit", "nothing"]


class Layout(BaseModel):
    """How a table is laid out; without a word, commas between cells, decimal points, and one line of header."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    separator: Literal["comma", "semicolon", "tab", "bar"] = Field("comma", description="what separates cells")
    decimal: Literal["point", "comma"] = Field("point", description="what marks decimals in numbers")
    thousands: Literal["none", "comma", "point", "blank"] = Field("none", description="what groups digits in threes")
    header: list[HeaderLine] = Field(
        ["name"], min_length=1, max_length=5, description="what each line of the header holds: name, unit or nothing"
    )
    skip: int = Field(0, ge=0, le=10_000, description="lines before the header")

    @model_validator(mode="after")
    def _two_marks(self) -> Self:
        if self.thousands == self.decimal:
            raise fault("has one mark for decimals and for thousands", "two marks")
        return self

    @property
    def marks(self) -> bool:
        """Whether numbers are written with marks that computers do not use."""
        return self.decimal == "comma" or self.thousands != "none"


@dataclass(frozen=True)
class Printed:
    """The texts of a table.

    Parameters
    ----------
    header : list of str
        Name of each column; that of a column without one is its place, "(column 3)", and where a name repeats the
        place stands before it, "column 3: ±".
    rows : list of tuple of int and list of str
        First line in the file, and cells, of each row.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]


def table_of(sidecar: Path) -> Path:
    """Return the table beside a sidecar: .csv, or .tsv if there is only that."""
    tsv = sidecar.with_suffix(".tsv")
    return tsv if tsv.is_file() and not sidecar.with_suffix(".csv").is_file() else sidecar.with_suffix(".csv")


def read_records(path: Path, layout: Layout | None = None) -> list[tuple[int, list[str]]]:
    """Split a table into line numbers and cells; empty lines, and those with empty cells only, are skipped.

    Raises
    ------
    RefereeError
        The file cannot be read, is too large, or its quotes do not close.
    """
    return split(path, read_text(path, MEGABYTES, utf16=True), layout or Layout())


def split(path: Path, text: str, layout: Layout, most: int | None = None) -> list[tuple[int, list[str]]]:
    """Split the text of a table, of which at most `ROWS` rows are allowed; stop after `most` rows if it is given."""
    title = f"{path} cannot be read"
    size = f"at most {ROWS:,} rows and {COLUMNS:,} columns".replace(",", " ")
    source = io.StringIO(text, newline="")
    for _ in range(layout.skip):
        source.readline()
    reader = csv.reader(source, strict=True, delimiter=SEPARATORS[layout.separator])
    records: list[tuple[int, list[str]]] = []
    line = layout.skip + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                # a no-break space at the end of a cell is not seen, and belongs to no name
                records.append((line, [cell.strip(_BLANKS) if cell[-1:] in _UNSEEN else cell for cell in cells]))
            if len(records) > ROWS + len(layout.header) or len(cells) > COLUMNS:
                raise RefereeError(title, [Problem(f"{path}, line {line}", "the table is too large", size)])
            if most is not None and len(records) > most:
                break
            line = layout.skip + reader.line_num + 1
    except csv.Error as error:
        raise RefereeError(title, [Problem(f"{path}, line {line}", f"is not CSV: {error}")]) from None
    return records


def read_printed(path: Path, layout: Layout | None = None) -> Printed:
    """Read a table; no columns and no rows if the file is empty.

    Raises
    ------
    RefereeError
        As for `read_records`.
    """
    layout = layout or Layout()
    records = read_records(path, layout)
    lines = len(layout.header)
    return Printed(column_names([cells for _, cells in records[:lines]], layout.header), records[lines:])


def column_names(lines: Sequence[Sequence[str]], kinds: Sequence[HeaderLine]) -> list[str]:
    """Return the name of each column, which no other has: the words of its lines of names, then its unit in brackets.

    Parameters
    ----------
    lines : sequence of sequence of str
        Cells of each line of the header.
    kinds : sequence of str
        What each line holds.
    """
    names = []
    for i in range(max(map(len, lines), default=0)):
        cells = [(kind, line[i].strip(_BLANKS)) for kind, line in zip(kinds, lines, strict=False) if i < len(line)]
        words = " ".join(cell for kind, cell in cells if kind == "name" and cell)
        unit = " ".join(cell.strip("()[] ") for kind, cell in cells if kind == "unit").strip(" -–—")
        name = words.removeprefix("#").lstrip(_BLANKS) if i == 0 else words
        name = f"{name} ({unit})".strip() if unit else name or f"(column {i + 1})"
        names.append(f"column {i + 1}: {name}" if name in names else name)
    return names
