"""Are the inputs known well enough for the formula to predict Tc?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.audits import columns, invert
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import number, percent
from tcreferee.base.priors import Array

QUESTION = "Are the inputs known well enough for the formula to predict Tc?"
FOUND = "an input is not known well enough"
NAME, WANTED = "resolution", 0.1


def audit(case: Case) -> list[Row]:
    """Audit every input of every theory; see the module."""
    return [
        _audit(case, tried, name, column)
        for tried in case.tried.values()
        if not tried.null
        for name, bound in tried.columns.items()
        for column in [bound if isinstance(bound, str) else bound[0]]
    ]


def _audit(case: Case, tried: Tried, name: str, column: str) -> Row:
    statistic = f"median over rows of |d ln {case.measured} / d ln {column}|"
    trial = tried.trial
    if not trial.density.scatter:
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, "A yes-or-no response has no precision in per cent.")
    if not len(tried.theta) or trial.choices > 1:
        why = "The formula was not fitted to these rows."
        if trial.choices > 1:
            why = "Each row chooses between columns of this input, so it has no single precision."
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    theta = np.median(tried.theta, axis=0)
    x, predicted, slope = trial.inputs[name], trial.predict(theta), invert.slope(trial, name, theta)
    with np.errstate(all="ignore"):
        powers = np.abs(slope * x / predicted)
    power = float(np.nanmedian(powers)) if np.isfinite(powers).any() else np.nan
    if not np.isfinite(power):
        return Row(NAME, tried.name, statistic, OPEN, "The derivative of the formula is not finite on these rows.")
    if power < WANTED:
        note = f"A change of {column} by 100 % changes {case.measured} by less than 10 %."
        return Row(NAME, tried.name, statistic, QUIET, note, power)
    need = f"To predict {case.measured} to 10 % the formula needs {column} to {percent(WANTED / power)}"
    low, high = (float(end) for end in np.nanquantile(powers, [0, 1]))
    sigma = columns.uncertainty(case, column)
    if sigma is None or not np.isfinite(sigma).any():
        note = f"{need}; the tables do not state how well it is known."
        return Row(NAME, tried.name, statistic, OPEN, note, power, low, high)
    return _judged(case, column, slope, sigma, Row(NAME, tried.name, statistic, "", need, power, low, high))


def _judged(case: Case, column: str, slope: Array, sigma: Array, row: Row) -> Row:
    """Compare the error of Tc that follows from the error of the input with the spread of Tc over the rows."""
    values = case.observations.columns[column]
    error = float(np.nanmedian(np.abs(slope * sigma)))
    with np.errstate(all="ignore"):
        relative = float(np.nanmedian(np.abs(sigma / values)))
    spread = float(case.observations.y.std(ddof=1))
    note = (
        f"{row.note}; it is known to {percent(relative)}, which gives an error of {number(error, 2)} {case.unit} in "
        f"{case.measured}, while {case.measured} itself varies by {number(spread, 2)} {case.unit} (sd) over the rows"
    )
    if error > spread:
        return replace(row, verdict=FIRES, note=f"{note}: at this precision the formula predicts nothing.")
    if columns.printing_only(case, column):
        return replace(row, verdict=OPEN, note=f"{note}; but it is known only that the printed value was rounded.")
    return replace(row, verdict=QUIET, note=f"{note}.")
