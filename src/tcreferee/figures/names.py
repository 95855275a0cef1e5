"""Write names beside points where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes

from tcreferee.base.priors import Array
from tcreferee.figures import style

Box = tuple[float, float, float, float]


def name_points(panel: Axes, taken: Array, names: Sequence[tuple[float, float, str]]) -> None:
    """Write each name beside its point, unless it would cover a mark, another name or the frame.

    Parameters
    ----------
    panel : Axes
        With its limits set.
    taken : (k, 2) array
        Places of the marks, in data coordinates.
    names : sequence of (x, y, name)
    """
    frame = panel.bbox  # a pixel is a point, see `style.new_figure`
    covered: list[Box] = [
        (x - 2.2, y - 2.2, x + 2.2, y + 2.2) for x, y in panel.transData.transform(taken) if math.isfinite(x + y)
    ]
    for at_x, at_y, name in names:
        x, y = panel.transData.transform((at_x, at_y))
        words = style.broken(name, min(90.0, 0.8 * frame.width), style.SMALL_FONT, 2)
        wide, deep = style.width_of(words, style.SMALL_FONT), 8.6 * (words.count("\n") + 1)
        for left, low in _places(x, y, wide, deep):
            box = (left, low, left + wide, low + deep)
            inside = left > frame.x0 and box[2] < frame.x1 + 3 and low > frame.y0 and box[3] < frame.y1 + 1
            if inside and not any(_overlap(box, other) for other in covered):
                panel.annotate(
                    words, (at_x, at_y), (left + wide / 2 - x, low + deep / 2 - y), textcoords="offset points",
                    fontsize=style.SMALL_FONT, ha="center", va="center", linespacing=1.05, annotation_clip=False,
                )  # fmt: skip
                covered.append(box)
                break


def _places(x: float, y: float, wide: float, deep: float) -> list[tuple[float, float]]:
    """Return lower left corners to try: above, below, right, left, then farther out."""
    tried = []
    for away in (3.5, 8.0, 14.0):
        for shift in (-wide / 2, -4.0, 4.0 - wide):
            tried += [(x + shift, y + away), (x + shift, y - away - deep)]
        tried += [(x + away, y - deep / 2), (x - away - wide, y - deep / 2)]
    return tried


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
