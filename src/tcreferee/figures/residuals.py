"""Figures of the residuals, or of the calibration of the probabilities for a yes-or-no response."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.data import family_keys, family_looks, model_sheet, title
from tcreferee.figures.names import name_points
from tcreferee.figures.panels import Limits, line_key, mark_key, patch_key, points, sheet
from tcreferee.figures.predictions import x_axis
from tcreferee.inference.likelihoods import LIKELIHOODS

LARGE = 2.0  # residuals above this many sigma are named


def residuals(results: Results, main: str) -> Figure:
    """Draw measured minus fitted values with a band of one sigma; rows beyond two sigma are named.

    If the scatter is that of the logarithm, the differences and sigma are those of the logarithms.
    Each panel has its own scale, so that the pattern of small residuals can be seen too.

    Parameters
    ----------
    results : Results
    main : str
        Column for the x axis of models with several inputs.
    """
    if results.yes_or_no:
        return calibration(results)
    used = [x_axis(model, results, main) for model in results.fitted]
    unit = f" ({results.unit})" if results.unit else ""
    label, of = ("ln(measured / fitted)", " of ln") if results.log_response else (f"measured minus fitted{unit}", "")
    keys = family_keys(results, "rows")
    keys.append(mark_key("beyond 2 σ, named where there is room", style.VERMILION, style.DIAMOND, style.BLACK))
    keys.append(patch_key(f"± σ{of} at maximum likelihood", style.BAND_MEAN_95))
    limits = [_limits(model) for model in results.fitted]
    figure, panels = model_sheet(results, used, limits, 86.0, label, keys)
    for panel, model, axis in zip(panels, results.fitted, used, strict=True):
        _residuals(panel, model, results, axis.values(results))
    return figure


def residual(model: ModelResult) -> Array:
    """Return measured minus fitted (rows,) of the response, or of its logarithm if sigma is that of the logarithm."""
    measured, fitted = model.column("observed_K"), model.column("fitted_K")
    if LIKELIHOODS[model.likelihood].log_response:
        measured, fitted = np.log(measured), np.log(fitted)
    return np.asarray(measured - fitted)


def _limits(model: ModelResult) -> Limits:
    reach = float(np.nanmax(np.abs([*residual(model), model.sigma, 0.0])))
    room = (1.9 if _large(model).any() else 1.3) * reach or 1.0
    return Limits(-room, room)


def _large(model: ModelResult) -> NDArray[np.bool_]:
    return np.asarray(np.abs(residual(model)) > LARGE * model.sigma)


def _residuals(panel: Axes, model: ModelResult, results: Results, x: Array) -> None:
    y, large = residual(model), _large(model)
    if math.isfinite(model.sigma):
        panel.axhspan(-model.sigma, model.sigma, color=style.BAND_MEAN_95, linewidth=0, label="_sigma")
    panel.axhline(0, color=style.GREY, linewidth=0.7, label="_zero")
    for family, colour, shape in family_looks(results):
        member = np.array([not family or row.get("family") == family for row in model.rows]) & ~large
        points(panel, "row", x[member], y[member], colour, 2.9, shape)
    points(panel, "large", x[large], y[large], style.VERMILION, 3.8, style.DIAMOND, style.BLACK)
    far = [i for i in np.argsort(-np.abs(np.nan_to_num(y)), kind="stable") if large[i]]
    name_points(panel, np.stack([x, y], axis=1), [(x[i], y[i], model.rows[i]["label"]) for i in far])


def calibration(results: Results) -> Figure:
    """Draw the observed minus the predicted number of superconducting rows, cumulative in the predicted probability.

    No bins are needed, which few rows could not fill. A calibrated model stays within the band of chance, about 0 +- 2
    sqrt(sum p (1 - p)).
    """
    y = results.observations.y
    drawn = [cumulative(model, y) for model in results.fitted]
    reach = max(float(np.nanmax(np.abs(np.concatenate([each, spread])))) for _, each, spread in drawn)
    keys: list[Artist] = [
        line_key("superconducting rows minus predicted number, added up", style.BLUE),
        patch_key("± 2 standard deviations of chance if calibrated", style.BAND_MEAN_95),
    ]
    limits = [(Limits(0.0, len(y) + 0.0, whole=True), Limits(-1.15 * reach, 1.15 * reach))] * len(drawn)
    figure, panels = sheet(
        [title(model) for model in results.fitted], limits, 86.0,
        ["rows in the order of their predicted probability"] * len(drawn),
        "observed minus predicted number of rows", keys,
    )  # fmt: skip
    for panel, (rank, each, spread), model in zip(panels, drawn, results.fitted, strict=True):
        panel.fill_between(rank, -spread, spread, color=style.BAND_MEAN_95, linewidth=0, label="_chance")
        panel.axhline(0, color=style.GREY, linewidth=0.7, label="_zero")
        panel.plot(rank, each, color=style.BLUE if model.ranked else style.GREY, label="_cumulative")
    return figure


def cumulative(model: ModelResult, y: Array) -> tuple[Array, Array, Array]:
    """Return number of rows, summed difference and twice its standard deviation, each (rows + 1,)."""
    p = model.column("predictive_q50_K")
    order = np.argsort(p, kind="stable")
    each = np.concatenate([[0.0], np.cumsum((y - p)[order])])
    spread = 2 * np.sqrt(np.concatenate([[0.0], np.cumsum((p * (1 - p))[order])]))
    return np.arange(len(y) + 1.0), each, spread
