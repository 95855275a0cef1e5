"""What of a formula is ranked: the form of its families, and its own expression."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.inference.trial import Trial
from tcreferee.special.forms import Form


class NotRankedError(Exception):
    """A formula has no rank; the message says why, and follows the words "no rank:"."""


def form_of(trial: Trial) -> Form:
    """Return the form of the families that a formula is ranked among.

    Raises
    ------
    NotRankedError
        The likelihood or the formula allows none.
    """
    if trial.nuisances:
        raise NotRankedError("all rows share an error, which families do not carry")
    if trial.density.log_response and not trial.limit.any():
        return "log scaled"
    if trial.limit.any() or trial.sides.any():
        raise NotRankedError("families are not scored beside limits and asymmetric errors")
    if not trial.linear:
        return "scaled"
    columns = trial.design(_place(trial)).columns
    ones = np.ones(len(trial.y))
    fitted = columns @ np.linalg.lstsq(columns, ones)[0]
    if np.abs(fitted - ones).max() < 1e-6:
        return "with a constant"
    levels = any(isinstance(trial.model.parameters[j].prior, Level) for j in trial.linear)
    return "scaled" if levels else "effect"


def _place(trial: Trial) -> Array:
    return np.array([trial.prior(j).location for j in trial.nonlinear])


def expression_of(trial: Trial) -> Array | None:
    """Return the values (rows,) of the expression g of a formula; None where free parameters change its shape."""
    if trial.nonlinear:
        return None
    if not trial.linear:
        return np.asarray(trial.predict(np.empty(0)))
    own = [trial.model.parameters[j].prior for j in trial.linear]
    if not all(isinstance(prior, Level | Effect) for prior in own) or len(own) > 2:
        return None
    columns = trial.design(np.empty(0)).columns
    if len(own) == 1:
        return np.asarray(columns[:, 0])
    return np.asarray(columns[:, 1]) if form_of(trial) == "with a constant" else None
