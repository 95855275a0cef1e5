"""What a model is linear in: on the scale of the response, or of its logarithm where that carries the scatter.

Arrays of columns are (coefficients, ..., rows): one contiguous block a coefficient, so that many data sets are worked
through at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

DEAD = 1e-11


def dot(left: Array, right: Array) -> Array:
    """Return the sum over rows of the product of two (..., rows) arrays."""
    return np.asarray(np.einsum("...n,...n->...", left, right))


@dataclass(frozen=True)
class Basis:
    """Offset (..., rows) and columns (coefficients, ..., rows) of a prediction at fixed non-linear parameters."""

    offset: Array
    columns: Array

    @cached_property
    def orthonormal(self) -> tuple[Array, Array]:
        """Orthonormal columns, and R (coefficients, coefficients, ...) with columns = R' orthonormal.

        A column without a direction of its own is zero, and its R is infinite: its coefficient is 0.
        """
        k = len(self.columns)
        q, r = np.zeros_like(self.columns), np.zeros((k, k, *self.columns.shape[1:-1]))
        for j, column in enumerate(self.columns):
            rest = column
            for _ in range(2 if j else 0):  # once leaves what cancellation leaves
                for i in range(j):
                    part = dot(q[i], rest)
                    r[i, j] += part
                    rest = rest - part[..., np.newaxis] * q[i]
            size = np.sqrt(dot(rest, rest))
            r[j, j] = np.where(size > DEAD * np.sqrt(dot(column, column)), size, math.inf)
            q[j] = rest / r[j, j, ..., np.newaxis]
        return q, r

    def solve(self, target: Array, bounds: tuple[float, float]) -> tuple[Array, Array]:
        """Return the least-squares coefficients (data sets, coefficients) and the residuals (data sets, rows).

        Parameters
        ----------
        target : (data sets, rows) array
        bounds : (float, float)
            Of a coefficient that stands alone; the others have none.
        """
        q, r = self.orthonormal
        k, shared = len(q), self.offset.ndim == 1
        rest, parts = target - self.offset, []
        for each in q:
            part = rest @ each if shared else dot(rest, each)
            rest = rest - part[..., np.newaxis] * each
            parts.append(part)
        coefficients = np.zeros((len(target), k))
        for j in reversed(range(k)):
            above = sum((r[j, i] * coefficients[:, i] for i in range(j + 1, k)), np.zeros(len(target)))
            coefficients[:, j] = (parts[j] - above) / r[j, j]
        if k == 1 and np.isfinite(bounds).any():
            # a parabola cut at a bound is least at the bound
            cut = np.clip(coefficients, *bounds)
            rest = rest + (coefficients - cut) * self.columns[0]
            coefficients = cut
        return coefficients, rest


@dataclass(frozen=True)
class Straight:
    """A trial whose maximum likelihood is a least-squares fit with linear coefficients.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial

    @cached_property
    def bounds(self) -> tuple[float, float]:
        """Bounds of the only linear coefficient; none if there are several."""
        free, log = (-math.inf, math.inf), self.trial.density.log_response
        only = len(self.trial.linear) == 1 and not log
        return self.trial.model.parameters[self.trial.linear[0]].bounds if only else free

    def target(self, y: Array) -> Array:
        """Return what is fitted, y or ln y."""
        return np.asarray(np.log(y)) if self.trial.density.log_response else y

    def basis(self, nonlinear: Array) -> Basis:
        """Return the linear structure at physical non-linear parameters (..., q)."""
        trial, lead, k = self.trial, nonlinear.shape[:-1], len(self.trial.linear)
        theta = np.zeros((k + 1, *lead, len(trial.model.parameters)))
        theta[..., list(trial.nonlinear)] = nonlinear
        for i, j in enumerate(trial.linear):
            theta[i + 1, ..., j] = trial.effects.steps[i]
        with np.errstate(all="ignore"):
            raw = trial.predict(theta)
            columns = (raw[1:] - raw[0]) / trial.effects.steps.reshape(-1, *[1] * (raw.ndim - 1))
            if not trial.density.log_response:
                return Basis(raw[0], columns)
            if not k:
                return Basis(np.log(raw[0]), columns)
            # c g(x) has the logarithm ln c + ln g(x): linear in ln c
            return Basis(np.log(columns[0]), np.ones_like(columns))

    def theta(self, coefficients: Array, nonlinear: Array) -> Array:
        """Return the physical parameters (..., parameters)."""
        theta = np.empty((*coefficients.shape[:-1], len(self.trial.model.parameters)))
        log = self.trial.density.log_response
        theta[..., list(self.trial.linear)] = np.exp(coefficients) if log else coefficients
        theta[..., list(self.trial.nonlinear)] = nonlinear
        return theta

    def fitted(self, coefficients: Array, nonlinear: Array) -> Array:
        """Return the prediction (..., rows), or its logarithm."""
        with np.errstate(all="ignore"):
            return self.target(self.trial.predict(self.theta(coefficients, nonlinear)))

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """Lowest and highest values (q,) of the non-linear parameters that are searched: the prior's reach, cut."""
        low, high = [], []
        for j in self.trial.nonlinear:
            p, prior = self.trial.model.parameters[j], self.trial.prior(j)
            ends = prior.physical(np.array(prior.reach))
            low.append(max(float(ends[0]), p.bounds[0]))
            high.append(min(float(ends[1]), p.bounds[1]))
        return np.array(low), np.array(high)
