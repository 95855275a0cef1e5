r"""What one group of rows says of a parameter that several groups share, its other parameters integrated out.

At a given scatter (and a given non-linear parameter) the coefficients of a model are normal before and after the rows
are seen. The likelihood of the shared coefficient t is the ratio of the two, a normal curve

.. math:: L(t \mid \sigma) = p(y \mid \sigma)\, \frac{N(t; m, v)}{N(t; m_0, v_0)} = C\, e^{-q (t - a)^2 / 2},
          \qquad q = \frac1v - \frac1{v_0}

with m, v its posterior and m_0, v_0 its prior moments. What the group says is the sum of such curves over the nodes of
the quadrature, for all of its rows and for each row left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional, solved_effects
from tcreferee.inference.exact import Mask
from tcreferee.inference.quadrature import grids
from tcreferee.inference.trial import Trial

# below this share of the prior's variance the rows say nothing of the shared coefficient
NOTHING = 1e-12


@dataclass(frozen=True)
class Curves:
    """The likelihood of the shared coefficient by one group, a sum of normal curves.

    Parameters
    ----------
    log_height : (sets, curves) array
        ln of the weight times C.
    at, precision : (sets, curves) arrays
        a and q; q is 0 where the rows say nothing.
    log_sigma : (curves,) array
        Scatter of each curve.
    own, slope : (curves, k) arrays
        Expected linear parameters with all rows at t = a, and their change with t.
    prior : (float, float)
        Mean and standard deviation that the shared coefficient would have in this group alone.
    """

    log_height: Array
    at: Array
    precision: Array
    log_sigma: Array
    own: Array
    slope: Array
    prior: tuple[float, float]

    def log_averaged(self, mean: Array, variance: Array, which: int | slice = slice(None)) -> Array:
        """Return ln of L averaged over t ~ Normal(mean, variance), (..., t), of sets `which`.

        Parameters
        ----------
        mean, variance : (t,) arrays
            With the variance 0 it is ln L(mean).
        which : int or slice
        """
        height, at, q = (each[which][..., np.newaxis, :] for each in (self.log_height, self.at, self.precision))
        wide = 1 + q * variance[:, np.newaxis]
        return log_sum(height - 0.5 * np.log(wide) - 0.5 * q * (mean[:, np.newaxis] - at) ** 2 / wide)

    def given(self, t: float) -> tuple[Array, float]:
        """Return the expected linear parameters (k,) and the geometric mean of the scatter, at a value of t."""
        log_weight = self.log_height[0] - 0.5 * self.precision[0] * (t - self.at[0]) ** 2
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        own = weight @ (self.own + self.slope * (t - self.at[0])[:, np.newaxis])
        return own, float(np.exp(weight @ self.log_sigma))


def log_sum(logs: Array) -> Array:
    """Return ln of the sum of the exponentials over the last axis."""
    peak = logs.max(axis=-1)
    peak = np.where(np.isfinite(peak), peak, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(peak + np.log(np.exp(logs - peak[..., np.newaxis]).sum(axis=-1)))


def fixed(trial: Trial, parameter: str, value: float) -> Trial:
    """Return the trial with one non-linear parameter held at a value in its own unit."""
    model = trial.model
    kept = tuple(p for p in model.parameters if p.name != parameter)
    held = np.array([value])

    def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
        return model.predict(inputs, {**values, parameter: held})

    return replace(trial, model=replace(model, parameters=kept, predict=predict))


def curves_of(trial: Trial, shared: str, sets: Mask) -> Curves:
    """Return what a group of rows says of a linear parameter.

    Parameters
    ----------
    trial : Trial
        The model on the rows of the group, covered by `tcreferee.inference.quadrature`.
    shared : str
        Name of the linear parameter; "" if no linear parameter is shared.
    sets : (sets, rows) array of bool
        Which rows count; the first of them all.
    """
    log_sigma, points = grids(trial, sets)
    nonlinear = points.nodes[:, np.newaxis][:, : len(trial.nonlinear)]
    at_nodes = log_sigma.nodes[:, np.newaxis]
    log_density = conditional(trial, at_nodes, nonlinear, sets)[0]
    design, solved, _ = solved_effects(trial, at_nodes, nonlinear, sets, slice(None))
    with np.errstate(divide="ignore"):
        log_weight = np.log(log_sigma.weights)[:, np.newaxis] + np.log(points.weights)
    log_z = log_density + log_weight[..., np.newaxis]
    scatter = np.repeat(log_sigma.nodes, len(points.nodes))
    count = len(points.nodes)
    matrix = np.broadcast_to(design.matrix, (count, *design.matrix.shape[-2:]))
    shift = np.broadcast_to(design.shift, (count, design.shift.shape[-1]))
    theta = shift[:, np.newaxis] + np.einsum("pku,gpsu->gpsk", matrix, solved.u_mean)
    if not shared:
        nothing, own = np.zeros_like(_by_set(log_z)), _first(theta)
        return Curves(_by_set(log_z), nothing, nothing, scatter, own, np.zeros_like(own), (0.0, 1.0))
    j = [trial.model.parameters[i].name for i in trial.linear].index(shared)
    # covariances of the linear parameters with the shared one
    turned = np.einsum("pku,gpsuv->gpskv", matrix, solved.vectors)
    covariance = np.einsum("gpskv,gpsv,gpsv->gpsk", turned, solved.share, turned[..., j, :])
    v, m = covariance[..., j], theta[..., j]
    v0, m0 = np.sum(matrix[:, j] ** 2, axis=-1)[:, np.newaxis], shift[:, j, np.newaxis]
    told = v0 - v > NOTHING * v0
    gained, off = np.where(told, v0 - v, 1.0), np.where(told, m - m0, 0.0)
    height = np.where(told, 0.5 * np.log(v0 / v) + 0.5 * off**2 / gained, 0.0)
    at, precision = m + off * v / gained, np.where(told, gained / (v * v0), 0.0)
    slope = covariance / v[..., np.newaxis]
    own = theta + slope * (at - m)[..., np.newaxis]
    best = int(np.argmax(log_density[..., 0].max(axis=0)))
    alone = float(m0[best, 0]), float(np.sqrt(v0[best, 0]))
    return Curves(
        _by_set(log_z + height), _by_set(at), _by_set(precision), scatter, _first(own), _first(slope), alone
    )  # fmt: skip


def _by_set(each: Array) -> Array:
    """Return (sigma, points, sets) as (sets, curves)."""
    return np.asarray(np.moveaxis(each, -1, 0).reshape(each.shape[-1], -1))


def _first(each: Array) -> Array:
    """Return (sigma, points, sets, k) as (curves, k), of the first set."""
    return np.asarray(each[:, :, 0].reshape(-1, each.shape[-1]))
