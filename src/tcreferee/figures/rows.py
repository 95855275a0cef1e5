"""Figures that look at single rows: residuals, and prediction against measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import hover, style
from tcreferee.figures.axes import Limits
from tcreferee.figures.comparison import family_looks, model_sheet, response_label, title, y_limits
from tcreferee.figures.drawing import Drawing, text_width
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key, Panel
from tcreferee.figures.predictions import x_axis
from tcreferee.inference.likelihoods import LIKELIHOODS

LARGE = 2.0  # residuals above this many sigma are named
Box = tuple[float, float, float, float]  # left, top, right, bottom


def residuals(results: Results, main: str) -> Sheet:
    """Draw measured minus fitted values with the band of one sigma; rows beyond two sigma are named.

    Where the logarithm of the response scatters, the difference is that of the logarithms, and sigma is theirs.
    Each panel has its own scale, so that the pattern of small residuals can be seen too.

    Parameters
    ----------
    results : Results
    main : str
        Column for the x axis of models with several inputs.
    """
    used = [x_axis(model, results, main) for model in results.fitted]
    unit = f" ({results.unit})" if results.unit else ""
    label, of = ("ln(measured / fitted)", " of ln") if results.log_response else (f"measured minus fitted{unit}", "")
    keys = [Key(family or "rows", shape, colour) for family, colour, shape in family_looks(results)]
    keys.append(Key("beyond 2 σ, named where there is room", "diamond", style.VERMILION, style.BLACK))
    keys.append(Key(f"± σ{of} at maximum likelihood", "patch", style.BAND_MEAN_95))
    limits = [_limits(model) for model in results.fitted]
    figure = model_sheet(results, used, limits, 86.0, label, keys)
    for panel, model, axis in zip(figure.panels, results.fitted, used, strict=True):
        _residuals(panel, figure.drawing, model, results, axis.values(results))
    return figure.finished()


def residual(model: ModelResult) -> Array:
    """Return measured minus fitted (rows,), of the response or of its logarithm, whichever scatters by sigma."""
    measured, fitted = model.column("observed_K"), model.column("fitted_K")
    if LIKELIHOODS[model.likelihood].log_response:
        measured, fitted = np.log(measured), np.log(fitted)
    return np.asarray(measured - fitted)


def _limits(model: ModelResult) -> Limits:
    reach = float(np.nanmax(np.abs([*residual(model), model.sigma, 0.0])))
    room = (1.9 if _large(model).any() else 1.3) * reach or 1.0
    return -room, room


def _large(model: ModelResult) -> NDArray[np.bool_]:
    return np.asarray(np.abs(residual(model)) > LARGE * model.sigma)


def _residuals(panel: Panel, drawing: Drawing, model: ModelResult, results: Results, x: Array) -> None:
    y, large, tips = residual(model), _large(model), hover.fitted(results, model)
    if math.isfinite(model.sigma):
        panel.span("sigma", -model.sigma, model.sigma, style.BAND_MEAN_95)
    panel.level("zero", 0.0)
    for family, colour, shape in family_looks(results):
        member = np.array([not family or row.get("family") == family for row in model.rows])
        seen = member & ~large
        panel.marks("row", x[seen], y[seen], colour, 2.9, shape, tips=hover.those(tips, seen))
    panel.marks("large", x[large], y[large], style.VERMILION, 3.6, "diamond", style.BLACK, hover.those(tips, large))
    names = [(panel.at(x[i], y[i]), model.rows[i]["label"]) for i in np.flatnonzero(large)]
    name_points(panel, drawing, panel.at(x, y), names)


def name_points(panel: Panel, drawing: Drawing, marks: Array, names: Sequence[tuple[Array, str]]) -> None:
    """Write names beside their points, where they cover neither a mark, another name, nor the frame."""
    taken: list[Box] = [(x - 2, y - 2, x + 2, y + 2) for x, y in marks.tolist() if math.isfinite(x + y)]
    for point, label in names:
        x, y = (float(each) for each in point)
        words = style.wrap(label, 18)
        wide, deep = text_width(words, style.SMALL_FONT), 8.4 * (words.count("\n") + 1)
        for left, top in _places(x, y, wide, deep):
            box = (left, top, left + wide, top + deep)
            within = left >= 1 and box[2] <= panel.width + 3 and top >= -1 and box[3] <= panel.height
            if within and not any(_overlap(box, other) for other in taken):
                at = (panel.left + left, panel.top + top + 6.6)
                drawing.text(at, words, style.SMALL_FONT, name="name")
                taken.append(box)
                break


def _places(x: float, y: float, wide: float, deep: float) -> list[tuple[float, float]]:
    """Return upper left corners to try: above, below, right, left, then farther out."""
    tried = []
    for away in (3.5, 8.0, 14.0):
        for shift in (-wide / 2, -4.0, 4.0 - wide):
            tried += [(x + shift, y - away - deep), (x + shift, y + away)]
        tried += [(x + away, y - deep / 2), (x - away - wide, y - deep / 2)]
    return tried


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def parity(results: Results) -> Sheet:
    """Draw the predictive median and 95 % interval of each row against its measured value."""
    y, both = results.observations.y, y_limits(results)
    keys = [
        Key(family or "predictive median", shape, _shade(colour)) for family, colour, shape in family_looks(results)
    ]
    keys.append(Key("95 % interval of a new measurement (equal-tailed)", "thin", style.SKY))
    keys.append(Key("prediction = measurement", "dash", style.GREY))
    titles = [title(model) for model in results.fitted]
    said = [response_label(results, "measured")] * len(titles)
    figure = sheet(titles, [(both, both)] * len(titles), 118.0, said, response_label(results, "predicted"), keys)
    for panel, model in zip(figure.panels, results.fitted, strict=True):
        lower, median, upper = (model.column(f"predictive_{q}_K") for q in ("q2.5", "q50", "q97.5"))
        ends = np.array(both)
        panel.line("equal", ends, ends, style.GREY, 0.8, (3, 1.5))
        panel.bars("row95", y, lower, upper, style.SKY, 1.0)
        tips = hover.predicted(results, model)
        for family, colour, shape in family_looks(results):
            member = np.array([not family or row.get("family") == family for row in model.rows])
            shade = _shade(colour) if model.ranked else style.GREY
            panel.marks("median", y[member], median[member], shade, 3.2, shape, tips=hover.those(tips, member))
    return figure.finished()


def _shade(colour: str) -> str:
    """Return the colour of a prediction: blue where families are not told apart."""
    return style.BLUE if colour == style.BLACK else colour
