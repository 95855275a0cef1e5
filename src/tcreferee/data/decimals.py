"""Numbers with the marks of computers: decimal points, and nothing between thousands, as the sidecar's layout says."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tcreferee.data import TEXT
from tcreferee.data.layout import Layout
from tcreferee.data.schema import Sidecar

# With decimal commas a point separates thousands, or is a slip. It becomes a sign that no number has, so that the cell
# is refused and not read as a thousandth of what it says.
_THOUSANDS = "\u2024"
_MARK = {"comma": ",", "point": r"\.", "blank": r"[ \xa0\u2009\u202f]"}
# digits in threes, in a number that has no other marks before them
_GROUPS = {
    name: re.compile(rf"(?<![0-9.,])[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+(?![0-9]|{mark}[0-9])")
    for name, mark in _MARK.items()
}


def as_points(text: str, layout: Layout) -> str:
    """Return a number with a decimal point and without marks between thousands; what is not understood is refused."""
    if layout.thousands != "none":
        text = _GROUPS[layout.thousands].sub(lambda found: re.sub(_MARK[layout.thousands], "", found[0]), text)
    if layout.decimal == "comma":
        text = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text.replace(".", _THOUSANDS))
    return text


def with_points(cells: Mapping[str, str], sidecar: Sidecar) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells of a row with the marks of computers, and those that changed as they are in the file.

    Only columns of numbers and of their uncertainties are read so; texts keep their commas.
    """
    changed, printed = dict(cells), dict[str, str]()
    for column in number_columns(sidecar):
        text = cells.get(column, "")
        other = as_points(text, sidecar.layout or Layout())
        if other != text:
            changed[column], printed[column] = other, text
    return changed, printed


def number_columns(sidecar: Sidecar) -> list[str]:
    """List the columns that hold numbers or uncertainties."""
    found = dict[str, None]()
    for column, about in sidecar.columns.items():
        if about.quantity != TEXT:
            errors = about.uncertainty.columns if about.uncertainty else ()
            common = [about.common.column] if about.common and about.common.column else []
            found |= dict.fromkeys([column, *errors, *common])
    return list(found)
