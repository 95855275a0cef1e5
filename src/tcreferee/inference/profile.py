"""Profile intervals (F test) of a least-squares fit, and standard errors where it lies on a bound."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.inference.descent import Descent, natural_scales
from tcreferee.inference.residuals import FAR, misfit, slopes_of_residuals

LEVELS = {"68.3%": 0.6826894921370859, "95.4%": 0.9544997361036416}
Ends = dict[str, tuple[float, float]]
NO_CURVATURE = "no profile intervals: the curvature at the best fit gives no standard error"
DOUBLINGS, INSIDE = 60, 1e-9


def profile(best: Descent) -> tuple[dict[str, Ends], tuple[str, ...]]:
    """Return profile intervals by parameter and level and, in words, what is missing from them.

    Parameters
    ----------
    best : Descent
        That does not lie on a bound.
    """
    import lmfit

    result, trial = best.result, best.trial
    if result.nfree < 1:
        return {}, ("no profile intervals: there are as many parameters as rows",)
    if any(result.params[name].stderr is None for name in result.var_names):
        return {}, (NO_CURVATURE,)
    straight = trial.likelihood == "normal" and len(trial.linear) == len(trial.model.parameters)
    if straight and not trial.bounds.finite:
        return _of_linear(best), ()
    if result.nvarys == 1:
        return _of_one(best), ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = lmfit.conf_interval(best.minimizer, result, sigmas=[1, 2], maxiter=100)
    except (ValueError, lmfit.MinimizerException):
        return {}, ("no profile intervals: lmfit finds no ends, the rows leave a parameter nearly free",)
    ends = {name: [value * best.scale_of(name) for _, value in row] for name, row in found.items()}
    intervals = {name: {"68.3%": (v[1], v[3]), "95.4%": (v[0], v[4])} for name, v in ends.items()}
    open_ends = [name for name, values in ends.items() if not np.isfinite(values).all()]
    return intervals, tuple(f"the profile interval of {name} is open: the rows do not bound it" for name in open_ends)


def _of_linear(best: Descent) -> dict[str, Ends]:
    """Return the profile intervals of a model that is linear in all parameters: the sum of squares is a parabola."""
    found = {}
    for name in best.varied:
        p, scale = best.result.params[name], best.scale_of(name)
        reach = {word: p.stderr * _reach(level, best.result.nfree) for word, level in LEVELS.items()}
        found[name] = {word: ((p.value - r) * scale, (p.value + r) * scale) for word, r in reach.items()}
    return found


def _reach(level: float, free: int) -> float:
    """Return how many standard errors a profile interval reaches."""
    from scipy.stats import f

    return math.sqrt(float(f.ppf(level, 1, free)))


def _of_one(best: Descent) -> dict[str, Ends]:
    """Return the profile interval of an only parameter (lmfit's `conf_interval` wants two or more)."""
    from scipy.optimize import brentq

    (name,) = best.varied
    scale, trial, free = best.scale_of(name), best.trial, best.result.nfree
    centre, error = best.result.params[name].value, best.result.params[name].stderr

    def excess(value: float, level: float) -> float:
        square = np.sum(misfit(trial, np.array([value * scale])) ** 2)
        return float((square / best.square - 1) * free - _reach(level, free) ** 2)

    def end(sign: float, level: float) -> float:
        reach = next((r for r in 2.0 ** np.arange(30) if excess(centre + sign * r * error, level) > 0), math.nan)
        if math.isnan(reach):
            return math.nan
        found = brentq(excess, centre, centre + sign * reach * error, args=(level,), xtol=1e-12 * error)
        return float(found) * scale

    return {name: {word: (end(-1.0, level), end(1.0, level)) for word, level in LEVELS.items()}}


def profile_on_bound(best: Descent) -> tuple[dict[str, Ends], Array]:
    """Return profile intervals and standard errors (parameters,) of a fit that lies on a bound.

    An interval ends at a bound that the rows do not exclude. A standard error is how far the 68.3 % interval reaches,
    by the F quantile: the curvature's, were the sum of squares a parabola. A side that ends at a bound tells nothing.

    Parameters
    ----------
    best : Descent
    """
    trial, errors = best.trial, np.full(len(best.theta), math.nan)
    intervals: dict[str, Ends] = {}
    free = len(trial.y) - len(best.theta)
    if free < 1:
        return intervals, errors
    for j, p in enumerate(trial.model.parameters):
        if isinstance(p.prior, Spread):
            continue
        intervals[p.name] = {}
        for word, level in LEVELS.items():
            ends = [_end(best, j, sign, _reach(level, free) ** 2 / free) for sign in (-1.0, 1.0)]
            intervals[p.name][word] = ends[0], ends[1]
            reached = [abs(end - best.theta[j]) for end in ends if math.isfinite(end) and end not in p.bounds]
            if word == "68.3%" and reached:
                errors[j] = np.mean(reached) / _reach(level, free)
    return intervals, errors


def _end(best: Descent, j: int, sign: float, allowed: float) -> float:
    """Return where the sum of squares, all else free, has grown by the share `allowed`; or the bound before it."""
    from scipy.optimize import brentq

    bound, centre = best.trial.model.parameters[j].bounds[sign > 0], float(best.theta[j])
    if centre == bound:
        return bound

    def excess(value: float) -> float:
        return _least(best, j, value) / best.square - 1 - allowed

    step = 1e-3 * float(natural_scales(best.trial, best.theta)[j])
    inner = centre
    for _ in range(DOUBLINGS):
        outer = centre + sign * step
        if sign * (outer - bound) >= 0:
            if math.isinf(bound) or excess(bound) <= 0:
                return bound
            outer = bound
        if excess(outer) > 0:
            return float(brentq(excess, inner, outer, xtol=1e-9 * step + 4e-16 * abs(centre)))
        inner, step = outer, 2 * step
    return math.nan


def _least(best: Descent, j: int, value: float) -> float:
    """Return the least sum of squares with parameter `j` held at a value and the others within their bounds."""
    from scipy.optimize import least_squares

    trial = best.trial
    others = [i for i, p in enumerate(trial.model.parameters) if i != j and not isinstance(p.prior, Spread)]
    theta = best.theta.copy()
    theta[j] = value
    if not others:
        return float(np.sum(misfit(trial, theta) ** 2))
    scales = natural_scales(trial, best.theta)[others]

    def at(x: Array) -> Array:
        theta[others] = x * scales
        return theta

    bounds = np.array([trial.model.parameters[i].bounds for i in others]).T / scales
    start = np.clip(best.theta[others] / scales, *_inside(bounds))

    def slope(x: Array) -> Array:
        return slopes_of_residuals(trial, at(x))[others].T * scales

    found: Any = least_squares(
        lambda x: misfit(trial, at(x)), start, slope, tuple(bounds), x_scale="jac", xtol=1e-12, ftol=1e-13, gtol=None
    )
    return min(2 * float(found.cost), FAR)


def _inside(bounds: Array) -> Array:
    """Return ends just inside of bounds (2, parameters)."""
    margin = np.minimum(1e-2, 0.25 * (bounds[1] - bounds[0]))
    return np.asarray(bounds + np.array([1.0, -1.0])[:, np.newaxis] * margin)
