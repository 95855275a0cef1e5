"""One look for every figure: sizes, faces, and colours that survive colour blindness and grey printing."""

from __future__ import annotations

import textwrap
from typing import Any

ONE_COLUMN, TWO_COLUMNS = 245.0, 504.0  # points
FONT, SMALL_FONT = 7.5, 7.0
PITCH = 1.2  # from baseline to baseline, in font sizes
# For readers without matplotlib's face: first those of its width, so that what fits here fits there.
FACE = "DejaVu Sans"
FACES = f"{FACE},Verdana,Arial,sans-serif"
# matplotlib's settings wherever a figure is written: text stays text, and equal content gives equal bytes.
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "tcreferee", "pdf.fonttype": 42, "pdf.compression": 6,
    "mathtext.fontset": "dejavusans", "path.simplify": True,
    "path.simplify_threshold": 1 / 9, "savefig.facecolor": "white", "savefig.edgecolor": "none", "savefig.bbox": None,
    "savefig.transparent": False, "patch.antialiased": True, "lines.antialiased": True,
}  # fmt: skip
# Okabe and Ito's palette, distinguishable with any colour vision.
BLACK, GREY, BLUE, SKY, ORANGE, VERMILION, GREEN, PURPLE = (
    "#000", "#767676", "#0072B2", "#56B4E9", "#E69F00", "#D55E00", "#009E73", "#CC79A7",
)  # fmt: skip
BAND_MEAN_50, BAND_MEAN_95, BAND_NEW = "#6fa8d0", "#b5d3e8", "#e8e8e8"
ENSEMBLES = ((BLUE, ()), (ORANGE, (4, 1.5)), (GREEN, (4, 1.5, 1, 1.5)), (PURPLE, (1, 1.2)))
# Families and classes differ in shape too.
FAMILIES = (
    (BLACK, "circle"), (VERMILION, "square"), (GREEN, "diamond"), (PURPLE, "triangle"), (ORANGE, "circle"),
    (BLUE, "square"), (GREY, "diamond"),
)  # fmt: skip
_GLUE = "\N{NO-BREAK SPACE}"


def wrap(label: str, width: int) -> str:
    """Break a label into lines of similar length, at most about `width` characters; mathtext stays whole."""
    pieces = label.split("$")
    if len(pieces) % 2:  # a lone dollar sign opens no mathtext
        for i in range(1, len(pieces), 2):
            pieces[i] = pieces[i].replace(" ", _GLUE)
    text = "$".join(pieces)
    lines = _fill(text, width)
    while width > 4 and len(_fill(text, width - 1)) == len(lines):
        width -= 1
        lines = _fill(text, width)
    return "\n".join(lines).replace(_GLUE, " ")


def _fill(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
