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

from tcreferee.priors import Array
from tcreferee.provenance import atomic
from tcreferee.report import style
from tcreferee.report.compact import compact

MARKERS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^"}
EDGE = 0.7  # width of the edge of a mark, points
_ALIGNED: dict[str, Literal["left", "center", "right"]] = {"start": "left", "middle": "center", "end": "right"}
_NO_DATE = {"svg": ("Date", "Creator", "Format", "Type"), "pdf": ("CreationDate", "Creator", "Producer")}


class Drawing:
    """A figure of so many points, or a part of one that is cut off at its frame.

    Every element has a name. In the SVG it is the `id` of a group; repeated names are numbered (`fitted`, `fitted_1`),
    and those of the n-th part begin with `pn-`.
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

    def inset(self, box: tuple[float, float, float, float]) -> Drawing:
        """Return a part of the figure (left, top, width, height), with its origin there and cut off at the box."""
        left, top, width, height = box
        part = Drawing.__new__(Drawing)
        part.width, part.height, part._figure, part._down = width, height, self._figure, self._down
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
            tracks = [Track(ring, closed=closed) for ring in rings]
            self._add(name, PathPatch(Track.make_compound_path(*tracks), joinstyle="round", **look))

    def marks(self, name: str, at: Array, size: float, colour: str, shape: str = "circle", edge: str = "") -> None:
        """Add marks at (points, 2), all of one shape: circle, square, diamond or triangle."""
        if len(at) == 0:
            return
        wide = EDGE if edge else 0.0
        marks = Line2D(
            *np.asarray(at).T, linestyle="none", marker=MARKERS[shape], markersize=size + wide, markerfacecolor=colour,
            markeredgecolor=edge or "none", markeredgewidth=wide,
        )  # fmt: skip
        self._add(name, marks)

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

    def _add(self, name: str, artist: Artist) -> None:
        before = self._names.get(name, 0)
        self._names[name] = before + 1
        artist.set_gid(self._prefix + name + (f"_{before}" if before else ""))
        artist.set_transform(self._place)
        artist.set_zorder(0)  # what comes later lies above
        if self._frame is not None:
            artist.set_clip_box(self._frame)
        self._figure.add_artist(artist)

    def _saved(self, kind: str) -> bytes:
        self._down.clear().scale(1, -1).translate(0, self.height)
        self._figure.set_size_inches(self.width / 72, self.height / 72)
        stream = io.BytesIO()
        with rc_context(style.STYLE):
            self._figure.savefig(stream, format=kind, metadata=dict.fromkeys(_NO_DATE[kind]))
        return stream.getvalue()

    def svg(self) -> str:
        """Return the figure as a small SVG file."""
        return compact(self._saved("svg").decode(), style.FACES)

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
    """Return those points (k, 2) that keep a curve within a tolerance, points, by matplotlib's path simplification."""
    track = Track(np.asarray(points, dtype=float))
    track.should_simplify, track.simplify_threshold = True, tolerance
    cleaned = track.cleaned(simplify=True)
    kept: Array = np.asarray(cleaned.vertices)[np.asarray(cleaned.codes) != Track.STOP]
    return kept
