"""Figure of one model's posterior: its parameters and their pairs."""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import display_unit
from tcreferee.comparison.read import ModelResult
from tcreferee.figures import style
from tcreferee.figures.drawing import Drawing, simplified
from tcreferee.figures.layout import Sheet
from tcreferee.figures.panel import Panel
from tcreferee.inference.predictive import stored_draws

# Quantiles between which a parameter is shown: nearly all of it, less where the tails are very long.
SHOWN, SHOWN_LONG = (0.005, 0.995), (0.025, 0.975)
LONG = 12.0  # a range of so many interquartile ranges has very long tails
BINS, HIST_BINS = 28, 20  # across the shown range; contours are smoothed by one of them
SMOOTH = 0.5  # points; an outline may be so far from its contour, which the draws know far less well
REGIONS = (0.95, 0.5)
CELL, MARGIN, PITCH = 80.0, 46.0, 5.0  # of the corner plot, points
_KERNEL = np.exp(-0.5 * np.arange(-4, 5) ** 2)


def columns(result: ModelResult) -> tuple[list[str], Array, list[tuple[float, float]]]:
    """Return labels, draws (ensembles, draws, parameters) and shown ranges of the parameters and sigma.

    Values are divided by a power of ten, named in the label, where they are large or small.
    """
    stored = stored_draws(result.folder / "posterior.nc")
    labels, values, ranges = [], [], []
    for p in result.fit["parameters"]:
        value = stored[p["name"]]
        low, high = _shown(value)
        power = _power(max(abs(low), abs(high)))
        unit = display_unit(p["unit"])
        unit = f"$10^{{{power}}}$ {unit}".strip() if power else unit
        labels.append(f"${p['symbol']}$" + (f" ({unit})" if unit else ""))
        room = 0.02 * (high - low) or 0.5 * abs(high) or 0.5
        ranges.append(((low - room) / 10.0**power, (high + room) / 10.0**power))
        values.append(value / 10.0**power)
    return labels, np.stack(values, axis=-1), ranges


def _shown(value: Array) -> tuple[float, float]:
    low, first, third, high = np.quantile(value, (SHOWN[0], 0.25, 0.75, SHOWN[1]))
    if high - low > LONG * (third - first):
        low, high = np.quantile(value, SHOWN_LONG)
    return float(low), float(high)


def _power(size: float) -> int:
    """Return the power of ten, a multiple of three, that brings `size` between 1 and 1000 if it is far from it."""
    if size == 0 or 0.1 <= size < 1e4:
        return 0
    return 3 * math.floor(math.log10(size) / 3)


def corner(result: ModelResult) -> Sheet:
    """Draw the posterior of each parameter and of each pair: regions of 50 and 95 % probability."""
    labels, values, ranges = columns(result)
    flat, count = values.reshape(-1, len(labels)), len(labels)
    cell = CELL if count < 5 else CELL * 4.6 / count
    size = MARGIN + count * (cell + PITCH) + 4
    drawing, panels = Drawing(size, size), []
    for row in range(count):
        for column in range(row + 1):
            left, top = MARGIN + column * (cell + PITCH), 4 + row * (cell + PITCH)
            panel = Panel(drawing, left, top, cell, cell, ranges[column], ranges[row])
            if row == column:
                panel.y, panel.bare = (0.0, 1.0), True
                _histogram(panel, flat[:, row])
            else:
                _regions(panel, flat[:, column], flat[:, row])
            panels.append(panel)
    bottom = [row == count - 1 for row in range(count) for _ in range(row + 1)]
    first = [column == 0 and row > 0 for row in range(count) for column in range(row + 1)]
    for j, label in enumerate(labels):
        middle = MARGIN + j * (cell + PITCH) + cell / 2
        drawing.text((middle, size - MARGIN + 24), label, style.FONT, anchor="middle", name="x-label")
        if j:
            at = (9.0, middle - MARGIN + 4)
            drawing.text(at, label, style.FONT, anchor="middle", name="y-label", turned=True)
    drawing.height = size - MARGIN + 32
    return Sheet(drawing, panels, bottom, first, 3).finished()


def _histogram(panel: Panel, values: Array) -> None:
    edges = np.linspace(*panel.x, HIST_BINS + 1)
    height = np.histogram(values, edges)[0]
    x, y = np.repeat(edges, 2), np.concatenate([[0], np.repeat(height / (1.08 * height.max() or 1), 2), [0]])
    panel.inside.lines("histogram", [np.round(panel.at(x, y))], style.BLUE, 0.9)
    shown = np.quantile(values, (0.025, 0.5, 0.975))
    panel.bars("quantile", shown, np.zeros(3), np.ones(3), style.BLUE, 0.7, (2.5, 1.5))


def _regions(panel: Panel, x: Array, y: Array) -> None:
    """Fill the regions of highest density that hold 95 and 50 % of the draws."""
    import contourpy

    density = np.histogram2d(x, y, BINS, (panel.x, panel.y))[0]
    for axis in (0, 1):
        density = np.apply_along_axis(np.convolve, axis, density, _KERNEL / _KERNEL.sum(), "same")
    ordered = np.sort(density.ravel())[::-1]
    held = np.cumsum(ordered) / ordered.sum()
    padded = np.pad(density.T, 1)  # regions that reach the frame close behind it
    at = [limits[0] + (np.arange(-1, BINS + 1) + 0.5) * (limits[1] - limits[0]) / BINS for limits in (panel.x, panel.y)]
    contours = contourpy.contour_generator(at[0], at[1], padded)
    for region, colour in zip(REGIONS, (style.BAND_MEAN_95, style.BAND_MEAN_50), strict=True):
        level = float(ordered[np.searchsorted(held, region)])
        lines = [np.asarray(line, dtype=float) for line in contours.lines(level)]
        outlines = [simplified(panel.at(line[:, 0], line[:, 1]), SMOOTH) for line in lines]
        panel.inside.area(f"region{round(100 * region)}", outlines, colour, style.BLUE)
