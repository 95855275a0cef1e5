"""Fit and integrate, without sampling: the maximum of the likelihood, exact leave-one-out and evidence."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.inference import integer_sum, oracle
from tcreferee.inference.degenerate import told_apart
from tcreferee.inference.exact import Oracle
from tcreferee.inference.exact_fit import refuse_exact_fit
from tcreferee.inference.fit import Fit, maximise
from tcreferee.inference.guards import refuse_hopeless_rows
from tcreferee.inference.over_inputs import settled
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.refused import formula_faults
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.sizes import Size
from tcreferee.inference.trial import Trial

Log = logging.Logger | logging.LoggerAdapter[logging.Logger]
START_DRAWS = 2000


@dataclass(frozen=True)
class Quick:
    """What is known of one model without sampling.

    Parameters
    ----------
    trial : Trial
        Integrated over the true inputs where first order in their errors is not enough.
    fit : Fit
    exact : Oracle
    start : (d,) array
        Coordinates of high posterior.
    root : (d, d) array
        Rough square root of the posterior covariance there.
    """

    trial: Trial
    fit: Fit
    exact: Oracle
    start: Array
    root: Array


def integrated(trial: Trial, settings: InferSettings, log: Log) -> Quick:
    """Fit and integrate: the maximum of the likelihood, exact leave-one-out and evidence.

    Raises
    ------
    tcreferee.inference.refused.RefusedError
        If no honest fit can be made of the rows.
    """
    Size(len(trial.y)).say(log)
    with formula_faults(trial.model.name):
        return fit_and_integrate(trial, settings, log)


def fit_and_integrate(trial: Trial, settings: InferSettings, log: Log) -> Quick:
    """Do the same for a caller that logs the size and turns faults of the formula into refusals itself."""
    seed = settings.seed_of
    refuse_hopeless_rows(trial)
    fit = _fitted(trial, seed("fit"))
    first, (trial, note) = trial, settled(trial, fit.theta, fit.sigma)
    if trial is not first:
        fit = _fitted(trial, seed("fit"))
    if note:
        fit = replace(fit, notes=(*fit.notes, note), report=f"{fit.report}{note}\n")
    refuse_exact_fit(trial, fit)
    log.debug("fit: %d of %d starts agree, sigma %.4g", fit.starts_agreeing, fit.starts, fit.sigma)
    start = _start(trial, fit, seed("start"))
    root = spread_about(trial.log_posterior, start) / 2
    exact = oracle.integrate(trial, start, root, seed("integrate"))
    log.debug("ln evidence %.6g +- %.1g by %s", exact.ln_evidence, exact.error_ln_evidence, exact.method)
    return Quick(trial, fit, exact, start, root)


def _fitted(trial: Trial, seed: int) -> Fit:
    """Return the maximum of the likelihood, with a note on what an improper prior leaves undefined."""
    fit = integer_sum.scan(trial, seed) if trial.integers else told_apart(trial, maximise(trial, seed))
    if not trial.flat:
        return fit
    many, names = len(trial.flat) > 1, " and ".join(trial.flat)
    note = f"evidence undefined: the flat prior{'s' if many else ''} of {names} {'are' if many else 'is'} improper"
    return replace(fit, notes=(*fit.notes, note))


def _start(trial: Trial, fit: Fit, seed: int) -> Array:
    """Return coordinates of high posterior: those of the fit, or the best of many prior draws."""
    candidates = trial.draw_prior(START_DRAWS, np.random.default_rng(seed))
    theta = fit.theta.copy()
    for j, p in enumerate(trial.model.parameters):
        if isinstance(p.prior, Spread):
            theta[j] = p.prior.scale
    theta = trial.bounds.inside(theta)
    # no scatter beside the declared errors has no logarithm
    sigma = fit.sigma if fit.sigma > 0 else 0.1 * trial.scales.sigma_K if fit.sigma == 0 else 1.0
    if np.isfinite(theta).all():
        with np.errstate(all="ignore"):
            candidates = np.concatenate([trial.coordinates(theta, sigma)[np.newaxis], candidates])
    value = trial.log_posterior(candidates)
    return np.asarray(candidates[0] if np.isfinite(value[0]) else candidates[np.argmax(value)])
