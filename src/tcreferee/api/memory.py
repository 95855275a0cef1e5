"""Columns in memory: which hold texts, limits or the errors of another, and their cells as a table has them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tcreferee.base.quantities import QUANTITIES
from tcreferee.data import COMMON, SIDE_ENDINGS, SIGMA

# of the columns in memory that hold uncertainties of another: the key of its rule
RULES = {SIGMA: "column", SIDE_ENDINGS[0]: "lower", SIDE_ENDINGS[1]: "upper", COMMON: COMMON}
# a text that begins as a number or a limit does; "2H-NbSe2" is a text
_NUMBER_LIKE = re.compile(r"\s*[<>≤≥~]?\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?:\s|[(±]|$)")


def holds_texts(key: str, columns: Mapping[str, Sequence[Any]], quantities: Mapping[str, str]) -> bool:
    """Whether a column holds texts: none of its cells is a number or a limit, and it is no quantity."""
    if key in quantities or key in QUANTITIES or owner(key, columns):
        return False
    said = [each for each in columns[key] if cell(each)]
    return bool(said) and all(isinstance(each, str) and not _NUMBER_LIKE.match(each) for each in said)


def label_among(columns: Mapping[str, Sequence[Any]]) -> str:
    """Return the first column of texts that names every row, and no two alike; "" if there is none."""
    for key, cells in columns.items():
        texts = [cell(each) for each in cells]
        if holds_texts(key, columns, {}) and all(texts) and len(set(texts)) == len(texts):
            return key
    return ""


def has_limits(values: Sequence[Any]) -> bool:
    """Whether some cells are limits, such as "<2"."""
    return any(isinstance(each, str) and each.lstrip().startswith(("<", ">", "≤", "≥")) for each in values)


def owner(key: str, columns: Mapping[str, Sequence[Any]]) -> str:
    """Return the column whose uncertainties `key` holds ("tc_K" for "tc_K_sigma"); "" if it is no such column."""
    owners = (key.removesuffix(f"_{ending}") for ending in RULES if key.endswith(f"_{ending}"))
    return next((owner for owner in owners if owner in columns), "")


def cell(value: Any) -> str:
    """Return a value as a cell of a table; what is missing is empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value.item() if hasattr(value, "item") else value) if not isinstance(value, str) else value
