"""The prior of a trial's sampled coordinates: effects, non-linear parameters, ln sigma; truncated and renormalised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.pieces import walked
from tcreferee.base.priors import Array
from tcreferee.base.scatter_priors import SigmaPrior
from tcreferee.formulas.constraint import Constraint, gaps
from tcreferee.inference.allowed import all_positive, log_mass_allowed
from tcreferee.inference.bounds import Bounds
from tcreferee.inference.design import Design, product
from tcreferee.inference.effects import Effects


@dataclass(frozen=True)
class JointPrior:
    """Prior of the sampled coordinates of a model on given rows.

    Parameters
    ----------
    effects : Effects
    bounds : Bounds
    sigma : SigmaPrior or None
        Of the scatter; None where there is no scatter.
    choices : int
        Alternatives of a latent choice.
    positive : bool
        Whether predictions have to be positive, because their logarithm carries the scatter.
    constraints : tuple of Constraint
        Inequalities between the parameters.
    """

    effects: Effects
    bounds: Bounds
    sigma: SigmaPrior | None
    choices: int
    positive: bool
    constraints: tuple[Constraint, ...] = ()

    def log_density(self, u: Array, nonlinear: Array, log_sigma: Array, design: Design) -> Array:
        """Return the log density (...) at coordinates; -inf outside the bounds."""
        return np.asarray(self.log_unnormalised(u, nonlinear, log_sigma, design) - self.log_mass_allowed)

    def log_unnormalised(self, u: Array, nonlinear: Array, log_sigma: Array, design: Design) -> Array:
        """Return the same up to the constant `log_mass_allowed`, which scores do not need."""
        value = -0.5 * np.sum(u**2 + math.log(2 * math.pi), axis=-1)
        if self.sigma is not None:
            value = value + self.sigma.logpdf_of_log(log_sigma)
        if self.effects.nonlinear:
            value = value + self.log_nonlinear(nonlinear)
        lower, upper = self.bounds.ends
        if self.bounds.finite:
            theta = self.effects.parameters(u, nonlinear, design)
            value = np.where(np.all((theta > lower) & (theta < upper), axis=-1), value, -np.inf)
            value = value - self.bounds.log_mass_inside(nonlinear, design)
        if self.positive:
            mean = design.offset + product(design.columns, u)
            value = np.where(all_positive(mean, self.choices), value, -np.inf)
        if self.constraints:
            theta = self.effects.parameters(u, nonlinear, design)
            value = np.where(self.allowed(theta), value, -np.inf)
        return np.asarray(value)

    def allowed(self, theta: Array) -> NDArray[np.bool_]:
        """Return whether all inequalities hold (...) at physical parameters (..., parameters)."""
        names = [p.name for p in self.effects.model.parameters]
        return np.asarray((gaps(self.constraints, names, theta) > 0).all(axis=-1))

    @cached_property
    def log_mass_allowed(self) -> float:
        """Logarithm of the prior mass that positive predictions and inequalities leave; 0 where neither is asked for.

        See `tcreferee.inference.allowed`.
        """
        if not (self.positive or self.constraints):
            return 0.0
        allowed = self.allowed if self.constraints else None
        return log_mass_allowed(self.effects, self.bounds, self.choices, self.positive, allowed)

    def log_nonlinear(self, nonlinear: Array) -> Array:
        """Return the log prior density (...) of the non-linear parameters (..., q), bounds not yet applied."""
        total = np.zeros(nonlinear.shape[:-1])
        for i, j in enumerate(self.effects.nonlinear):
            total = total + self.effects.prior(j).logpdf(nonlinear[..., i])
        return total

    def draw(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` coordinates (size, d), bounds respected by rejection."""
        kept: list[Array] = []
        effects, curved = len(self.effects.names), len(self.effects.nonlinear)
        while sum(map(len, kept)) < size:
            z = rng.standard_normal((2 * size, effects + curved + (self.sigma is not None)))
            for i, j in enumerate(self.effects.nonlinear):
                z[:, effects + i] = self.effects.prior(j).draw(2 * size, rng)
            if self.sigma is not None:
                z[:, -1] = np.log(self.sigma.draw(2 * size, rng))
            z = z[self._possible(z)]
            kept.append(z)
        return np.concatenate(kept)[:size]

    def _possible(self, z: Array) -> Array:
        """Return which draws lie inside the bounds and give numbers: where the formula overflows no row is likely."""
        effects, curved = len(self.effects.names), len(self.effects.nonlinear)

        def of(part: Array) -> Array:
            u, nonlinear = part[:, :effects], part[:, effects : effects + curved]
            log_sigma = part[:, -1] if self.sigma is not None else np.zeros(len(part))
            design = self.effects.design(nonlinear)
            possible = np.isfinite(self.log_density(u, nonlinear, log_sigma, design))
            if curved:
                mean = design.offset + product(design.columns, u)
                possible = possible & np.isfinite(mean).all(axis=-1)
            return possible

        with np.errstate(all="ignore"):
            return walked(of, z, self.effects.held)
