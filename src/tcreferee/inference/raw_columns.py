"""Raw columns: what one unit of each linear coefficient adds to the predictions of a model on given rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array, Coefficient, Curved, Effect, Flat, Level, Straight
from tcreferee.formulas.model import TcModel

# a column is lost in the rest of the prediction below this share of it; then larger coefficients are tried
ABSORBED, COARSER = 1e-6, tuple(10.0**power for power in range(6, 61, 6))


@dataclass(frozen=True)
class RawColumns:
    """A model as offset + columns @ coefficients, for given values of its non-linear parameters.

    Parameters
    ----------
    model : TcModel
    inputs : mapping of str to (rows,) array
    rows : int
    """

    model: TcModel
    inputs: Mapping[str, Array]
    rows: int

    @cached_property
    def linear(self) -> tuple[int, ...]:
        """Positions of the linear parameters: the levels first, those with a prior of their own last."""
        kinds = (Level, Effect, Coefficient, Flat)
        priors = [p.prior for p in self.model.parameters]
        return tuple(j for kind in kinds for j, prior in enumerate(priors) if isinstance(prior, kind))

    @cached_property
    def nonlinear(self) -> tuple[int, ...]:
        """Positions of the parameters the model is not linear in."""
        return tuple(j for j, p in enumerate(self.model.parameters) if not p.linear)

    def prior(self, j: int) -> Curved:
        """Return the prior of non-linear parameter `j`."""
        prior = self.model.parameters[j].prior
        if isinstance(prior, Straight):
            raise TypeError(f"parameter {j} of '{self.model.name}' is linear")
        return prior

    def physical(self, nonlinear: Array) -> Array:
        """Return the non-linear parameters (..., q) of their sampled coordinates."""
        if not self.nonlinear:
            return nonlinear
        parts = [self.prior(j).physical(nonlinear[..., i]) for i, j in enumerate(self.nonlinear)]
        return np.stack(parts, axis=-1)

    def columns(self, nonlinear: Array) -> Array:
        """Return the columns (..., rows, k) of the raw linear coefficients, in the order of `linear`."""
        return self.basis(nonlinear)[1]

    def basis(self, nonlinear: Array) -> tuple[Array, Array]:
        """Return offset (..., rows) and columns (..., rows, k) of the raw linear coefficients."""
        lead, k = nonlinear.shape[:-1], len(self.linear)
        theta = np.zeros((k + 1, *lead, len(self.model.parameters)))
        theta[..., list(self.nonlinear)] = self.physical(nonlinear)
        for i, j in enumerate(self.linear):
            theta[i + 1, ..., j] = self.steps[i]
        with np.errstate(all="ignore"):  # far out in a prior a formula may overflow: such points get no weight
            raw = self.model(self.inputs, theta, self.rows)
            return raw[0], np.moveaxis(raw[1:] - raw[0], 0, -1) / self.steps

    @cached_property
    def steps(self) -> Array:
        """Values of the raw linear coefficients (k,) at which their columns are read off.

        1, unless a column in its unit is so small beside the rest of the prediction that the sum would lose it.
        """
        steps, lead = np.ones(len(self.linear)), [self.prior(j) for j in self.nonlinear]
        theta = np.zeros((2, len(self.model.parameters)))
        theta[:, list(self.nonlinear)] = self.physical(np.array([p.location + 1e-3 * p.width for p in lead]))
        for i, j in enumerate(self.linear):
            for step in (1.0, *COARSER):
                theta[1, j] = step
                with np.errstate(all="ignore"):
                    offset, moved = self.model(self.inputs, theta, self.rows)
                    seen = np.abs(moved - offset).max() >= ABSORBED * np.abs(offset).max()
                if seen:
                    steps[i] = step
                    break
            theta[1, j] = 0.0
        return steps
