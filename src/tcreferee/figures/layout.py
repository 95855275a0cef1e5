"""Several panels under one key: sizes, titles, labels of the axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tcreferee.figures import style
from tcreferee.figures.axes import Limits, tick_labels
from tcreferee.figures.drawing import Drawing, text_width
from tcreferee.figures.panel import Key, Panel, draw_key

GAP, LINE = 9.0, 9.0


@dataclass(frozen=True)
class Sheet:
    """A figure of several panels.

    Parameters
    ----------
    drawing : Drawing
    panels : list of Panel
        Filled in by the caller, then put in place by `finished`.
    y_ticks, x_ticks : list of bool
        Which panels label their ticks.
    count : int
        About so many ticks an axis.
    """

    drawing: Drawing
    panels: list[Panel]
    x_ticks: list[bool]
    y_ticks: list[bool]
    count: int = 4

    def finished(self) -> Sheet:
        """Draw the axes over what the panels hold."""
        for panel, x, y in zip(self.panels, self.x_ticks, self.y_ticks, strict=True):
            panel.finish((x, y), self.count)
        return self

    def svg(self, scope: str = "") -> str:
        """Return the figure as SVG; `scope` is its id in a page that holds it."""
        return self.drawing.svg(scope)

    def save_pdf(self, path: Path | str) -> None:
        """Write the figure as PDF."""
        self.drawing.save_pdf(path)


def columns_of(count: int) -> int:
    """Return how many panels stand side by side."""
    return max(1, min(count, 3 if count in (3, 5, 6, 9) else 4))


def _broken(label: str, room: float) -> list[str]:
    """Return a label in as few lines as fit a length, at most three."""
    if not label:
        return []
    for count in (1, 2):
        lines = style.wrap(label, math.ceil(1.15 * len(label) / count)).split("\n")
        if text_width("\n".join(lines), style.FONT) <= room:
            return lines
    return style.wrap(label, math.ceil(1.15 * len(label) / 3)).split("\n")


def sheet(
    titles: Sequence[tuple[str, str]], limits: Sequence[tuple[Limits, Limits]], height: float, x_labels: Sequence[str],
    y_label: str, keys: Sequence[Key] = (), columns: int = 0, aside: float = 0.0,
) -> Sheet:  # fmt: skip
    """Lay out one panel for each title.

    Parameters
    ----------
    titles : sequence of (str, str)
        Words and colour of each panel's title; a long line is broken.
    limits : sequence of (x limits, y limits)
        Panels whose limits agree share the labels of their ticks; those of type `Decades` are logarithmic.
    height : float
        Of a panel, points.
    x_labels : sequence of str
        One a panel; a label they all have stands once.
    y_label : str
    keys : sequence of Key
    columns : int
        Panels side by side; 0 for a number that suits their count.
    aside : float
        Room for names in place of y ticks, left of each row of panels, points.
    """
    columns = columns or columns_of(len(titles))
    same_y, same_x = len({y for _, y in limits}) == 1, len({x for x, _ in limits}) == 1
    one_label = len(set(x_labels)) == 1
    tick = aside or _tick_room([y for _, y in limits])
    y_lines = _broken(y_label, height * math.ceil(len(titles) / columns) + 30)
    left = 4.0 + LINE * max(1, len(y_lines)) + (tick if same_y else 0)
    cell = (style.TWO_COLUMNS - left - 4) / columns
    between = GAP if same_y else tick + 3
    letters = max(12, round(cell / 4.7))
    wrapped = [
        ("\n".join(style.wrap(line, letters - 1) for line in words.split("\n")), colour) for words, colour in titles
    ]
    labels = [style.wrap(label, letters) for label in x_labels]
    width = cell - between
    rows = math.ceil(len(titles) / columns)
    drawing = Drawing(style.TWO_COLUMNS, 0)
    top, panels, x_ticks, y_ticks = draw_key(drawing, keys, 3.0), [], [], []
    first = top
    for row in range(rows):
        members = range(row * columns, min((row + 1) * columns, len(titles)))
        lines = max(wrapped[i][0].count("\n") + 1 for i in members)
        top += lines * LINE + 3
        for place, i in enumerate(members):
            x = left + place * cell + (0 if same_y else tick)
            words, colour = wrapped[i]
            above = top - 4 - LINE * words.count("\n")
            drawing.text((x + width / 2, above), words, style.FONT, colour, "middle", name="title")
            panels.append(Panel(drawing, x, top, width, height, *limits[i]))
            below = i + columns >= len(titles)
            x_ticks.append(not same_x or below)
            y_ticks.append(not aside and (not same_y or place == 0))
            if not one_label:
                drawing.text((x + width / 2, top + height + 21), labels[i], style.FONT, anchor="middle", name="x-label")
        deep = max(labels[i].count("\n") + 1 for i in members)
        top += height + (14 if not same_x or row == rows - 1 else 4) + (0 if one_label else 4 + deep * LINE)
    _label(drawing, x_labels[0] if one_label else "", y_lines, left, (first, top))
    return Sheet(drawing, panels, x_ticks, y_ticks)


def _tick_room(limits: Sequence[Limits]) -> float:
    """Return the room that the longest label of a y tick takes, points."""
    return 6 + max(text_width(said, style.SMALL_FONT) for y in limits for said in tick_labels(y)[1] or ["0"])


def _label(drawing: Drawing, x_label: str, y_lines: Sequence[str], left: float, ends: tuple[float, float]) -> None:
    """Write the label all x axes share and that of the y axes; give the figure its height."""
    first, end = ends
    if x_label:
        end += 10
        at = (left + (style.TWO_COLUMNS - left) / 2, end)
        drawing.text(at, x_label, style.FONT, anchor="middle", name="x-label")
    drawing.height = end + 5
    for i, line in enumerate(y_lines):
        at = (8.5 + LINE * i, (first + drawing.height) / 2)
        drawing.text(at, line, style.FONT, anchor="middle", name="y-label", turned=True)
