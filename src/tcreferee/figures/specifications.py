"""The specification curve of each formula of a comparison: D to the best null model with each choice made otherwise."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.comparison.questions import Predicts
from tcreferee.comparison.read import Results
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, interval
from tcreferee.figures import style
from tcreferee.specifications.curve import SpecificationCurve
from tcreferee.specifications.write import read_specifications

PITCH, LEFT, BELOW, ABOVE, RIGHT = 10.0, 220.0, 26.0, 6.0, 8.0  # points
SHOWN = 60.0  # nats; what lies beyond is cut off


def specifications(results: Results) -> Figure:
    """Draw D and D +- c(n) SE of each formula under each choice, as declared first and the others by D."""
    labels = {model.name: model.label for model in results.models}
    folder = results.models[0].folder.parent
    curves = [each for each in read_specifications(folder / "specifications.csv", labels).values() if not each.why]
    if not curves:
        return style.notice("no specification of this comparison was computed")
    lines = sum(len(each.counted) + 1 for each in curves)
    wide, deep = style.TWO_COLUMNS, ABOVE + PITCH * lines + BELOW
    figure = style.new_figure(wide, deep)
    box = (LEFT / wide, BELOW / deep, (wide - LEFT - RIGHT) / wide, PITCH * lines / deep)
    panel = figure.add_axes(box, autoscale_on=False)
    ends = [end for c in curves for s in c.counted for end in interval(s.d, s.se, s.n)]
    panel.set_xlim(max(min([*ends, -1.5 * SMALL_DIFFERENCE]), -SHOWN), min(max([*ends, 1.5 * SMALL_DIFFERENCE]), SHOWN))
    panel.set_ylim(lines, 0)
    panel.axvspan(-SMALL_DIFFERENCE, SMALL_DIFFERENCE, color=style.BAND_NEW, linewidth=0)
    panel.axvline(0, color=style.GREY, linewidth=0.6)
    panel.set_yticks([])
    panel.set_xlabel("D to the best null model, nats")
    top = 0
    for curve in curves:
        _drawn(panel, curve, top)
        top += len(curve.counted) + 1
    return figure


def _drawn(panel: Axes, curve: SpecificationCurve, top: int) -> None:
    """Draw one formula from a line on: its label, and a line for each specification."""
    title = style.broken(curve.label, LEFT - 8, style.FONT, 1)
    _named(panel, top + 0.5, title, fontweight="bold")
    first, *others = curve.counted
    for i, each in enumerate([first, *sorted(others, key=lambda s: s.d)], start=1):
        y, (low, high) = top + i + 0.5, interval(each.d, each.se, each.n)
        panel.plot([low, high], [y, y], color=style.SKY, linewidth=1.0, label="_interval")
        (dot,) = panel.plot([each.d], [y], style.CIRCLE, markersize=3.5, label="_specification")
        # all marks are of a formula, so all are filled; the colour says whether it predicts
        dot.set_color(style.BLUE if each.predicts == Predicts.YES else style.GREY)
        _named(panel, y, style.broken(each.label, LEFT - 8, style.SMALL_FONT, 1), fontsize=style.SMALL_FONT)


def _named(panel: Axes, y: float, words: str, **how: Any) -> None:
    panel.text(-0.02, y, words, transform=panel.get_yaxis_transform(), ha="right", va="center", **how)
