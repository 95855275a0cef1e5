"""Refuse a formula that passes through its rows exactly: its likelihood grows without limit as sigma goes to 0."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.inference.exact_rows import EXACT, exact_without
from tcreferee.inference.fit import Fit, maximise
from tcreferee.inference.integer_sum import cases
from tcreferee.inference.refused import RefusedError, at_values, listed
from tcreferee.inference.scatter import least_squares, stated_sd
from tcreferee.inference.some_rows import on_rows
from tcreferee.inference.trial import Trial


def refuse_exact_fit(trial: Trial, fit: Fit) -> None:
    """Refuse a formula that passes through every row, or through all but those left out in one set.

    Parameters
    ----------
    trial : Trial
    fit : Fit
        Its maximum of the likelihood.

    Raises
    ------
    RefusedError
        If the formula does. The message says how many rows it meets and how far off the others are.
    """
    if trial.integers:
        for case in cases(trial):
            with at_values(case.words):
                refuse_exact_fit(case.trial, maximise(case.trial, 0))
        return
    unlimited = trial.density.scatter and not (trial.density.known and (stated_sd(trial).any() or trial.input_sd))
    sigma = fit.sigma
    if unlimited and trial.choices == 1 and not (least_squares(trial) or trial.nuisances):
        # the climb stops on its way up: least squares go all the way
        measured = on_rows(trial, np.flatnonzero(np.broadcast_to(trial.limit, trial.y.shape) == 0))
        sigma = maximise(replace(measured, likelihood="normal"), 0).sigma
    # sigma is the scatter of what is explained: of ln y where that is
    explained = np.log(trial.y) if trial.density.log_response else trial.y
    if unlimited and sigma <= EXACT * float(np.std(explained)):
        raise RefusedError(
            f"the formula passes through all {len(trial.y)} rows exactly, where sigma = 0 has infinite likelihood: "
            "was the response computed from the inputs?"
        )
    if unlimited and trial.choices == 1 and trial.effects.pooled is None and np.isfinite(fit.theta).all():
        _refuse_exact_but_one(trial, fit)


def _refuse_exact_but_one(trial: Trial, fit: Fit) -> None:
    """Refuse a formula that passes through all rows but one: the score of that one is minus infinity."""
    z = trial.coordinates(fit.theta, max(fit.sigma, np.finfo(float).tiny))
    found = exact_without(trial, z)
    if found is None:
        return
    keep, off = found
    unit = f" {trial.unit}" if trial.unit else ""
    if np.sum(~keep) == 1:
        (i,) = np.flatnonzero(~keep)
        others = f"row {i + 1} is off by {abs(off[i]):.3g}{unit}"
    else:
        others = f"rows {listed(~keep)} are off by up to {np.abs(off[~keep]).max():.3g}{unit}"
    raise RefusedError(
        f"{keep.sum()} of {len(keep)} rows are met exactly; {others}: was the response computed from the input?"
    )
