"""Families of formulas that have a level for each family of materials, or choose one of several inputs row by row.

Such a formula is levels times an expression g. Every g gets what the formula has: a level for each family, pooled or
not, with the same priors; or the same choice of every row between the same columns. A family is scored as the formula
is, with its own trial; that is slower than a closed form, but few come near.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array, Level, Share, Spread
from tcreferee.inference import oracle
from tcreferee.inference.curves import Rows, rows_of
from tcreferee.inference.few_draws import few_draws
from tcreferee.inference.trial import Trial
from tcreferee.special.forms import FLAT, Form
from tcreferee.special.formula import NotRankedError

ROUNDS = 8


@dataclass(frozen=True)
class Levels:
    """The families of a formula of levels; a shape has the values of all choices, one after the other.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial
    form: Form = "scaled"

    def __post_init__(self) -> None:
        """Refuse a formula that is not levels times an expression."""
        trial = self.trial
        own = [trial.model.parameters[j].prior for j in trial.linear]
        beside = [trial.model.parameters[j].prior for j in trial.nonlinear]
        levels = all(isinstance(p, Level) for p in own) and all(isinstance(p, Spread | Share) for p in beside)
        if not own or not levels or trial.limit.any() or trial.sides.any():
            raise NotRankedError("beside its levels or its choice the formula has further free parameters")

    @property
    def constant(self) -> bool:
        """Whether a free constant is added."""
        return False

    @property
    def coefficients(self) -> int:
        """Number of levels."""
        return len(self.trial.linear)

    @cached_property
    def rows(self) -> Rows:
        """The rows of the trial."""
        return rows_of(self.trial)

    @cached_property
    def columns(self) -> Array:
        """Columns (choices * rows, levels) of the formula itself: its expression on the rows of each level."""
        place = np.array([self.trial.prior(j).location for j in self.trial.nonlinear])
        return self.trial.effects.basis(place)[1]

    @property
    def expression(self) -> Array:
        """The expression of the formula (choices * rows,)."""
        return self.columns.sum(axis=-1)

    @cached_property
    def member(self) -> Array:
        """Which rows (levels, choices * rows) each level belongs to."""
        return np.asarray((self.columns != 0).T * 1.0)

    def shape(self, values: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Return what of expressions (m, choices * rows) makes the family, and which can be one."""
        good = (values > 0).all(axis=1) | (values < 0).all(axis=1)
        off = np.where(good[:, np.newaxis], np.abs(values), 1.0)
        size = np.sqrt(off**2 @ self.member.T)
        return off / (size @ self.member), good & (size > FLAT).all(axis=1)

    def screen(self, shape: Array) -> Array:
        """Return roughly the leave-one-out score (m,): flat priors, and of a choice the nearest alternative."""
        y, k = self.rows.y, self.coefficients
        n = len(y)
        chosen, member = self._chosen(shape, y[np.newaxis])
        chosen, member = chosen[:, 0], member[:, :n]
        size = np.maximum(chosen**2 @ member.T, 1e-300)
        miss = y - chosen * (((chosen * y) @ member.T / size) @ member)
        left = np.maximum(1 - chosen**2 * ((1 / size) @ member), 1e-12)
        free = max(n - 1 - k, 1)
        square = np.maximum((np.sum(miss**2, axis=1, keepdims=True) - miss**2 / left) / free, 1e-300)
        t = miss**2 / (left * square)
        norm = math.lgamma((free + 1) / 2) - math.lgamma(free / 2) - 0.5 * math.log(math.pi * free)
        each = norm - 0.5 * np.log(square / left) - 0.5 * (free + 1) * np.log1p(t / free)
        return np.asarray(each.sum(axis=1))

    def _chosen(self, shape: Array, y: Array) -> tuple[Array, Array]:
        """Return the alternative that fits each row best (m, data sets, rows), and the rows of each level."""
        choices, n = self.trial.choices, y.shape[1]
        each = shape.reshape(len(shape), choices, n)[:, :, np.newaxis]
        chosen = np.repeat(each.mean(axis=1), len(y), axis=1)
        member = self.member[:, :n]
        for _ in range(ROUNDS if choices > 1 else 0):
            size = np.maximum(np.einsum("mdn,fn->mdf", chosen**2, member), 1e-300)
            level = (np.einsum("mdn,dn,fn->mdf", chosen, y, member) / size) @ member
            nearest = np.abs(y - level[:, np.newaxis] * each).argmin(axis=1)
            chosen = np.take_along_axis(np.broadcast_to(each, (len(shape), choices, len(y), n)),
                                        nearest[:, np.newaxis], axis=1)[:, 0]  # fmt: skip
        return chosen, member

    def fall(self, shape: Array, y: Array) -> Array:
        """Return the residual sum of squares (m, data sets), each row with its nearest alternative."""
        chosen, member = self._chosen(shape, y)
        size = np.maximum(np.einsum("mdn,fn->mdf", chosen**2, member), 1e-300)
        along = np.einsum("mdn,dn,fn->mdf", chosen, y, member)
        return np.asarray(np.sum(y**2, axis=1) - (along**2 / size).sum(axis=-1))

    def exact(self, shape: Array) -> Array:
        """Return the leave-one-out scores (m,), each as that of a trial of its own."""
        return np.array([self._score(each) for each in shape])

    def _score(self, g: Array) -> float:
        names = [self.trial.model.parameters[j].name for j in self.trial.linear]

        def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
            del inputs
            levels = [np.asarray(values[name]) for name in names]
            return np.asarray(sum(level * (own * g) for level, own in zip(levels, self.member, strict=True)))

        trial = replace(self.trial, model=replace(self.trial.model, predict=predict))
        if oracle.covers(trial):
            return float(oracle.quadrature(trial).elpd_loo.sum())
        return float(few_draws(trial, np.full((1, trial.dimension), np.nan)).elpd.sum())
