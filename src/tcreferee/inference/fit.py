"""Maximum likelihood with lmfit: multi-start, standard errors, profile intervals, fit report."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.inference.generic_fit import covariance, maximise_likelihood
from tcreferee.inference.residuals import misfit, residual, residual_slopes
from tcreferee.inference.trial import Trial

STARTS, CANDIDATES = 8, 200
XTOL, FTOL, MOST_CALLS = 1e-12, 1e-15, 4000
LEAST_SQUARES = ("normal", "lognormal")
LEVELS = {"68.3%": 0.6826894921370859, "95.4%": 0.9544997361036416}


@dataclass(frozen=True)
class Fit:
    """Maximum-likelihood fit.

    Parameters
    ----------
    theta : (parameters,) array
        Estimates, in the model's order.
    sigma : float
        Maximum-likelihood scatter sqrt(RSS / n), K.
    log_likelihood : float
        At the maximum, all constants included.
    standard_errors : (parameters,) array
        From the curvature with RSS / (n - k); NaN where lmfit could not estimate one.
    correlations : (parameters, parameters) array
    intervals : dict of parameter name to {level: (lower, upper)}
        Profile intervals (F test) at 68.3 and 95.4 %; an end not found is NaN.
    starts_agreeing : int
        How many of the `starts` ended at the best minimum (relative 1e-6 in the sum of squares).
    starts : int
    notes : tuple of str
        What could not be computed, and why.
    report : str
        lmfit's own fit report.
    """

    theta: Array
    sigma: float
    log_likelihood: float
    standard_errors: Array
    correlations: Array
    intervals: dict[str, dict[str, tuple[float, float]]]
    starts_agreeing: int
    starts: int
    notes: tuple[str, ...]
    report: str


def maximise(trial: Trial, seed: int) -> Fit:
    """Fit the free parameters of `trial` by maximum likelihood.

    With normal scatter (of y or of ln y) the maximum is the least-squares solution, lmfit's, and sigma follows from
    the residuals; starts are drawn from the prior, their linear coefficients solved exactly. Elsewhere see
    `tcreferee.inference.generic_fit`.

    Parameters
    ----------
    trial : Trial
    seed : int

    Returns
    -------
    Fit
    """
    if trial.choices > 1 or trial.likelihood not in LEAST_SQUARES:
        return _generic(trial, seed)
    if len(trial.model.parameters) == 0:
        empty = np.empty(0)
        sigma, log_likelihood = _scatter(trial, empty)
        text = "No free parameter: the formula is fixed by its inputs, only the scatter sigma is estimated.\n"
        return Fit(empty, sigma, log_likelihood, empty, np.empty((0, 0)), {}, 1, 1, (), text)
    import lmfit

    settings = {"Dfun": residual_slopes, "xtol": XTOL, "ftol": FTOL, "gtol": 0.0}
    minimizer = lmfit.Minimizer(residual, _parameters(trial), fcn_args=(trial,), nan_policy="raise", **settings)
    results, starts = [], _starts(trial, seed)
    for theta in starts:
        for parameter, value in zip(minimizer.params.values(), theta, strict=True):
            parameter.set(value=value)
        results.append(minimizer.minimize(method="leastsq", max_nfev=MOST_CALLS))
    best = min(results, key=lambda result: result.chisqr)
    agreeing = sum(r.chisqr <= best.chisqr * (1 + 1e-6) + 1e-300 for r in results)
    found = {name: best.params[name].value for name in best.var_names}
    theta = np.array([found.get(p.name, math.nan) for p in trial.model.parameters])
    sigma, log_likelihood = _scatter(trial, theta)
    intervals, notes = _profile(minimizer, best)
    errors = np.array([_number(best.params[p.name].stderr) for p in trial.model.parameters])
    report = lmfit.fit_report(best, show_correl=True, min_correl=0.0)
    return Fit(
        theta,
        sigma,
        log_likelihood,
        errors,
        _correlations(best, trial),
        intervals,
        agreeing,
        len(starts),
        notes,
        report,
    )


def _generic(trial: Trial, seed: int) -> Fit:
    z, log_likelihood, agreeing, bounded = maximise_likelihood(trial, seed)
    count, notes = len(trial.model.parameters), ["profile intervals are made for normal scatter only"]
    theta, sigma = trial.physical(z), math.exp(z[-1]) if trial.density.scatter else math.nan
    if bounded:
        matrix = covariance(trial, z)
        if count and np.isnan(matrix).any():
            notes.append("no standard errors: the likelihood is flat at its maximum")
    else:
        matrix, theta, log_likelihood = np.full((count, count), math.nan), np.full(count, math.nan), math.nan
        notes.append("the likelihood has no maximum: the rows are parted without exception")
    errors = np.sqrt(np.diagonal(matrix))
    lines = [f"{p.name} = {theta[j]:.6g} +/- {errors[j]:.3g}" for j, p in enumerate(trial.model.parameters)]
    meaning = trial.density.meaning
    report = "\n".join([f"Maximum likelihood, {meaning}: lnL = {log_likelihood:.8g}", *lines, *notes]) + "\n"
    with np.errstate(invalid="ignore"):
        correlations = matrix / np.outer(errors, errors)
    return Fit(theta, sigma, log_likelihood, errors, correlations, {}, agreeing, STARTS, tuple(notes), report)


def _parameters(trial: Trial) -> Any:
    import lmfit

    parameters = lmfit.Parameters()
    for p in trial.model.parameters:
        # the likelihood does not know the spread between families: only the posterior does
        free = not isinstance(p.prior, Spread)
        parameters.add(p.name, value=0.0, min=p.bounds[0], max=p.bounds[1], vary=free)
    return parameters


def _starts(trial: Trial, seed: int) -> Array:
    """Return the best STARTS of many prior draws (STARTS, parameters), linear coefficients solved exactly.

    One where they are all the same: a model that is linear in all parameters has one minimum.
    """
    z = trial.draw_prior(CANDIDATES, np.random.default_rng(seed))
    theta = trial.physical(z)
    if trial.linear:
        _, nonlinear, _ = trial.split(z)
        lower, upper = np.array([trial.model.parameters[j].bounds for j in trial.linear]).T
        for i in range(CANDIDATES):
            with np.errstate(all="ignore"):
                design = trial.design(nonlinear[i])
            if not (np.isfinite(design.offset).all() and np.isfinite(design.columns).all()):
                continue
            u = np.linalg.lstsq(design.columns, trial.y - design.offset, rcond=None)[0]
            solved = design.shift + design.matrix @ u
            if np.all((solved > lower) & (solved < upper)):
                theta[i, list(trial.linear)] = solved
    square = np.sum(misfit(trial, theta) ** 2, axis=-1)
    best = theta[np.argsort(square, kind="stable")[:STARTS]]
    return best[:1] if (best == best[0]).all() else best


def _scatter(trial: Trial, theta: Array) -> tuple[float, float]:
    """Return the maximum-likelihood sigma and ln L at `theta`, through the one likelihood function."""
    sigma = max(math.sqrt(float(np.mean(misfit(trial, theta) ** 2))), 1e-300)
    return sigma, float(trial.density.density(trial.y, trial.predict(theta), np.array([sigma])).sum())


def _profile(minimizer: Any, best: Any) -> tuple[dict[str, dict[str, tuple[float, float]]], tuple[str, ...]]:
    """Return profile intervals (F test) and, in words, what is missing from them."""
    import lmfit

    if best.nfree < 1:
        return {}, ("no profile intervals: there are as many parameters as rows",)
    if any(best.params[name].stderr is None for name in best.var_names):
        return {}, ("no profile intervals: the curvature at the best fit gives no standard error",)
    (trial,) = minimizer.userargs
    straight = trial.likelihood == "normal" and len(trial.linear) == len(trial.model.parameters)
    if straight and not trial.bounds.finite:
        return _profile_of_linear(best), ()
    if best.nvarys == 1:
        return _profile_of_one(minimizer, best), ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = lmfit.conf_interval(minimizer, best, sigmas=[1, 2], maxiter=100)
    except (ValueError, lmfit.MinimizerException):
        return {}, ("no profile intervals: lmfit finds no ends, the rows leave a parameter nearly free",)
    ends = {name: [value for _, value in row] for name, row in found.items()}
    intervals = {name: {"68.3%": (v[1], v[3]), "95.4%": (v[0], v[4])} for name, v in ends.items()}
    open_ends = [name for name, values in ends.items() if not np.isfinite(values).all()]
    return intervals, tuple(f"the profile interval of {name} is open: the rows do not bound it" for name in open_ends)


def _profile_of_linear(best: Any) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the profile intervals of a model that is linear in all parameters: the sum of squares is a parabola."""
    from scipy.stats import f

    reach = {word: math.sqrt(f.ppf(level, 1, best.nfree)) for word, level in LEVELS.items()}
    return {
        name: {word: (p.value - r * p.stderr, p.value + r * p.stderr) for word, r in reach.items()}
        for name, p in ((name, best.params[name]) for name in best.var_names)
    }


def _profile_of_one(minimizer: Any, best: Any) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the profile interval of an only parameter (lmfit's `conf_interval` wants two or more)."""
    from scipy.optimize import brentq
    from scipy.stats import f

    (name,) = best.var_names
    centre, error = best.params[name].value, best.params[name].stderr
    y, (trial,) = best.residual, minimizer.userargs

    def excess(value: float, level: float) -> float:
        square = np.sum(misfit(trial, np.array([value])) ** 2)
        return float((square / np.sum(y**2) - 1) * best.nfree - f.ppf(level, 1, best.nfree))

    def end(sign: float, level: float) -> float:
        reach = next((r for r in 2.0 ** np.arange(30) if excess(centre + sign * r * error, level) > 0), math.nan)
        if math.isnan(reach):
            return math.nan
        return float(brentq(excess, centre, centre + sign * reach * error, args=(level,), xtol=1e-12 * error))

    return {name: {word: (end(-1.0, level), end(1.0, level)) for word, level in LEVELS.items()}}


def _correlations(best: Any, trial: Trial) -> Array:
    names = [p.name for p in trial.model.parameters]
    matrix = np.eye(len(names))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if i != j:
                matrix[i, j] = _number((best.params[one].correl or {}).get(other))
    return matrix


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
