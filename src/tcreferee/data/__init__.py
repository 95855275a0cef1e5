"""Tables: from a printed table with its sidecar to the rows that a comparison uses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

# Words of the processed table. They are kept here because every fit reads observations, and must neither
# wait for pydantic nor be run again when the sidecar's fields change.
TEXT = "text"
SIGMA = "sigma"
# one side of an asymmetric error, downwards and upwards
SIDE = "side"
SIDE_ENDINGS = ("sigma_lower", "sigma_upper")
# the part of a derived column's error that comes from one printed column, with its sign
PART = "part"
# what one standard deviation of an error that all rows share moves each row by
COMMON = "common"
LIMIT = "limit"
LIMIT_ENDINGS = ("upper", "lower")
GRADE_ENDING = "grade"
# row_key of a table without a column that names the rows: they are counted from 1
ROW_NUMBER = "(row number)"
KEY_COLUMNS = ("point_id", "label")
# Texts that the program itself writes: the compound by which tables are matched, the family of materials of a row.
COMPOUND = "compound_key"
FAMILY = "family"

# How far a number can be trusted, best first; nobody said where an undeclared one comes from.
Grade = Literal["read", "package", "computed", "estimated", "recalled", "undeclared"]
UNDECLARED: Grade = "undeclared"
GRADES: tuple[Grade, ...] = get_args(Grade)
# What a comparison uses unless it says otherwise; the others must also be named in its title.
DEFAULT_GRADES: tuple[Grade, ...] = ("read", "computed", "package")


def worst_grade(grades: Iterable[str]) -> str:
    """Return the least trustworthy of `grades`."""
    return max(grades, key=lambda grade: GRADES.index(grade))
