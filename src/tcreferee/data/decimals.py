"""Decimal commas: the numbers of a row with decimal points, for a table whose sidecar says `decimal: comma`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tcreferee.data import TEXT
from tcreferee.data.schema import Sidecar

# With decimal commas a point separates thousands, or is a slip. It becomes a sign that no number has, so that the cell
# is refused and not read as a thousandth of what it says.
_THOUSANDS = "\u2024"


def with_points(cells: Mapping[str, str], sidecar: Sidecar) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells of a row with decimal points, and those that changed as they are in the file.

    Only columns of numbers and of their uncertainties are read so; texts keep their commas.
    """
    changed, printed = dict(cells), dict[str, str]()
    for column in number_columns(sidecar):
        text = cells.get(column, "")
        other = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", text.replace(".", _THOUSANDS))
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
