"""What one further row is worth along an input: the gain, the rows at hand and the best place."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.base.quantities import display_unit
from tcreferee.comparison.read import Results
from tcreferee.figures import style
from tcreferee.prediction.next_measurement import NextMeasurement, from_record

HEIGHT, LEFT, RIGHT, ABOVE, BELOW, KEY = 118.0, 40.0, 8.0, 26.0, 32.0, 24.0  # points
# rows at hand are ticks along the foot of a panel, this high
TICK = 0.05


def next_place(results: Results) -> Figure:
    """Draw the gain of one further row along the input, one panel for each undecided formula that has one input."""
    found = results.verdict.get("next", {})
    shown = [each for m in results.models if m.name in found and (each := from_record(found[m.name])).curve]
    if not shown:
        return style.notice("no undecided formula of this comparison has one input")
    deep = KEY + len(shown) * (HEIGHT + ABOVE + BELOW)
    figure = style.new_figure(style.ONE_COLUMN, deep)
    for i, each in enumerate(shown):
        foot = deep - (i + 1) * (HEIGHT + ABOVE + BELOW) + BELOW
        box = (LEFT / style.ONE_COLUMN, foot / deep, 1 - (LEFT + RIGHT) / style.ONE_COLUMN, HEIGHT / deep)
        _panel(figure.add_axes(box), results, each)
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=3, fontsize=style.SMALL_FONT, frameon=False)
    return figure


def _panel(panel: Axes, results: Results, found: NextMeasurement) -> None:
    quantity = results.observations.quantity(found.line)
    x = np.asarray(found.curve["at"]) / quantity.scale
    rows = results.observations.columns[found.line] / quantity.scale
    panel.plot(x, found.curve["if_formula"], color=style.BLUE, lw=0.9, dashes=(4, 2), label="if the formula is true")
    panel.plot(x, found.curve["if_null"], color=style.ORANGE, lw=0.9, dashes=(1, 1.5), label="if the null is true")
    panel.plot(x, found.curve["gain"], color="black", lw=1.8, zorder=1, label="gain, the smaller")
    best = found.place[found.line] / quantity.scale
    panel.plot([best], [found.gain], "o", color="black", ms=5, label="best place")
    # the larger of the two may be far larger where a prediction is extrapolated: the gain is what is to be read
    top = 1.6 * max(max(found.curve["gain"]), 0.02)
    panel.set_ylim(-TICK * top, top)
    panel.plot(rows, np.full(len(rows), -TICK * top / 2), "|", color=style.GREY, ms=6, mew=0.9, label="rows at hand")
    if x[0] > 0 and x[-1] > 10 * x[0]:
        panel.set_xscale("log")
    unit = display_unit(quantity.unit)
    if quantity.scale != 1:
        unit = f"$10^{{{round(math.log10(quantity.scale))}}}$ {unit}".rstrip()
    panel.set_xlabel(quantity.named + (f" ({unit})" if unit else ""))
    panel.set_ylabel("nats for one row")
    panel.set_title(_title(found), fontsize=style.SMALL_FONT, loc="left")


def _title(found: NextMeasurement) -> str:
    return "\n".join(_lines([found.formula, f"against {found.null}"]))


def _lines(words: Sequence[str]) -> list[str]:
    return [style.broken(each, style.ONE_COLUMN - LEFT - RIGHT, style.SMALL_FONT, 1) for each in words]
