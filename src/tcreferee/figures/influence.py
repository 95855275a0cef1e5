"""Figure of the rows that decide: the difference in exact leave-one-out between each formula and the best, by row."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.data import family_keys, family_looks, title
from tcreferee.figures.names import name_points
from tcreferee.figures.panels import Limits, bars, line_key, points, ring_key, rings, sheet

NAMED = 3  # rows named in a panel
MEAN = (0, (3, 1.5))


def influence(results: Results, main: str) -> Figure:
    """Draw d = elpd(formula) - elpd(best) at each row, one panel for each ranked formula but the best.

    Rows are in the order of the main input, or of the table; each panel has its own scale. The sum over rows is the D
    of the ranking. Rows that differ most from the mean are named. A ring around a mark: PSIS is unreliable for the
    formula or for the best, because that row alone moves the posterior; d itself is exact.

    Parameters
    ----------
    results : Results
    main : str
        Column that orders the rows; "" for the order of the table.
    """
    if len(results.ranked) < 2:
        return style.notice("fewer than two models are ranked")
    best, others = results.ranked[0], results.ranked[1:]
    order, label = row_order(results, main)
    differences = [pointwise(model, best)[order] for model in others]
    across = Limits(0.4, len(order) + 0.6, whole=True)
    figure, panels = sheet(
        [_title(model) for model in others], [(across, _limits(d)) for d in differences], 86.0, [label] * len(others),
        "difference of elpd at the row, d (nats)", _keys(results),
    )  # fmt: skip
    x = np.arange(1.0, len(order) + 1)
    for panel, model, d in zip(panels, others, differences, strict=True):
        _lollipops(panel, results, order, d, unreliable(model, best)[order])
        far = np.argsort(-np.abs(d - d.mean()), kind="stable")[:NAMED]
        # names may cover neither the marks nor the stems
        taken = np.concatenate([np.stack([x, part * d], axis=1) for part in np.linspace(1.0, 0.0, 12)])
        name_points(panel, taken, [(x[i], d[i], results.observations.label[order[i]]) for i in far])
    return figure


def row_order(results: Results, main: str) -> tuple[NDArray[np.intp], str]:
    """Return the order of the rows along the axis, and its label."""
    about = results.observations
    if not main or main not in about.columns:
        return np.arange(about.n), "row, in the order of the table"
    words = about.quantity(main).label
    return np.argsort(about.columns[main], kind="stable"), f"row, in the order of {words}"


def pointwise(model: ModelResult, best: ModelResult) -> Array:
    """Return d (rows,): exact leave-one-out elpd of a formula minus that of the best."""
    return np.asarray(model.column("elpd_loo") - best.column("elpd_loo"))


def unreliable(model: ModelResult, best: ModelResult) -> NDArray[np.bool_]:
    """Return the rows whose Pareto k-hat is above the threshold, for the formula or for the best."""
    return np.asarray(
        np.any([each.column("khat") > float(each.diagnostics["khat_threshold"]) for each in (model, best)], axis=0)
    )


def _title(model: ModelResult) -> tuple[str, str]:
    words, colour = title(model)
    d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
    return f"{words}\nD = {d:.2f}, SE {se:.2f}".replace("= -", "= −"), colour


def _limits(d: Array) -> Limits:
    low, high = min(0.0, float(np.nanmin(d))), max(0.0, float(np.nanmax(d)))
    room = 0.32 * (high - low) or 1.0  # for the names
    return Limits(low - room, high + room)


def _lollipops(panel: Axes, results: Results, order: NDArray[np.intp], d: Array, unsure: NDArray[np.bool_]) -> None:
    x, family = np.arange(1.0, len(d) + 1), results.observations.family
    panel.axhline(0, color=style.GREY, linewidth=0.7, label="_zero")
    panel.axhline(float(d.mean()), color=style.GREY, linewidth=0.7, linestyle=MEAN, label="_mean")
    bars(panel, "stem", x, np.minimum(d, 0.0), np.maximum(d, 0.0), color=style.SKY, linewidth=1.0)
    for word, colour, shape in family_looks(results):
        member = np.array([not word or family[i] == word for i in order])
        points(panel, "d", x[member], d[member], colour, 3.4, shape)
    # a ring around the mark, because a hollow mark means a null model everywhere
    rings(panel, x[unsure], d[unsure])


def _keys(results: Results) -> list[Artist]:
    return [
        *family_keys(results, "row"),
        ring_key("k-hat above its threshold"),
        line_key("mean, D/n", style.GREY, 0.7, MEAN),
        line_key("below 0 the best formula predicts the row better", style.SKY),
    ]
