"""Effect coordinates: linear coefficients measured by what they do to the predictions.

The linear coefficients are sampled in *effect coordinates* u ~ Normal(0, 1): u = 1 moves the mean
prediction (for a `Level`), or spreads the predictions over the rows (for an `Effect`), by the effect
scale of the comparison, whatever the unit of the coefficient. For given other parameters the physical
coefficients are an affine map of u, so the priors are normalised, matched between rivals, and the
posterior is free of the banana that T_U - B n^(-p) has in (T_U, B, p).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import WIDE, Array, Coefficient, Flat, Level, Spread
from tcreferee.inference.design import Design, product
from tcreferee.inference.raw_columns import RawColumns


@dataclass(frozen=True)
class Effects(RawColumns):
    """The affine structure of a model on given rows.

    Parameters
    ----------
    centre_K, effect_K : float
        Prior mean of the mean prediction; prior sd of it and of the spread each coefficient may cause.
    family : (rows,) array of int
        Which of the levels, if there are several, a row belongs to.
    """

    centre_K: float
    effect_K: float
    family: Array

    @cached_property
    def levels(self) -> int:
        """Number of coefficients that carry a mean prediction: none, one, or one a family."""
        return sum(isinstance(p.prior, Level) for p in self.model.parameters)

    @cached_property
    def carriers(self) -> int:
        """Number of levels that carry the mean prediction of the same rows together: 1, unless a model has several.

        ASSUME: a priori each carries an equal part, Normal(centre / number, effect scale / sqrt(number)), so that
        the mean prediction has the prior of every rival; what an effect adds to the mean is taken from all alike.
        """
        by_family = any(p.families for p in self.model.parameters)
        return 1 if by_family else max(self.levels, 1)

    @cached_property
    def pooled(self) -> int | None:
        """Position among the non-linear parameters of the spread between families, if their levels are pooled."""
        priors = [self.model.parameters[j].prior for j in self.nonlinear]
        return next((i for i, prior in enumerate(priors) if isinstance(prior, Spread)), None)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the effect coordinates."""
        own = tuple(f"u_{self.model.parameters[j].name}" for j in self.linear)
        return own if self.pooled is None else ("u_common", *own)

    @cached_property
    def _support(self) -> Array:
        """Weights (levels, rows) of the mean over the rows that a level belongs to."""
        if self.levels == self.carriers:
            return np.full((self.levels, self.rows), 1 / self.rows)
        member = (self.family == np.arange(self.levels)[:, np.newaxis]) * 1.0
        return np.asarray(member / member.sum(axis=1, keepdims=True))

    @cached_property
    def scaled(self) -> tuple[bool, ...]:
        """Which effect coordinates are measured in units of the comparison's effect scale.

        The others are measured in units of their own priors: pooled levels, of which only the common value has the
        effect scale, and coefficients with a prior of their own.
        """
        own = [isinstance(self.model.parameters[j].prior, Coefficient) for j in self.linear]
        if self.pooled is None:
            return tuple(not each for each in own)
        return (True, *(False for _ in own))

    def parameters(self, u: Array, nonlinear: Array, design: Design) -> Array:
        """Return the physical parameters (..., parameters) of effects, sampled coordinates, and the structure there."""
        theta = np.empty((*u.shape[:-1], len(self.model.parameters)))
        theta[..., list(self.linear)] = design.shift + product(design.matrix, u)
        theta[..., list(self.nonlinear)] = self.physical(nonlinear)
        return theta

    @property
    def held(self) -> int:
        """How many numbers one draw needs in memory: a few for each row, more if the columns differ between draws."""
        return (2 * len(self.linear) + 3 if self.nonlinear else 3) * self.rows

    def design(self, nonlinear: Array) -> Design:
        """Return the affine structure at the sampled coordinates `nonlinear`, shape (..., q)."""
        if not self.nonlinear:
            return self._fixed_design
        design, dead = self._design(nonlinear)
        if dead:
            # x^p at p = 0 is a constant: stand beside the hole, where the effect is a logarithm
            design, _ = self._design(nonlinear + 1e-6 * np.array([self.prior(j).width for j in self.nonlinear]))
        return design

    @cached_property
    def _fixed_design(self) -> Design:
        return self._design(np.empty(0))[0]

    # far out in a prior a large input to a high power is 0 or infinite: such a place has no weight, and is no fault
    @np.errstate(divide="ignore", over="ignore", invalid="ignore")
    def _design(self, nonlinear: Array) -> tuple[Design, bool]:
        """Return the structure, and whether a coefficient has no effect at all."""
        offset, columns = self.basis(nonlinear)
        tau, levels, k = self.effect_K / math.sqrt(self.carriers), self.levels, columns.shape[-1]
        common = 0 if self.pooled is None else 1
        shift = np.zeros((*columns.shape[:-2], k))
        matrix = np.zeros((*columns.shape[:-2], k, common + k))
        if levels:
            # a level is (centre - mean offset + tau u) / mean column, less what the effects add to the mean
            level_mean = self._level_means(columns)
            shift[..., :levels] = (self.centre_K - offset @ self._support.T) / (self.carriers * level_mean)
            each = np.asarray(tau)
            if self.pooled is not None:
                matrix[..., :levels, 0] = tau / level_mean
                each = np.exp(nonlinear[..., self.pooled, np.newaxis])
            at = np.arange(levels)
            matrix[..., at, common + at] = each / level_mean
        dead = False
        for j in range(levels, k):
            column, share = self._centred(columns, j)
            own = self.model.parameters[self.linear[j]].prior
            if isinstance(own, Coefficient):
                step, shift[..., j] = np.full(column.shape[:-1], own.sd), own.mean
                shift[..., :levels] -= own.mean * share
            else:
                step = self._step(column, j) * (WIDE if isinstance(own, Flat) else 1.0)
                dead = dead or bool((step == 0).any())
            matrix[..., j, common + j] = step
            if levels:
                matrix[..., :levels, common + j] = -step[..., np.newaxis] * share
        return Design(offset + product(columns, shift), columns @ matrix, shift, matrix), dead

    def _step(self, column: Array, j: int) -> Array:
        """Return what one effect is of coefficient j (...), by its centred column (..., rows); 0 if it has none."""
        spread = np.sqrt(np.mean(column**2, axis=-1))
        # a column without spread (x^p at p = 0) has no effect whatever its coefficient
        step = np.divide(self.effect_K, spread, out=np.zeros_like(spread), where=spread > 0)
        # n^(-p) turns its slope where p changes sign: turn u with it, or the posterior falls in two
        return np.asarray(np.where(column @ self._reference[:, j] < 0, -step, step))

    def _level_means(self, columns: Array) -> Array:
        """Return the mean (..., levels) of each level's column over its own rows."""
        if self.levels == 1:
            return np.asarray(columns[..., :1].mean(axis=-2))
        return np.asarray(np.einsum("...rf,fr->...f", columns[..., : self.levels], self._support))

    def _centred(self, columns: Array, j: int) -> tuple[Array, Array]:
        """Return column j (..., rows) less the levels it carries, and how much of each (..., levels)."""
        column = columns[..., j]
        if not self.levels:
            return column, np.empty(0)
        if self.levels == 1:
            share = column.mean(axis=-1, keepdims=True) / self._level_means(columns)
            return column - share * columns[..., 0], share
        share = column @ self._support.T / (self.carriers * self._level_means(columns))
        return column - product(columns[..., : self.levels], share), share

    @cached_property
    def _reference(self) -> Array:
        """Linear columns (rows, k), centred on the levels, beside the prior location of the non-linear parameters.

        Beside it: at the location itself (p = 0, say) a column may be constant and point nowhere.
        """
        priors = [self.prior(j) for j in self.nonlinear]
        _, columns = self.basis(np.array([prior.location + 1e-3 * prior.width for prior in priors]))
        centred = [self._centred(columns, j)[0] for j in range(self.levels, columns.shape[-1])]
        return np.stack([*np.moveaxis(columns[..., : self.levels], -1, 0), *centred], axis=-1)
