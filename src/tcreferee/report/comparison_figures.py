"""Figures of a whole comparison: the ranking, and the data with each model's curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tcreferee.comparison.verdict import SMALL_DIFFERENCE
from tcreferee.model import TcModel
from tcreferee.priors import Array
from tcreferee.quantities import QUANTITIES
from tcreferee.report import style
from tcreferee.report.predictions import XAxis, curve, x_axis
from tcreferee.report.read import ModelResult, Results
from tcreferee.results import number

DIFFERENCE_LABEL = "difference of expected log predictive density\nto the best model (nats)"
NEW_95 = "95 % interval of a new measurement"


def ranking(results: Results) -> Figure:
    """Draw each model's difference to the best by exact leave-one-out, with 2 and 4 standard errors."""
    ranked, unranked = results.ranked, results.unranked
    labels = [style.wrap(model.label, 23) for model in results.models]
    rows = sum(0.24 + 0.11 * label.count("\n") for label in labels)
    rows += 0.1 * sum(style.wrap(model.reason, 34).count("\n") for model in unranked)
    figure = Figure(figsize=(style.ONE_COLUMN, rows + 1.15), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-SMALL_DIFFERENCE, SMALL_DIFFERENCE, color=style.BAND_NEW, linewidth=0, zorder=0)
    axes.axvline(0, color=style.GREY, linewidth=0.6, zorder=1)
    for y, model in enumerate(ranked):
        _interval(axes, y, model.row)
    for y, model in enumerate(unranked, len(ranked)):
        axes.text(
            0.02, y, style.wrap(f"not ranked: {model.reason}", 34), color=style.GREY, fontsize=7, va="center",
            transform=axes.get_yaxis_transform(), bbox={"facecolor": "white", "linewidth": 0, "pad": 1.0},
        )  # fmt: skip
    axes.set_yticks(range(len(labels)), labels)
    for tick, model in zip(axes.get_yticklabels(), results.models, strict=True):
        tick.set_color(style.BLACK if model.ranked else style.GREY)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(*_difference_limits(ranked))
    figure.supxlabel(DIFFERENCE_LABEL, fontsize=7.5)
    if not ranked:
        axes.set_xticks([])
    figure.legend(handles=_ranking_key(), loc="outside upper center", ncols=3, handlelength=1.6, columnspacing=1.2)
    return figure


def _interval(axes: Axes, y: int, row: Mapping[str, str]) -> None:
    d, se = number(row["d_elpd"]), number(row["se_d_elpd"])
    alike = abs(d) < SMALL_DIFFERENCE
    if np.isfinite(se):
        axes.plot([d - 4 * se, d + 4 * se], [y, y], color=style.BLUE, linewidth=0.9, solid_capstyle="butt")
        axes.plot([d - 2 * se, d + 2 * se], [y, y], color=style.BLUE, linewidth=3.2, solid_capstyle="butt")
    axes.plot(
        d, y, "o" if alike else "s", color=style.BLUE if alike else "white", markeredgecolor=style.BLACK,
        markeredgewidth=0.7, markersize=5 if alike else 4.5, zorder=4,
    )  # fmt: skip


def _difference_limits(ranked: Sequence[ModelResult]) -> tuple[float, float]:
    ends = [-SMALL_DIFFERENCE * 1.25, SMALL_DIFFERENCE * 1.25]
    for model in ranked:
        d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        if np.isfinite(se):
            ends += [d - 4.3 * se, d + 4.3 * se]
    return min(ends), max(ends)


def _ranking_key() -> list[Any]:
    mark: dict[str, Any] = {
        "color": style.BLUE,
        "markeredgecolor": style.BLACK,
        "markeredgewidth": 0.7,
        "linestyle": "none",
    }
    return [
        Line2D([], [], marker="o", markersize=5, label="|D| < 4", **mark),
        Line2D([], [], marker="s", markersize=4.5, label="|D| ≥ 4", **(mark | {"color": "white"})),
        Patch(facecolor=style.BAND_NEW, label="not distinguishable"),
        Line2D([], [], color=style.BLUE, linewidth=3.2, label="D ± 2 SE"),
        Line2D([], [], color=style.BLUE, linewidth=0.9, label="D ± 4 SE"),
    ]


def data(results: Results, models: Mapping[str, TcModel], main: str) -> Figure:
    """Draw the rows with each model's curve and bands, one panel a model.

    Parameters
    ----------
    results : Results
    models : mapping of str to TcModel
        By the name of the model file.
    main : str
        Column for the x axis of models with several inputs.
    """
    used = [x_axis(model, results, main) for model in results.models]
    figure, grid = model_panels(results, used, height=1.62)
    for axes, model, axis in zip(grid, results.models, used, strict=True):
        if len(model.fit["settings"]["inputs"]) == 1:
            _curve(axes, model, results, models[model.fit["model"]["name"]], axis)
        else:
            _points(axes, model, axis.values(results))
        observed(axes, axis.values(results), results)
    grid[0].set_ylim(*y_limits(results, 0.45))
    figure.supylabel(response_label(results, "measured"))
    several = any(len(model.fit["settings"]["inputs"]) > 1 for model in results.models)
    figure.legend(handles=_data_key(several), loc="outside upper center", ncols=3, handlelength=1.8)
    return figure


def model_panels(
    results: Results, used: Sequence[XAxis], height: float, share_y: bool = True
) -> tuple[Figure, list[Axes]]:
    """Return panels titled with the models' ranks and labels, x axes labelled."""
    same = len({axis.label for axis in used}) == 1
    figure, grid = style.panels(len(used), height, (same, share_y))
    for axes, model, axis in zip(grid, results.models, used, strict=True):
        title_panel(axes, model)
        if not same:
            axes.set_xlabel(axis.label)
    if same:
        figure.supxlabel(used[0].label)
    return figure, grid


def title_panel(axes: Axes, model: ModelResult) -> None:
    """Head a panel with rank and label; an unranked model in grey."""
    text = f"{model.row['rank']}. {model.label}" if model.ranked else f"{model.label} (not ranked)"
    axes.set_title(style.wrap(text, 25), color=style.BLACK if model.ranked else style.GREY)


def observed(axes: Axes, x: Array, results: Results) -> None:
    """Draw the measured values, with their standard uncertainties where the table states them."""
    sigma = results.observations.record["columns"][results.observations.response].get("sigma")
    error = results.observations.columns[sigma] if sigma else None
    axes.errorbar(
        x, results.observations.y, yerr=error, fmt="o", color=style.BLACK, markersize=2.6, elinewidth=0.7, zorder=5,
        label="measured",
    )  # fmt: skip


def response_label(results: Results, word: str) -> str:
    """Return the axis label of the response, headed by `word`."""
    return f"{word} {QUANTITIES[results.observations.quantities[results.observations.response]].axis_label}"


def y_limits(results: Results, margin: float) -> tuple[float, float]:
    """Return limits around the measured values; wide bands run out of the panel, points never do."""
    y = results.observations.y
    room = margin * float(np.ptp(y) or abs(y.max()))
    return float(y.min()) - room, float(y.max()) + room


def _curve(axes: Axes, result: ModelResult, results: Results, model: TcModel, axis: XAxis) -> None:
    c = curve(result, results, model, axis)
    axes.fill_between(c.x, c.new[0], c.new[4], color=style.BAND_NEW, linewidth=0, label="new 95 %")
    axes.fill_between(c.x, c.mean[0], c.mean[4], color=style.BAND_MEAN_95, linewidth=0, label="mean 95 %")
    axes.fill_between(c.x, c.mean[1], c.mean[3], color=style.BAND_MEAN_50, linewidth=0, label="mean 50 %")
    axes.plot(c.x, c.new[1], ":", c.x, c.new[3], ":", color=style.GREY, linewidth=0.7)
    axes.plot(c.x, c.fitted, color=style.BLUE if result.ranked else style.GREY, label="fitted")


def _points(axes: Axes, model: ModelResult, x: Array) -> None:
    """Draw predicted points with 50 and 95 % intervals of a new measurement: there is no curve in one input."""
    q = {level: model.column(f"predictive_{level}_K") for level in ("q2.5", "q25", "q50", "q75", "q97.5")}
    axes.vlines(x, q["q2.5"], q["q97.5"], color=style.GREY, linewidth=0.8, label="new 95 %")
    axes.vlines(x, q["q25"], q["q75"], color=style.SKY, linewidth=3.2, label="new 50 %")
    axes.plot(x, q["q50"], "_", color=style.BLUE, markersize=7, markeredgewidth=1.3, label="predicted")


def _data_key(several: bool) -> list[Any]:
    key: list[Any] = [
        Line2D([], [], marker="o", markersize=2.6, color=style.BLACK, linestyle="none", label="measured"),
        Line2D([], [], color=style.BLUE, label="formula at maximum likelihood"),
        Patch(facecolor=style.BAND_MEAN_50, label="50 % interval of the formula"),
        Patch(facecolor=style.BAND_MEAN_95, label="95 % interval of the formula"),
        Patch(facecolor=style.BAND_NEW, label=NEW_95),
        Line2D([], [], color=style.GREY, linestyle=":", linewidth=0.7, label="50 % interval of a new measurement"),
    ]
    if several:
        dash: dict[str, Any] = {"marker": "_", "markersize": 7, "markeredgewidth": 1.3, "linestyle": "none"}
        key += [
            Line2D([], [], color=style.BLUE, label="predicted (several inputs)", **dash),
            Line2D([], [], color=style.SKY, linewidth=3.2, label="50 % of a new measurement"),
            Line2D([], [], color=style.GREY, linewidth=0.8, label="95 % of a new measurement"),
        ]
    return key
