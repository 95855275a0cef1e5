"""Maximum-likelihood fits of many data sets at once: the results of lmfit, thousands of times faster."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.likelihoods import LEAST_SQUARES
from tcreferee.inference.trial import Trial
from tcreferee.simulation.basis import Straight, dot
from tcreferee.simulation.projection import Projected, project

CHUNK = 2048


@dataclass(frozen=True)
class Refits:
    """Maximum-likelihood fits of many data sets.

    Parameters
    ----------
    theta : (data sets, parameters) array
        Estimates, in the model's order.
    rss : (data sets,) array
        Sum of squares of the residuals, of y or of ln y; NaN for yes and no.
    log_likelihood : (data sets,) array
        At the maximum, all constants included; NaN where `reason` is given.
    converged : (data sets,) array of bool
        Whether a maximum was found.
    reason : str
        Why these data sets cannot be fitted together; "" if they can.
    """

    theta: Array
    rss: Array
    log_likelihood: Array
    converged: NDArray[np.bool_]
    reason: str = ""


def refit(trial: Trial, y: Array) -> Refits:
    """Fit a trial's model by maximum likelihood to many data sets.

    Parameters
    ----------
    trial : Trial
        Its inputs, model and likelihood are used, but not its response.
    y : (data sets, rows) array
    """
    reason = uncovered(trial)
    if reason:
        blank = np.full(len(y), math.nan)
        theta = np.full((len(y), len(trial.model.parameters)), math.nan)
        return Refits(theta, blank, blank, np.zeros(len(y), bool), reason)
    if trial.likelihood in LEAST_SQUARES:
        chunks = [_least_squares(trial, y[i : i + CHUNK]) for i in range(0, max(len(y), 1), CHUNK)]
    else:
        from tcreferee.simulation import reweighted

        theta, log_likelihood, converged = reweighted.climb(trial, y)
        rss = np.full(len(y), math.nan)
        if trial.density.scatter:
            rest = y - trial.predict(theta)
            rss = dot(rest, rest)
        return Refits(theta, rss, log_likelihood, converged)
    return Refits(
        np.concatenate([c.theta for c in chunks]),
        np.concatenate([c.rss for c in chunks]),
        np.concatenate([c.log_likelihood for c in chunks]),
        np.concatenate([c.converged for c in chunks]),
    )


def uncovered(trial: Trial) -> str:
    """Return why a trial cannot be refitted by this module; "" if it can."""
    if trial.effects.pooled is not None:
        return "levels pooled between families have no meaningful maximum"
    if trial.integers:
        return "whole numbers are not scanned many data sets at once"
    if trial.constraints:
        return "inequalities between parameters are not kept where many data sets are refitted at once"
    if trial.choices > 1:
        return "a choice made row by row is not refitted many data sets at once"
    if trial.limit.any():
        return "limits are not refitted many data sets at once"
    if trial.nuisances:
        return "an error that all rows share is not refitted many data sets at once"
    if trial.sides.any():
        return "asymmetric errors are not refitted many data sets at once"
    if trial.density.inputs_known:
        return "errors of inputs are not refitted many data sets at once"
    if trial.likelihood not in LEAST_SQUARES and trial.nonlinear:
        return (
            f"with {trial.density.meaning} only models linear in their parameters are refitted many data sets at once"
        )
    if trial.bounds.cut is not None and len(trial.linear) > 1:
        return "a bound on one of several coefficients is not kept where many data sets are refitted at once"
    if trial.density.log_response and trial.linear and not _is_a_scale(trial):
        return "with scatter of the logarithm only a common factor is refitted many data sets at once"
    return ""


def _is_a_scale(trial: Trial) -> bool:
    """Whether the prediction is one linear parameter times something positive."""
    if len(trial.linear) > 1:
        return False
    low, high = Straight(trial).ends
    theta = np.zeros((2, 3, len(trial.model.parameters)))
    theta[..., list(trial.nonlinear)] = np.stack([low, 0.5 * (low + high), high])
    theta[1, :, trial.linear[0]] = 1.0
    with np.errstate(all="ignore"):
        without, once = trial.predict(theta)
    return bool((without == 0).all() and (once >= 0).all())


def _least_squares(trial: Trial, y: Array) -> Refits:
    straight = Straight(trial)
    target = straight.target(y)
    if trial.nonlinear:
        found = project(straight, target)
    else:
        nonlinear = np.empty((len(y), 0))
        coefficients, residual = straight.basis(np.empty(0)).solve(target, straight.bounds)
        found = Projected(coefficients, nonlinear, residual, np.isfinite(residual).all(axis=1))
    rss = dot(found.residual, found.residual)
    # sigma at its maximum, sqrt(RSS / n); a perfect fit has none
    sigma = np.maximum(np.sqrt(rss / y.shape[1]), 1e-300)
    mean = target - found.residual
    mean = np.exp(mean) if trial.density.log_response else mean
    log_likelihood = trial.density.density(y, mean, sigma[:, np.newaxis]).sum(axis=1)
    theta = straight.theta(found.coefficients, found.nonlinear)
    return Refits(theta, rss, log_likelihood, found.converged & np.isfinite(rss))
