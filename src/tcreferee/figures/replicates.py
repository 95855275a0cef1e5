"""Posterior predictive checks, on demand: do data sets drawn from a fitted formula look like the measured one?"""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures import style
from tcreferee.figures.data import response_label, title, y_limits
from tcreferee.figures.panels import Limits, bars, line_key, mark_key, patch_key, points, sheet
from tcreferee.inference.predictive import stored_replicates

LEVELS = (0.025, 0.25, 0.75, 0.975)


def predictive(results: Results) -> Figure:
    """Draw the sorted measured values and those of replicated data sets, one panel for each fitted formula.

    The k-th smallest value of a data set is one number. Equal-tailed intervals of 50 and 95 % show its distribution
    over the replicates. With few rows this is a weak test; the residuals show whether each row fits its own inputs.
    For a yes-or-no response the number of ones is shown.
    """
    return _ones(results) if results.yes_or_no else _ordered(results)


def _ordered(results: Results) -> Figure:
    y = results.observations.y
    order, n = np.argsort(y, kind="stable"), len(y)
    keys: list[Artist] = [
        mark_key("measured", style.BLACK),
        line_key("50 % of replicated data sets", style.SKY, 3.2),
        line_key("95 % (equal-tailed)", style.GREY, 0.8),
    ]
    figure, panels = sheet(
        [_title(model) for model in results.fitted],
        [(Limits(0.4, n + 0.6, whole=True), y_limits(results))] * len(results.fitted), 96.0,
        ["position among the rows, smallest first"] * len(results.fitted), response_label(results, "ordered"), keys,
    )  # fmt: skip
    x = np.arange(1.0, n + 1)
    for panel, model in zip(panels, results.fitted, strict=True):
        low, first, third, high = order_statistics(model, results)
        wide = max(1.2, min(3.2, 0.5 * panel.bbox.width / n))
        bars(panel, "row95", x, low, high, color=style.GREY, linewidth=0.25 * wide)
        bars(panel, "row50", x, first, third, color=style.SKY, linewidth=wide)
        points(panel, "measured", x, y[order], style.BLACK)
    return figure


def order_statistics(model: ModelResult, results: Results) -> Array:
    """Return quantiles `LEVELS` (4, rows) of the k-th smallest value of the replicated data sets."""
    replicates = np.sort(stored_replicates(model.folder / "posterior.nc", results.observations.response), axis=1)
    return np.asarray(np.quantile(replicates, LEVELS, axis=0))


def _title(model: ModelResult) -> tuple[str, str]:
    """Return rank and label, with the smallest p-value of the checks below them."""
    words, colour = title(model)
    known = [each for each in model.diagnostics.get("predictive_checks", ()) if each["p_value"] is not None]
    if not known:
        return words, colour
    least = min(known, key=lambda each: float(each["p_value"]))
    return f"{words}\nleast p: {p_value(least['p_value'])} ({least['statistic']})", colour


def p_value(p: float) -> str:
    """Return a p-value with two decimals, or with one significant digit if it is small."""
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1g}"


def _ones(results: Results) -> Figure:
    observed = float(results.observations.y.sum())
    counted = [
        stored_replicates(model.folder / "posterior.nc", results.observations.response).sum(axis=1)
        for model in results.fitted
    ]
    highest = int(max(observed, *(float(ones.max()) for ones in counted)))
    shares = [np.bincount(ones.astype(int), minlength=highest + 1) / len(ones) for ones in counted]
    top = 1.3 * max(float(share.max()) for share in shares)
    keys: list[Artist] = [
        patch_key("share of replicated data sets", style.BAND_NEW),
        patch_key("their 95 % interval (equal-tailed)", style.BAND_MEAN_50),
        line_key("observed", style.VERMILION),
    ]
    figure, panels = sheet(
        [_title(model) for model in results.fitted],
        [(Limits(-0.5, highest + 0.5, whole=True), Limits(0.0, top))] * len(results.fitted), 86.0,
        ["number of superconducting rows"] * len(results.fitted), "share of the data sets", keys,
    )  # fmt: skip
    at = np.arange(highest + 1)
    for panel, ones, share in zip(panels, counted, shares, strict=True):
        low, high = np.quantile(ones, (LEVELS[0], LEVELS[-1]))
        within = (at >= low) & (at <= high)
        panel.bar(at, share, 0.8, color=np.where(within, style.BAND_MEAN_50, style.BAND_NEW), label="_share")
        panel.axvline(observed, color=style.VERMILION, label="_observed")
    return figure
