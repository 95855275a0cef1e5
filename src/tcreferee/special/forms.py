"""The families that an expression g gives: a g, or a + b g, with the priors that a formula of that form has here.

Two expressions are one family where one is the other times a number, or, with a free constant, plus a number.
`screen` scores many families at once in closed form, for choosing those that `tcreferee.special.scores` scores exactly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.curves import Rows
from tcreferee.special.scores import elpd_of

Form = Literal["scaled", "effect", "with a constant", "log scaled"]
# a spread below this share of its size is rounding, not a shape
FLAT = 1e-8


@dataclass(frozen=True)
class Forms:
    """The families of one form on the rows of a comparison.

    Parameters
    ----------
    form : Form
        "scaled": a g, and a carries the mean; "effect": a g, and a has the prior of an effect; "with a constant": a +
        b g; "log scaled": a g where the logarithm of the response scatters.
    rows : Rows
    """

    form: Form
    rows: Rows

    @property
    def constant(self) -> bool:
        """Whether a free constant is added."""
        return self.form == "with a constant"

    @property
    def coefficients(self) -> int:
        """Number of free coefficients."""
        return 2 if self.constant else 1

    def shape(self, values: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Return what of expressions (m, rows) makes the family, the same for all of it, and which can be one."""
        if self.constant:
            off = values - values.mean(axis=1, keepdims=True)
            size = np.sqrt(np.sum(off**2, axis=1))
            good = size > FLAT * np.abs(values).max(axis=1) * math.sqrt(values.shape[1])
        else:
            # Tc has one sign, and so has what is proportional to it
            good = (values > 0).all(axis=1) | (values < 0).all(axis=1)
            off = np.where(good[:, np.newaxis], np.abs(values), 1.0)
            if self.form == "log scaled":
                log = np.log(off)
                return log - log.mean(axis=1, keepdims=True), good
            size = np.sqrt(np.sum(off**2, axis=1))
        off = off / np.where(good, size, 1.0)[:, np.newaxis]
        if self.constant:
            at = np.abs(off).argmax(axis=1)
            off = off * np.sign(np.take_along_axis(off, at[:, np.newaxis], axis=1))
        return off, good

    def screen(self, shape: Array) -> Array:
        """Return roughly the leave-one-out score (m,) of families by their shapes (m, rows).

        Exact for flat priors of the coefficients and 1/sigma of the scatter: every row left out has a Student-t
        density.
        """
        y, n, k = self.rows.y, shape.shape[1], self.coefficients
        if self.form == "log scaled":
            off = y - shape
            miss, leverage = off - off.mean(axis=1, keepdims=True), np.asarray(1 / n)
        else:
            centred = y - y.mean() if self.constant else y
            miss = centred - (shape @ centred)[:, np.newaxis] * shape
            leverage = shape**2 + (1 / n if self.constant else 0.0)
        left = np.maximum(1 - leverage, 1e-12)
        free = n - 1 - k
        square = np.maximum((np.sum(miss**2, axis=1, keepdims=True) - miss**2 / left) / free, 1e-300)
        t = miss**2 / (left * square)  # of the row left out, by its own predictive variance square / left
        norm = math.lgamma((free + 1) / 2) - math.lgamma(free / 2) - 0.5 * math.log(math.pi * free)
        each = norm - 0.5 * np.log(square / left) - 0.5 * (free + 1) * np.log1p(t / free)
        return np.asarray(each.sum(axis=1) - np.sum(self.rows.jacobian))

    def fall(self, shape: Array, y: Array) -> Array:
        """Return the residual sum of squares (m, data sets) of families for data sets (data sets, rows)."""
        if self.form == "log scaled":
            off = y - y.mean(axis=1, keepdims=True)
            square = np.sum(off**2, axis=1) + np.sum(shape**2, axis=1)[:, np.newaxis]
            return np.asarray(square - 2 * shape @ off.T)
        off = y - y.mean(axis=1, keepdims=True) if self.constant else y
        return np.asarray(np.sum(off**2, axis=1) - (shape @ off.T) ** 2)

    def exact(self, shape: Array) -> Array:
        """Return the leave-one-out scores (m,), with the priors and the likelihood of the trial."""
        return elpd_of(self.rows, *self.design(shape))

    def design(self, shape: Array) -> tuple[Array, Array]:
        """Return offsets (m, rows) and columns (m, rows, k) of unit-normal coefficients, as a formula has them."""
        centre, tau = self.rows.centre, self.rows.tau
        if self.form == "log scaled":
            return centre + shape, np.full((*shape.shape, 1), tau)
        if self.constant:
            size = np.sqrt(np.mean(shape**2, axis=1, keepdims=True))
            return np.full(shape.shape, centre), tau * np.stack([np.ones_like(shape), shape / size], axis=-1)
        if self.form == "effect":
            return np.zeros(shape.shape), tau * (shape / np.sqrt(np.mean(shape**2, axis=1, keepdims=True)))[..., None]
        unit = shape / shape.mean(axis=1, keepdims=True)
        return centre * unit, tau * unit[..., np.newaxis]
