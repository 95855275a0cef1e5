"""Figures that look at single rows: residuals, and prediction against measurement."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tcreferee.priors import Array
from tcreferee.report import style
from tcreferee.report.comparison_figures import model_panels, response_label, title_panel
from tcreferee.report.predictions import x_axis
from tcreferee.report.read import ModelResult, Results

LARGE = 2.0  # residuals above this many sigma are named


def residuals(results: Results, main: str) -> Figure:
    """Draw measured minus fitted values with the band of one sigma; rows beyond two sigma are named.

    Each panel has its own scale, so that the pattern of small residuals can be seen too.

    Parameters
    ----------
    results : Results
    main : str
        Column for the x axis of models with several inputs.
    """
    used = [x_axis(model, results, main) for model in results.models]
    figure, grid = model_panels(results, used, height=1.5, share_y=False)
    for axes, model, axis in zip(grid, results.models, used, strict=True):
        _residuals(axes, model, axis.values(results))
    figure.supylabel("measured minus fitted (K)")
    key = [
        Line2D([], [], marker="o", markersize=2.8, color=style.BLACK, linestyle="none", label="rows"),
        Line2D([], [], marker="D", markersize=3.4, color=style.VERMILION, linestyle="none", label="beyond 2 σ, named"),
        Patch(facecolor=style.BAND_MEAN_95, label="± σ at maximum likelihood"),
    ]
    figure.legend(handles=key, loc="outside upper center", ncols=3)
    return figure


def _residual(model: ModelResult) -> Array:
    return np.asarray(model.column("observed_K") - model.column("fitted_K"))


def _residuals(axes: Axes, model: ModelResult, x: Array) -> None:
    residual, sigma = _residual(model), model.sigma
    axes.axhspan(-sigma, sigma, color=style.BAND_MEAN_95, linewidth=0, label="sigma")
    axes.axhline(0, color=style.GREY, linewidth=0.7)
    large = np.abs(residual) > LARGE * sigma
    axes.plot(x[~large], residual[~large], "o", color=style.BLACK, markersize=2.8)
    axes.plot(x[large], residual[large], "D", color=style.VERMILION, markersize=3.4)
    reach = max(float(np.abs(residual).max()), sigma)
    room = 2.1 if large.any() else 1.3
    axes.set_ylim(-room * reach, room * reach)
    for i in np.flatnonzero(large):
        place = float((x[i] - x.min()) / (np.ptp(x) or 1.0))
        _name(axes, (float(x[i]), float(residual[i])), model.rows[i]["label"], place)


def _name(axes: Axes, point: tuple[float, float], label: str, place: float) -> None:
    """Write a row's label beyond its point, seen from zero; `place` runs from 0 (left of the panel) to 1 (right)."""
    above = point[1] > 0
    side = "left" if place < 0.35 else "right" if place > 0.65 else "center"
    text = axes.annotate(
        style.wrap(label, 18), point, fontsize=7, ha=side, va="bottom" if above else "top",
        xytext=({"left": -3, "center": 0, "right": 3}[side], 4 if above else -4), textcoords="offset points",
    )  # fmt: skip
    text.set_in_layout(False)


def parity(results: Results) -> Figure:
    """Draw the predictive median and 95 % interval of each row against its measured value."""
    y = results.observations.y
    figure, grid = style.panels(len(results.models), 1.75)
    low, high = float(y.min()), float(y.max())
    room = 0.45 * (high - low or abs(high))
    for axes, model in zip(grid, results.models, strict=True):
        title_panel(axes, model)
        lower, median, upper = (model.column(f"predictive_{q}_K") for q in ("q2.5", "q50", "q97.5"))
        axes.axline((low, low), slope=1, color=style.GREY, linewidth=0.8, linestyle="--", label="1:1")
        axes.vlines(y, lower, upper, color=style.SKY, linewidth=1.0, label="95 %")
        colour = style.BLUE if model.ranked else style.GREY
        axes.plot(y, median, "o", color=colour, markersize=3, label="median")
        axes.set_box_aspect(1)
    grid[0].set_xlim(low - room, high + room)
    grid[0].set_ylim(low - room, high + room)
    figure.supxlabel(response_label(results, "measured"))
    figure.supylabel(response_label(results, "predicted"))
    key = [
        Line2D([], [], marker="o", markersize=3, color=style.BLUE, linestyle="none", label="predictive median"),
        Line2D([], [], color=style.SKY, linewidth=1.0, label="95 % interval of a new measurement (equal-tailed)"),
        Line2D([], [], color=style.GREY, linewidth=0.8, linestyle="--", label="prediction = measurement"),
    ]
    figure.legend(handles=key, loc="outside upper center", ncols=3)
    return figure
