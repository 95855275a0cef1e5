"""One model before one set of rows: prior, likelihood, and the coordinates in which both are well behaved.

The linear coefficients are sampled in *effect coordinates* u ~ Normal(0, 1): u = 1 moves the mean
prediction (for a `Level`), or spreads the predictions over the rows (for an `Effect`), by the effect
scale of the comparison, whatever the unit of the coefficient. For given other parameters the physical
coefficients are an affine map of u, so the priors are normalised, matched between rivals, and the
posterior is free of the banana that T_U - B n^(-p) has in (T_U, B, p).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.model import TcModel
from tcreferee.priors import Array, HalfT, Level, Normal


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
    def linear(self) -> tuple[int, ...]:
        """Positions of the linear parameters; the `Level` first."""
        where = [j for j, p in enumerate(self.model.parameters) if p.linear]
        return tuple(sorted(where, key=lambda j: not isinstance(self.model.parameters[j].prior, Level)))

    @cached_property
    def nonlinear(self) -> tuple[int, ...]:
        """Positions of the parameters the model is not linear in."""
        return tuple(j for j, p in enumerate(self.model.parameters) if not p.linear)

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

    def design(self, nonlinear: Array) -> Design:
        """Return the affine structure at `nonlinear`, shape (..., q)."""
        if not self.nonlinear:
            return self._fixed_design
        return self._design(nonlinear)

    @cached_property
    def _fixed_design(self) -> Design:
        return self._design(np.empty(0))

    def _design(self, nonlinear: Array) -> Design:
        offset, columns = self._basis(nonlinear)
        tau, k, reference = self.scales.effect_K, columns.shape[-1], self._reference
        shift = np.zeros((*columns.shape[:-2], k))
        matrix = np.zeros((*columns.shape[:-2], k, k))
        first_effect = 0
        if self.has_level:
            # c_level = (centre - mean(offset) + tau u_0) / mean(level column), less what the effects add to the mean
            first_effect, level_mean = 1, columns[..., 0].mean(axis=-1)
            shift[..., 0] = (self.scales.centre_K - offset.mean(axis=-1)) / level_mean
            matrix[..., 0, 0] = tau / level_mean
        for j in range(first_effect, k):
            column = columns[..., j]
            if self.has_level:
                share = column.mean(axis=-1) / level_mean
                column = column - share[..., np.newaxis] * columns[..., 0]
            step = tau / np.sqrt(np.mean(column**2, axis=-1))
            # n^(-p) turns its slope where p changes sign: turn u with it, or the posterior falls in two
            step = np.where(column @ reference[:, j] < 0, -step, step)
            matrix[..., j, j] = step
            if self.has_level:
                matrix[..., 0, j] = -step * share
        return Design(offset + np.einsum("...nk,...k->...n", columns, shift), columns @ matrix, shift, matrix)

    @cached_property
    def _reference(self) -> Array:
        """Linear columns (rows, k), centred on the level, at the prior mean of the non-linear parameters."""
        _, columns = self._basis(np.array([self._normal_prior(j).mean for j in self.nonlinear]))
        if not self.has_level:
            return columns
        share = columns.mean(axis=0) / columns[:, 0].mean()
        return np.asarray(columns - share * columns[:, :1])

    def split(self, z: Array) -> tuple[Array, Array, Array]:
        """Split coordinates (..., d) into effects, non-linear parameters and ln sigma."""
        k = len(self.linear)
        return z[..., :k], z[..., k:-1], z[..., -1]

    def physical(self, z: Array) -> Array:
        """Return the physical parameters (..., parameters) of coordinates (..., d), in the model's order."""
        u, nonlinear, _ = self.split(z)
        design = self.design(nonlinear)
        theta = np.empty((*z.shape[:-1], len(self.model.parameters)))
        theta[..., list(self.linear)] = design.shift + np.einsum("...ij,...j->...i", design.matrix, u)
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
        return np.asarray(design.offset + np.einsum("...nk,...k->...n", design.columns, u))

    def log_likelihood(self, z: Array) -> Array:
        """Return the pointwise log likelihood (..., rows)."""
        return LIKELIHOODS[self.likelihood](self.y, self.mean(z), z[..., -1])

    def log_prior(self, z: Array) -> Array:
        """Return the log prior density (...) of the sampled coordinates; -inf outside the bounds."""
        u, nonlinear, log_sigma = self.split(z)
        value = self.sigma_prior.logpdf_of_log(log_sigma) - 0.5 * np.sum(u**2 + math.log(2 * math.pi), axis=-1)
        value = value + self.log_prior_nonlinear(nonlinear)
        lower, upper = np.array([p.bounds for p in self.model.parameters]).reshape(-1, 2).T
        theta = self.physical(z)
        value = np.where(np.all((theta > lower) & (theta < upper), axis=-1), value, -np.inf)
        return np.asarray(value - self.log_mass_inside(nonlinear))

    def log_prior_nonlinear(self, nonlinear: Array) -> Array:
        """Return the log prior density (...) of the non-linear parameters, bounds not yet applied."""
        total = np.zeros(nonlinear.shape[:-1])
        for i, j in enumerate(self.nonlinear):
            total = total + self._normal_prior(j).logpdf(nonlinear[..., i])
        return total

    @cached_property
    def bounded(self) -> bool:
        """Whether the only linear parameter is bounded (loading refuses bounds on one of several)."""
        return any(np.isfinite(self.model.parameters[j].bounds).any() for j in self.linear)

    def _normal_prior(self, j: int) -> Normal:
        prior = self.model.parameters[j].prior
        if not isinstance(prior, Normal):
            raise TypeError(f"parameter {j} of '{self.model.name}' is linear")
        return prior

    def effect_bounds(self, nonlinear: Array) -> tuple[Array, Array]:
        """Return the bounds (...) of the effect coordinate of a model with one linear parameter."""
        lower, upper = self.model.parameters[self.linear[0]].bounds
        design = self.design(nonlinear)
        shift, step = design.shift[..., 0], design.matrix[..., 0, 0]
        ends = (lower - shift) / step, (upper - shift) / step
        return np.minimum(*ends), np.maximum(*ends)

    def log_mass_inside(self, nonlinear: Array) -> Array:
        """Return ln of the prior mass (...) inside the bounds, by which truncated priors are normalised."""
        from scipy.special import ndtr

        mass = np.ones(nonlinear.shape[:-1])
        for j in self.nonlinear:
            prior = self._normal_prior(j)
            ends = (np.array(self.model.parameters[j].bounds) - prior.mean) / prior.sd
            mass = mass * (ndtr(ends[1]) - ndtr(ends[0]))
        if self.bounded:
            low, high = self.effect_bounds(nonlinear)
            mass = mass * (ndtr(high) - ndtr(low))
        return np.asarray(np.log(mass))

    def log_posterior(self, z: Array) -> Array:
        """Return the unnormalised log posterior (...); -inf wherever it is not finite."""
        with np.errstate(all="ignore"):
            value = self.log_prior(z) + self.log_likelihood(z).sum(axis=-1)
        return np.where(np.isfinite(value), value, -np.inf)

    def draw_prior(self, size: int, rng: np.random.Generator) -> Array:
        """Draw `size` coordinates (size, d) from the prior, bounds respected by rejection."""
        kept: list[Array] = []
        while sum(map(len, kept)) < size:
            z = rng.standard_normal((2 * size, self.dimension))
            for i, j in enumerate(self.nonlinear):
                prior = self._normal_prior(j)
                z[:, len(self.linear) + i] = prior.mean + prior.sd * z[:, len(self.linear) + i]
            z[:, -1] = np.log(self.sigma_prior.draw(2 * size, rng))
            kept.append(z[np.isfinite(self.log_prior(z))])
        return np.concatenate(kept)[:size]
