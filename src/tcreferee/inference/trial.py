"""One model before one set of rows: prior, likelihood, and the coordinates in which both are well behaved.

The linear coefficients are sampled in effect coordinates, see `tcreferee.inference.effects`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.inference.effects import Design, Effects, product
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.model import TcModel
from tcreferee.priors import Array, HalfT, Normal


@dataclass(frozen=True)
class Scales:
    """Prior scales shared by all rivals of a comparison.

    Parameters
    ----------
    centre_K : float
        Prior mean of the mean prediction: the mean Tc of the material class.
    effect_K : float
        Prior sd of the mean prediction and of the spread each coefficient may cause.
    sigma_K : float
        Scale of the half-t(4) prior of the scatter.
    """

    centre_K: float
    effect_K: float
    sigma_K: float


@dataclass(frozen=True)
class Trial:
    """A model, the rows it is tried on, and the priors.

    Parameters
    ----------
    model : TcModel
    inputs : mapping of str to (rows,) array
        By the model's own input names.
    y : (rows,) array
        Response in K.
    scales : Scales
    likelihood : str
        Word of `LIKELIHOODS`.
    """

    model: TcModel
    inputs: Mapping[str, Array]
    y: Array
    scales: Scales
    likelihood: str = "normal"

    @cached_property
    def _effects(self) -> Effects:
        return Effects(self.model, self.inputs, self.scales.centre_K, self.scales.effect_K)

    @property
    def linear(self) -> tuple[int, ...]:
        """Positions of the linear parameters; the `Level` first."""
        return self._effects.linear

    @property
    def nonlinear(self) -> tuple[int, ...]:
        """Positions of the parameters the model is not linear in."""
        return self._effects.nonlinear

    def design(self, nonlinear: Array) -> Design:
        """Return the affine structure at non-linear parameters (..., q)."""
        return self._effects.design(nonlinear)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the sampled coordinates: effects, non-linear parameters, ln sigma."""
        p = self.model.parameters
        return (*(f"u_{p[j].name}" for j in self.linear), *(p[j].name for j in self.nonlinear), "ln_sigma")

    @property
    def dimension(self) -> int:
        """Number of sampled coordinates = number of counted parameters (sigma included)."""
        return len(self.model.parameters) + 1

    @property
    def sigma_prior(self) -> HalfT:
        """Prior of the scatter."""
        return HalfT(self.scales.sigma_K)

    def split(self, z: Array) -> tuple[Array, Array, Array]:
        """Split coordinates (..., d) into effects, non-linear parameters and ln sigma."""
        k = len(self.linear)
        return z[..., :k], z[..., k:-1], z[..., -1]

    def physical(self, z: Array) -> Array:
        """Return the physical parameters (..., parameters) of coordinates (..., d), in the model's order."""
        u, nonlinear, _ = self.split(z)
        return self._physical(u, nonlinear, self.design(nonlinear))

    def _physical(self, u: Array, nonlinear: Array, design: Design) -> Array:
        theta = np.empty((*u.shape[:-1], len(self.model.parameters)))
        theta[..., list(self.linear)] = design.shift + product(design.matrix, u)
        theta[..., list(self.nonlinear)] = nonlinear
        return theta

    def coordinates(self, theta: Array, sigma: float) -> Array:
        """Return the coordinates (d,) of physical parameters (parameters,) and a scatter in K."""
        nonlinear = theta[list(self.nonlinear)]
        design = self.design(nonlinear)
        u = np.linalg.solve(design.matrix, theta[list(self.linear)] - design.shift) if self.linear else np.empty(0)
        return np.concatenate([u, nonlinear, [math.log(sigma)]])

    def mean(self, z: Array) -> Array:
        """Return the prediction (..., rows) in K at coordinates (..., d)."""
        u, nonlinear, _ = self.split(z)
        design = self.design(nonlinear)
        return np.asarray(design.offset + product(design.columns, u))

    def log_likelihood(self, z: Array) -> Array:
        """Return the pointwise log likelihood (..., rows)."""
        return LIKELIHOODS[self.likelihood](self.y, self.mean(z), z[..., -1])

    def log_prior(self, z: Array) -> Array:
        """Return the log prior density (...) of the sampled coordinates; -inf outside the bounds."""
        u, nonlinear, _ = self.split(z)
        return self._log_prior(z, self.design(nonlinear))

    def _log_prior(self, z: Array, design: Design) -> Array:
        u, nonlinear, log_sigma = self.split(z)
        value = self.sigma_prior.logpdf_of_log(log_sigma) - 0.5 * np.sum(u**2 + math.log(2 * math.pi), axis=-1)
        if self.nonlinear:
            value = value + self.log_prior_nonlinear(nonlinear)
        lower, upper = self._bounds
        if np.isfinite([lower, upper]).any():
            theta = self._physical(u, nonlinear, design)
            value = np.where(np.all((theta > lower) & (theta < upper), axis=-1), value, -np.inf)
            value = value - self.log_mass_inside(nonlinear, design)
        return np.asarray(value)

    def log_prior_nonlinear(self, nonlinear: Array) -> Array:
        """Return the log prior density (...) of the non-linear parameters, bounds not yet applied."""
        total = np.zeros(nonlinear.shape[:-1])
        for i, j in enumerate(self.nonlinear):
            total = total + self.normal_prior(j).logpdf(nonlinear[..., i])
        return total

    @cached_property
    def bounded(self) -> bool:
        """Whether the only linear parameter is bounded (loading refuses bounds on one of several)."""
        return any(np.isfinite(self.model.parameters[j].bounds).any() for j in self.linear)

    @cached_property
    def _bounds(self) -> Array:
        """Lower and upper bounds (2, parameters)."""
        return np.array([p.bounds for p in self.model.parameters]).reshape(-1, 2).T

    def normal_prior(self, j: int) -> Normal:
        """Return the prior of non-linear parameter `j`."""
        return self._effects.normal_prior(j)

    def effect_bounds(self, design: Design) -> tuple[Array, Array]:
        """Return the bounds (...) of the effect coordinate of a model with one linear parameter."""
        lower, upper = self.model.parameters[self.linear[0]].bounds
        shift, step = design.shift[..., 0], design.matrix[..., 0, 0]
        ends = (lower - shift) / step, (upper - shift) / step
        return np.minimum(*ends), np.maximum(*ends)

    def log_mass_inside(self, nonlinear: Array, design: Design) -> Array:
        """Return ln of the prior mass (...) inside the bounds, by which truncated priors are normalised."""
        from scipy.special import ndtr

        mass = np.ones(nonlinear.shape[:-1])
        for j in self.nonlinear:
            prior = self.normal_prior(j)
            ends = (np.array(self.model.parameters[j].bounds) - prior.mean) / prior.sd
            mass = mass * (ndtr(ends[1]) - ndtr(ends[0]))
        if self.bounded:
            low, high = self.effect_bounds(design)
            mass = mass * (ndtr(high) - ndtr(low))
        return np.asarray(np.log(mass))

    def log_posterior(self, z: Array) -> Array:
        """Return the unnormalised log posterior (...); -inf wherever it is not finite."""
        u, nonlinear, log_sigma = self.split(z)
        with np.errstate(all="ignore"):
            design = self.design(nonlinear)
            mean = design.offset + product(design.columns, u)
            log_density = LIKELIHOODS[self.likelihood](self.y, mean, log_sigma).sum(axis=-1)
            value = self._log_prior(z, design) + log_density
        return np.where(np.isfinite(value), value, -np.inf)

    def draw_prior(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` coordinates (size, d) from the prior, bounds respected by rejection."""
        kept: list[Array] = []
        while sum(map(len, kept)) < size:
            z = rng.standard_normal((2 * size, self.dimension))
            for i, j in enumerate(self.nonlinear):
                prior = self.normal_prior(j)
                z[:, len(self.linear) + i] = prior.mean + prior.sd * z[:, len(self.linear) + i]
            z[:, -1] = np.log(self.sigma_prior.draw(2 * size, rng))
            kept.append(z[np.isfinite(self.log_prior(z))])
        return np.concatenate(kept)[:size]
