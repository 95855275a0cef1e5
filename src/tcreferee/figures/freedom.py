"""How much the formulas of a comparison say, against how much they could fit: completeness and restrictiveness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.panels import bars, points

# a formula that does worse than a constant by more than this is drawn at the edge
MOST = 2.5
# completeness is drawn from here on; a formula below stands at the edge
LEAST, TOP = -0.5, 1.6
HEIGHT, LEFT, BELOW, UNDEFINED = 150.0, 46.0, 28.0, 16.0  # points
# formulas nearer than this share one text
NEAR_X, NEAR_Y = 0.15, 0.08
Place = tuple[float, float | None]


def freedom(results: Results) -> Figure:
    """Draw completeness, with its 95 % interval, against restrictiveness; where it is undefined, in a strip below."""
    shown = [model for model in results.models if model.row.get("restrictiveness")]
    if not shown:
        return style.notice("no formula of this comparison has a restrictiveness")
    names = [
        style.broken(f"{i}  {model.label}", style.ONE_COLUMN - 16, style.SMALL_FONT, 2) for i, model in _numbered(shown)
    ]
    listed = 6 + style.LINE * sum(1 + name.count("\n") for name in names)
    deep = 8 + HEIGHT + UNDEFINED + BELOW + listed
    figure = style.new_figure(style.ONE_COLUMN, deep)
    wide = (style.ONE_COLUMN - LEFT - 10) / style.ONE_COLUMN
    box = (LEFT / style.ONE_COLUMN, (listed + BELOW + UNDEFINED) / deep, wide, HEIGHT / deep)
    panel = figure.add_axes(box, autoscale_on=False)
    strip = figure.add_axes((box[0], (listed + BELOW) / deep, wide, UNDEFINED / deep), autoscale_on=False, sharex=panel)
    _scales(panel, strip)
    places = [_place(model) for model in shown]
    for place, model in zip(places, shown, strict=True):
        _point(panel if place[1] is not None else strip, place, model)
    for words, place in _together(places):
        on, y = (strip, 0.5) if place[1] is None else (panel, place[1])
        on.annotate(words, (place[0], y), xytext=(4.5, 0), textcoords="offset points", va="center_baseline", zorder=4)
    figure.text(
        4 / style.ONE_COLUMN, (listed + BELOW + UNDEFINED + HEIGHT / 2) / deep, "completeness", rotation=90, va="center"
    )
    label = "restrictiveness (0: fits any smooth function of its inputs; 1: as a constant)"
    figure.text(0.5, (listed + 4) / deep, label, ha="center", va="bottom", fontsize=style.SMALL_FONT)
    figure.text(
        8 / style.ONE_COLUMN, (listed - 4) / deep, "\n".join(names), va="top", fontsize=style.SMALL_FONT,
        linespacing=1.15,
    )  # fmt: skip
    return figure


def _numbered(shown: list[ModelResult]) -> list[tuple[int, ModelResult]]:
    return list(enumerate(shown, start=1))


def _scales(panel: Axes, strip: Axes) -> None:
    panel.set_xlim(-0.05, MOST + 0.12)
    panel.set_ylim(LEAST, TOP)
    panel.tick_params(axis="x", labelbottom=False, length=0)
    panel.spines["bottom"].set_visible(False)
    for value in (0.0, 1.0):
        panel.axhline(value, color=style.GREY, linewidth=0.6, linestyle=(0, (3, 1.5)), label="_ends")
    strip.set_ylim(0, 1)
    strip.set_yticks([0.5], ["undefined"])
    strip.tick_params(axis="y", length=0)
    strip.axhspan(0, 1, color=style.BAND_NEW, linewidth=0)
    strip.set_xticks([0, 0.5, 1, 1.5, 2, MOST], ["0", "0.5", "1", "1.5", "2", f"≥ {MOST:g}"])


def _place(model: ModelResult) -> Place:
    """Return where a formula is drawn; None where its completeness is undefined."""
    share = number(model.row["completeness"] or "nan")
    return min(number(model.row["restrictiveness"]), MOST), min(max(share, LEAST), TOP) if share == share else None


def _together(places: Sequence[Place]) -> list[tuple[str, Place]]:
    """Return the numbers of formulas, of those that lie on each other as one text, and where they lie."""
    groups = list[tuple[list[int], Place]]()
    for i, (x, y) in enumerate(places, start=1):
        for numbers, (left, at) in groups:
            level = (y is None) == (at is None) and (y is None or at is None or abs(y - at) < NEAR_Y)
            if level and abs(x - left) < NEAR_X:
                numbers.append(i)
                break
        else:
            groups.append(([i], (x, y)))
    return [(", ".join(map(str, numbers)), place) for numbers, place in groups]


def _point(panel: Axes, place: Place, model: ModelResult) -> None:
    x, y = place
    if y is not None:
        low, high = (np.clip([number(model.row[f"completeness_{end}"])], LEAST, TOP) for end in ("lo", "hi"))
        bars(panel, "interval", np.array([x]), low, high, color=style.SKY, linewidth=1.0)
    points(panel, "formula", np.array([x]), np.array([0.5 if y is None else y]), style.BLUE, 4.0, style.CIRCLE)
