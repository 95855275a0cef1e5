"""Prediction against measurement, on demand; for a yes-or-no response, the probability of each row."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.data import family_looks, response_label, title, y_limits
from tcreferee.figures.panels import Limits, bars, line_key, mark_key, points, sheet

CLASSES = (
    (1.0, "superconducting", style.BLUE, style.CIRCLE),
    (0.0, "not superconducting", style.VERMILION, style.SQUARE),
)
ROW = 9.2  # points
EQUAL = (0, (3, 1.5))


def parity(results: Results) -> Figure:
    """Draw the predictive median and 95 % interval of each row against its measured value."""
    if results.yes_or_no:
        return probabilities(results)
    y, both = results.observations.y, y_limits(results)
    keys: list[Artist] = [
        mark_key(family or "predictive median", _shade(colour), shape)
        for family, colour, shape in family_looks(results)
    ]
    keys.append(line_key("95 % interval of a new measurement (equal-tailed)", style.SKY))
    keys.append(line_key("prediction = measurement", style.GREY, 0.8, EQUAL))
    figure, panels = sheet(
        [title(model) for model in results.fitted], [(both, both)] * len(results.fitted), 118.0,
        [response_label(results, "measured")] * len(results.fitted), response_label(results, "predicted"), keys,
    )  # fmt: skip
    for panel, model in zip(panels, results.fitted, strict=True):
        lower, median, upper = (model.column(f"predictive_{q}_K") for q in ("q2.5", "q50", "q97.5"))
        panel.plot(both[:2], both[:2], color=style.GREY, linewidth=0.8, linestyle=EQUAL, label="_equal")
        bars(panel, "row95", y, lower, upper, color=style.SKY, linewidth=1.0)
        for family, colour, shape in family_looks(results):
            member = np.array([not family or row.get("family") == family for row in model.rows])
            shade = _shade(colour) if model.ranked else style.GREY
            points(panel, "median", y[member], median[member], shade, 3.3, shape)
    return figure


def _shade(colour: str) -> str:
    """Return the colour of a prediction: blue if there are no families."""
    return style.BLUE if colour == style.BLACK else colour


def probabilities(results: Results) -> Figure:
    """Draw the predicted probability of each row with its 95 % interval, one row below the other, grouped by class.

    Superconducting rows come first; within a class rows are in the order of the first model's probability.
    """
    y, labels = results.observations.y, results.observations.label
    first = results.fitted[0].column("predictive_q50_K")
    order = sorted(range(len(y)), key=lambda i: (-y[i], -np.nan_to_num(first[i]), labels[i]))
    keys: list[Artist] = [mark_key(word, colour, shape) for _, word, colour, shape in CLASSES]
    keys.append(line_key("95 % posterior interval (equal-tailed)", style.GREY, 0.9))
    names = [style.broken(labels[i], 130.0, style.SMALL_FONT, 1) for i in order]
    aside = max(style.width_of(name, style.SMALL_FONT) for name in names) + 6
    count = len(results.fitted)
    columns = max(1, min(count, 4))
    limits = [(Limits(-0.03, 1.03), Limits(len(y) + 0.0, 0.0))] * count
    label = ["predicted probability of superconductivity"] * count
    figure, panels = sheet(
        [title(m) for m in results.fitted], limits, ROW * len(y) + 2, label, "", keys, columns, aside
    )  # fmt: skip
    at = np.arange(0.5, len(y))
    for place, (panel, model) in enumerate(zip(panels, results.fitted, strict=True)):
        _rows(panel, model, y[order], order, at)
        panel.set_yticks(at, names)
        panel.tick_params(axis="y", length=0, labelleft=place % columns == 0)
    return figure


def _rows(panel: Axes, model: ModelResult, y: Array, order: list[int], at: Array) -> None:
    lower, median, upper = (model.column(f"predictive_{q}_K")[order] for q in ("q2.5", "q50", "q97.5"))
    panel.axvline(0.5, color=style.GREY, linewidth=0.6, linestyle=EQUAL, label="_half")
    panel.axhline(float(np.sum(y == 1.0)), color=style.GREY, linewidth=0.7, label="_classes")
    bars(panel, "row95", at, lower, upper, flat=True, color=style.GREY, linewidth=0.9)
    for value, word, colour, shape in CLASSES:
        points(panel, word, median[y == value], at[y == value], colour, 3.6, shape)
