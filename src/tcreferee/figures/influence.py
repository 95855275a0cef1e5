"""Which rows decide: the pointwise differences of exact leave-one-out between each formula and the best one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.quantities import QUANTITIES
from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import hover, style
from tcreferee.figures.axes import Limits, Whole
from tcreferee.figures.comparison import family_looks, title
from tcreferee.figures.drawing import Drawing
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key, Panel
from tcreferee.figures.rows import name_points

NAMED = 3  # rows named in a panel


def influence(results: Results, main: str) -> Sheet | Drawing:
    """Draw d = elpd(formula) - elpd(best) at each row, one panel for each ranked formula but the best.

    Rows stand in the order of the main input, or of the table; each panel has its own scale. Their sum is the D of
    the ranking. Rows that depart most from the mean are named. A hollow mark: there PSIS would not do for the formula
    or for the best, since one row moves the posterior; d itself is exact.

    Parameters
    ----------
    results : Results
    main : str
        Column that orders the rows; "" for the order of the table.
    """
    if len(results.ranked) < 2:
        return Drawing(1.0, 1.0)
    best, others = results.ranked[0], results.ranked[1:]
    order, label = row_order(results, main)
    labels = [hover.plain(results.observations.label[i]) for i in order]
    differences = [pointwise(model, best)[order] for model in others]
    limits = [(Whole(0.4, len(order) + 0.6), _limits(d)) for d in differences]
    titles = [_title(model) for model in others]
    figure = sheet(titles, limits, 86.0, [label] * len(others), "difference of elpd at the row (nats)", _keys(results))
    for panel, model, d in zip(figure.panels, others, differences, strict=True):
        tips = [f"{said}: d = {hover.amount(at, 'nats', 3)}" for said, at in zip(labels, d, strict=True)]
        _lollipops(panel, results, order, d, unreliable(model, best)[order], tips)
        x = np.arange(1.0, len(d) + 1)
        far = np.argsort(-np.abs(d - d.mean()), kind="stable")[:NAMED]
        names = [(panel.at(x[i], d[i]), results.observations.label[order[i]]) for i in far]
        name_points(panel, figure.drawing, _taken(panel, x, d), names)
    return figure.finished()


def row_order(results: Results, main: str) -> tuple[NDArray[np.intp], str]:
    """Return the order of the rows along the axis, and its label."""
    about = results.observations
    if not main or main not in about.columns:
        return np.arange(about.n), "row, in the order of the table"
    words = QUANTITIES[about.quantities[main]].label
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
    return f"{words}\nD = {hover.fixed(d)}, SE {hover.fixed(se)}", colour


def _limits(d: Array) -> Limits:
    low, high = min(0.0, float(np.nanmin(d))), max(0.0, float(np.nanmax(d)))
    room = 0.32 * (high - low) or 1.0  # for the names
    return low - room, high + room


def _taken(panel: Panel, x: Array, d: Array) -> Array:
    """Return points (k, 2) that names must not cover: the marks, and some along every stem."""
    return np.concatenate([panel.at(x, part * d) for part in np.linspace(1.0, 0.0, 12)])


def _lollipops(
    panel: Panel, results: Results, order: NDArray[np.intp], d: Array, hollow: NDArray[np.bool_], tips: list[str]
) -> None:
    x, family = np.arange(1.0, len(d) + 1), results.observations.family
    panel.level("zero", 0.0)
    panel.level("mean", float(d.mean()), style.GREY, (3, 1.5))
    panel.bars("stem", x, np.minimum(d, 0.0), np.maximum(d, 0.0), style.SKY, 1.0)
    for word, colour, shape in family_looks(results):
        member = np.array([not word or family[i] == word for i in order])
        full, open_ = member & ~hollow, member & hollow
        panel.marks("d", x[full], d[full], colour, 3.4, shape, tips=hover.those(tips, full))
        panel.marks("hollow", x[open_], d[open_], "#fff", 2.9, shape, colour, hover.those(tips, open_))


def _keys(results: Results) -> list[Key]:
    looks = family_looks(results)
    keys = [Key(family or "row", shape, colour) for family, colour, shape in looks]
    _, colour, shape = looks[0]
    keys.append(Key("k-hat above its threshold", shape, "#fff", colour))
    keys.append(Key("mean, D/n", "dash", style.GREY))
    keys.append(Key("below 0 the best formula predicts the row better", "thin", style.SKY))
    return keys
