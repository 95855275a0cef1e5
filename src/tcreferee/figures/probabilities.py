"""Figures of a comparison whose response is yes or no: the predicted probabilities, and whether they are calibrated."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import hover, style
from tcreferee.figures.comparison import title
from tcreferee.figures.drawing import text_width
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key, Panel

CLASSES = (
    (1.0, "superconducting", style.BLUE, "circle"),
    (0.0, "not superconducting", style.VERMILION, "square"),
)
ROW = 8.8  # points


def probabilities(results: Results) -> Sheet:
    """Draw each row's predicted probability with its 95 % interval, row under row, by class.

    Rows stand in the order of the first model's probability, superconducting ones above.
    """
    y, labels = results.observations.y, results.observations.label
    first = results.fitted[0].column("predictive_q50_K")
    order = sorted(range(len(y)), key=lambda i: (-y[i], -np.nan_to_num(first[i]), labels[i]))
    keys = [Key(word, shape, colour) for _, word, colour, shape in CLASSES]
    keys.append(Key("95 % posterior interval (equal-tailed)", "thin", style.GREY))
    titles = [title(model) for model in results.fitted]
    limits = [((-0.03, 1.03), (len(y) + 0.0, 0.0))] * len(titles)
    said = ["predicted probability of superconductivity"] * len(titles)
    names = [style.wrap(label, 40) for label in labels]
    aside = max(text_width(name, style.SMALL_FONT) for name in names) + 4
    columns = max(1, min(len(titles), 4))
    figure = sheet(titles, limits, ROW * len(y) + 2, said, "", keys, columns, aside)
    at = np.arange(0.5, len(y))
    for panel in figure.panels:
        panel.bare = True
    for place, (panel, model) in enumerate(zip(figure.panels, results.fitted, strict=True)):
        tips = hover.predicted(results, model)
        _row_probabilities(panel, model, y, order, at, [tips[i] for i in order])
        if place % columns == 0:
            for position, i in zip(at, order, strict=True):
                spot = (panel.left - 5, panel.top + float(panel.at(0.0, position)[1]) + 2.5)
                figure.drawing.text(spot, names[i].replace("\n", " "), style.SMALL_FONT, anchor="end", name="label")
    return figure.finished()


def _row_probabilities(
    panel: Panel, model: ModelResult, y: Array, order: list[int], at: Array, tips: list[str]
) -> None:
    lower, median, upper = (model.column(f"predictive_{q}_K")[order] for q in ("q2.5", "q50", "q97.5"))
    panel.line("half", np.full(2, 0.5), np.array(panel.y), style.GREY, 0.6, (3, 1.5))
    panel.level("classes", float(np.sum(y == 1.0)))
    panel.rows("row95", at, lower, upper, style.GREY, 0.9)
    for value, word, colour, shape in CLASSES:
        member = y[order] == value
        seen = hover.those(tips, member)
        panel.marks(word.replace(" ", "-"), median[member], at[member], colour, 3.4, shape, tips=seen)


def calibration(results: Results) -> Sheet:
    """Draw how many more rows superconduct than predicted, added up in the order of the predicted probability.

    Without bins, which few rows do not fill: a calibrated model stays within the band of chance, about 0 +- 2
    sqrt(sum p (1 - p)).
    """
    y = results.observations.y
    drawn = [_cumulative(model, y) for model in results.fitted]
    reach = max(float(np.nanmax(np.abs(np.concatenate([each, spread])))) for _, each, spread in drawn)
    keys = [
        Key("superconducting rows minus predicted number, added up", "line", style.BLUE),
        Key("± 2 standard deviations of chance if calibrated", "patch", style.BAND_MEAN_95),
    ]
    label = "rows in the order of their predicted probability"
    limits = [((0.0, len(y) + 0.0), (-1.15 * reach, 1.15 * reach))] * len(drawn)
    titles = [title(model) for model in results.fitted]
    figure = sheet(titles, limits, 86.0, [label] * len(drawn), "observed minus predicted number", keys)
    for panel, (rank, each, spread), model in zip(figure.panels, drawn, results.fitted, strict=True):
        panel.band("chance", rank, -spread, spread, style.BAND_MEAN_95)
        panel.level("zero", 0.0)
        panel.line("cumulative", rank, each, style.BLUE if model.ranked else style.GREY)
    return figure.finished()


def _cumulative(model: ModelResult, y: Array) -> tuple[Array, Array, Array]:
    """Return number of rows, summed difference and twice its standard deviation, each (rows + 1,)."""
    p = model.column("predictive_q50_K")
    order = np.argsort(p, kind="stable")
    each = np.concatenate([[0.0], np.cumsum((y - p)[order])])
    spread = 2 * np.sqrt(np.concatenate([[0.0], np.cumsum((p * (1 - p))[order])]))
    return np.arange(len(y) + 1.0), each, spread
