"""Figure of the ranking: the difference of each model from the best, and why a model is not ranked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator

from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor, interval
from tcreferee.figures import style
from tcreferee.figures.panels import bars, line_key, mark_key, patch_key

LABEL = "difference of expected log predictive density\nto the best model, D (nats)"
# ASSUME: the axis is linear if no |D| exceeds this; otherwise one bad model would squeeze all others together.
EVEN_D, LINEAR_D = 100.0, 10.0
LABELS, LABEL_ROOM, KEY = 120.0, 112.0, 24.0  # points


def ranking(results: Results) -> Figure:
    """Draw the difference of each model from the best by exact leave-one-out, with 2 and c(n) standard errors.

    The axis is logarithmic beyond 10 nats where a model is more than 100 nats behind.
    """
    labels = [style.broken(model.label, LABEL_ROOM) for model in results.models]
    inside = style.ONE_COLUMN - LABELS - 8
    said = [
        "" if model.ranked else style.broken(f"not ranked: {model.reason}", inside - 12, style.SMALL_FONT)
        for model in results.models
    ]
    heights = np.array([12 + 9 * max(a.count("\n"), b.count("\n")) for a, b in zip(labels, said, strict=True)], float)
    height = float(heights.sum()) + 4
    deep = height + KEY + 34
    figure = style.new_figure(style.ONE_COLUMN, deep)
    panel = figure.add_axes(
        (LABELS / style.ONE_COLUMN, 34 / deep, inside / style.ONE_COLUMN, height / deep), autoscale_on=False
    )
    middles = 2 + np.cumsum(heights) - heights / 2
    panel.set_ylim(height, 0)
    _scale(panel, results.ranked)
    panel.axvspan(-SMALL_DIFFERENCE, SMALL_DIFFERENCE, color=style.BAND_NEW, linewidth=0, label="_alike")
    panel.axvline(0, color=style.GREY, linewidth=0.6, label="_best")
    for model, why, y in zip(results.models, said, middles, strict=True):
        if model.ranked:
            _interval(panel, float(y), model)
        else:
            panel.text(
                0.02, y, why, transform=panel.get_yaxis_transform(), va="center", fontsize=style.SMALL_FONT,
                color=style.GREY, linespacing=1.05, bbox={"facecolor": "white", "linewidth": 0, "pad": 1},
            )  # fmt: skip
    panel.set_yticks(middles, labels, fontsize=style.FONT, linespacing=1.1)
    panel.tick_params(axis="y", length=0, pad=3)
    for tick, model in zip(panel.get_yticklabels(), results.models, strict=True):
        tick.set_color(style.BLACK if model.ranked else style.GREY)
    figure.text(1 - 4 / style.ONE_COLUMN, 4 / deep, LABEL, ha="right", va="bottom", ma="right", linespacing=1.1)
    corner = (1 - 4 / style.ONE_COLUMN, 1 - 2 / deep)
    figure.legend(
        handles=_keys(),
        loc="upper right",
        ncols=3,
        bbox_to_anchor=corner,
        borderaxespad=0,
    )
    return figure


def _interval(panel: Axes, y: float, model: ModelResult) -> None:
    d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
    if math.isfinite(se):
        for name, times, width in (("se95", factor(int(model.row["n"])), 0.9), ("se2", 2.0, 3.2)):
            ends = np.array([d - times * se]), np.array([d + times * se])
            bars(panel, name, np.array([y]), *ends, flat=True, color=style.BLUE, linewidth=width)
    colour = style.BLUE if model.credited else style.NULL_MODEL
    panel.plot(
        [d], [y], style.CIRCLE, color=colour, markersize=5.0, markeredgecolor=style.BLACK,
        markeredgewidth=0.7, label="_d", clip_on=False, zorder=3,
    )  # fmt: skip


def _scale(panel: Axes, ranked: Sequence[ModelResult]) -> None:
    ends = [-1.25 * SMALL_DIFFERENCE, 1.25 * SMALL_DIFFERENCE]
    for model in ranked:
        d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        ends += [1.04 * d] if not math.isfinite(se) else list(interval(d, 1.07 * se, int(model.row["n"])))
    low, high = min(ends), max(ends)
    worst = max((abs(number(model.row["d_elpd"])) for model in ranked), default=0.0)
    if worst > EVEN_D:
        low *= 1.5
        panel.set_xscale("symlog", linthresh=LINEAR_D, linscale=1.5)
        powers = [10.0**power for power in range(2, math.ceil(math.log10(max(-low, high))) + 1)]
        tried = [*(-power for power in reversed(powers)), -LINEAR_D, 0.0, LINEAR_D, *powers]
        panel.set_xticks([tick for tick in tried if low <= tick <= high])
    else:
        panel.locator_params(axis="x", nbins=5, steps=[1, 2, 2.5, 5, 10])
    panel.set_xlim(low, high)
    panel.xaxis.set_major_formatter(FuncFormatter(style.plain_number))
    panel.xaxis.set_minor_locator(NullLocator())
    panel.tick_params(labelbottom=bool(ranked))


def _keys() -> list[Artist]:
    return [
        mark_key("formula", style.BLUE, style.CIRCLE, style.BLACK),
        mark_key("null model", style.NULL_MODEL, style.CIRCLE, style.BLACK),
        line_key("D ± 2 SE", style.BLUE, 3.2), line_key("D ± c(n) SE", style.BLUE, 0.9),
        patch_key("not distinguishable", style.BAND_NEW),
    ]  # fmt: skip
