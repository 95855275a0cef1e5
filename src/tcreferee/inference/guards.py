"""Rows that no honest fit can be made of, refused with a sentence before a sampler hangs on them."""

from __future__ import annotations

import numpy as np

from tcreferee.inference.fit import Fit
from tcreferee.inference.trial import Trial

EXACT = 1e-9


class RefusedError(Exception):
    """No honest fit can be made; the message is a sentence for the table."""


def refuse_hopeless_rows(trial: Trial) -> None:
    """Refuse rows that cannot inform the model.

    Parameters
    ----------
    trial : Trial

    Raises
    ------
    RefusedError
        If there are no more rows than free parameters, the response is the same in every row, an input makes
        the model's columns constant or not finite, or the model returns numbers that are not finite for the prior.
    """
    rows, free = len(trial.y), len(trial.model.parameters)
    if rows <= free and trial.effects.pooled is None:
        raise RefusedError(f"{rows} rows cannot carry {free} free parameters and a scatter; {free + 1} rows could")
    if np.ptp(trial.y) == 0:
        raise RefusedError(f"the response is {trial.y[0]:g} in every row: there is nothing to explain")
    with np.errstate(all="ignore"):
        priors = [trial.prior(j) for j in trial.nonlinear]
        design = trial.design(np.array([prior.location + 1e-3 * prior.width for prior in priors]))
    finite = np.isfinite(design.offset).all() and np.isfinite(design.columns).all()
    if not finite or not design.columns.any(axis=0).all():
        names = ", ".join(trial.inputs) or "none"
        raise RefusedError(f"a coefficient has no effect, or an infinite one, on these rows (inputs: {names})")


def refuse_exact_fit(trial: Trial, fit: Fit) -> None:
    """Refuse a formula that passes through every row: its likelihood grows without limit as sigma goes to 0.

    Raises
    ------
    RefusedError
    """
    unlimited = trial.density.scatter and not trial.density.known
    if unlimited and fit.sigma <= EXACT * float(np.std(trial.y)):
        raise RefusedError(
            f"the formula passes through all {len(trial.y)} rows exactly, where sigma = 0 has infinite likelihood: "
            "was the response computed from the inputs?"
        )
