"""Does a formula without the physics do as well?"""

from __future__ import annotations

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, number, quoted
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor, interval

QUESTION = "Does a formula without the physics predict as well?"
FOUND = "a formula does no better than a null model"
NAME = "rivals"


def audit(case: Case) -> list[Row]:
    """Hold every theory against the best null model; see the module."""
    nulls = [t for t in case.tried.values() if t.null and t.ranked]
    theories = [t for t in case.tried.values() if not t.null and t.ranked]
    if not nulls or not theories:
        missing = "null model" if not nulls else "theory"
        return [
            Row(NAME, "", "", NOT_APPLICABLE, f"The comparison ranks no {missing}, so there is nothing to compare.")
        ]
    best = max(nulls, key=lambda t: float(t.elpd.sum()))
    found = [_against(tried, best) for tried in theories]
    beat = [t.label for t, row in zip(theories, found, strict=True) if row.verdict == QUIET]
    leader = max(found, key=lambda row: row.value or 0.0)
    if beat:
        verdict, note = (
            QUIET,
            f"{quoted(beat)} {'predicts' if len(beat) == 1 else 'predict'} better than '{best.label}', the best "
            "formula without physics.",
        )
    elif (leader.value or 0.0) >= SMALL_DIFFERENCE:
        verdict, note = (
            OPEN,
            f"The best theory is ahead of '{best.label}', a formula without physics, within the error only.",
        )
    else:
        verdict, note = (
            FIRES,
            f"No theory predicts these rows distinguishably better than '{best.label}', a formula without physics.",
        )
    why = "The table does not rank it on these rows; see its caveats."
    left = [t for t in case.tried.values() if not t.null and not t.ranked]
    unranked = [Row(NAME, t.name, leader.statistic, NOT_APPLICABLE, why) for t in left]
    whole = Row(NAME, "", leader.statistic, verdict, note, leader.value, leader.lower, leader.upper)
    return [whole, *found, *unranked]


def _against(tried: Tried, null: Tried) -> Row:
    """Return D to the best null model with the interval of c(n) standard errors that the verdicts use."""
    d = tried.elpd - null.elpd
    total, error = float(d.sum()), float(np.sqrt(len(d) * d.var(ddof=1)))
    low, high = interval(total, error, len(d))
    if abs(total) < SMALL_DIFFERENCE:
        verdict, end = OPEN, "the two cannot be distinguished"
    elif total > 0:
        verdict, end = (QUIET, "it is better") if low > 0 else (OPEN, "this is within the error")
    else:
        verdict, end = (FIRES, "it is worse") if high < 0 else (OPEN, "this is within the error")
    side = "ahead of" if total > 0 else "behind"
    note = (
        f"In predicting each row from the others it is {side} '{null.label}' by {number(abs(total))} nats (D "
        f"{between(low, high)} with {factor(len(d)):.1f} standard errors): {end}."
    )
    return Row(NAME, tried.name, "D against the best null model, nats", verdict, note, total, low, high)
