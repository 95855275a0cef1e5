"""Figure of the data: the rows with the curve and bands of each model, one panel for each model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.panels import Limits, bars, limits_around, line_key, mark_key, patch_key, points, sheet
from tcreferee.figures.predictions import Curve, XAxis, choice_weights, curves, has_curve, x_axis
from tcreferee.formulas.model import TcModel

DASH, DOT = (0, (2, 1.2)), (0, (1, 1.3))


def data(results: Results, models: Mapping[str, TcModel], main: str) -> Figure:
    """Draw the rows with the curve and bands of each model, one panel for each model.

    Parameters
    ----------
    results : Results
    models : mapping of str to TcModel
        Models by the name of their file.
    main : str
        Column for the x axis of models with several inputs or none.
    """
    used = [x_axis(model, results, main) for model in results.fitted]
    smooth = [has_curve(model, models[model.fit["model"]["name"]], main) for model in results.fitted]
    y = Limits(-0.09, 1.09) if results.yes_or_no else y_limits(results)
    keys = _keys(results, smooth, (column for axis in used for column in axis.columns[:1]))
    figure, panels = model_sheet(results, used, [y] * len(used), 96.0, response_label(results, "measured"), keys)
    for panel, result, axis, curved in zip(panels, results.fitted, used, smooth, strict=True):
        model = models[result.fit["model"]["name"]]
        if curved:
            _curves(panel, result, results, curves(result, results, model, axis))
        else:
            _predicted(panel, result, axis.values(results))
        if len(axis.columns) > 1 and any(len(each) > 1 for each in result.inputs):
            _choices(panel, results, axis, choice_weights(result, results, model))
        else:
            observed(panel, axis, results)
    return figure


def model_sheet(
    results: Results, used: Sequence[XAxis], y: Sequence[Limits], height: float, y_label: str, keys: Sequence[Artist]
) -> tuple[Figure, list[Axes]]:
    """Return empty panels with ranks and labels of the models as titles, and labelled x axes."""
    limits = [(axis.limits(results), each) for axis, each in zip(used, y, strict=True)]
    return sheet([title(m) for m in results.fitted], limits, height, [axis.label for axis in used], y_label, keys)


def title(model: ModelResult) -> tuple[str, str]:
    """Return the title of a panel, rank and label, and its colour: grey for an unranked model."""
    if model.ranked:
        return f"{model.row['rank']}. {model.label}", style.BLACK
    return f"{model.label} (not ranked)", style.GREY


def stated_error(results: Results, column: str) -> Array:
    """Return the declared errors (2, rows) of a column, down and up, NaN where the table states none."""
    rows = results.observations
    about = rows.record["columns"].get(column, {})
    if not about.get("parts"):
        return np.full((2, rows.n), np.nan)
    both = np.tile(rows.columns[about["sigma"]], (2, 1))
    if about.get("sides"):
        sides = np.stack([rows.columns[side] for side in about["sides"]])
        both = np.where(np.isfinite(sides), sides, both)
    return both


def observed(panel: Axes, axis: XAxis, results: Results) -> None:
    """Draw the measured values by family, with their standard uncertainties where the table states them."""
    about, x, y = results.observations, axis.values(results), results.observations.y
    for name, column, at, values, scale in (
        ("error", about.response, x, y, 1.0),
        *(("error of x", column, y, x, axis.scale) for column in axis.columns[:1]),
    ):
        error = stated_error(results, column) / scale
        if np.isfinite(error).any():
            flat = values is x
            bars(panel, name, at, values - error[0], values + error[1], flat=flat, color=style.BLACK, linewidth=0.7)
    limit = about.limit if about.limit.size else np.zeros(about.n)
    for family, colour, shape in family_looks(results):
        member = np.array([not family or word == family for word in about.family or ("",) * about.n])
        for sign, name, look in ((0, "measured", shape), (1, "upper limit", style.DOWN), (-1, "lower limit", style.UP)):
            its = member & (limit == sign)
            points(panel, name, x[its], y[its], colour, 3.0 if sign == 0 else 5.0, look)


def family_looks(results: Results) -> list[tuple[str, str, str]]:
    """Return name, colour and shape of the marks of each family; one family without a name if there are none."""
    looks = style.FAMILIES
    return [(word, *looks[i % len(looks)]) for i, word in enumerate(results.families or ("",))]


def family_keys(results: Results, word: str) -> list[Artist]:
    """Return legend handles for the marks of each family; `word` is the label if there are no families."""
    return [mark_key(family or word, colour, shape) for family, colour, shape in family_looks(results)]


def response_label(results: Results, word: str) -> str:
    """Return the axis label of the response, beginning with `word`."""
    if results.yes_or_no:
        return "superconducting (1) or not (0); probability"
    return f"{word} {results.observations.quantity(results.observations.response).axis_label}"


def y_limits(results: Results) -> Limits:
    """Return limits around the measured values: all points are inside, wide bands may leave the panel."""
    y = results.observations.y
    error = np.nan_to_num(stated_error(results, results.observations.response))
    decades = limits_around(y, 0.2, results.log_response)  # on a logarithmic axis bands are narrow
    if decades.log:
        return decades
    wide, ends = limits_around(y, 0.45, logarithmic=False), (float((y - error[0]).min()), float((y + error[1]).max()))
    return Limits(min(wide.low, ends[0]), max(wide.high, ends[1]))


def _curves(panel: Axes, result: ModelResult, results: Results, drawn: Sequence[Curve]) -> None:
    colour = style.BLUE if result.ranked else style.GREY
    looks = {family: shade for family, shade, _ in family_looks(results)}
    for c in drawn:
        if len(drawn) > 1:  # overlapping bands would hide each other: lines in the families' colours
            shade = looks.get(c.family, colour)
            panel.plot(c.x, c.fitted, color=shade, label="_fitted")
            for edge in (c.mean[0], c.mean[4]):
                panel.plot(c.x, edge, color=shade, linewidth=0.6, linestyle=DASH, label="_mean95")
            continue
        if not results.yes_or_no:
            _band(panel, "new95", c.x, c.new[0], c.new[4], style.BAND_NEW)
        _band(panel, "mean95", c.x, c.mean[0], c.mean[4], style.BAND_MEAN_95)
        _band(panel, "mean50", c.x, c.mean[1], c.mean[3], style.BAND_MEAN_50)
        if not results.yes_or_no:
            for edge in (c.new[1], c.new[3]):
                panel.plot(c.x, edge, color=style.GREY, linewidth=0.7, linestyle=DOT, label="_new50")
        panel.plot(c.x, c.fitted, color=colour, label="_fitted")


def _band(panel: Axes, name: str, x: Array, lower: Array, upper: Array, colour: str) -> None:
    panel.fill_between(x, lower, upper, color=colour, linewidth=0, label=f"_{name}")


def _predicted(panel: Axes, model: ModelResult, x: Array) -> None:
    """Draw predicted medians with 50 and 95 % intervals, for a model that is not a curve over one input."""
    q = {level: model.column(f"predictive_{level}_K") for level in ("q2.5", "q25", "q50", "q75", "q97.5")}
    wide = max(1.2, min(3.2, 0.5 * panel.bbox.width / len(x)))
    bars(panel, "row95", x, q["q2.5"], q["q97.5"], color=style.GREY, linewidth=0.25 * wide)
    bars(panel, "row50", x, q["q25"], q["q75"], color=style.SKY, linewidth=wide)
    panel.plot(
        x, q["q50"], linestyle="", marker="_", markersize=wide + 2.4, markeredgewidth=1.3, color=style.BLUE,
        label="_row-median",
    )  # fmt: skip


def _choices(panel: Axes, results: Results, axis: XAxis, weights: Array) -> None:
    """Draw each row at every value it may use; the area of a mark is proportional to the probability of that value."""
    y, each = results.observations.y, axis.each(results)
    bars(panel, "candidates", y, each.min(axis=0), each.max(axis=0), flat=True, color=style.GREY, linewidth=0.4)
    for x, weight in zip(each, weights, strict=True):
        panel.scatter(x, y, s=13.0 * weight, color=style.BLACK, linewidths=0, label="_measured", zorder=3)


def _keys(results: Results, smooth: Sequence[bool], columns: Iterable[str]) -> list[Artist]:
    keys = family_keys(results, "measured")
    stated = [stated_error(results, column) for column in {results.observations.response, *columns}]
    if np.isfinite(stated).any():
        keys.append(line_key("stated error", style.BLACK, 0.7))
    if results.observations.limit.size:
        keys.append(mark_key("limit", style.BLACK, style.DOWN))
    if any(smooth):
        keys.append(line_key("formula at maximum likelihood", style.BLUE))
        keys.append(patch_key("50 % interval of the formula", style.BAND_MEAN_50))
        keys.append(patch_key("95 % interval of the formula", style.BAND_MEAN_95))
    if results.families and any(smooth):
        keys.append(line_key("the same 95 % where families differ", style.GREY, 0.6, DASH))
    what = "the formula" if results.yes_or_no else "a new measurement"
    if not results.yes_or_no and any(smooth):
        keys.append(patch_key(f"95 % interval of {what}", style.BAND_NEW))
        keys.append(line_key(f"50 % interval of {what}", style.GREY, 0.7, DOT))
    if not all(smooth):
        keys.append(line_key("predicted at the row", style.BLUE, 1.3))
        keys.append(line_key(f"50 % of {what} there", style.SKY, 3.2))
        keys.append(line_key(f"95 % of {what} there", style.GREY, 0.8))
    return keys
