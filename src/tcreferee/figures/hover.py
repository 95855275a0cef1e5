"""What a reader sees when the pointer rests on a mark: the row and its numbers, as plain text."""

from __future__ import annotations

import math
import re

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.text.html import text_html

_BLANK = re.compile(r"[\x00-\x1f\s]+")  # control characters have no place in XML


def plain(text: str) -> str:
    """Return text with mathtext as one line of plain words."""
    return _BLANK.sub(" ", text_html(text).striptags()).strip()


def amount(value: float, unit: str = "", digits: int = 4) -> str:
    """Return a number with so many significant digits and its unit."""
    return f"{f'{value:.{digits}g}'.replace('-', '−')} {unit}".strip()


def fixed(value: float, places: int = 2) -> str:
    """Return a number with so many decimals."""
    return f"{value:.{places}f}".replace("-", "−")


def measured(results: Results) -> list[str]:
    """Return label and measured value of each row."""
    about, unit = results.observations, plain(results.unit)
    if results.yes_or_no:
        words = ("not superconducting", "superconducting")
        return [f"{plain(label)}: {words[int(y)]}" for label, y in zip(about.label, about.y, strict=True)]
    return [f"{plain(label)}: {amount(y, unit)}" for label, y in zip(about.label, about.y, strict=True)]


def beside(results: Results, word: str, values: Array) -> list[str]:
    """Return label, measured value and, under a word, the other value of each row, where it is known."""
    unit = plain(results.unit)
    return [
        f"{said}, {word} {amount(value, unit)}" if math.isfinite(value) else said
        for said, value in zip(measured(results), values.tolist(), strict=True)
    ]


def fitted(results: Results, model: ModelResult) -> list[str]:
    """Return label, measured and fitted value of each row: of yes or no the probability."""
    return beside(results, "probability" if results.yes_or_no else "fitted", model.column("fitted_K"))


def predicted(results: Results, model: ModelResult) -> list[str]:
    """Return label, measured value and predictive median of each row."""
    return beside(results, "predicted", model.column("predictive_q50_K"))


def difference(model: ModelResult) -> str:
    """Return label, D and its standard error of a ranked model."""
    d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
    if not math.isfinite(se):
        return f"{plain(model.label)}: best"
    return f"{plain(model.label)}: D = {fixed(d)}, SE {fixed(se)}"


def those(tips: list[str], members: NDArray[np.bool_]) -> list[str]:
    """Return the tips of some of the rows."""
    return [tip for tip, member in zip(tips, members.tolist(), strict=True) if member]
