"""One look for every figure: sizes, colours that survive colour blindness and grey printing, exact bytes."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.provenance import atomic

ONE_COLUMN, TWO_COLUMNS = 3.4, 7.0  # inches
# Okabe and Ito's palette, distinguishable with any colour vision.
BLACK, GREY, BLUE, SKY, ORANGE, VERMILION, GREEN, PURPLE = (
    "#000000", "#767676", "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73", "#CC79A7",
)  # fmt: skip
BAND_MEAN_50, BAND_MEAN_95, BAND_NEW = "#6fa8d0", "#b5d3e8", "#e8e8e8"
ENSEMBLES = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (PURPLE, ":"))
DPI = 90
_GLUE = "\N{NO-BREAK SPACE}"

STYLE: Any = {
    "backend": "agg",
    "font.family": "DejaVu Sans",
    "font.size": 7.5,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.5,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "figure.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "lines.linewidth": 1.1,
    "legend.frameon": False,
    "axes.unicode_minus": True,
    "axes.formatter.useoffset": False,
    "figure.dpi": DPI,
    "svg.fonttype": "path",
    "svg.hashsalt": "tc-referee",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw inside this block: the reader's own matplotlib settings have no influence."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


def save(figure: Figure, path: Path | str, **options: Any) -> None:
    """Write a figure as SVG or PNG, without dates and versions: equal content gives equal bytes."""
    path = Path(path)
    if path.suffix == ".svg":
        options = {"metadata": {"Date": None, "Creator": None}, **options}
    else:
        options = {"metadata": {"Software": None}, "dpi": DPI, **options}
    with atomic(path) as temporary:
        figure.savefig(temporary, **options)


def wrap(label: str, width: int) -> str:
    """Break a label into lines of similar length, at most about `width` characters; mathtext stays whole."""
    pieces = label.split("$")
    if len(pieces) % 2 == 0:  # a lone dollar sign opens no mathtext
        pieces = [label.replace("$", r"\$")]
    for i in range(1, len(pieces), 2):
        pieces[i] = "$" + pieces[i].replace(" ", _GLUE) + "$"
    text = "".join(pieces)
    lines = _fill(text, width)
    while width > 4 and len(_fill(text, width - 1)) == len(lines):
        width -= 1
        lines = _fill(text, width)
    return "\n".join(lines).replace(_GLUE, " ")


def _fill(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def panels(count: int, height: float, share: tuple[bool, bool] = (True, True)) -> tuple[Figure, list[Axes]]:
    """Return a two-column figure with one panel a model.

    Parameters
    ----------
    count : int
        Number of panels.
    height : float
        Of one row of panels, inches.
    share : (bool, bool)
        Whether x and y axes are shared.

    Returns
    -------
    Figure
    list of Axes
        As many as asked for; empty places stay blank.
    """
    columns = min(count, 3 if count in (3, 5, 6, 9) else 4)
    rows = math.ceil(count / columns)
    height *= 1.0 if columns > 3 else 1.2
    figure = Figure(figsize=(TWO_COLUMNS, height * rows + 0.7), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=share[0], sharey=share[1], squeeze=False).ravel().tolist()
    for place, axes in enumerate(grid):
        if place >= count:
            axes.remove()
        elif place + columns >= count:
            axes.tick_params(labelbottom=True)
    return figure, grid[:count]
