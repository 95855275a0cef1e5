"""Rows that no honest fit can be made of, refused with a sentence before a sampler hangs on them."""

from __future__ import annotations

import numpy as np

from tcreferee.errors import Problem, RefereeError, raise_if
from tcreferee.inference.fit import Fit
from tcreferee.inference.trial import Trial

EXACT = 1e-9


def refuse_hopeless_rows(trial: Trial, where: str) -> None:
    """Refuse rows that cannot inform the model.

    Parameters
    ----------
    trial : Trial
    where : str
        Comparison and model, for the message.

    Raises
    ------
    RefereeError
        If there are no more rows than free parameters, the response is the same in every row, an input makes
        the model's columns constant or not finite.
    """
    rows, free = len(trial.y), len(trial.model.parameters)
    problems = []
    if rows <= free:
        what = f"{rows} rows for {free} free parameters and sigma"
        problems.append(Problem(where, what, f"at least {free + 1} rows", "leave the model out or add rows"))
    if np.ptp(trial.y) == 0:
        problems.append(Problem(where, f"the response is {trial.y[0]:g} in every row: nothing to explain"))
    with np.errstate(all="ignore"):
        priors = [trial.normal_prior(j) for j in trial.nonlinear]
        design = trial.design(np.array([prior.mean + 1e-3 * prior.sd for prior in priors]))
    finite = np.isfinite(design.offset).all() and np.isfinite(design.columns).all()
    if not finite or not design.columns.any(axis=0).all():
        names = ", ".join(trial.inputs)
        what = f"a coefficient has no effect, or an infinite one, on these rows (inputs: {names})"
        problems.append(Problem(where, what, "inputs that differ between rows", "check the inputs' values"))
    raise_if("rows that cannot be fitted", problems)


def refuse_exact_fit(trial: Trial, fit: Fit, where: str) -> None:
    """Refuse a formula that passes through every row: its likelihood grows without limit as sigma goes to 0.

    Raises
    ------
    RefereeError
    """
    if fit.sigma <= EXACT * float(np.std(trial.y)):
        what = f"the formula passes through all {len(trial.y)} rows exactly: sigma = 0 has infinite likelihood"
        do = "was the response computed from the inputs? leave the model or the computed rows out"
        raise RefereeError("rows that cannot be scored", [Problem(where, what, "scatter about the formula", do)])
