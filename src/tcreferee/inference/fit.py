"""Maximum likelihood with lmfit: multi-start, standard errors, profile intervals, fit report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference import constrained
from tcreferee.inference.common_errors import absorbed
from tcreferee.inference.descent import Descent
from tcreferee.inference.generic_fit import covariance, maximise_likelihood
from tcreferee.inference.jumps import errors_without, jumping
from tcreferee.inference.profile import profile, profile_on_bound
from tcreferee.inference.residuals import misfit
from tcreferee.inference.scatter import least_squares
from tcreferee.inference.search import count_agreeing, lowest, search
from tcreferee.inference.trial import Trial

# an error below this share of the scatter changes the squared scatter by less than one percent
SMALL_ERROR = 0.1


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
    the residuals; the linear coefficients of its starts are solved exactly. Elsewhere see
    `tcreferee.inference.generic_fit`.

    Parameters
    ----------
    trial : Trial
    seed : int

    Returns
    -------
    Fit
    """
    found = _maximum(trial, seed)
    notes = [_interpolation(table.error, found.sigma) for table in trial.model.interpolated]
    return replace(found, notes=(*found.notes, *notes), report="\n".join([found.report, *notes]))


def _interpolation(error: float, sigma: float) -> str:
    """Say how large the error of a table is beside the scatter."""
    said = f"interpolated in a table to within {error:.2g}, beside a scatter of {sigma:.2g}"
    return said if error <= SMALL_ERROR * sigma else f"{said}: not small, use more points"


def _maximum(trial: Trial, seed: int) -> Fit:
    if not least_squares(trial):
        return _generic(trial, seed)
    if len(trial.model.parameters) == 0:
        empty = np.empty(0)
        sigma, log_likelihood = _scatter(trial, empty)
        text = "No free parameter: the formula is fixed by its inputs, only the scatter sigma is estimated.\n"
        return Fit(empty, sigma, log_likelihood, empty, np.empty((0, 0)), {}, 1, 1, (), text)
    found = search(trial, seed)
    if constrained.keeps(trial, lowest(found).theta):
        return described(found)
    return _constrained(trial, lowest(found), seed)


def _constrained(trial: Trial, best: Descent, seed: int) -> Fit:
    """Return the fit that keeps the inequalities between the parameters, which the best descent does not."""
    end = constrained.least_squares(trial, best.theta, seed)
    sigma, log_likelihood = _scatter(trial, end.place)
    matrix = constrained.covariance(trial, end.place, end.met)
    errors = np.sqrt(np.maximum(np.diagonal(matrix), 0.0))
    notes = [
        f"{text} holds with equality: without it the fit would be beyond it; standard errors are those of a fit along "
        "it, and there are no profile intervals"
        for text in end.met
    ]
    names = [p.name for p in trial.model.parameters]
    lines = [f"{name} = {end.place[j]:.6g} +/- {errors[j]:.3g}" for j, name in enumerate(names)]
    report = "\n".join([f"Least squares within {', '.join(trial.model.constraints)}:", *lines, *notes]) + "\n"
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = matrix / np.outer(errors, errors)
    many = end.agreeing, end.starts
    return Fit(end.place, sigma, log_likelihood, errors, correlations, {}, *many, tuple(notes), report)


def described(found: Sequence[Descent]) -> Fit:
    """Return the best of several descents as a fit, with errors, intervals, notes and report."""
    import lmfit

    best, agreeing, starts = lowest(found), count_agreeing(found), len(found)
    trial, names = best.trial, [p.name for p in best.trial.model.parameters]
    theta = np.array([best.theta[j] if n in (*best.varied, *best.held) else math.nan for j, n in enumerate(names)])
    sigma, log_likelihood = _scatter(trial, theta)
    if best.held:
        intervals, errors = profile_on_bound(best)
        notes = tuple(_bound_note(name, value) for name, value in best.held.items())
    else:
        intervals, notes = profile(best)
        errors = np.array([_number(best.result.params[n].stderr) for n in names]) * best.scales
        if jumps := jumping(trial, theta, errors):
            errors = errors_without(trial, theta, best.square, jumps)
            where = ", ".join(names[j] for j in jumps)
            notes += (f"the formula jumps with {where}: no standard error of it; those of the others hold it fixed",)
    text = lmfit.fit_report(best.physical(), show_correl=True, min_correl=0.0) if best.varied else ""
    report = "\n".join([*([text] if text else []), *notes])
    return Fit(theta, sigma, log_likelihood, errors, _correlations(best), intervals, agreeing, starts, notes, report)


def _bound_note(name: str, value: float) -> str:
    return (
        f"{name} lies on its bound {value:g}: without the bound the fit would be beyond it; standard errors and "
        "intervals are those of the profile"
    )


def _generic(trial: Trial, seed: int) -> Fit:
    found = maximise_likelihood(trial, seed)
    names, notes = [p.name for p in trial.model.parameters], ["profile intervals are made for normal scatter only"]
    theta, log_likelihood = trial.physical(found.z), found.log_likelihood
    sigma = math.exp(found.z[-1]) if trial.density.scatter else math.nan
    if found.met:
        matrix = np.full((len(names), len(names)), math.nan)
        notes += [f"{text} holds with equality: without it the fit would be beyond it; no standard errors there"
                  for text in found.met]  # fmt: skip
    elif found.bounded:
        matrix = covariance(found)
        notes += [
            f"{names[j]} lies on its bound {value:g}: without the bound the fit would be beyond it; it has no standard "
            "error, and those of the others are those at the bound"
            for j, value in found.climb.held.items()
        ]
        if not found.climb.scatter:
            sigma = 0.0
            notes.append("the declared errors explain the scatter: sigma is 0 and has no standard error")
        free = [names[j] for j in trial.own if j not in found.climb.held]
        flat = [name for name, each in zip(names, np.diagonal(matrix), strict=True) if name in free and np.isnan(each)]
        which = "s" if flat == free else f" of {', '.join(flat)}"
        notes += [f"no standard error{which}: the likelihood is flat at its maximum"] if flat else []
        notes += [
            f"{name}: the formula's own coefficients take up this error exactly; the rows tell nothing about it"
            for name in absorbed(trial.model, trial.inputs, trial.choices * len(trial.y), trial.nuisances)
        ]
    else:
        matrix, theta = np.full((len(names), len(names)), math.nan), np.full(len(names), math.nan)
        log_likelihood = math.nan
        notes.append("the likelihood has no maximum: the formula separates the yes and no rows perfectly")
    errors = np.sqrt(np.diagonal(matrix))
    lines = [f"{names[j]} = {theta[j]:.6g} +/- {errors[j]:.3g}" for j in trial.own]
    meaning = trial.density.meaning
    report = "\n".join([f"Maximum likelihood, {meaning}: lnL = {log_likelihood:.8g}", *lines, *notes]) + "\n"
    with np.errstate(invalid="ignore"):
        correlations = matrix / np.outer(errors, errors)
    many = found.agreeing, found.starts
    return Fit(theta, sigma, log_likelihood, errors, correlations, {}, *many, tuple(notes), report)


def _scatter(trial: Trial, theta: Array) -> tuple[float, float]:
    """Return the maximum-likelihood sigma and ln L at `theta`, through the one likelihood function."""
    sigma = max(math.sqrt(float(np.mean(misfit(trial, theta) ** 2))), 1e-300)
    return sigma, float(trial.density.density(trial.y, trial.predict(theta), np.array([sigma])).sum())


def _correlations(best: Descent) -> Array:
    names = [p.name for p in best.trial.model.parameters]
    matrix = np.eye(len(names))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if i != j:
                correlations = best.result.params[one].correl if best.varied else None
                matrix[i, j] = _number((correlations or {}).get(other))
    return matrix


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
