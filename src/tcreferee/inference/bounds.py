"""Bounds of a model's parameters, and the prior mass inside them by which truncated priors are normalised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array, Share, Spread
from tcreferee.inference.design import Design
from tcreferee.inference.effects import Effects

# how far off a bound a start is put, in natural units
OFF = 1e-3


@dataclass(frozen=True)
class Bounds:
    """Bounds of the parameters of a model on given rows.

    Parameters
    ----------
    effects : Effects
    """

    effects: Effects

    @cached_property
    def finite(self) -> bool:
        """Whether any parameter is bounded."""
        return bool(np.isfinite(self.ends).any())

    @cached_property
    def cut(self) -> int | None:
        """Position, among the linear parameters, of the one that is bounded (loading refuses several); None if none is.

        It is a sum of effects, and so normal given the others: what a bound cuts off has a closed form.
        """
        bounded = [i for i, j in enumerate(self.effects.linear) if np.isfinite(self._bounds(j)).any()]
        return bounded[0] if bounded else None

    def _bounds(self, j: int) -> tuple[float, float]:
        return self.effects.model.parameters[j].bounds

    @cached_property
    def ends(self) -> Array:
        """Lower and upper bounds (2, parameters); a spread and a share keep theirs by how they are sampled."""
        free = (-math.inf, math.inf)
        bounds = [free if isinstance(p.prior, Spread | Share) else p.bounds for p in self.effects.model.parameters]
        return np.array(bounds).reshape(-1, 2).T

    def inside(self, theta: Array) -> Array:
        """Return parameters (parameters,) moved off their bounds: on a bound the posterior is zero."""
        lower, upper = self.ends.copy()
        # the likelihood may be greatest where one alternative has all rows: its logit is infinite
        shares = [isinstance(p.prior, Share) for p in self.effects.model.parameters]
        lower[shares], upper[shares] = 0.0, 1.0
        size = np.where(np.isfinite(upper - lower), upper - lower, np.abs(theta))
        # a bound of 0 has no size of its own: that of one effect, or of the prior's width
        for j in np.flatnonzero(~(size > 0)):
            size[j] = self._natural(int(j))
        margin = OFF * size
        return np.asarray(np.clip(theta, lower + margin, upper - margin))

    def _natural(self, j: int) -> float:
        """Return the size of one effect of a linear parameter, or the width of the prior of another."""
        if j in self.effects.nonlinear:
            return self.effects.prior(j).size
        at = np.array([self.effects.prior(i).location for i in self.effects.nonlinear])
        return float(np.abs(self.effects.design(at).matrix[self.effects.linear.index(j)]).max())

    def of_effect(self, design: Design) -> tuple[Array, Array, Array]:
        """Return which effect the bounded coefficient is, and its bounds, in a model that has one.

        Returns
        -------
        (..., u) array
            Its direction in the effect coordinates, of length 1: along it the prior is Normal(0, 1).
        (...), (...) array
            Bounds of the coordinate along it.
        """
        if self.cut is None:
            raise TypeError(f"no linear parameter of '{self.effects.model.name}' is bounded")
        lower, upper = self._bounds(self.effects.linear[self.cut])
        shift, row = design.shift[..., self.cut], design.matrix[..., self.cut, :]
        size = np.sqrt(np.sum(row**2, axis=-1))
        return row / size[..., np.newaxis], (lower - shift) / size, (upper - shift) / size

    def reach(self, i: int) -> tuple[float, float]:
        """Return the ends of the sampled coordinate of the `i`-th non-linear parameter: its prior's, or its bounds."""
        prior, bounds = self.effects.prior(self.effects.nonlinear[i]), self._bounds(self.effects.nonlinear[i])
        low, high = prior.reach
        if isinstance(prior, Spread | Share):
            return low, high
        return max(low, prior.coordinate(bounds[0])), min(high, prior.coordinate(bounds[1]))

    def log_mass_inside(self, nonlinear: Array, design: Design) -> Array:
        """Return ln of the prior mass (...) inside the bounds, by which truncated priors are normalised."""
        from scipy.special import ndtr

        mass = np.ones(nonlinear.shape[:-1])
        for j in self.effects.nonlinear:
            prior = self.effects.prior(j)
            if not isinstance(prior, Spread | Share):
                mass = mass * prior.mass(*self.effects.model.parameters[j].bounds)
        if self.cut is not None:
            _, low, high = self.of_effect(design)
            mass = mass * (ndtr(high) - ndtr(low))
        return np.asarray(np.log(mass))
