"""Do the rows contradict a sign or range that the source expects of a coefficient?

A straight line fits a falling trend as well as a rising one. If the source says which trend it expects, an estimate on
the other side is an objection to the formula, however well it predicts.
"""

from __future__ import annotations

import math

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.refit import estimates
from tcreferee.audits.residuals import NOT_FITTED, fitted
from tcreferee.audits.words import between, chance, number
from tcreferee.formulas.model import Parameter
from tcreferee.formulas.scope import limits

QUESTION = "Do the rows contradict a sign or range that the source expects of a coefficient?"
FOUND = "the rows contradict a sign that the source expects"
NAME = "sign"


def audit(case: Case) -> list[Row]:
    """Audit every parameter with an expected sign or range; see the module."""
    found = [
        _audit(case, tried, j, p)
        for tried in case.tried.values()
        if not tried.null
        for j, p in enumerate(tried.trial.model.parameters)
        if p.expects
    ]
    if found:
        return found
    return [Row(NAME, "", "", NOT_APPLICABLE, "No source of these formulas expects a sign or range of a coefficient.")]


def _audit(case: Case, tried: Tried, j: int, p: Parameter) -> Row:
    from scipy.stats import t

    statistic = f"distance of {p.name} from what the source expects, standard errors"
    if not fitted(tried):
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, NOT_FITTED)
    theta, errors, _ = estimates(tried)
    free = len(tried.trial.y) - len(theta)
    if not (math.isfinite(theta[j]) and errors[j] > 0 and free > 0):
        note = f"{p.name} has no standard error on these rows."
        return Row(NAME, tried.name, statistic, OPEN, note)
    low, high = limits(p.expects)
    beyond = float(max(low - theta[j], theta[j] - high)) / float(errors[j])
    chance_of = float(t.sf(beyond, free))
    half = float(t.ppf(0.975, free)) * float(errors[j])
    wanted = p.expects if isinstance(p.expects, str) else between(low, high)
    note = (
        f"The source expects {p.name} to be {wanted}; these rows give {number(float(theta[j]))} (95 %: "
        f"{between(float(theta[j]) - half, float(theta[j]) + half)}); chance puts it as far on the wrong side in "
        f"{chance(chance_of)} of cases"
    )
    if beyond <= 0:
        verdict, end = QUIET, "as expected"
        note = note.partition("; chance")[0]
    elif chance_of <= case.settings.level:
        verdict, end = FIRES, "the rows contradict the source"
    else:
        verdict, end = OPEN, "the rows do not decide it"
    return Row(
        NAME, tried.name, statistic, verdict, f"{note}: {end}.", beyond, None, None, chance_of, tests=True, most=0.5
    )
