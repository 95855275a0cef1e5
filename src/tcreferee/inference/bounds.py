"""Bounds of a model's parameters, and the prior mass inside them by which truncated priors are normalised."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array, Normal, Share, Spread
from tcreferee.inference.effects import Design, Effects

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
    def one_effect(self) -> bool:
        """Whether the only linear parameter is bounded (loading refuses bounds on one of several)."""
        return any(np.isfinite(self.effects.model.parameters[j].bounds).any() for j in self.effects.linear)

    @cached_property
    def ends(self) -> Array:
        """Lower and upper bounds (2, parameters); a spread and a share keep theirs by how they are sampled."""
        free = (-math.inf, math.inf)
        bounds = [free if isinstance(p.prior, Spread | Share) else p.bounds for p in self.effects.model.parameters]
        return np.array(bounds).reshape(-1, 2).T

    def inside(self, theta: Array) -> Array:
        """Return parameters (parameters,) moved off their bounds: on a bound the posterior is zero."""
        lower, upper = self.ends
        size = np.where(np.isfinite(upper - lower), upper - lower, np.abs(theta))
        # a bound of 0 has no size of its own: that of one effect, or of the prior's width
        for j in np.flatnonzero(~(size > 0)):
            size[j] = self._natural(int(j))
        margin = OFF * size
        return np.asarray(np.clip(theta, lower + margin, upper - margin))

    def _natural(self, j: int) -> float:
        """Return the size of one effect of a linear parameter, or the width of the prior of another."""
        if j in self.effects.nonlinear:
            return self.effects.prior(j).width
        at = np.array([self.effects.prior(i).location for i in self.effects.nonlinear])
        return float(np.abs(self.effects.design(at).matrix[self.effects.linear.index(j)]).max())

    def of_effect(self, design: Design) -> tuple[Array, Array]:
        """Return the bounds (...) of the effect coordinate of a model with one linear parameter."""
        lower, upper = self.effects.model.parameters[self.effects.linear[0]].bounds
        shift, step = design.shift[..., 0], design.matrix[..., 0, 0]
        ends = (lower - shift) / step, (upper - shift) / step
        return np.minimum(*ends), np.maximum(*ends)

    def log_mass_inside(self, nonlinear: Array, design: Design) -> Array:
        """Return ln of the prior mass (...) inside the bounds, by which truncated priors are normalised."""
        from scipy.special import ndtr

        mass = np.ones(nonlinear.shape[:-1])
        for j in self.effects.nonlinear:
            prior = self.effects.prior(j)
            if isinstance(prior, Normal):
                ends = (np.array(self.effects.model.parameters[j].bounds) - prior.mean) / prior.sd
                mass = mass * (ndtr(ends[1]) - ndtr(ends[0]))
        if self.one_effect:
            low, high = self.of_effect(design)
            mass = mass * (ndtr(high) - ndtr(low))
        return np.asarray(np.log(mass))
