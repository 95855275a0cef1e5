"""How many further rows at one place change the words of a verdict, without a refit.

Data sets of further rows are simulated from posterior draws of each of the two. What the new rows teach is worked out
in a normal approximation: the predictions at the rows at hand and at the place are taken as jointly normal, with the
moments of the posterior draws, so that new rows shift them in closed form; the scatter follows from the residuals; and
a row is left out in closed form, with the density of Student's t. Yes and no: the posterior draws are weighted by the
likelihood of the new rows. `tcreferee.prediction.refits` refits instead; `benchmarks/next_measurement.py` compares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive
from tcreferee.prediction.gain import measured_as
from tcreferee.prediction.places import Places
from tcreferee.prediction.sides import Side

# numbers of further rows that are tried
TRIED = (1, 2, 3, 4, 6, 8, 12, 16)
LEVELS = (0.05, 0.5, 0.95)
# a row of which a posterior would be sure without any scatter
LEVERAGE_MAX = 0.98
# a density this far below the largest, in nats, counts as this
DEPTH = 60.0
# whether differences (data sets, rows) tell the two apart
Clear = Callable[[Array], NDArray[np.bool_]]


@dataclass(frozen=True)
class MoreRows:
    """How many further rows at one place change the words.

    Parameters
    ----------
    tried : tuple of int
        Numbers of further rows.
    changed : tuple of float
        Share of the simulated data sets in which the words have changed with at most so many rows; half of the data
        sets come from each of the two.
    right : tuple of float
        Share in which the words then name the one that the data come from.
    simulations : int
    exact : bool
        Whether both were refitted to every data set by exact integrals.
    """

    tried: tuple[int, ...]
    changed: tuple[float, ...]
    right: tuple[float, ...]
    simulations: int
    exact: bool = False

    def number(self, level: float) -> int | None:
        """Return the rows after which the words have changed in a share `level` of the data sets; None if never."""
        return next((m for m, share in zip(self.tried, self.changed, strict=True) if share >= level), None)

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """The rows after which they have changed in 5, 50 and 95 % of the data sets."""
        low, middle, high = (self.number(level) for level in LEVELS)
        return low, middle, high


class Scorer(Protocol):
    """Scores old and new rows of many data sets by one of the two."""

    def scores(self, y: Array) -> Array:
        """Return leave-one-out scores (data sets, old and new rows) for new rows (data sets, new rows)."""


def more_rows(
    sides: Sequence[Side], elpd: Sequence[Array], place: Places, response: str, clear: Clear, simulations: int,
    seed: int, tried: Sequence[int] = TRIED,
) -> MoreRows:  # fmt: skip
    """Return how many further rows at a place change the words, nothing being fitted again.

    Parameters
    ----------
    sides : (Side, Side)
    elpd : ((rows,) array, (rows,) array)
        Exact leave-one-out scores of the rows at hand by each.
    place : Places
        One place.
    response : str
        Quantity of the response.
    clear : callable
        Whether differences of scores (data sets, rows) tell two models apart.
    simulations : int
        Data sets, half of them from each side.
    seed : int
    tried : sequence of int
        Numbers of further rows, ascending.
    """
    make = _Weighted if measured_as(response) == "class" else _Normal
    models: list[Scorer] = [make(side, place, own) for side, own in zip(sides, elpd, strict=True)]
    rng = np.random.default_rng(seed)
    new = [new_rows(side, place, simulations // 2, max(tried), rng) for side in sides]
    return counted(lambda truth, m: models[0].scores(new[truth][:, :m]) - models[1].scores(new[truth][:, :m]),
                   clear, tried, simulations, exact=False)  # fmt: skip


def counted(
    difference: Callable[[int, int], Array], clear: Clear, tried: Sequence[int], simulations: int, exact: bool
) -> MoreRows:
    """Count in how many data sets the words have changed.

    Parameters
    ----------
    difference : callable
        Truth (0 or 1) and number of new rows -> differences of scores (data sets, rows), the first minus the second.
    clear, tried, simulations, exact
        As above.
    """
    changed, right = list[float](), list[float]()
    before: NDArray[np.bool_] = np.zeros((2, 1), bool)
    for m in tried:
        d = [difference(truth, m) for truth in (0, 1)]
        words = np.stack([clear(each) for each in d])
        named = np.stack([d[0].sum(axis=1) > 0, d[1].sum(axis=1) < 0])
        before = before | words
        changed.append(float(before.mean()))
        right.append(float((words & named).mean()))
    return MoreRows(tuple(tried), tuple(changed), tuple(right), simulations, exact)


def new_rows(side: Side, place: Places, count: int, rows: int, rng: np.random.Generator) -> Array:
    """Return new rows (data sets, rows) at one place; each data set comes from one draw of the posterior.

    ASSUME: a simulated Tc below zero counts as a value. A sample that does not superconduct says less, so where that is
    probable more rows are needed than is said.
    """
    at = side.at(place)
    which = rng.integers(len(at.theta), size=count)
    one = replace(at, theta=at.theta[which], sd=at.sd[which], seed=int(rng.integers(2**63)))
    return spread(one, rows).new


def spread(at: Predictive, rows: int) -> Predictive:
    """Return the prediction at one place for so many rows."""
    inputs = {name: np.repeat(values, rows) for name, values in at.inputs.items()}
    sd = at.sd if at.sd.shape[-1] == 1 else np.repeat(at.sd, rows, axis=-1)
    return replace(at, inputs=inputs, sd=sd, rows=rows)


class _Normal:
    """A side whose predictions are taken as jointly normal."""

    def __init__(self, side: Side, place: Places, elpd: Array) -> None:
        self.log = LIKELIHOODS[side.settings.likelihood].log_response
        old, at = side.old(), side.at(place)
        self.n, self.k = old.rows, len(side.trial.model.parameters)
        self.y, f = side.trial.y, np.concatenate([old.mean, at.mean], axis=1)
        if self.log:
            f[:, -1:] = np.log(f[:, -1:])
            if not side.logarithm:
                self.y, f[:, :-1] = np.log(self.y), np.log(f[:, :-1])
        self.mean, away = f.mean(axis=0), f - f.mean(axis=0)
        self.variance = np.mean(away**2, axis=0)
        self.pull = np.mean(away * away[:, -1:], axis=0) / max(float(self.variance[-1]), 1e-300)
        noise = (np.broadcast_to(np.mean(each.sd**2, axis=0), (each.rows,)) for each in (old, at))
        self.noise = np.concatenate(list(noise))
        self.elpd = elpd
        self.before = self._left_out(np.zeros((1, 0)))

    def scores(self, y: Array) -> Array:
        new = np.log(y) if self.log else y
        found = self._left_out(new)
        found[:, : self.n] += self.elpd - self.before
        # a density per unit of the response, not of its logarithm: the same for both sides, but scores stay scores
        return np.concatenate([found[:, : self.n], found[:, self.n :] - (new if self.log else 0.0)], axis=1)

    def _left_out(self, y: Array) -> Array:
        """Return leave-one-out log densities (data sets, old and new rows) with new rows (data sets, new rows)."""
        sets, m = y.shape
        there, scatter = self.variance[-1], self.noise[-1]
        shift = (y.mean(axis=1) - self.mean[-1]) * there / (there + scatter / m) if m else np.zeros(sets)
        less = there**2 / (there + scatter / m) if m else 0.0
        old_mean = self.mean[:-1] + shift[:, np.newaxis] * self.pull[:-1]
        new_mean = self.mean[-1] + shift
        miss = np.concatenate([self.y - old_mean, y - new_mean[:, np.newaxis]], axis=1)
        left = np.maximum(self.variance - self.pull**2 * less, 0.0)
        noise = np.concatenate([self.noise[:-1], np.full(m, scatter)])
        leverage = np.concatenate([left[:-1], np.full(m, left[-1])]) / noise
        leverage = np.minimum(leverage, LEVERAGE_MAX)
        square = miss**2 / noise
        before = np.sum((self.y - self.mean[:-1]) ** 2 / self.noise[:-1]) / self.n
        size = square.sum(axis=1) / (self.n + m) / before
        # the scatter without the row, and the density of the row about what the others say
        count = self.n + m
        size_left = (count * size[:, np.newaxis] - square / (1 - leverage) / before) / max(count - 1, 1)
        size_left = np.maximum(size_left, 0.05 * size[:, np.newaxis])
        return _student(miss / (1 - leverage), size_left * noise / (1 - leverage), max(count - 1 - self.k, 2))


def _student(miss: Array, square: Array, nu: float) -> Array:
    """Return the log density of Student's t at a distance from its centre, for the square of its scale."""
    level = math.lgamma((nu + 1) / 2) - math.lgamma(nu / 2) - 0.5 * math.log(nu * math.pi)
    return np.asarray(level - 0.5 * np.log(square) - 0.5 * (nu + 1) * np.log1p(miss**2 / (nu * square)))


class _Weighted:
    """A side whose posterior draws are weighted by new rows, yes or no."""

    def __init__(self, side: Side, place: Places, elpd: Array) -> None:
        at = side.at(place)
        self.log_no, self.log_yes = (at.pointwise(np.full(1, value))[:, 0] for value in (0.0, 1.0))
        self.inverse, self.elpd = np.exp(np.minimum(-side.old().pointwise(side.trial.y), DEPTH)), elpd

    def scores(self, y: Array) -> Array:
        yes = y.sum(axis=1, keepdims=True)
        total = yes * self.log_yes + (y.shape[1] - yes) * self.log_no
        weight = np.exp(total - total.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        # 1 / E[1/p]: the row that is left out is divided out of the weights
        old = self.elpd - np.log(weight @ self.inverse) + np.log(self.inverse.mean(axis=0))
        no, one = (-np.log(weight @ np.exp(np.minimum(-each, DEPTH))) for each in (self.log_no, self.log_yes))
        return np.concatenate([old, np.where(y > 0, one[:, np.newaxis], no[:, np.newaxis])], axis=1)
