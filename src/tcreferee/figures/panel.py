"""Panels with axes, ticks, titles and a key, laid out side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.figures import style
from tcreferee.figures.axes import Decades, Limits, even, tick_labels
from tcreferee.figures.drawing import Drawing, simplified, text_width

TICK = 2.0
BEYOND = 3.0  # points; so far the label of a power of ten may stand out from its panel
FINE = 0.15  # points; a curve may be so far from the one that was computed
ROOM = 60.0  # a curve may leave its panel by so many panel heights before it is cut


@dataclass
class Panel:
    """One set of axes.

    Parameters
    ----------
    drawing : Drawing
        The whole figure.
    left, top, width, height : float
        Points.
    x, y : (float, float)
        Limits; y grows upwards. An axis with limits of type `Decades` is logarithmic.
    bare : bool
        Whether the y axis goes without ticks.
    """

    drawing: Drawing
    left: float
    top: float
    width: float
    height: float
    x: Limits
    y: Limits
    bare: bool = False

    @cached_property
    def inside(self) -> Drawing:
        """What is cut off at the frame."""
        return self.drawing.inset((self.left, self.top, self.width, self.height))

    def at(self, x: Array | float, y: Array | float) -> Array:
        """Return places (k, 2) in points from the panel's upper left corner.

        What has no place on a logarithmic axis, zero or less, lies far beyond its lower end.
        """
        x, (first, last) = even(x, self.x)
        y, (bottom, top) = even(y, self.y)
        right = (x - first) / (last - first) * self.width
        down = (top - y) / (top - bottom) * self.height
        down = np.clip(down, -ROOM * self.height, (1 + ROOM) * self.height)
        return np.stack(np.broadcast_arrays(np.clip(right, -ROOM * self.width, (1 + ROOM) * self.width), down), -1)

    def line(
        self, name: str, x: Array, y: Array, colour: str, width: float = 1.1, dash: tuple[float, ...] = ()
    ) -> None:
        """Draw a curve."""
        points = self.at(x, y)
        points = points[np.isfinite(points).all(axis=1)]
        if len(points):
            self.inside.lines(name, [simplified(points, FINE)], colour, width, dash)

    def band(self, name: str, x: Array, lower: Array, upper: Array, colour: str) -> None:
        """Fill between two curves."""
        edges = [edge[np.isfinite(edge).all(axis=1)] for edge in (self.at(x, lower), self.at(x, upper))]
        if len(edges[0]) and len(edges[1]):
            there, back = (simplified(edge, FINE) for edge in edges)
            self.inside.area(name, [np.concatenate([there, back[::-1]])], colour)

    def span(self, name: str, lower: float, upper: float, colour: str) -> None:
        """Fill a horizontal stripe across the panel."""
        self.band(name, np.array(self.x), np.full(2, lower), np.full(2, upper), colour)

    def level(self, name: str, y: float, colour: str = style.GREY, dash: tuple[float, ...] = ()) -> None:
        """Draw a horizontal line across the panel."""
        self.line(name, np.array(self.x), np.full(2, y), colour, 0.7, dash)

    def bars(
        self, name: str, x: Array, lower: Array, upper: Array, colour: str, width: float, dash: tuple[float, ...] = ()
    ) -> None:
        """Draw vertical bars."""
        ends = np.stack([self.at(x, lower), self.at(x, upper)], axis=1)
        self.inside.lines(name, list(ends[np.isfinite(ends).all(axis=(1, 2))]), colour, width, dash)

    def columns(self, name: str, x: Array, height: Array, colour: str, width: float = 0.8) -> None:
        """Fill columns from zero up, of a width in units of x."""
        low, high = self.at(x - width / 2, 0.0).tolist(), self.at(x + width / 2, height).tolist()
        ends = zip(low, high, strict=True)
        outlines = [np.array([(a, c), (b, c), (b, d), (a, d)]) for (a, c), (b, d) in ends]
        self.inside.area(name, outlines, colour)

    def rows(self, name: str, y: Array, lower: Array, upper: Array, colour: str, width: float) -> None:
        """Draw horizontal bars."""
        ends = np.stack([self.at(lower, y), self.at(upper, y)], axis=1)
        self.inside.lines(name, list(ends[np.isfinite(ends).all(axis=(1, 2))]), colour, width)

    def marks(
        self, name: str, x: Array, y: Array, colour: str, size: float, shape: str = "circle", edge: str = "",
        tips: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Draw marks; `tips` are their texts on hover."""
        at = self.at(x, y)
        finite = np.isfinite(at).all(axis=1)
        kept = [tip for tip, seen in zip(tips, finite, strict=True) if seen] if len(tips) else ()
        self.inside.marks(name, at[finite], size, colour, shape, edge, kept)

    def dots(self, name: str, x: Array, y: Array, colour: str, size: float) -> None:
        """Draw round dots that say nothing on hover."""
        at = self.at(x, y)
        self.inside.dots(name, at[np.isfinite(at).all(axis=1)], size, colour)

    def finish(self, ticks: tuple[bool, bool] = (True, True), count: int = 4) -> None:
        """Draw the axes; `ticks` says whether x and y ticks are labelled."""
        bottom = self.top + self.height
        corner = np.array([(self.left, self.top), (self.left, bottom), (self.left + self.width, bottom)])
        strokes = [corner]
        values, said = tick_labels(self.x, max(2, min(count, round(self.width / 34))))
        for value, label in zip(values, said, strict=True):
            x = self.left + float(self.at(value, 0.0)[0])
            strokes.append(np.array([(x, bottom), (x, bottom + TICK)]))
            if isinstance(self.x, Decades):  # powers of ten are wide: at the ends they would touch the next panel's
                reach = text_width(label, style.SMALL_FONT) / 2 - BEYOND
                x = min(max(x, self.left + reach), self.left + self.width - reach)
            if ticks[0]:
                self.drawing.text((x, bottom + TICK + 7), label, style.SMALL_FONT, anchor="middle", name="tick")
        values, said = ([], []) if self.bare else tick_labels(self.y, count)
        for value, label in zip(values, said, strict=True):
            y = self.top + float(self.at(0.0, value)[1])
            strokes.append(np.array([(self.left - TICK, y), (self.left, y)]))
            if ticks[1]:
                at = (self.left - TICK - 1.5, y + 2.5)
                self.drawing.text(at, label, style.SMALL_FONT, anchor="end", name="tick")
        self.drawing.lines("axes", strokes, style.BLACK, 0.6)


@dataclass(frozen=True)
class Key:
    """An entry of the key: what is drawn, and what it means.

    `kind` is line, dash, dot, patch, bar, thin or a shape of a mark; `dash` the pattern of a line.
    """

    words: str
    kind: str
    colour: str
    edge: str = ""
    dash: Sequence[float] = ()


_SAMPLE = 14.0  # width of the sample before the words


def key_rows(keys: Sequence[Key], width: float) -> list[list[Key]]:
    """Break the key into rows that fit the width."""
    rows: list[list[Key]] = [[]]
    used = 0.0
    for key in keys:
        wide = _SAMPLE + 12 + text_width(key.words, style.SMALL_FONT)
        if rows[-1] and used + wide > width:
            rows.append([])
            used = 0.0
        rows[-1].append(key)
        used += wide
    return rows


def draw_key(drawing: Drawing, keys: Sequence[Key], top: float) -> float:
    """Draw the key centred under `top`; return where it ends."""
    if not keys:
        return top
    for row in key_rows(keys, drawing.width - 8):
        widths = [_SAMPLE + 12 + text_width(key.words, style.SMALL_FONT) for key in row]
        x, y = max(4.0, (drawing.width - sum(widths) + 8) / 2), top + 6
        for key, wide in zip(row, widths, strict=True):
            _sample(drawing, key, x, y)
            drawing.text((x + _SAMPLE + 3, y + 2.5), key.words, style.SMALL_FONT, name="key")
            x += wide
        top += 10.5
    return top + 3


def _sample(drawing: Drawing, key: Key, x: float, y: float) -> None:
    ends = [np.array([(x + 1, y), (x + _SAMPLE, y)])]
    strokes = {"line": 1.1, "dash": 0.9, "dot": 0.9, "bar": 3.2, "thin": 0.9}
    dashes = {"dash": (3, 1.5), "dot": (1, 1.3)}
    if key.kind == "patch":
        drawing.rectangle("key", (x + 1, y - 3, _SAMPLE - 1, 6), key.colour)
    elif key.kind in strokes:
        drawing.lines("key", ends, key.colour, strokes[key.kind], key.dash or dashes.get(key.kind, ()))
    else:
        drawing.marks("key", np.array([(x + 8, y)]), 4.0, key.colour, key.kind, key.edge)
