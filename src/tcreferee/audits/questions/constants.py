"""Were the constants of a formula without free parameters fitted to these very rows?

A constant from elsewhere deviates from the best fit to these rows by about its standard error. If the constants were
fitted to these rows, refitting a scale, a level or a curve reduces the residuals by less than chance would. Then the
formula has not predicted these rows.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, QUIET, Case, Row, Tried
from tcreferee.audits.words import chance, number
from tcreferee.base.priors import Array

QUESTION = "Were the constants of a formula without free parameters fitted to these very rows?"
FOUND = "its constants may have been fitted to these rows"
NAME, STATISTIC, DEGREE = "constants", "reduction of the residuals by a refit, as a ratio of mean squares (F)", 3


def audit(case: Case) -> list[Row]:
    """Audit every theory without a free parameter; see the module."""
    found = [_audit(case, t) for t in case.tried.values() if not t.null and not t.trial.model.parameters]
    if found:
        return found
    return [Row(NAME, "", "", NOT_APPLICABLE, "Every theory has a free parameter, which is fitted to these rows.")]


def _audit(case: Case, tried: Tried) -> Row:
    from scipy.stats import f

    why = residuals.why_none(tried)
    if why == residuals.EXACT:
        note = "The formula reproduces every row exactly without a free parameter: its constants were fitted to them."
        return Row(NAME, tried.name, STATISTIC, FIRES, note, 0.0, None, None, 0.0, tests=True)
    if why:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    left = residuals.left(tried)
    rows, tests = len(left.rest), []
    for words, columns in _refits(tried, left).items():
        base = residuals.orthonormal(columns)
        free = rows - base.shape[1]
        if free >= 2:
            taken = float(np.sum((base.T @ left.rest) ** 2))
            ratio = taken / base.shape[1] / max((float(left.rest @ left.rest) - taken) / free, 1e-300)
            tests.append((float(f.cdf(ratio, base.shape[1], free)), ratio, words))
    if not tests:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, "There are too few rows for a refit.")
    least, ratio, words = min(tests)
    p = min(1.0, len(tests) * least)
    fires = p <= case.settings.level
    end = "the constants were fitted to these or very similar rows" if fires else "as for constants from other rows"
    note = (
        f"{words}, refitted to these rows, reduces the residuals by {number(ratio, 2)} times what chance gives on "
        f"average; chance gives as little in {chance(p)} of cases: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, FIRES if fires else QUIET, note, ratio, None, None, p, tests=True)


def _refits(tried: Tried, left: residuals.Left) -> dict[str, Array]:
    """Return the columns (rows, q) of each refit: a scale, a scale and a level, a curve in an input."""
    one, fitted = np.ones(len(left.rest)), left.fitted
    scale = one if tried.trial.density.log_response else fitted
    found = {"A scale": scale[:, np.newaxis], "A scale and a level": np.column_stack([one, fitted])}
    for name, column in tried.columns.items():
        x = tried.trial.inputs[name]
        if isinstance(column, str) and len(np.unique(x)) > DEGREE + 1:
            standard = (x - x.mean()) / x.std()
            found[f"A cubic in {column}"] = standard[:, np.newaxis] ** np.arange(DEGREE + 1)
    return found
