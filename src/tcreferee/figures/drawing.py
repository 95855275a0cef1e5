"""Paths, marks and words on one matplotlib figure without Axes: lengths in points, y downwards."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Track
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.provenance import atomic
from tcreferee.figures import style
from tcreferee.figures.compact import compact

MARKERS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
EDGE = 0.7  # width of the edge of a mark, points
_ALIGNED: dict[str, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}
_NO_DATE = {"svg": ("Date", "Creator", "Format", "Type"), "pdf": ("CreationDate", "Creator", "Producer")}


class Drawing:
    """A figure of so many points, or a part of one: what leaves its frame is cut off there.

    Every element has a name. In the SVG it is a class, which begins with `d-`, in the n-th part with `pn-`.
    """

    def __init__(self, width: float, height: float = 0.0) -> None:
        self.width, self.height = width, height
        self._figure = Figure(dpi=72)  # one matplotlib pixel is one point
        self._down = Affine2D()  # to matplotlib's upward y; filled in when the height is known
        self._place = self._down.frozen() + self._down
        self._frame: TransformedBbox | None = None
        self._prefix = ""
        self._parts: list[Drawing] = []
        self._names: dict[str, int] = {}
        self._tips: dict[str, list[str]] = {}

    def inset(self, box: tuple[float, float, float, float]) -> Drawing:
        """Return a part of the figure (left, top, width, height), with its origin there and cut off at the box."""
        left, top, width, height = box
        part = Drawing.__new__(Drawing)
        part.width, part.height, part._figure, part._down = width, height, self._figure, self._down
        part._tips = self._tips
        part._place = Affine2D().translate(left, top) + self._down
        part._frame = TransformedBbox(Bbox.from_bounds(*box), self._down)
        part._prefix, part._names, part._parts = f"p{len(self._parts)}-", {}, []
        self._parts.append(part)
        return part

    def lines(self, name: str, lines: Sequence[Array], colour: str, width: float, dash: Sequence[float] = ()) -> None:
        """Add polylines, each (points, 2), as one path; dash and gap lengths in points."""
        pattern = (0, [each / width for each in dash]) if dash else "-"
        self._path(name, lines, False, fill=False, edgecolor=colour, linewidth=width, linestyle=pattern)

    def area(self, name: str, outlines: Sequence[Array], colour: str, edge: str = "") -> None:
        """Add closed outlines, each (points, 2), as one filled path; one that turns the other way is a hole."""
        wide = 0.5 if edge else 0.0
        self._path(name, outlines, True, facecolor=colour, edgecolor=edge or "none", linewidth=wide)

    def rectangle(self, name: str, box: tuple[float, float, float, float], colour: str) -> None:
        """Add a rectangle (left, top, width, height)."""
        left, top, width, height = box
        corners = np.array([(left, top), (left + width, top), (left + width, top + height), (left, top + height)])
        self.area(name, [corners], colour)

    def _path(self, name: str, pieces: Sequence[Array], closed: bool, **look: Any) -> None:
        rings = [np.concatenate([piece, piece[:1]]) if closed else piece for piece in pieces if len(piece)]
        if rings:
            whole = Track.make_compound_path(*(Track(ring, closed=closed) for ring in rings))
            leaves = self._frame is not None and not self._holds(np.concatenate(rings)).all()
            self._add(name, PathPatch(whole, joinstyle="round", **look), leaves)

    def marks(
        self, name: str, at: Array, size: float, colour: str, shape: str = "circle", edge: str = "",
        tips: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Add marks at (points, 2), all of one shape: circle, square, diamond or triangle.

        Those outside the frame are left out: where a line leaves the paper matplotlib would put marks at the edge.
        `tips` are shown, in the SVG, when the pointer rests on a mark.
        """
        at = np.asarray(at, dtype=float).reshape(-1, 2)
        inside = self._holds(at) if self._frame else np.ones(len(at), bool)
        if not inside.any():
            return
        wide = EDGE if edge else 0.0
        marks = Line2D(
            *at[inside].T, linestyle="none", marker=MARKERS[shape], markersize=size + wide, markerfacecolor=colour,
            markeredgecolor=edge or "none", markeredgewidth=wide,
        )  # fmt: skip
        reach = size / 2 + wide
        name = self._add(name, marks, not (self._holds(at[inside] - reach) & self._holds(at[inside] + reach)).all())
        if tips:
            self._tips[name] = [tip for tip, seen in zip(tips, inside, strict=True) if seen]

    def dots(self, name: str, at: Array, size: float, colour: str) -> None:
        """Add dots at (points, 2) as one path of short strokes with round ends, a third of the bytes of marks."""
        short = np.array([(-0.05, 0.0), (0.05, 0.0)])
        self._path(
            name, [spot + short for spot in at], False, fill=False, edgecolor=colour, linewidth=size, capstyle="round"
        )

    def text(
        self, at: tuple[float, float], words: str, size: float, colour: str = style.BLACK, anchor: str = "start",
        name: str = "text", turned: bool = False,
    ) -> None:  # fmt: skip
        """Write lines of text (mathtext between dollar signs) with the baseline of the first at a point."""
        for i, line in enumerate(words.split("\n")):
            spot = (at[0], at[1] + (0 if turned else style.PITCH * size * i))
            text = Text(
                *spot, line, color=colour, fontproperties=_font(size), horizontalalignment=_ALIGNED[anchor],
                rotation=90 if turned else 0, rotation_mode="anchor", parse_math=is_math(line),
            )  # fmt: skip
            self._add(name, text)

    def _holds(self, at: Array) -> NDArray[np.bool_]:
        """Return which points (k, 2) lie within the frame, by a hair's breadth."""
        return np.asarray(((at >= -0.05) & (at <= (self.width + 0.05, self.height + 0.05))).all(axis=1))

    def _add(self, name: str, artist: Artist, leaves: bool = True) -> str:
        """Add an element under a name; one that leaves the frame is cut off there."""
        before = self._names.get(name, 0)
        self._names[name] = before + 1
        name = self._prefix + name + (f"_{before}" if before else "")
        artist.set_gid(name)
        artist.set_transform(self._place)
        artist.set_zorder(0)  # what comes later lies above
        if self._frame is not None and leaves:
            artist.set_clip_box(self._frame)
        self._figure.add_artist(artist)
        return name

    def _saved(self, kind: str) -> bytes:
        self._down.clear().scale(1, -1).translate(0, self.height)
        self._figure.set_size_inches(self.width / 72, self.height / 72)
        stream = io.BytesIO()
        with rc_context(style.STYLE):
            self._figure.savefig(stream, format=kind, metadata=dict.fromkeys(_NO_DATE[kind]))
        return stream.getvalue()

    def svg(self, scope: str = "") -> str:
        """Return the figure as a small SVG file; `scope` is its id in a page that holds it, see `compact`."""
        return compact(self._saved("svg").decode(), style.FACES, scope, self._tips)

    def save_pdf(self, path: Path | str) -> None:
        """Write the figure as PDF, without a date: equal content gives equal bytes."""
        with atomic(path) as temporary:
            temporary.write_bytes(self._saved("pdf"))


@cache
def _font(size: float) -> FontProperties:
    return FontProperties(family=style.FACE, size=size)


@cache
def is_math(line: str) -> bool:
    """Whether a line holds mathtext that can be set; otherwise its dollar signs mean themselves."""
    if "$" not in line or line.count("$") % 2:
        return False
    try:
        text_to_path.get_text_width_height_descent(line, _font(style.FONT), True)
    except (ValueError, RecursionError):  # the second: braces nested as nobody nests them
        return False
    return True


@cache
def text_width(words: str, size: float) -> float:
    """Return the width of the longest line by matplotlib's font metrics, points."""
    lines = words.split("\n")
    ask = text_to_path.get_text_width_height_descent
    return max(float(ask(line, _font(size), is_math(line))[0]) for line in lines)


def simplified(points: Array, tolerance: float = 0.15) -> Array:
    """Return those points (k, 2) of a curve from which all others are no farther than a tolerance, points.

    Douglas and Peucker: the farthest point from the chord is kept, and so on on both its sides.
    """
    points = np.asarray(points, dtype=float)
    kept, waiting = {0, len(points) - 1}, [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away, chord = points[first + 1 : last] - points[first], points[last] - points[first]
        length = float(np.hypot(*chord))
        across = np.abs(away[:, 0] * chord[1] - away[:, 1] * chord[0])
        far = across / length if length > 0 else np.hypot(*away.T)  # without a chord the curve is closed
        worst = int(np.argmax(far))
        if far[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return points[sorted(kept)]
