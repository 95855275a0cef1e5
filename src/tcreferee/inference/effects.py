"""Effect coordinates: linear coefficients measured by what they do to the predictions.

The linear coefficients are sampled in *effect coordinates* u ~ Normal(0, 1): u = 1 moves the mean
prediction (for a `Level`), or spreads the predictions over the rows (for an `Effect`), by the effect
scale of the comparison, whatever the unit of the coefficient. For given other parameters the physical
coefficients are an affine map of u, so the priors are normalised, matched between rivals, and the
posterior is free of the banana that T_U - B n^(-p) has in (T_U, B, p).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.model import TcModel
from tcreferee.priors import Array, Level, Normal


@dataclass(frozen=True)
class Design:
    """Affine structure of the prediction at fixed values of the non-linear parameters.

    `mean = offset + columns @ u` and `coefficients = shift + matrix @ u`, with u the effect coordinates.

    Parameters
    ----------
    offset : (..., rows) array
    columns : (..., rows, k) array
    shift : (..., k) array
    matrix : (..., k, k) array
    """

    offset: Array
    columns: Array
    shift: Array
    matrix: Array


@dataclass(frozen=True)
class Effects:
    """The affine structure of a model on given rows.

    Parameters
    ----------
    model : TcModel
    inputs : mapping of str to (rows,) array
    centre_K, effect_K : float
        Prior mean of the mean prediction; prior sd of it and of the spread each coefficient may cause.
    """

    model: TcModel
    inputs: Mapping[str, Array]
    centre_K: float
    effect_K: float

    @cached_property
    def linear(self) -> tuple[int, ...]:
        """Positions of the linear parameters; the `Level` first."""
        where = [j for j, p in enumerate(self.model.parameters) if p.linear]
        return tuple(sorted(where, key=lambda j: not isinstance(self.model.parameters[j].prior, Level)))

    @cached_property
    def nonlinear(self) -> tuple[int, ...]:
        """Positions of the parameters the model is not linear in."""
        return tuple(j for j, p in enumerate(self.model.parameters) if not p.linear)

    @property
    def has_level(self) -> bool:
        """Whether one coefficient carries the mean prediction."""
        return any(isinstance(p.prior, Level) for p in self.model.parameters)

    def _basis(self, nonlinear: Array) -> tuple[Array, Array]:
        """Return offset (..., rows) and columns (..., rows, k) of the raw linear coefficients."""
        lead, k = nonlinear.shape[:-1], len(self.linear)
        theta = np.zeros((k + 1, *lead, len(self.model.parameters)))
        for i, j in enumerate(self.nonlinear):
            theta[..., j] = nonlinear[..., i]
        for i, j in enumerate(self.linear):
            theta[i + 1, ..., j] = 1.0
        raw = self.model(self.inputs, theta)
        return raw[0], np.moveaxis(raw[1:] - raw[0], 0, -1)

    def normal_prior(self, j: int) -> Normal:
        """Return the prior of non-linear parameter `j`."""
        prior = self.model.parameters[j].prior
        if not isinstance(prior, Normal):
            raise TypeError(f"parameter {j} of '{self.model.name}' is linear")
        return prior

    def design(self, nonlinear: Array) -> Design:
        """Return the affine structure at `nonlinear`, shape (..., q)."""
        if not self.nonlinear:
            return self._fixed_design
        design = self._design(nonlinear)
        if (np.diagonal(design.matrix, axis1=-2, axis2=-1) == 0).any():
            # x^p at p = 0 is a constant: stand beside the hole, where the effect is a logarithm
            sd = np.array([self.normal_prior(j).sd for j in self.nonlinear])
            design = self._design(nonlinear + 1e-6 * sd)
        return design

    @cached_property
    def _fixed_design(self) -> Design:
        return self._design(np.empty(0))

    def _design(self, nonlinear: Array) -> Design:
        offset, columns = self._basis(nonlinear)
        tau, k, reference = self.effect_K, columns.shape[-1], self._reference
        shift = np.zeros((*columns.shape[:-2], k))
        matrix = np.zeros((*columns.shape[:-2], k, k))
        first_effect = 0
        if self.has_level:
            # c_level = (centre - mean(offset) + tau u_0) / mean(level column), less what the effects add to the mean
            first_effect, level_mean = 1, columns[..., 0].mean(axis=-1)
            shift[..., 0] = (self.centre_K - offset.mean(axis=-1)) / level_mean
            matrix[..., 0, 0] = tau / level_mean
        for j in range(first_effect, k):
            column = columns[..., j]
            if self.has_level:
                share = column.mean(axis=-1) / level_mean
                column = column - share[..., np.newaxis] * columns[..., 0]
            spread = np.sqrt(np.mean(column**2, axis=-1))
            # a column without spread (x^p at p = 0) has no effect whatever its coefficient
            step = np.divide(tau, spread, out=np.zeros_like(spread), where=spread > 0)
            # n^(-p) turns its slope where p changes sign: turn u with it, or the posterior falls in two
            step = np.where(column @ reference[:, j] < 0, -step, step)
            matrix[..., j, j] = step
            if self.has_level:
                matrix[..., 0, j] = -step * share
        return Design(offset + product(columns, shift), columns @ matrix, shift, matrix)

    @cached_property
    def _reference(self) -> Array:
        """Linear columns (rows, k), centred on the level, beside the prior mean of the non-linear parameters.

        Beside it: at the mean itself (p = 0, say) a column may be constant and point nowhere.
        """
        priors = [self.normal_prior(j) for j in self.nonlinear]
        _, columns = self._basis(np.array([prior.mean + 1e-3 * prior.sd for prior in priors]))
        if not self.has_level:
            return columns
        share = columns.mean(axis=0) / columns[:, 0].mean()
        return np.asarray(columns - share * columns[:, :1])


def product(matrix: Array, vector: Array) -> Array:
    """Return matrix (..., i, j) times vector (..., j)."""
    return np.asarray((matrix @ vector[..., np.newaxis])[..., 0])
