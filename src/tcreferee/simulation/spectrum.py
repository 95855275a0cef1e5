"""The posteriors of many data sets at the same nodes of the scatter and the non-linear parameter.

At a given non-linear parameter the response has the covariance Psi Psi' + s^2 I whatever the data: one singular value
decomposition serves every data set and every s. Leaving a row out is closed form at a node (Sundararajan and Keerthi
2001, 10.1162/08997660151134343).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.base.scatter_priors import SigmaPrior
from tcreferee.inference.trial import Trial
from tcreferee.inference.truncated import log_mass

CERTAIN, BLOCK = 6.5, 4096
LN_2PI = math.log(2 * math.pi)
Where = NDArray[np.intp]


@dataclass(frozen=True)
class Spectrum:
    """Data sets in the singular coordinates of the columns Psi = U S V', at points of the non-linear parameter.

    Parameters
    ----------
    u : (points, rows, k) array
    values, square : (points, k) array
        S, and S^2.
    right : (points, k, effects) array
        V'.
    residual, rest : (points, data sets, rows) array
        Response less the offset; and what of it lies outside the span of U.
    b, rss : (points, data sets, k) and (points, data sets) array
        U' residual, and the sum of squares of `rest`.
    log_prior : (points,) array
        Of the non-linear parameter, less ln of the prior mass inside the bounds.
    along : (points, k) array
        V' times the direction of a bounded coefficient in the effects; empty if none is bounded.
    low, high : (points,) array
        Bounds of the coordinate along it; infinite elsewhere.
    """

    u: Array
    values: Array
    square: Array
    right: Array
    residual: Array
    rest: Array
    b: Array
    rss: Array
    log_prior: Array
    along: Array
    low: Array
    high: Array

    @property
    def bounded(self) -> bool:
        """Whether a bound cuts the effect."""
        return bool(np.isfinite(self.low).any() or np.isfinite(self.high).any())

    @cached_property
    def _left_out(self) -> Array:
        """Decrease of the least sum of squares if a row is left out (points, data sets, rows)."""
        return self.rest**2 / np.maximum(1 - np.sum(self.u**2, axis=-1), 1e-12)[:, np.newaxis]

    @cached_property
    def largest_left_out(self) -> Array:
        """Largest decrease of the sum of squares if one row is left out (points, data sets)."""
        return np.asarray(np.minimum(self._left_out.max(axis=-1), self.rss))

    @cached_property
    def least_left_out(self) -> Array:
        """The least sum of squares with one row left out (points, data sets)."""
        return self.rss - self.largest_left_out

    def log_density(self, log_sigma: Array, prior: SigmaPrior) -> Array:
        """Return ln(likelihood x prior) (data sets, points, scatters) at ln s."""
        points, count, rows = self.rest.shape
        variance = np.exp(2 * log_sigma)
        total = variance + self.square[..., np.newaxis]
        level = rows * LN_2PI + 2 * (rows - self.square.shape[1]) * log_sigma + np.log(total).sum(axis=1)
        left = np.concatenate([self.rss[..., np.newaxis], self.b**2], axis=-1)
        each = np.broadcast_to(1 / variance, (points, 1, len(log_sigma)))
        value = -0.5 * (left @ np.concatenate([each, 1 / total], axis=1) + level[:, np.newaxis])
        if self.bounded:
            mean, sd = self._effect(variance)
            value += log_inside(mean, sd, self.low[:, np.newaxis, np.newaxis], self.high[:, np.newaxis, np.newaxis])
        value += self.log_prior[:, np.newaxis, np.newaxis] + prior.logpdf_of_log(log_sigma)
        return np.where(np.isfinite(value), value, -np.inf).transpose(1, 0, 2)

    def _effect(self, variance: Array) -> tuple[Array, Array]:
        """Return conditional mean and sd (points, data sets, scatters) along a bounded coefficient."""
        total = variance + self.square[..., np.newaxis]
        mean = np.einsum("pk,pdk,pks->pds", self.along * self.values, self.b, 1 / total)
        its = np.einsum("pk,pks->ps", self.along**2, variance / total) + self._beside[:, np.newaxis]
        return mean, np.sqrt(its)[:, np.newaxis]

    @property
    def _beside(self) -> Array:
        """Part of the direction (points,) that the rows do not determine, where the posterior equals the prior."""
        return np.maximum(1 - np.sum(self.along**2, axis=-1), 0.0)

    def log_left_out(self, point: Where, which: Where, scatter: Where, log_sigma: Array) -> Array:
        """Return ln p(y_i | the other rows) (nodes, rows) at nodes given by three indices, bounds respected."""
        variance = np.exp(2 * log_sigma)
        shrunk = variance / (variance + self.square[..., np.newaxis])
        leverage = np.maximum(1 - np.sum(self.u**2, axis=-1), 0.0)
        inverse = leverage[:, np.newaxis] + np.einsum("pnk,pks->psn", self.u**2, shrunk)
        turned = np.einsum("pnk,pks->kpsn", self.u, shrunk).reshape(-1, len(self.u) * len(log_sigma), self.u.shape[1])
        level = (0.5 * (np.log(inverse) - LN_2PI) - log_sigma[:, np.newaxis]).reshape(-1, self.u.shape[1])
        cost = (0.5 / (inverse * variance[:, np.newaxis])).reshape(-1, self.u.shape[1])
        value = np.empty((len(point), self.u.shape[1]))
        for start in range(0, len(point), BLOCK):  # what stays in the cache is several times faster
            p, d, s = (each[start : start + BLOCK] for each in (point, which, scatter))
            at, b = p * len(log_sigma) + s, self.b[p, d]
            reduced = self.rest[p, d]
            for k, column in enumerate(turned):
                reduced += column[at] * b[:, k, np.newaxis]
            reduced *= reduced
            value[start : start + BLOCK] = level[at] - reduced * cost[at]
            if self.bounded:
                value[start : start + BLOCK] -= self._log_inside_left_out(p, d, variance[s, np.newaxis])
        return value

    def _log_inside_left_out(self, point: Where, which: Where, variance: Array) -> Array:
        """Return ln of the mass (nodes, rows) of the effect inside its bounds with a row left out, over that of all."""
        u, along, values, b = self.u[point], self.along[point], self.values[point], self.b[point, which]
        shrunk = variance / (variance + self.square[point])
        miss = self.rest[point, which] + np.einsum("nrk,nk->nr", u, shrunk * b)
        share = np.maximum(1 - np.sum(u**2, axis=-1), 0.0) + np.einsum("nrk,nk->nr", u**2, shrunk)
        mean = np.sum(along * values * b * shrunk, axis=1, keepdims=True) / variance
        its = np.sum(along**2 * shrunk, axis=1, keepdims=True) + self._beside[point, np.newaxis]
        across = np.einsum("nrk,nk->nr", u, along * values * shrunk)
        ends = self.low[point, np.newaxis], self.high[point, np.newaxis]
        without = mean - across * miss / (variance * share), its + across**2 / (variance * share)
        masses = [log_inside(m, np.sqrt(v), *ends) for m, v in (without, (mean, its))]
        return np.asarray(masses[0] - masses[1])


def spectrum(trial: Trial, y: Array, p: Array) -> Spectrum:
    """Return data sets (data sets, rows) at coordinates (points,) of the non-linear parameter; one if there is none.

    A point at which the formula is no number has no prior density, and so no weight in any posterior.
    """
    count, rows = len(p), y.shape[1]
    nonlinear = p[:, np.newaxis][:, : len(trial.nonlinear)]
    design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
    psi = np.broadcast_to(design.columns, (count, rows, design.columns.shape[-1]))
    offset = np.broadcast_to(design.offset, (count, rows))
    number = np.isfinite(psi).all(axis=(1, 2)) & np.isfinite(offset).all(axis=1)
    if not number.all():
        psi, offset = (
            np.where(number[:, np.newaxis, np.newaxis], psi, 0.0),
            np.where(number[:, np.newaxis], offset, 0.0),
        )
    if psi.shape[-1]:
        u, values, right = np.linalg.svd(psi, full_matrices=False)
    else:
        u, values, right = psi, np.empty((count, 0)), np.empty((count, 0, 0))
    residual = y - offset[:, np.newaxis]
    b = residual @ u
    rest = residual - b @ np.swapaxes(u, 1, 2)
    log_prior = -np.broadcast_to(trial.bounds.log_mass_inside(nonlinear, design), (count,))
    if trial.nonlinear:
        log_prior = log_prior + trial.joint_prior.log_nonlinear(nonlinear)
    log_prior = np.where(number, log_prior, -np.inf)
    along, low, high = np.empty((count, 0)), np.full(count, -np.inf), np.full(count, np.inf)
    if trial.bounds.cut is not None:
        direction, *ends = trial.bounds.of_effect(design)
        direction = np.broadcast_to(direction, (count, direction.shape[-1]))
        low, high = (np.broadcast_to(end, (count,)) for end in ends)
        along = np.einsum("pku,pu->pk", right, direction)
    rss = np.einsum("pdn,pdn->pd", rest, rest)
    return Spectrum(u, values, values**2, right, residual, rest, b, rss, log_prior, along, low, high)


def log_inside(mean: Array, sd: Array, low: Array, high: Array) -> Array:
    """Return ln of the mass of normal variables inside bounds, computed only where it differs from 0."""
    below, above = np.broadcast_arrays((low - mean) / sd, (high - mean) / sd)
    value = np.zeros(below.shape)
    near = (below > -CERTAIN) | (above < CERTAIN)
    if near.any():
        value[near] = log_mass(below[near], above[near])
    return value
