"""Posterior predictive checks: do data sets drawn from a fitted formula look like the measured one?"""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.axes import Whole
from tcreferee.figures.comparison import MARK, response_label, title, y_limits
from tcreferee.figures.drawing import Drawing
from tcreferee.figures.layout import Sheet, sheet
from tcreferee.figures.panel import Key
from tcreferee.inference.predictive import stored_replicates

LEVELS = (0.025, 0.25, 0.75, 0.975)


def predictive(results: Results) -> Sheet | Drawing:
    """Draw the measured values in order against those of replicated data sets, one panel for each fitted formula.

    The k-th smallest value of a data set is one number: its distribution over the replicates is shown by equal-tailed
    intervals of 50 and 95 %. This asks little of few rows; whether each row fits its own inputs is for the residuals.
    Where the response is yes or no the number of ones is shown.
    """
    if not results.fitted:
        return Drawing(1.0, 1.0)
    return _ones(results) if results.yes_or_no else _ordered(results)


def _ordered(results: Results) -> Sheet:
    y = results.observations.y
    order, n = np.argsort(y, kind="stable"), len(y)
    keys = [
        Key("measured", "circle", style.BLACK),
        Key("50 % of replicated data sets", "bar", style.SKY),
        Key("95 % (equal-tailed)", "thin", style.GREY),
    ]
    limits = [(Whole(0.4, n + 0.6), y_limits(results))] * len(results.fitted)
    label = ["position among the rows, smallest first"] * len(results.fitted)
    titles = [_title(model) for model in results.fitted]
    figure = sheet(titles, limits, 96.0, label, response_label(results, "ordered"), keys)
    x = np.arange(1.0, n + 1)
    for panel, model in zip(figure.panels, results.fitted, strict=True):
        low, first, third, high = order_statistics(model, results)
        wide = max(1.2, min(3.2, 0.5 * panel.width / n))
        panel.bars("row95", x, low, high, style.GREY, 0.25 * wide)
        panel.bars("row50", x, first, third, style.SKY, wide)
        panel.dots("measured", x, y[order], style.BLACK, MARK)
    return figure.finished()


def order_statistics(model: ModelResult, results: Results) -> Array:
    """Return quantiles `LEVELS` (4, rows) of the k-th smallest value of the replicated data sets."""
    replicates = np.sort(stored_replicates(model.folder / "posterior.nc", results.observations.response), axis=1)
    return np.asarray(np.quantile(replicates, LEVELS, axis=0))


def _title(model: ModelResult) -> tuple[str, str]:
    """Return rank and label, and below them the smallest p-value of the checks."""
    words, colour = title(model)
    known = [each for each in model.diagnostics.get("predictive_checks", ()) if each["p_value"] is not None]
    if not known:
        return words, colour
    least = min(known, key=lambda each: float(each["p_value"]))
    return f"{words}\nleast p: {p_value(least['p_value'])} ({least['statistic']})", colour


def p_value(p: float) -> str:
    """Return a p-value with two decimals, a small one with one digit."""
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1g}"


def _ones(results: Results) -> Sheet:
    observed = float(results.observations.y.sum())
    counted = [
        stored_replicates(model.folder / "posterior.nc", results.observations.response).sum(axis=1)
        for model in results.fitted
    ]
    highest = max(observed, *(float(ones.max()) for ones in counted))
    shares = [np.bincount(ones.astype(int), minlength=int(highest) + 1) / len(ones) for ones in counted]
    top = 1.3 * max(float(share.max()) for share in shares)
    keys = [
        Key("share of replicated data sets", "patch", style.BAND_NEW),
        Key("their 95 % interval (equal-tailed)", "patch", style.BAND_MEAN_50),
        Key("observed", "line", style.VERMILION),
    ]
    titles = [_title(model) for model in results.fitted]
    limits = [(Whole(-0.5, highest + 0.5), (0.0, top))] * len(titles)
    label = ["number of superconducting rows"] * len(titles)
    figure = sheet(titles, limits, 86.0, label, "share of the data sets", keys)
    for panel, ones, share in zip(figure.panels, counted, shares, strict=True):
        low, high = np.quantile(ones, (LEVELS[0], LEVELS[-1]))
        at = np.arange(len(share))
        for name, seen, colour in (
            ("share", (at < low) | (at > high), style.BAND_NEW),
            ("share95", (at >= low) & (at <= high), style.BAND_MEAN_50),
        ):
            panel.columns(name, at[seen & (share > 0)], share[seen & (share > 0)], colour)
        panel.line("observed", np.full(2, observed), np.array([0.0, top]), style.VERMILION, 1.1)
    return figure.finished()
