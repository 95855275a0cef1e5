"""Least squares with lmfit in scaled parameters, and what is done about bounds.

lmfit enforces a bound by a curved coordinate whose bend is one unit wide, and treats numbers within 1e-13 as equal.
Therefore every parameter is divided by its own scale, and a bounded parameter by its distance from the bound. On the
bound itself the curved coordinate has no slope. A separate fit with the parameter fixed at the bound tells whether the
sum of squares is least there.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.inference.residuals import misfit, residual, residual_slopes
from tcreferee.inference.trial import Trial

XTOL, FTOL, MOST_CALLS = 1e-12, 1e-15, 4000
# scales are taken anew where a parameter ends this much nearer to its bound than it started
NEARER, RESCALED = 1e-3, 3
# how near to a bound, in natural units, a fit is tried on it, and what the sum of squares may lose by it
NEAR, LEVEL = 0.1, 1e-10


@dataclass(frozen=True)
class Descent:
    """Where one descent ended.

    Parameters
    ----------
    trial : Trial
    theta : (parameters,) array
        Physical parameters; those the likelihood does not know are meaningless.
    scales : (parameters,) array
        lmfit's parameters times these are the physical ones.
    minimizer, result : lmfit's, in scaled parameters; None if every parameter is held.
    held : dict of str to float
        Parameters that were held at a value.
    """

    trial: Trial
    theta: Array
    scales: Array
    minimizer: Any
    result: Any
    held: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def square(self) -> float:
        """Sum of squares of the residuals."""
        return float(np.sum(misfit(self.trial, self.theta) ** 2))

    @property
    def varied(self) -> list[str]:
        """Names of the parameters that were varied."""
        return [] if self.result is None else list(self.result.var_names)

    @property
    def calls(self) -> int:
        """How often the residuals were computed."""
        return 0 if self.result is None else int(self.result.nfev)

    def scale_of(self, name: str) -> float:
        """Return the scale of a parameter."""
        return float(self.scales[[p.name for p in self.trial.model.parameters].index(name)])

    def physical(self) -> Any:
        """Return lmfit's result in physical parameters, for its report."""
        found = copy.copy(self.result)
        found.params = copy.deepcopy(self.result.params)
        for p, scale in zip(found.params.values(), self.scales, strict=True):
            value, error, start, low, high = p.value, p.stderr, p.init_value, p.min, p.max
            p.set(min=-math.inf, max=math.inf)
            p.set(value=value * scale)
            # lmfit takes ends that are closer than 1e-13 for equal
            if high * scale - low * scale > 1e-12 * max(1.0, abs(value * scale)):
                p.set(min=low * scale, max=high * scale)
            # lmfit gives what is held an error of 0, and divides by its value
            known = error is not None and p.vary
            p.stderr, p.init_value = error * scale if known else None, start * scale
        return found


def descend(trial: Trial, start: Array, held: Mapping[str, float] | None = None) -> Descent:
    """Walk down from a start with lmfit's Levenberg-Marquardt.

    Parameters
    ----------
    trial : Trial
    start : (parameters,) array
        Inside the bounds.
    held : mapping of str to float
        Parameters that do not move.
    """
    held = held or {}
    theta = np.array([held.get(p.name, value) for p, value in zip(trial.model.parameters, start, strict=True)], float)
    scales = _scales(trial, theta)
    free = [p for p in trial.model.parameters if not isinstance(p.prior, Spread) and p.name not in held]
    minimizer: Any = None
    result: Any = None
    for _ in range(RESCALED if free else 0):
        minimizer, result = _minimised(trial, theta, scales, held)
        # a held value is kept as it is, not as it comes back from its scale
        ends = [held.get(n, p.value * s) for (n, p), s in zip(result.params.items(), scales, strict=True)]
        theta = np.array(ends, dtype=np.float64)
        again = _scales(trial, theta)
        if (again >= NEARER * scales).all():
            break
        scales = again
    return Descent(trial, theta, scales if result is None else minimizer.userargs[1], minimizer, result, held)


def descend_within(trial: Trial, start: Array) -> Descent:
    """Walk down from a start. If that ends beside a bound, try whether the sum of squares is least on the bound."""
    best = descend(trial, start)
    natural = natural_scales(trial, best.theta)
    for j, p in enumerate(trial.model.parameters):
        if isinstance(p.prior, Spread) or not np.isfinite(p.bounds).any():
            continue
        end = min(p.bounds, key=lambda bound: abs(best.theta[j] - bound))
        if abs(best.theta[j] - end) < NEAR * natural[j]:
            there = descend(trial, best.theta, {**best.held, p.name: end})
            best = there if there.square <= best.square * (1 + LEVEL) else best
    return best


def _minimised(trial: Trial, theta: Array, scales: Array, held: Mapping[str, float]) -> tuple[Any, Any]:
    import lmfit

    parameters = lmfit.Parameters()
    for p, value, scale in zip(trial.model.parameters, theta, scales, strict=True):
        # the likelihood does not know the spread between families: only the posterior does
        free = not isinstance(p.prior, Spread) and p.name not in held
        low, high = (end / scale for end in p.bounds)
        parameters.add(p.name, value=value / scale, min=low, max=high, vary=free)
    settings = {"Dfun": residual_slopes, "xtol": XTOL, "ftol": FTOL, "gtol": 0.0}
    minimizer = lmfit.Minimizer(residual, parameters, fcn_args=(trial, scales), nan_policy="raise", **settings)
    return minimizer, minimizer.minimize(method="leastsq", max_nfev=MOST_CALLS)


def _scales(trial: Trial, theta: Array) -> Array:
    """Return the scales (parameters,): distance from a single bound, distance between two, or the natural scale."""
    natural = natural_scales(trial, theta)
    for j, p in enumerate(trial.model.parameters):
        low, high = p.bounds
        if math.isfinite(low) and math.isfinite(high):
            natural[j] = high - low
        elif math.isfinite(low) or math.isfinite(high):
            away = float(np.nanmin(np.abs(theta[j] - np.array([low, high]))))
            natural[j] = away if away > 1e-12 * natural[j] else natural[j]
    return natural


def natural_scales(trial: Trial, theta: Array) -> Array:
    """Return the natural scale of each parameter (parameters,): one effect, or one width of its prior.

    Parameters
    ----------
    trial : Trial
    theta : (parameters,) array
        The point at which it is asked: the effect of a coefficient of n^(-p) depends on p.
    """
    found = np.ones(len(theta))
    with np.errstate(all="ignore"):
        at = np.array([_coordinate(trial, j, theta[j]) for j in trial.nonlinear])
        if trial.linear:
            found[list(trial.linear)] = np.abs(trial.design(at).matrix).max(axis=-1)
        for i, j in enumerate(trial.nonlinear):
            prior = trial.prior(j)
            found[j] = abs(float(prior.physical(at[i] + prior.width)) - float(prior.physical(at[i])))
    width = np.array([high - low for low, high in (p.bounds for p in trial.model.parameters)])
    return np.where(np.isfinite(found) & (found > 0), np.minimum(found, width), 1.0)


def _coordinate(trial: Trial, j: int, value: float) -> float:
    prior, bounds = trial.prior(j), trial.model.parameters[j].bounds
    if not bounds[0] < value < bounds[1] or isinstance(prior, Spread):
        return prior.location
    found = prior.coordinate(float(value))
    return found if math.isfinite(found) else prior.location
