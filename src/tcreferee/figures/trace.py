"""Figure of one model's sampling: the draws of the ensembles in order, and how their ranks are spread."""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.read import ModelResult
from tcreferee.figures import style
from tcreferee.figures.drawing import Drawing
from tcreferee.figures.layout import Sheet
from tcreferee.figures.panel import Key, Panel, draw_key
from tcreferee.figures.posterior import columns

TRACE_DRAWS = 20  # of each ensemble: enough to see a drift; how well they mix is for the ranks
RANK_BINS = 10
Z_95 = 1.959963984540054  # of the standard normal distribution
HEIGHT, WIDE = 58.0, 220.0  # of a panel with draws, points
RANKS_AT, BIN = 316.0, 18.0


def trace(result: ModelResult) -> Sheet:
    """Draw every ensemble's draws in order, thinned, and the histogram of their ranks among all draws.

    Ensembles that sample the same distribution have flat histograms (Vehtari et al. 2021,
    doi:10.1214/20-BA1221); the band holds 95 % of the shares that chance gives, see `chance`.
    """
    labels, values, ranges = columns(result)
    count, length = len(labels), values.shape[1]
    step = math.ceil(length / TRACE_DRAWS)
    pitch = max(1, round(WIDE * step / length))  # from draw to draw, whole points: they are short to write
    wide = pitch * length / step
    drawing = Drawing(style.TWO_COLUMNS, 0)
    expected, spread = 1 / RANK_BINS, chance(result, length, len(values))
    panels, named, top = [], [], draw_key(drawing, _keys(len(values)), 2.0) + 2
    first = top
    for j in range(count):
        shares = rank_shares(values[..., j])
        highest = 1.15 * max(float(shares.max()), expected + spread)
        left = Panel(drawing, 62.0, top, wide, HEIGHT, (0.0, float(length)), ranges[j])
        right = Panel(drawing, RANKS_AT, top, BIN * RANK_BINS, HEIGHT, (0.0, 100.0), (0.0, highest), bare=True)
        _draws(left, values[:, ::step, j], step)
        right.span("chance", max(0.0, expected - spread), expected + spread, style.BAND_NEW)
        right.level("expected", expected)
        _ranks(right, shares)
        middle = top + left.height / 2
        drawing.text((9.0, middle), labels[j], style.FONT, anchor="middle", name="y-label", turned=True)
        panels += [left, right]
        named += [j == count - 1] * 2
        top += HEIGHT + 7
    drawing.text((62 + wide / 2, top + 14), "stored draw", style.FONT, anchor="middle", name="x-label")
    middle = RANKS_AT + BIN * RANK_BINS / 2
    drawing.text((middle, top + 14), "rank among all draws (%)", style.FONT, anchor="middle", name="x-label")
    middle = (first + top - 7) / 2
    drawing.text((RANKS_AT - 5, middle), "share of the draws", style.FONT, anchor="middle", name="y-label", turned=True)
    drawing.height = top + 18
    return Sheet(drawing, panels, named, [True, True] * count, 3).finished()


def rank_shares(draws: Array) -> Array:
    """Return the share of each ensemble's draws (ensembles, draws) in each bin of rank, (ensembles, bins)."""
    ranks = np.empty(draws.size)
    ranks[np.argsort(draws, axis=None, kind="stable")] = np.arange(draws.size)
    bins = (ranks * RANK_BINS // draws.size).astype(int).reshape(draws.shape)
    counts = [np.bincount(each, minlength=RANK_BINS) for each in bins]
    return np.asarray(np.stack(counts) / draws.shape[1])


def chance(result: ModelResult, length: int, ensembles: int) -> float:
    """Return half the width of the 95 % band of a share: binomial, normal approximation.

    The stored draws of an ensemble are some of its correlated draws, so they count for fewer: 1/n = 1/stored + 1/its
    part of the bulk ESS, the smallest of all parameters. Without a stored ESS draws count as independent.
    """
    known = [check["value"] for check in result.diagnostics["checks"] if check["name"] == "ess_bulk"]
    effective = 1 / (1 / length + (ensembles / known[0] if known and known[0] else 0.0))
    expected = 1 / RANK_BINS
    return Z_95 * math.sqrt(expected * (1 - expected) * (1 / effective))


def _keys(ensembles: int) -> list[Key]:
    return [
        Key(f"{ensembles} ensembles, a line each", "thin", style.ENSEMBLES[0][0]),
        Key(f"a share of 1/{RANK_BINS}, and 95 % about it by chance (effective draws)", "patch", style.BAND_NEW),
    ]


def _draws(panel: Panel, chains: Array, step: int) -> None:
    for i, chain in enumerate(chains):
        at = panel.at(np.arange(0.0, step * len(chain), step), chain)
        at[:, 1] = np.round(at[:, 1])  # whole points are fine enough for a trace, and short to write
        panel.inside.lines("trace", [at], style.ENSEMBLES[i % len(style.ENSEMBLES)][0], 0.45)


def _ranks(panel: Panel, shares: Array) -> None:
    edges = np.asarray(np.linspace(*panel.x, RANK_BINS + 1), dtype=np.float64)
    for i, share in enumerate(shares):
        colour, dash = style.ENSEMBLES[i % len(style.ENSEMBLES)]
        at = np.round(panel.at(np.repeat(edges, 2)[1:-1], np.repeat(share, 2)))
        panel.inside.lines("ranks", [at], colour, 0.9, dash)
