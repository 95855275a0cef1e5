"""Recognise how a table is laid out in its file; the user confirms it in the sidecar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tcreferee.base.errors import RefereeError
from tcreferee.data.guess import is_missing, is_number, plain_unit
from tcreferee.data.layout import MEGABYTES, SEPARATORS, HeaderLine, Layout, split
from tcreferee.data.textfile import read_text
from tcreferee.data.units import UnitError, read_unit

LOOKED_AT = 200  # rows from which the layout is recognised
_WORDS = {"semicolon": "semicolons between cells", "tab": "tabs between cells", "bar": "vertical bars between cells"}
_RULE = re.compile(r"[-=_–—]{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?")
_COMMA = re.compile(r"[<>≤≥~]?\s*[+-]?[0-9]+,(?P<decimals>[0-9]+)(?:\([0-9]+\)|\s*(?:±|\+/-)\s*[0-9,]+)?")
_GROUPS = re.compile(r"[<>≤≥~]?\s*[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")  # digits in threes
_POINT = re.compile(r"[<>≤≥~]?\s*[+-]?[0-9]*\.[0-9]+(?:[^0-9,].*)?")


def detect(path: Path) -> tuple[Layout, list[str]]:
    """Return how a table is laid out, and in words what is not the usual.

    Raises
    ------
    RefereeError
        The file cannot be read.
    """
    text = read_text(path, MEGABYTES, utf16=True)
    lines = text.splitlines()
    found = max((_fitting(path, text, lines, name) for name in SEPARATORS), key=lambda each: each[0])
    if found[0] == (0.0, 0):  # one column, or nothing that looks like a table: read as it stands
        return Layout(), []
    _, skip, separator = found
    plain = Layout.model_validate({"separator": separator, "skip": skip})
    cells = [row for _, row in split(path, text, plain, LOOKED_AT)]
    marks, doubt = _marks(cells[1:])
    header = _header(cells, marks.get("decimal", "point"))
    layout = plain.model_copy(update={**marks, "header": header})
    return layout, [word for word in (*_said(layout), doubt) if word]


def _fitting(path: Path, text: str, lines: Sequence[str], separator: str) -> tuple[tuple[float, int], int, str]:
    """Return how well a separator divides the lines into rows as wide as their header, and where that begins."""
    mark = SEPARATORS[separator]
    if not any(mark in line for line in lines[:LOOKED_AT]):
        return (0.0, 0), 0, separator
    try:
        records = split(path, text, Layout.model_validate({"separator": separator}), LOOKED_AT)
    except RefereeError:
        return (0.0, 0), 0, separator
    widths = [len(cells) for _, cells in records]
    usual = max(set(widths), key=lambda width: (width > 1, widths.count(width), width))
    if usual < 2:
        return (0.0, 0), 0, separator
    first = widths.index(usual)
    while first + 1 < len(records) and _is_comment(records[first][1]) and _is_comment(records[first + 1][1]):
        first += 1
    share = widths.count(usual) / len(widths)
    return (share, usual), records[first][0] - 1 if first else 0, separator


def _is_comment(cells: Sequence[str]) -> bool:
    return cells[0].lstrip().startswith("#")


def _marks(rows: Sequence[Sequence[str]]) -> tuple[dict[str, str], str]:
    """Return what marks decimals and thousands, and what is doubtful about it."""
    cells = [cell.strip() for row in rows for cell in row]
    groups = [cell for cell in cells if _GROUPS.fullmatch(cell)]
    points = any(_POINT.fullmatch(cell) for cell in cells)
    commas = [match for match in map(_COMMA.fullmatch, cells) if match]
    if any(not _GROUPS.fullmatch(match[0]) for match in commas):
        return ({}, "") if points else ({"decimal": "comma"}, "")
    if groups and (points or any(cell.count(",") > 1 or "." in cell for cell in groups)):
        return {"thousands": "comma"}, ""
    doubt = "commas in numbers may separate thousands or mark decimals: say --thousands comma or --decimal comma"
    return {}, doubt if commas else ""


def _header(cells: Sequence[Sequence[str]], decimal: str) -> list[HeaderLine]:
    """Return what each line of the header holds; a further line is one only if it holds units."""
    lines = [(i, words) for words in (False, True) for i in (1, 2, 3) if i < len(cells) - 1]
    units = next((i for i, words in lines if _holds_units(i, cells, decimal, words)), 0)
    header: list[HeaderLine] = ["name"] * max(units, 1)
    if units:
        header.append("unit")
    if len(header) < len(cells) and all(_RULE.fullmatch(cell.strip()) for cell in cells[len(header)] if cell.strip()):
        header.append("nothing")
    return header


def _holds_units(i: int, cells: Sequence[Sequence[str]], decimal: str, words: bool) -> bool:
    """Whether a line stands above numbers and holds their units, and no number.

    With `words`, some numbers may have a 1 or a single word in place of a unit, such as "layers": others have a unit.
    """
    line, below = [cell.strip() for cell in cells[i]], cells[i + 1 :][:20]
    rows = [row for row in below if len(row) == len(line) and not all(_RULE.fullmatch(cell.strip()) for cell in row)]
    found = False
    for k, cell in enumerate(line):
        column = [row[k].replace(",", ".") if decimal == "comma" else row[k] for row in rows]
        numbers = sum(map(is_number, column))
        if not cell or (is_missing(cell) and not _RULE.fullmatch(cell)):
            continue
        counted = words and (cell == "1" or bool(_WORD.fullmatch(cell)))
        if not (_is_unit(cell) or counted) or (numbers < len(column) / 2 and not _bracketed(cell)):
            return False
        found = found or (bool(numbers) and _is_unit(cell))
    return found


def _bracketed(cell: str) -> bool:
    return bool(re.fullmatch(r"[(\[].*[)\]]", cell))


def _is_unit(cell: str) -> bool:
    if _bracketed(cell):
        return True
    if is_number(cell):
        return False
    try:
        read_unit(plain_unit(cell))
    except UnitError:
        return False
    return True


def _said(layout: Layout) -> list[str]:
    said = [_WORDS[layout.separator]] if layout.separator in _WORDS else []
    if layout.decimal == "comma":
        said.append("decimal commas")
    if layout.thousands == "comma":
        said.append("commas between thousands")
    if len(layout.header) > 1:
        said.append(f"{len(layout.header)} lines of header ({', '.join(layout.header)})")
    if layout.skip:
        said.append(f"{layout.skip} line{'s' * (layout.skip > 1)} before the header")
    return said
