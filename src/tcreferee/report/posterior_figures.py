"""Figures of one model's posterior: traces of the ensembles, pairs of parameters; and its equation."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from tcreferee.priors import Array
from tcreferee.report import style
from tcreferee.report.predictions import draws
from tcreferee.report.read import ModelResult

# Quantiles between which a parameter is shown: nearly all of it, less where the tails are very long.
SHOWN, SHOWN_LONG = (0.005, 0.995), (0.025, 0.975)
LONG = 12.0  # a range of so many interquartile ranges has very long tails
BINS = 40  # across the shown range; contours are smoothed by one of them
MARGIN = 0.72  # inches for tick and axis labels


def columns(result: ModelResult) -> tuple[list[str], Array, list[tuple[float, float]]]:
    """Return labels, draws (ensembles, draws, parameters) and shown ranges of the parameters and sigma.

    Values are divided by a power of ten, named in the label, where they are large or small.
    """
    stored = draws(result.folder / "posterior.nc")
    labels, values, ranges = [], [], []
    for p in result.fit["parameters"]:
        value = stored[p["name"]]
        low, high = _shown(value)
        power = _power(max(abs(low), abs(high)))
        unit = f"$10^{{{power}}}$ {p['unit']}".strip() if power else p["unit"]
        labels.append(f"${p['symbol']}$" + (f" ({unit})" if unit else ""))
        room = 0.02 * (high - low) or 0.5 * abs(high) or 0.5
        ranges.append(((low - room) / 10.0**power, (high + room) / 10.0**power))
        values.append(value / 10.0**power)
    return labels, np.stack(values, axis=-1), ranges


def _shown(value: Array) -> tuple[float, float]:
    low, first, third, high = np.quantile(value, (SHOWN[0], 0.25, 0.75, SHOWN[1]))
    if high - low > LONG * (third - first):
        low, high = np.quantile(value, SHOWN_LONG)
    return float(low), float(high)


def _power(size: float) -> int:
    """Return the power of ten, a multiple of three, that brings `size` between 1 and 1000 if it is far from it."""
    if size == 0 or 0.1 <= size < 1e4:
        return 0
    return 3 * math.floor(math.log10(size) / 3)


def trace(result: ModelResult) -> Figure:
    """Draw every ensemble's draws in order, and their histograms side by side."""
    labels, values, ranges = columns(result)
    count = len(labels)
    figure = Figure(figsize=(style.TWO_COLUMNS, 0.95 * count + 0.75), layout="constrained")
    grid = figure.subplots(count, 2, sharex="col", squeeze=False, width_ratios=(3, 1))
    for (left, right), j in zip(grid, range(count), strict=True):
        edges = np.linspace(*ranges[j], 31)
        for chain, (colour, line) in zip(values[..., j], _looks(len(values)), strict=True):
            left.plot(chain, color=colour, linewidth=0.4, alpha=0.8, antialiased=False)
            height = np.histogram(chain, edges)[0] / len(chain)
            right.stairs(height, edges, orientation="horizontal", color=colour, linestyle=line, linewidth=0.9)
        left.set_ylabel(labels[j])
        left.set_ylim(*ranges[j])
        right.set_ylim(*ranges[j])
        right.tick_params(labelleft=False)
    left, right = grid[-1]
    left.set_xlim(0, values.shape[1])
    left.set_xlabel("stored draw")
    right.set_xlabel("share of the draws")
    right.locator_params(axis="x", nbins=3)
    handles = [
        figure.axes[1].plot([], [], color=colour, linestyle=line, label=f"ensemble {i + 1}")[0]
        for i, (colour, line) in enumerate(_looks(len(values)))
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=min(4, len(handles)))
    return figure


def _looks(count: int) -> Sequence[tuple[str, str]]:
    return [style.ENSEMBLES[i % len(style.ENSEMBLES)] for i in range(count)]


def corner(result: ModelResult) -> Figure:
    """Draw the posterior of each parameter and of each pair: regions of 50 and 95 % probability."""
    import corner as corner_plot

    labels, values, ranges = columns(result)
    count = len(labels)
    size = MARGIN + 1.3 * count + (0.6 if count == 1 else 0.1)
    figure = Figure(figsize=(size, size))
    corner_plot.corner(
        values.reshape(-1, count), fig=figure, labels=labels, range=ranges, bins=BINS, color=style.BLUE,
        hist_bin_factor=0.6, levels=(0.5, 0.95), plot_datapoints=False, plot_density=False, fill_contours=True,
        max_n_ticks=3, quantiles=(0.025, 0.5, 0.975), hist_kwargs={"linewidth": 0.9}, smooth=1.0, labelpad=0.08,
    )  # fmt: skip
    edge = MARGIN / size
    figure.subplots_adjust(left=edge, bottom=edge, right=1 - 0.08 / size, top=1 - 0.08 / size)
    return figure


def equation(text: str) -> Figure:
    """Write an equation, given as mathtext without dollar signs."""
    figure = Figure(figsize=(6, 0.8))
    figure.text(0, 0.5, f"${text}$", fontsize=13, math_fontfamily="stix")
    return figure
