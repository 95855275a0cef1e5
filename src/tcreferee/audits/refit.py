"""Estimates of a fit, and refits without each row in turn."""

from __future__ import annotations

import numpy as np

from tcreferee.audits.case import Tried
from tcreferee.base.priors import Array
from tcreferee.inference import scatter
from tcreferee.inference.common_errors import penalty
from tcreferee.inference.likelihoods import LEAST_SQUARES
from tcreferee.inference.residuals import FAR, misfit
from tcreferee.inference.trial import Trial

STEPS, SMALL, SHIFT = 100, 1e-10, 1e-5


def estimates(tried: Tried) -> tuple[Array, Array, float]:
    """Return estimates and standard errors (parameters,), and the scatter; NaN if there is none."""
    count = len(tried.trial.model.parameters)
    # a model that was refused has no parameters in its record
    told = tried.fit["parameters"] or [{"estimate": None, "standard_error": None}] * (count + 1)
    theta, errors = (
        np.array([np.nan if p[key] is None else p[key] for p in told[:count]], dtype=np.float64)
        for key in ("estimate", "standard_error")
    )
    sigma = told[count]["estimate"] if tried.trial.density.scatter else 1.0
    return theta, errors, np.nan if sigma is None else float(sigma)


def least_squares(trial: Trial) -> bool:
    """True if the maximum of the likelihood is a least-squares solution."""
    return scatter.least_squares(trial)


def in_place(trial: Trial) -> str:
    """Return words for a test by least squares if the declared likelihood is another one; otherwise ""."""
    if trial.likelihood in LEAST_SQUARES and not trial.limit.any():
        return ""
    return f"; this test fits by least squares in place of the declared likelihood ({trial.density.meaning})"


def without_each(trial: Trial, theta: Array, sigma: float) -> Array:
    """Refit with each row left out in turn.

    Parameters
    ----------
    trial : Trial
    theta : (parameters,) array
        Estimates from all rows.
    sigma : float
        Scatter at these estimates.

    Returns
    -------
    (rows, parameters) array
        Estimates without each row; NaN if no maximum was found.
    """
    if least_squares(trial):
        return _gauss_newton(trial, theta)
    return _climbed(trial, theta, sigma)


def _units(trial: Trial) -> Array:
    """Return the unit (coordinates,) in which steps of each effect and non-linear parameter are taken."""
    return np.array([*np.ones(len(trial.effects.names)), *(trial.prior(j).width for j in trial.nonlinear)])


def _gauss_newton(trial: Trial, start: Array) -> Array:
    """Return the least-squares estimates without each row, by damped Gauss-Newton steps for all rows at once.

    The steps start from the estimates of all rows. They are taken in effect coordinates, in which linear coefficients
    and exponents are nearly uncorrelated.
    """
    rows, units = len(trial.y), _units(trial)
    keep, scatter = 1.0 - np.eye(rows), np.zeros((rows, 1))
    z = np.tile(trial.coordinates(start, 1.0)[:-1] / units, (rows, 1))
    each = np.arange(z.shape[1])

    def physical(at: Array) -> Array:
        return trial.physical(np.concatenate([at * units, scatter], axis=1))

    def misses(at: Array) -> Array:
        theta = physical(at)
        lower, upper = np.array([p.bounds for p in trial.model.parameters]).T
        inside = np.all((theta >= lower) & (theta <= upper), axis=1)
        return np.where(inside[:, np.newaxis], misfit(trial, theta), FAR) * keep

    def slopes(at: Array) -> Array:
        moved = [SHIFT * (each == j) for j in each]
        return np.stack([(misses(at + step) - misses(at - step)) / (2 * SHIFT) for step in moved], axis=1)

    damping, residual, settled = np.full(rows, 1e-9), misses(z), np.zeros(rows, dtype=bool)
    square = np.sum(residual**2, axis=1)
    for _ in range(STEPS):
        slope = slopes(z)
        normal = slope @ np.swapaxes(slope, 1, 2)
        gradient = np.einsum("npr,nr->np", slope, residual)
        normal[:, each, each] *= 1 + damping[:, np.newaxis]
        normal[:, each, each] += 1e-300
        step = -np.linalg.solve(normal, gradient[..., np.newaxis])[..., 0]
        # a step that would reduce the sum of squares by less than this share does not change an estimate visibly
        settled |= -np.einsum("np,np->n", gradient, step) <= SMALL * square
        new = misses(z + step)
        new_square = np.sum(new**2, axis=1)
        better = new_square <= square
        z, residual = np.where(better[:, np.newaxis], z + step, z), np.where(better[:, np.newaxis], new, residual)
        square, damping = np.where(better, new_square, square), np.where(better, damping / 10, damping * 10 + 1e-6)
        if settled.all():
            break
    return np.where(settled[:, np.newaxis], physical(z), np.nan)


def _climbed(trial: Trial, theta: Array, sigma: float) -> Array:
    """Return the maximum-likelihood estimates without each row, by BFGS from the estimates of all rows."""
    from scipy.optimize import minimize

    units = np.array([*_units(trial), *([1.0] if trial.density.scatter else [])])
    # a scatter of zero has no logarithm, so the search then starts from the scatter of the residuals
    scatter = sigma or max(float(np.sqrt(np.mean(misfit(trial, theta) ** 2))), 1e-300)
    start = trial.coordinates(theta, scatter) / units
    keep = 1.0 - np.eye(len(trial.y))
    found = np.full((len(trial.y), len(theta)), np.nan)
    step = 1e-6 * np.vstack([np.zeros(len(start)), np.eye(len(start)), -np.eye(len(start))])

    def value_and_slope(z: Array, weight: Array) -> tuple[float, Array]:
        with np.errstate(all="ignore"):
            at = (z + step) * units
            values = -np.nan_to_num(trial.log_likelihood(at), nan=-1e10, neginf=-1e10) @ weight + penalty(trial, at)
        d = len(z)
        return float(values[0]), (values[1 : d + 1] - values[d + 1 :]) / 2e-6

    for i, weight in enumerate(keep):
        result = minimize(value_and_slope, start, args=(weight,), jac=True, method="BFGS", options={"gtol": 1e-4})
        # if the formula separates the remaining rows perfectly, there is no maximum and an estimate diverges
        if np.isfinite(result.x).all() and np.abs(result.jac).max() < 1e-2 and np.abs(result.x - start).max() < 50:
            found[i] = trial.physical(result.x * units)
    return found
