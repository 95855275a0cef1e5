"""Several curves without physics scored at once, each by itself: for rows and priors that are varied many times.

With normal scatter in closed form, on common nodes of ln sigma (`tcreferee.inference.curve_scores`); else one by one,
on the rough grid of `tcreferee.inference.curve_grid`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.curve_grid import on_grid
from tcreferee.inference.curve_scores import SEARCH, finer, members, score
from tcreferee.inference.curves import Curve, Rows
from tcreferee.inference.mixture import DROP, CurveScore

# members by which the range of ln sigma is found
SCOUTS = 32
# values held at a time: what stays in the cache is several times faster
BLOCK = 400_000
Ints = NDArray[np.intp]


def scores_of(curves: Sequence[Curve], rows: Rows) -> list[CurveScore]:
    """Score curves with one mean.

    Parameters
    ----------
    curves : sequence of Curve
    rows : Rows
    """
    if not rows.gaussian:
        return [on_grid(each, rows, rough=True) for each in curves]
    plain = [each.log_weight.shape[1] == 1 and each.nugget == 0 for each in curves]
    together = [each for each, one in zip(curves, plain, strict=True) if one]
    found = iter(_together(together, rows) if together else [])
    return [next(found) if one else score(each, rows) for each, one in zip(curves, plain, strict=True)]


def _together(curves: Sequence[Curve], rows: Rows) -> list[CurveScore]:
    rank = max(each.vectors.shape[-1] for each in curves)

    def padded(values: Array) -> Array:
        return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, rank - values.shape[-1])])

    group = np.repeat(np.arange(len(curves)), [len(each.vectors) for each in curves])
    log_weight = np.concatenate([each.log_weight[:, 0] for each in curves])
    vectors, values = (np.concatenate([padded(getattr(c, name)) for c in curves]) for name in ("vectors", "values"))
    return _closed_form(Curve(log_weight[:, np.newaxis], curves[0].mean, vectors, values, rank), group, rows)


def _closed_form(curve: Curve, group: Ints, rows: Rows) -> list[CurveScore]:
    """Score the members of a curve, grouped, on common nodes of ln sigma."""
    n, off = len(rows.y), rows.y - curve.mean
    left = np.sum(
        (off - np.einsum("hnr,hr->hn", curve.vectors, np.einsum("hnr,n->hr", curve.vectors, off))) ** 2, axis=1
    )
    order = np.argsort(left)
    scouts = order[np.unique(np.linspace(0, len(order) - 1, min(SCOUTS, len(order))).astype(int))]
    # of every curve its best member, too
    best = np.array([np.flatnonzero(group == g)[left[group == g].argmin()] for g in np.unique(group)])
    log_sigma = _scatters(_some(curve, np.unique([*scouts, *best])), rows)
    total, without = np.empty(len(group)), np.empty((len(group), n))
    for part in pieces(len(group), len(log_sigma) * n, BLOCK):
        member, its_left = (each[:, 0] for each in members(_some(curve, part), rows, log_sigma))
        total[part] = _log_sum(member, 1)
        without[part] = _log_sum(member[..., np.newaxis] - its_left, 1)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    ln_z, ln_without = (np.logaddexp.reduceat(each, first, axis=0) for each in (total, without))
    step = math.log(log_sigma[1] - log_sigma[0])
    constant = float(np.sum(rows.jacobian))
    elpd = ln_z[:, np.newaxis] - ln_without - rows.jacobian
    return [CurveScore(e, float(z) + step - constant) for e, z in zip(elpd, ln_z, strict=True)]


def _some(curve: Curve, which: Ints | slice) -> Curve:
    return Curve(curve.log_weight[which], curve.mean, curve.vectors[which], curve.values[which], curve.k)


def _scatters(curve: Curve, rows: Rows) -> Array:
    """Return nodes of ln sigma that hold the posteriors of all members, with all rows and without each."""
    spread = math.log(max(float(np.ptp(rows.y)), 1e-300))
    high = max(spread, math.log(float(np.abs(rows.y - curve.mean).max()) or 1.0)) + 4
    low = spread - 20.0
    log_sigma = np.linspace(low, high, SEARCH)
    for _ in range(2):
        member, left = (each[:, 0] for each in members(curve, rows, log_sigma))
        sets = np.concatenate([member[..., np.newaxis], member[..., np.newaxis] - left], axis=-1)
        inside = np.flatnonzero((sets > sets.max(axis=1, keepdims=True) - DROP).any(axis=(0, 2)))
        log_sigma = finer(log_sigma, inside, len(rows.y))
    return log_sigma


def _log_sum(values: Array, axis: int) -> Array:
    """Return ln of the sum of exp over an axis."""
    top = values.max(axis=axis, keepdims=True)
    return np.asarray(np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis))
