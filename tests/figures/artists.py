"""What a matplotlib figure holds: artists by name, their places, and the texts with the room they take."""

import io
import itertools
import warnings

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import RendererSVG

from tcreferee.figures import style


def drawn(panel, name):
    """Artists of a panel that the program calls by a name."""
    return [artist for artist in panel.get_children() if artist.get_label() == f"_{name}"]


def line(panel, name):
    """Points (k, 2) of the only line of a name."""
    (artist,) = drawn(panel, name)
    return np.asarray(artist.get_xydata(), dtype=float)


def marks(panel, name="measured"):
    """Places (k, 2) of all marks of a name: lines without a line, and collections."""
    found = [
        artist.get_xydata() if hasattr(artist, "get_xydata") else artist.get_offsets() for artist in drawn(panel, name)
    ]
    return np.concatenate([np.asarray(each, dtype=float) for each in found]) if found else np.zeros((0, 2))


def bars(panel, name):
    """Ends (bars, 2, 2) of bars that are drawn as one line with gaps."""
    return line(panel, name).reshape(-1, 3, 2)[:, :2]


def band(panel, name):
    """Corners (k, 2) of the only area of a name."""
    (artist,) = drawn(panel, name)
    path = artist.get_paths()[0] if hasattr(artist, "get_paths") else artist.get_path()
    inside = path.vertices[np.isfinite(path.vertices).all(axis=1)]
    return inside if hasattr(artist, "get_paths") else artist.get_patch_transform().transform(inside)


def _texts(figure):
    for panel in figure.axes:
        yield from (panel.title, panel.xaxis.label, panel.yaxis.label, *panel.texts)
        for axis in (panel.xaxis, panel.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if low <= tick.get_loc() <= high:
                    yield tick.label1
    yield from figure.texts
    for legend in figure.legends:
        yield from legend.get_texts()


def _shown(figure):
    """The renderer that has drawn a figure, and every text that is shown."""
    with rc_context(style.RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        renderer = RendererSVG(*figure.bbox.size, io.StringIO(), image_dpi=72)  # its letters are as wide as in the file
        figure.draw(renderer)
    return renderer, [text for text in _texts(figure) if text.get_visible() and text.get_text().strip()]


def words(figure):
    """Every text that is shown, as it is typed, its lines joined."""
    return [text.get_text().replace("\n", " ") for text in _shown(figure)[1]]


def collisions(figure):
    """Pairs of texts that overlap, and texts that leave the figure."""
    renderer, shown = _shown(figure)
    with rc_context(style.RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from font")
        boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    whole = figure.bbox
    wrong = [
        (said, "leaves the figure")
        for said, box in boxes
        if box.x0 < whole.x0 - 1 or box.x1 > whole.x1 + 1 or box.y0 < whole.y0 - 1 or box.y1 > whole.y1 + 1
    ]
    for (said, box), (other, beside) in itertools.combinations(boxes, 2):
        across = min(box.x1, beside.x1) - max(box.x0, beside.x0)
        down = min(box.y1, beside.y1) - max(box.y0, beside.y0)
        if across > 1 and down > 1:
            wrong.append((said, other))
    return wrong
