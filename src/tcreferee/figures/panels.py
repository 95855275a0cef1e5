"""Panels under one legend: margins, titles, ticks, labels, and the marks and bars drawn in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from tcreferee.base.priors import Array
from tcreferee.figures import style

# ASSUME: a linear axis is used up to this ratio of values; beyond it the smallest would overlap.
EVEN = 30.0
LEFT, RIGHT, GAP, TICKS = 14.0, 10.0, 15.0, 28.0  # margins: y label, right edge, between panels, labels of y ticks
BELOW, X_LABEL = 13.0, 11.0  # under a panel: labels of x ticks; a line of the x label


class Limits(NamedTuple):
    """Limits of an axis: both positive for a logarithmic axis; `whole` puts ticks at whole numbers only."""

    low: float
    high: float
    log: bool = False
    whole: bool = False


def limits_around(values: Array, margin: float, logarithmic: bool) -> Limits:
    """Return limits with a margin, a fraction of the range, on both sides of the values.

    Parameters
    ----------
    values : array
    margin : float
    logarithmic : bool
        Whether positive values that span more than a factor of `EVEN` get a logarithmic axis.
    """
    low, high = float(values.min()), float(values.max())
    if logarithmic and low > 0 and high > EVEN * low:
        factor = (high / low) ** margin
        return Limits(low / factor, high * factor, log=True)
    room = margin * (high - low or abs(high) or 1.0)
    return Limits(low - room, high + room)


def sheet(
    titles: Sequence[tuple[str, str]], limits: Sequence[tuple[Limits, Limits]], height: float, x_labels: Sequence[str],
    y_label: str, keys: Sequence[Artist] = (), columns: int = 0, aside: float = 0.0,
) -> tuple[Figure, list[Axes]]:  # fmt: skip
    """Return a figure with one panel for each title, and the panels.

    Parameters
    ----------
    titles : sequence of (str, str)
        Words and colour of each title; a long line is broken.
    limits : sequence of (x limits, y limits)
        Panels whose limits agree share the labels of their ticks.
    height, aside : float
        Height of a panel, and room for names instead of y ticks, left of the first panel of each row; points.
    x_labels, y_label : sequence of str, str
        A label that all panels share is written once.
    keys : sequence of legend handles
    columns : int
        Panels side by side; 0 chooses a number that suits the count.
    """
    columns = columns or _columns_of(len(titles))
    same_x, same_y = len({x for x, _ in limits}) == 1, len({y for _, y in limits}) == 1
    shared_label = x_labels[0] if len(set(x_labels)) == 1 else ""
    rows = math.ceil(len(titles) / columns)
    y_label = style.broken(y_label, rows * (height + 20))
    left = LEFT + style.LINE * y_label.count("\n") + aside + (TICKS if same_y and not aside else 0)
    cell, before, width = _widths(left, columns, same_y)
    reach = width + (GAP - 4 if same_y else 8)  # a title stands in the middle of its panel
    said = ["\n".join(style.broken(line, reach) for line in words.split("\n")) for words, _ in titles]
    labels = [] if shared_label else [style.broken(label, reach) for label in x_labels]
    below = _below(labels, columns, rows, named=not same_x or len(titles) % columns > 0)
    ncols, lines = _key_shape(keys)
    down, end = _tops(said, below, columns, height, 3 + lines * (style.SMALL_FONT * 1.35 + 0.6))
    figure = style.new_figure(style.TWO_COLUMNS, end + (X_LABEL if shared_label else 0) + 3)
    axes: list[Axes] = []
    for i, each in enumerate(limits):
        row, place = divmod(i, columns)
        panel = _axes(figure, (left + place * cell + before, down[row], width, height), each)
        panel.set_title(said[i], color=titles[i][1], y=1.0)
        named = not (same_x and shared_label) or i + columns >= len(titles)
        panel.tick_params(labelbottom=named, labelleft=not aside and (not same_y or place == 0))
        panel.set_xlabel(labels[i] if labels else "", va="top")
        axes.append(panel)
    _finish(figure, (shared_label, y_label), left, keys, ncols)
    return figure, axes


def _tops(
    titles: Sequence[str], below: Sequence[float], columns: int, height: float, top: float
) -> tuple[list[float], float]:
    """Return how far down the panels of each row begin, and where what is below the last row ends, points."""
    starts = []
    for i, room in enumerate(below):
        top += 5 + style.LINE * (1 + _lines(titles[i * columns : (i + 1) * columns]))
        starts.append(top)
        top += height + room
    return starts, top


def _widths(left: float, columns: int, same_y: bool) -> tuple[float, float, float]:
    """Return the distance of panels, the room for ticks before each, and the width of a panel, points."""
    before, gap = (0.0, GAP) if same_y else (TICKS, 4.0)
    cell = (style.TWO_COLUMNS - left - RIGHT + (gap if same_y else 0)) / columns
    return cell, before, cell - gap - before


def _lines(texts: Sequence[str]) -> int:
    """Return the number of line breaks in the text with the most lines."""
    return max(text.count("\n") for text in texts)


def _below(labels: Sequence[str], columns: int, rows: int, named: bool) -> list[float]:
    """Return the room under each row of panels for tick labels (of the last row, or of every row) and axis labels."""
    if not labels:
        return [BELOW if named else 4.0] * (rows - 1) + [BELOW]
    return [BELOW + X_LABEL + style.LINE * _lines(labels[i * columns : (i + 1) * columns]) for i in range(rows)]


def _columns_of(count: int) -> int:
    return max(1, min(count, 3 if count in (3, 5, 6, 9) else 4))


def _key_shape(keys: Sequence[Artist]) -> tuple[int, int]:
    """Return columns and lines of a legend that fits the figure."""
    wide = [style.width_of(str(key.get_label()), style.SMALL_FONT) + 16.5 + 10 for key in keys]
    for count in range(len(keys), 1, -1):
        columns = np.array_split(np.array(wide), count)  # as matplotlib shares them out
        if sum(float(column.max()) for column in columns) < style.TWO_COLUMNS - 8:
            lines = math.ceil(len(keys) / count)
            return math.ceil(len(keys) / lines), lines
    return 1, len(keys)


def _axes(figure: Figure, box: tuple[float, float, float, float], limits: tuple[Limits, Limits]) -> Axes:
    """Add Axes at a place (left, top, width, height) in points, with their limits and ticks."""
    left, top, width, height = box
    across, down = (float(side) / style.POINT for side in figure.get_size_inches())
    panel = figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))
    panel.set_autoscale_on(False)
    x, y = limits
    if x.log:
        panel.set_xscale("log", nonpositive="clip")
    if y.log:
        panel.set_yscale("log", nonpositive="clip")
    # fixed places of these labels and of the title halve the time of drawing: matplotlib need not measure anything
    panel.xaxis.set_label_coords(0.5, -BELOW / height)
    panel.yaxis.set_label_coords(0.0, 0.5)
    panel.set_xlim(x.low, x.high)
    panel.set_ylim(y.low, y.high)
    _ticks(panel.xaxis, x, max(2, min(5, round(width / 34))))
    _ticks(panel.yaxis, y, max(2, min(5, round(height / 22))))
    return panel


def _ticks(axis: Axis, limits: Limits, count: int) -> None:
    """Place about `count` ticks and set their format."""
    low, high, log, whole = limits
    if log:
        few = high < 110 * low
        axis.set_major_locator(LogLocator(subs=(1.0, 3.0) if few else (1.0,), numticks=count + 1))
        plain = few or (low > 5e-4 and high < 2e3)
        axis.set_major_formatter(FuncFormatter(style.plain_number if plain else style.power_of_ten))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(count, steps=[1, 2, 2.5, 5, 10], min_n_ticks=2, integer=whole))
        axis.set_major_formatter(FuncFormatter(style.plain_number))


def _finish(
    figure: Figure, labels: tuple[str, str], left: float, keys: Sequence[Artist], ncols: int
) -> None:  # fmt: skip
    """Write the shared label of the x axes, that of the y axes, and the legend."""
    across, down = (float(side) / style.POINT for side in figure.get_size_inches())
    x_label, y_label = labels
    if x_label:
        figure.text((left + across - RIGHT) / 2 / across, 3 / down, x_label, ha="center", va="bottom")
    figure.text(3 / across, 0.5, y_label, ha="left", va="center", ma="center", rotation=90, linespacing=1.1)
    if keys:
        at = (0.5, 1 - 2 / down)
        figure.legend(handles=list(keys), loc="upper center", ncols=ncols, bbox_to_anchor=at, borderaxespad=0)


RING: dict[str, Any] = {
    "linestyle": "", "marker": style.CIRCLE, "markersize": 6.2, "markerfacecolor": "none",
    "markeredgecolor": style.BLACK, "markeredgewidth": 0.7,
}  # fmt: skip


def mark_key(words: str, colour: str, shape: str = style.CIRCLE, edge: str = "") -> Line2D:
    """Return a handle of the legend: a mark."""
    look: dict[str, Any] = {"markeredgecolor": edge, "markeredgewidth": 0.7} if edge else {}
    return Line2D([], [], linestyle="", marker=shape, markersize=4, color=colour, label=_literal(words), **look)


def line_key(words: str, colour: str, width: float = 1.1, dash: style.Dash | None = None) -> Line2D:
    """Return a handle of the legend: a line."""
    return Line2D([], [], color=colour, linewidth=width, linestyle=dash or "-", label=_literal(words))


def patch_key(words: str, colour: str) -> Patch:
    """Return a handle of the legend: an area."""
    return Patch(facecolor=colour, linewidth=0, label=_literal(words))


def _literal(words: str) -> str:
    return style.broken(words, style.TWO_COLUMNS - 40, style.SMALL_FONT, 1)


def bars(panel: Axes, name: str, at: Array, lower: Array, upper: Array, *, flat: bool = False, **look: Any) -> None:
    """Draw vertical bars at x, or horizontal ones at y, as one line with gaps; a bar needs two finite ends."""
    at, lower, upper = np.broadcast_arrays(at, lower, upper)
    kept = np.isfinite(lower) & np.isfinite(upper)
    along = np.stack([lower[kept], upper[kept], np.full(kept.sum(), np.nan)], axis=1).ravel()
    places = np.repeat(np.asarray(at, dtype=float)[kept], 3)
    panel.plot(*((along, places) if flat else (places, along)), label=f"_{name}", **look)


def points(panel: Axes, name: str, x: Array, y: Array, colour: str, size: float = 3.0, shape: str = style.CIRCLE,
           edge: str = "") -> None:  # fmt: skip
    """Draw marks, all of one shape."""
    if len(x):
        look: dict[str, Any] = {"markeredgecolor": edge, "markeredgewidth": 0.7} if edge else {}
        panel.plot(x, y, linestyle="", marker=shape, markersize=size, color=colour, label=f"_{name}", **look)


def rings(panel: Axes, x: Array, y: Array) -> None:
    """Draw rings around marks; they cover nothing."""
    if len(x):
        panel.plot(x, y, label="_ring", **RING)


def ring_key(words: str) -> Line2D:
    """Return a handle of the legend: a ring."""
    return Line2D([], [], label=_literal(words), **RING)
