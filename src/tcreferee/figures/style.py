"""The style sheet of all figures: sizes, fonts, colours, the format of numbers and labels, and how files are saved."""

from __future__ import annotations

import re
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import cbook, rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from tcreferee.base.provenance import atomic

ONE_COLUMN, TWO_COLUMNS = 300.0, 504.0  # points
FONT, SMALL_FONT = 7.5, 7.0
LINE = 9.0  # from baseline to baseline, points
POINT = 1 / 72  # inch
# Okabe and Ito's palette, distinguishable with any colour vision.
BLACK, GREY, BLUE, SKY, ORANGE, VERMILION, GREEN, PURPLE = (
    "#000000", "#767676", "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73", "#CC79A7",
)  # fmt: skip
NULL_MODEL = "white"  # fill of a null model's mark, which makes it hollow
BAND_MEAN_50, BAND_MEAN_95, BAND_NEW = "#6fa8d0", "#b5d3e8", "#e8e8e8"
Dash = tuple[float, tuple[float, ...]]
CIRCLE, SQUARE, DIAMOND, TRIANGLE = "o", "s", "D", "^"
DOWN, UP = r"$\downarrow$", r"$\uparrow$"  # a limit
# Families and classes differ in colour and in shape.
FAMILIES = (
    (BLACK, CIRCLE), (VERMILION, SQUARE), (GREEN, DIAMOND), (PURPLE, TRIANGLE), (ORANGE, CIRCLE), (BLUE, SQUARE),
    (GREY, DIAMOND),
)  # fmt: skip
RC: dict[Any, Any] = {
    "figure.dpi": 72, "savefig.dpi": 72, "savefig.facecolor": "white", "savefig.bbox": None,
    # text stays text, and equal content gives equal bytes; the other faces are for readers without matplotlib's
    "svg.fonttype": "none", "svg.hashsalt": "tcreferee", "pdf.fonttype": 42,
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": FONT, "mathtext.fontset": "dejavusans",
    "axes.titlesize": FONT, "axes.titlepad": 3.5, "axes.titleweight": "normal", "axes.labelsize": FONT,
    "axes.labelpad": 2.0, "axes.linewidth": 0.6, "axes.spines.top": False, "axes.spines.right": False,
    "axes.axisbelow": False, "axes.unicode_minus": True,
    "xtick.labelsize": SMALL_FONT, "ytick.labelsize": SMALL_FONT, "xtick.major.size": 2.0, "ytick.major.size": 2.0,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.major.pad": 1.5, "ytick.major.pad": 1.5,
    "legend.fontsize": SMALL_FONT, "legend.frameon": False, "legend.borderpad": 0.0, "legend.handlelength": 1.8,
    "legend.handletextpad": 0.5, "legend.columnspacing": 1.4, "legend.labelspacing": 0.35,
    "lines.linewidth": 1.1, "lines.markeredgewidth": 0.0, "lines.solid_capstyle": "butt", "hatch.linewidth": 0.6,
}  # fmt: skip
_NO_DATE = {"svg": ("Date", "Creator", "Format", "Type"), "pdf": ("CreationDate", "Creator", "Producer"), "png": ()}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")  # no place in XML
_LEFT_OUT = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", re.DOTALL)
_BLANK = re.compile(r">\s*\n\s*<")
_TAG = re.compile(r"<[^>]*>")
_DECIMALS = re.compile(r"(\.\d\d)\d+")


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure of a size in points."""
    return Figure(figsize=(width * POINT, height * POINT), dpi=72)


def notice(words: str) -> Figure:
    """Return a figure that says why there is nothing to draw."""
    figure = new_figure(ONE_COLUMN, 24)
    figure.text(0.5, 0.5, broken(words, ONE_COLUMN - 8), ha="center", va="center", color=GREY)
    return figure


def save(figure: Figure, path: Path | str) -> None:
    """Write a figure as SVG, PDF or PNG, whichever the name ends with; equal content gives equal bytes."""
    kind = Path(path).suffix.removeprefix(".")
    with rc_context(RC), warnings.catch_warnings(), atomic(path) as temporary:
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")  # the reader's face may have it
        figure.savefig(temporary, format=kind, metadata=dict.fromkeys(_NO_DATE[kind]))
        if kind == "svg":  # without comments and indents, and a hundredth of a point is enough
            text = _BLANK.sub("><", _LEFT_OUT.sub("", temporary.read_text(encoding="utf-8"))).strip()
            temporary.write_text(_TAG.sub(lambda tag: _DECIMALS.sub(r"\1", tag[0]), text) + "\n", encoding="utf-8")


def plain_number(value: float, _place: object = None) -> str:
    """Return a number as a tick label: up to six digits, or a power of ten if it is very large or small."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.6g}".replace("-", "−")
    return power_of_ten(value)


def power_of_ten(value: float, _place: object = None) -> str:
    """Return a number as mathtext: a power of ten, with a factor before it unless the factor is one."""
    if value == 0:
        return "0"
    digits, power = f"{value:.3e}".split("e")
    leading = f"{float(digits):g}"
    first = {"1": "", "-1": "-"}.get(leading, rf"{leading}\times ")
    return f"${first}10^{{{int(power)}}}$"


def broken(text: str, room: float, size: float = FONT, most: int = 4) -> str:
    """Return text for matplotlib, broken into lines of similar length that fit.

    Valid mathtext is never broken. Other dollar signs are taken literally; words longer than a line are cut.

    Parameters
    ----------
    text : str
    room : float
        Width, points.
    size : float
        Of the font, points.
    most : int
        Number of lines; the rest is replaced by an ellipsis.
    """
    words = _words(" ".join(_CONTROL.sub(" ", text).split("\n")), room, size)
    lines = _filled(words, room, size)
    low, high = 0.0, room
    while high - low > 4:  # the narrowest column with as many lines
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(words, middle, size)) <= len(lines) else (middle, high)
    lines = _filled(words, high, size)
    return "\n".join(lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], room, size)])


def _cut(line: str, room: float, size: float) -> str:
    """Return as much of a line as fits with an ellipsis at its end."""
    while width_of(f"{line} …", size) > room and len(line) > 1:
        before, _, word = line.rpartition(" ")
        line = before if "$" in word or before else line[:-1]
    return f"{line} …"


def _words(text: str, room: float, size: float) -> list[str]:
    """Return the parts of a text that are not broken; words longer than a line are cut, mathtext is not."""
    whole = re.findall(r"(?:\$[^$]*\$|[^\s$])+", text) if is_math(text) else text.replace("$", r"\$").split()
    words = []
    for word in whole:
        cut = word if is_math(word) else _fitting(word, room, size)
        while cut != word:
            words.append(cut)
            word = word[len(cut) :]
            cut = _fitting(word, room, size)
        words.append(word)
    return words


def _fitting(word: str, room: float, size: float) -> str:
    """Return as much of a word as fits."""
    wide = width_of(word, size)
    return word if wide <= room or len(word) < 2 else word[: max(1, min(len(word) - 1, int(len(word) * room / wide)))]


def _filled(words: list[str], room: float, size: float) -> list[str]:
    lines: list[list[str]] = [[]]
    used, blank = 0.0, width_of(" ", size)
    for word in words:
        wide = width_of(word, size)  # of words, which come again, and not of lines, which do not
        if lines[-1] and used + blank + wide > room:
            lines.append([])
        used = used + blank + wide if lines[-1] else wide
        lines[-1].append(word)
    return [" ".join(line) for line in lines]


@cache
def width_of(text: str, size: float) -> float:
    """Return the width of the longest line of a text that matplotlib can set, points."""
    widths = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        for line in text.split("\n"):
            math_there = bool(cbook.is_math_text(line))
            words = line if math_there else line.replace(r"\$", "$")
            widths.append(text_to_path.get_text_width_height_descent(words, _font(size), math_there)[0])
    return float(np.max(widths))


@cache
def is_math(text: str) -> bool:
    """Whether a text contains valid mathtext; otherwise its dollar signs are literal."""
    if not cbook.is_math_text(text):
        return False
    try:
        text_to_path.get_text_width_height_descent(text, _font(FONT), True)
    except (ValueError, RecursionError):  # the second: extremely deep nesting of braces
        return False
    return True


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size)
