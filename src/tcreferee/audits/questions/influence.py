"""Does a single row carry the result?"""

from __future__ import annotations

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.refit import estimates, least_squares, without_each
from tcreferee.audits.words import number, quoted
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE

QUESTION = "Does a single row carry the result?"
FOUND = "one row decides"
NAME, LARGE = "influence", 2.0
# most rows for refits without each row: least squares refits all at once, other likelihoods one by one
MOST_ROWS, MOST_CLIMBED = 500, 60


def audit(case: Case) -> list[Row]:
    """Leave out each row in turn, from the ranking and from the fit of every theory."""
    ranked = sorted((t for t in case.tried.values() if t.ranked), key=lambda t: -float(t.elpd.sum()))
    found = [_ranking(case, ranked[0], other) for other in ranked[1:2]]
    found += [row for other in ranked[2:] if (row := _ranking(case, ranked[0], other)).verdict == FIRES]
    found += [_shifts(case, tried) for tried in ranked if not tried.null]
    return found or [Row(NAME, "", "", NOT_APPLICABLE, "The comparison ranks no theory and fewer than two models.")]


def _ranking(case: Case, best: Tried, other: Tried) -> Row:
    """Test whether one row decides which of two models is ahead."""
    d = best.elpd - other.elpd
    total, i = float(d.sum()), int(np.argmax(d))
    without, label = total - float(d[i]), case.observations.label[i]
    statistic = f"D of {best.name} to {other.name} without its strongest row, nats"
    side = f"ahead by {number(without)}" if without >= 0 else f"behind by {number(-without)}"
    lead = f"{quoted([best.label])} is ahead of {quoted([other.label])} by {number(total)} nats"
    told = f"{lead}; without {label} it is {side}"
    called = total >= SMALL_DIFFERENCE
    if called and without < 0:
        verdict, end = FIRES, "this one row decides"
    elif called:
        weaker = ", but without this row the two cannot be distinguished" if without < SMALL_DIFFERENCE else ""
        verdict, end = QUIET, f"no single row reverses the order{weaker}"
    else:
        verdict, end = QUIET, "the two cannot be distinguished with all rows"
    return Row(NAME, best.name, statistic, verdict, f"{told}: {end}.", without)


def _shifts(case: Case, tried: Tried) -> Row:
    """Report how far one row moves an estimate, in standard errors of the estimate."""
    statistic = "largest shift of an estimate when one row is left out, standard errors"
    theta, errors, sigma = estimates(tried)
    most = MOST_ROWS if least_squares(tried.trial) else MOST_CLIMBED
    known = np.isfinite(errors) & (errors > 0)
    why = ""
    if not len(theta):
        why = "The formula has no free parameter that a row could move."
    elif tried.fit.get("hierarchical"):
        why = "Levels of families that share a prior have no maximum-likelihood estimate."
    elif not known.any() or np.isnan(theta).any():
        why = "The fit has no standard errors on these rows."
    elif len(tried.trial.y) <= len(theta) + 1:
        why = f"{len(theta)} parameters need all {len(tried.trial.y)} rows: none can be left out."
    elif len(tried.trial.y) > most:
        why = f"With more than {most} rows the formula is not refitted without each row in turn."
    if why:
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    refitted = without_each(tried.trial, theta, sigma)
    shift = (refitted - theta) / np.where(known, errors, np.inf)
    failed = np.isnan(refitted).any(axis=1)
    if failed.all():
        return Row(NAME, tried.name, statistic, OPEN, "No refit without a row has a maximum.")
    size = np.where(failed[:, np.newaxis], 0.0, np.abs(shift))
    i, j = np.unravel_index(int(np.argmax(size)), size.shape)
    name = tried.trial.model.parameters[j].name
    note = (
        f"{case.observations.label[i]} has the largest influence: without it {name} is {number(refitted[i, j])} "
        f"instead of {number(theta[j])}, a shift of {number(size[i, j], 2)} standard errors"
    )
    if failed.any():
        lost = [case.observations.label[k] for k in np.flatnonzero(failed)]
        note += (
            f"; without {lost[0]}{f', or one of {len(lost) - 1} others,' if len(lost) > 1 else ''} there is no maximum"
        )
    verdict = OPEN if size[i, j] > LARGE or failed.any() else QUIET
    return Row(NAME, tried.name, statistic, verdict, f"{note}.", float(size[i, j]))
