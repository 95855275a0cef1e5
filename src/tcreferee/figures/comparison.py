"""Figures of a whole comparison: the ranking, and the data with each model's curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import QUANTITIES
from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE
from tcreferee.figures import hover, style
from tcreferee.figures.axes import Decades, Limits, limits_around
from tcreferee.figures.drawing import Drawing, text_width
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key, Panel, draw_key
from tcreferee.figures.predictions import XAxis, choice_weights, curves, has_curve, inputs_of, x_axis
from tcreferee.formulas.model import TcModel

DIFFERENCE_LABEL = ("difference of expected log predictive density", "to the best model (nats)")
MARK = 2.9  # of a measured value


def ranking(results: Results) -> Sheet:
    """Draw each model's difference to the best by exact leave-one-out, with 2 and 4 standard errors."""
    labels = [style.wrap(model.label, 23) for model in results.models]
    said = ["" if model.ranked else style.wrap(f"not ranked: {model.reason}", 36) for model in results.models]
    heights = [11.0 + 8.5 * max(label.count("\n"), why.count("\n")) for label, why in zip(labels, said, strict=True)]
    left = 6 + max(text_width(label, style.FONT) for label in labels)
    drawing = Drawing(style.ONE_COLUMN, 0)
    top = draw_key(drawing, _ranking_key(), 2.0) + 2
    deep = sum(heights) + 4
    panel = Panel(drawing, left, top, style.ONE_COLUMN - left - 5, deep, _difference_limits(results.ranked), (deep, 0))
    drawing.height = top + panel.height + 34
    band = panel.at(np.array([-SMALL_DIFFERENCE, SMALL_DIFFERENCE]), 0.0)[:, 0]
    panel.inside.rectangle("alike", (band[0], 0, band[1] - band[0], panel.height), style.BAND_NEW)
    panel.line("best", np.zeros(2), np.array(panel.y), style.GREY, 0.6)
    y = 2.0
    for model, label, why, height in zip(results.models, labels, said, heights, strict=True):
        middle = y + height / 2
        colour = style.BLACK if model.ranked else style.GREY
        first = top + middle + 2.6 - 4.5 * label.count("\n")
        drawing.text((left - 5, first), label, style.FONT, colour, "end", name="label")
        if model.ranked:
            _interval(panel, middle, model)
        else:
            at = (4.0, middle + 2.5 - 4.2 * why.count("\n"))
            ground = (2.0, at[1] - 7.5, text_width(why, style.SMALL_FONT), 2.0 + 8.4 * (why.count("\n") + 1))
            panel.inside.rectangle("ground", ground, "#fff")
            panel.inside.text(at, why, style.SMALL_FONT, style.GREY, name="why")
        y += height
    panel.finish((bool(results.ranked), False))
    for i, line in enumerate(DIFFERENCE_LABEL):
        centre = left + panel.width / 2
        at = (min(centre, style.ONE_COLUMN - 4 - text_width(line, style.FONT) / 2), top + panel.height + 20 + 9 * i)
        drawing.text(at, line, style.FONT, anchor="middle", name="x-label")
    return Sheet(drawing, [panel], [True], [False])


def _interval(panel: Panel, y: float, model: ModelResult) -> None:
    d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
    at, place = np.array([d]), np.array([y])
    if math.isfinite(se):
        panel.rows("se4", place, at - 4 * se, at + 4 * se, style.BLUE, 0.9)
        panel.rows("se2", place, at - 2 * se, at + 2 * se, style.BLUE, 3.2)
    alike = abs(d) < SMALL_DIFFERENCE
    shape, colour = ("circle", style.BLUE) if alike else ("square", "#fff")
    panel.marks("d", at, place, colour, 4.6 if alike else 3.8, shape, style.BLACK, [hover.difference(model)])


def _difference_limits(ranked: Sequence[ModelResult]) -> Limits:
    ends = [-SMALL_DIFFERENCE * 1.25, SMALL_DIFFERENCE * 1.25]
    for model in ranked:
        d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        ends += [d * 1.04] if not math.isfinite(se) else [d - 4.3 * se, d + 4.3 * se]
    return min(ends), max(ends)


def _ranking_key() -> list[Key]:
    return [
        Key("|D| < 4", "circle", style.BLUE, style.BLACK),
        Key("|D| ≥ 4", "square", "#fff", style.BLACK),
        Key("not distinguishable", "patch", style.BAND_NEW),
        Key("D ± 2 SE", "bar", style.BLUE),
        Key("D ± 4 SE", "thin", style.BLUE),
    ]


def data(results: Results, models: Mapping[str, TcModel], main: str) -> Sheet:
    """Draw the rows with each model's curve and bands, one panel a model.

    Parameters
    ----------
    results : Results
    models : mapping of str to TcModel
        By the name of the model file.
    main : str
        Column for the x axis of models with several inputs or none.
    """
    used = [x_axis(model, results, main) for model in results.fitted]
    smooth = [has_curve(model, models[model.fit["model"]["name"]], main) for model in results.fitted]
    y = (-0.09, 1.09) if results.yes_or_no else y_limits(results)
    keys = _data_key(results, smooth)
    figure = model_sheet(results, used, [y] * len(used), 96.0, response_label(results, "measured"), keys)
    for panel, model, axis, curved in zip(figure.panels, results.fitted, used, smooth, strict=True):
        if curved:
            _curves(panel, model, results, models[model.fit["model"]["name"]], axis)
        else:
            _points(panel, model, results, axis.values(results))
        if len(axis.columns) > 1 and any(len(each) > 1 for each in inputs_of(model)):
            weights = choice_weights(model, results, models[model.fit["model"]["name"]])
            _choices(panel, results, axis, weights, hover.fitted(results, model))
        else:
            observed(panel, axis.values(results), results, hover.fitted(results, model))
    return figure.finished()


def model_sheet(
    results: Results, used: Sequence[XAxis], y: Sequence[Limits], height: float, y_label: str, keys: Sequence[Key]
) -> Sheet:
    """Return empty panels titled with the models' ranks and labels, x axes labelled."""
    limits = [(axis.limits(results), each) for axis, each in zip(used, y, strict=True)]
    labels = [axis.label for axis in used]
    return sheet([title(model) for model in results.fitted], limits, height, labels, y_label, keys)


def title(model: ModelResult) -> tuple[str, str]:
    """Return rank and label, and their colour: an unranked model is grey."""
    if model.ranked:
        return f"{model.row['rank']}. {model.label}", style.BLACK
    return f"{model.label} (not ranked)", style.GREY


def observed(panel: Panel, x: Array, results: Results, tips: list[str]) -> None:
    """Draw the measured values by family, with their standard uncertainties where the table states them."""
    about, y = results.observations, results.observations.y
    sigma = about.record["columns"][about.response].get("sigma")
    if sigma in about.columns:
        error = about.columns[sigma]
        panel.bars("error", x, y - error, y + error, style.BLACK, 0.7)
    for family, colour, shape in family_looks(results):
        member = np.array([not family or word == family for word in about.family or ("",) * about.n])
        panel.marks("measured", x[member], y[member], colour, MARK, shape, tips=hover.those(tips, member))


def family_looks(results: Results) -> list[tuple[str, str, str]]:
    """Return family, colour and shape of its marks; one nameless family if the comparison names none."""
    looks = style.FAMILIES
    return [(word, *looks[i % len(looks)]) for i, word in enumerate(results.families or ("",))]


def response_label(results: Results, word: str) -> str:
    """Return the axis label of the response, headed by `word`."""
    if results.yes_or_no:
        return "superconducting (1) or not (0); probability"
    return f"{word} {QUANTITIES[results.observations.quantities[results.observations.response]].axis_label}"


def y_limits(results: Results) -> Limits:
    """Return limits around the measured values; wide bands run out of the panel, points never do."""
    y = results.observations.y
    decades = limits_around(y, 0.2, results.log_response)  # among decades bands are narrow
    return decades if isinstance(decades, Decades) else limits_around(y, 0.45, logarithmic=False)


def _curves(panel: Panel, result: ModelResult, results: Results, model: TcModel, axis: XAxis) -> None:
    colour = style.BLUE if result.ranked else style.GREY
    looks = {family: shade for family, shade, _ in family_looks(results)}
    drawn = curves(result, results, model, axis)
    for c in drawn:
        if len(drawn) > 1:  # overlapping bands would hide each other: lines in the families' colours
            panel.line("fitted", c.x, c.fitted, looks.get(c.family, colour))
            for name, edge in (("mean95", c.mean[0]), ("mean95", c.mean[4])):
                panel.line(name, c.x, edge, looks.get(c.family, colour), 0.6, (2, 1.2))
            continue
        if not results.yes_or_no:
            panel.band("new95", c.x, c.new[0], c.new[4], style.BAND_NEW)
        panel.band("mean95", c.x, c.mean[0], c.mean[4], style.BAND_MEAN_95)
        panel.band("mean50", c.x, c.mean[1], c.mean[3], style.BAND_MEAN_50)
        if not results.yes_or_no:
            for edge in (c.new[1], c.new[3]):
                panel.line("new50", c.x, edge, style.GREY, 0.7, (1, 1.3))
        panel.line("fitted", c.x, c.fitted, colour)


def _points(panel: Panel, model: ModelResult, results: Results, x: Array) -> None:
    """Draw predicted points with 50 and 95 % intervals: there is no curve in one input."""
    q = {level: model.column(f"predictive_{level}_K") for level in ("q2.5", "q25", "q50", "q75", "q97.5")}
    wide = max(1.2, min(3.2, 0.5 * panel.width / len(x)))
    panel.bars("row95", x, q["q2.5"], q["q97.5"], style.GREY, 0.25 * wide)
    panel.bars("row50", x, q["q25"], q["q75"], style.SKY, wide)
    half, middle = np.array([0.004 * wide * panel.width, 0.0]), panel.at(x, q["q50"])
    medians = [np.stack([at - half, at + half]) for at in middle[np.isfinite(middle).all(axis=1)]]
    panel.inside.lines("row-median", medians, style.BLUE, 1.3)


def _choices(panel: Panel, results: Results, axis: XAxis, weights: Array, tips: list[str]) -> None:
    """Draw each row at every value it may use, the area of the mark in proportion to the probability of the use."""
    y = results.observations.y
    each = axis.each(results)
    panel.rows("candidates", y, each.min(axis=0), each.max(axis=0), style.GREY, 0.4)
    for x, weight in zip(each, weights, strict=True):
        sizes = np.round(3.6 * np.sqrt(weight), 1)
        for size in np.unique(sizes[sizes > 0.3]):
            seen = sizes == size
            panel.marks("measured", x[seen], y[seen], style.BLACK, float(size), tips=hover.those(tips, seen))


def _data_key(results: Results, smooth: Sequence[bool]) -> list[Key]:
    named = bool(results.families)
    keys = [Key(family or "measured", shape, colour) for family, colour, shape in family_looks(results)]
    keys.append(Key("formula at maximum likelihood", "line", style.BLUE))
    keys.append(Key("50 % interval of the formula", "patch", style.BAND_MEAN_50))
    keys.append(Key("95 % interval of the formula", "patch", style.BAND_MEAN_95))
    if named:
        keys.append(Key("the same 95 % where families differ", "dash", style.GREY))
    what = "the formula" if results.yes_or_no else "a new measurement"
    if not results.yes_or_no:
        keys.append(Key(f"95 % interval of {what}", "patch", style.BAND_NEW))
        keys.append(Key(f"50 % interval of {what}", "dot", style.GREY))
    if not all(smooth):
        keys.append(Key("predicted at the row", "line", style.BLUE))
        keys.append(Key(f"50 % of {what}", "bar", style.SKY))
        keys.append(Key(f"95 % of {what}", "thin", style.GREY))
    return keys
