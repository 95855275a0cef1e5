"""Do the rows determine the form of the formula, that is, its non-linear parameters?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, many, number, quoted
from tcreferee.base.priors import Own
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE

QUESTION = "Do the rows determine the form of the formula, for example its exponent?"
NAME, CONTRACTED, STRONG = "identifiability", 0.5, 0.9


def audit(case: Case) -> list[Row]:
    """Audit every non-linear parameter of every theory; see the module."""
    found = []
    for tried in case.tried.values():
        if not tried.null:
            found += [_audit(case, tried, j) for j in tried.trial.nonlinear if _is_form(tried, j)]
    if found:
        return found
    return [Row(NAME, "", "", NOT_APPLICABLE, "No theory has a free exponent or another non-linear parameter.")]


def _is_form(tried: Tried, j: int) -> bool:
    """True if a parameter belongs to the equation; shares of a choice and the spread of families do not."""
    return isinstance(tried.trial.prior(j), Own)


def _audit(case: Case, tried: Tried, j: int) -> Row:
    p = tried.trial.model.parameters[j]
    statistic = f"1 - sd of the posterior / sd of the prior, of {p.name}"
    if not len(tried.theta):
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, "The formula was not fitted to these rows.")
    told, draws = tried.fit["parameters"][j], tried.theta[:, j]
    low, middle, high = np.quantile(draws, [0.025, 0.5, 0.975])
    prior = told["prior_quantiles"]
    contraction = 1 - float(draws.std(ddof=1)) / tried.trial.prior(j).size
    note = (
        f"{p.name} is {number(middle)} (95 %: {between(low, high)}; prior {between(prior['q2.5'], prior['q97.5'])}"
        f"{_profile(told)})"
    )
    reasons = []
    if contraction < CONTRACTED:
        reasons.append("reduce its uncertainty by less than half")
    if low < 0 < high:
        reasons.append("do not determine its sign")
    note += f"; the rows {many(reasons or ['determine it'])}{_moved(tried, j)}{_neighbours(case, tried)}."
    verdict = OPEN if reasons else QUIET
    return Row(NAME, tried.name, statistic, verdict, note, contraction)


def _profile(told: Mapping[str, Any]) -> str:
    ends = told["intervals"].get("95.4%")
    if not ends:
        return ""
    # where the formula has a gap (x^p at p = 0), an end is found only to rounding errors
    low, high = (None if end is None else number(round(float(end), 9) + 0.0) for end in ends)
    if low is None and high is None:
        return "; profile likelihood without bounds"
    within = f"at most {high}" if low is None else f"at least {low}" if high is None else f"{low} to {high}"
    return f"; profile likelihood {within}"


def _moved(tried: Tried, j: int) -> str:
    """Name the parameters whose posterior draws have a strong rank correlation with those of this one."""
    from scipy.stats import spearmanr

    found = []
    for i, p in enumerate(tried.trial.model.parameters):
        if i != j and np.ptp(tried.theta[:, i]) > 0:
            r = float(spearmanr(tried.theta[:, i], tried.theta[:, j]).statistic)
            if abs(r) > STRONG:
                found.append(f"{p.name} ({number(r, 2)})")
    return f"; rank correlation with {many(found)}" if found else ""


def _neighbours(case: Case, tried: Tried) -> str:
    """Name the other formulas that predict the rows about as well."""
    if not np.isfinite(tried.elpd).all():
        return ""
    near = [
        other.label for other in case.tried.values()
        if other.name != tried.name and abs(float((other.elpd - tried.elpd).sum())) < SMALL_DIFFERENCE
    ]  # fmt: skip
    return f"; within {SMALL_DIFFERENCE:g} nats of this formula: {quoted(near)}" if near else ""
