"""Do rows that are neighbours along an input have similar residuals?

They do if the rows were read off one smooth curve, if the table contains compounds several times, or if the formula has
the wrong shape. In all three cases there are fewer independent measurements than rows, and standard errors that are
computed from the number of rows are too small. The statistic is the correlation between the residuals of neighbours
along an input, for the input where it is largest. It is compared with the same statistic of permuted residuals.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.permute import Permutations, permutations
from tcreferee.audits.refit import in_place
from tcreferee.audits.words import chance, number
from tcreferee.base.priors import Array

QUESTION = "Do rows that are neighbours along an input have similar residuals?"
FOUND = "neighbouring rows have similar residuals"
NAME, FEWEST = "autocorrelation", 6
STATISTIC = "correlation of the residuals of neighbours along an input"
FEWER_ROWS = True


def audit(case: Case) -> list[Row]:
    """Audit every theory; see the module."""
    order: dict[int, Permutations] = {}
    found = []
    for tried in (each for each in case.tried.values() if not each.null):
        rows = len(tried.trial.y)
        if rows not in order:
            order[rows] = permutations(case, rows, NAME)
        found.append(_audit(case, tried, order[rows]))
    return found


def _audit(case: Case, tried: Tried, order: Permutations) -> Row:
    why = residuals.why_none(tried)
    along = {
        column: pairs
        for name, column in tried.columns.items()
        if isinstance(column, str) and (pairs := neighbours(tried.trial.inputs[name])) is not None
    }
    if not why and not along:
        why = "No input has four or more different values, so there are no neighbours along an input."
    if why:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    if len(tried.trial.y) < FEWEST:
        note = f"With fewer than {FEWEST} rows the order of the residuals cannot be significant."
        return Row(NAME, tried.name, STATISTIC, OPEN, note)
    left = residuals.left(tried)
    observed = {column: float(_correlation(left.rest[np.newaxis], pairs)[0]) for column, pairs in along.items()}
    worst = max(observed, key=lambda column: observed[column])
    exchanged = left.refitted(left.rest[order.order])
    largest = np.stack([_correlation(exchanged, pairs) for pairs in along.values()]).max(axis=0)
    p = order.p_value(-observed[worst], -largest)
    fires = p <= case.settings.level
    end = "there are fewer independent measurements than rows" if fires else "neighbours are no more alike than others"
    note = (
        f"The residuals of neighbours along {worst} have a correlation of {number(observed[worst], 2)}; it is as large "
        f"in {chance(p)} of {order.words}{in_place(tried.trial)}: {end}."
    )
    verdict = FIRES if fires else QUIET
    return Row(NAME, tried.name, STATISTIC, verdict, note, observed[worst], None, None, p, tests=True)


def neighbours(x: Array) -> Array | None:
    """Return the weights (rows, rows) of pairs of neighbours along x; None if x has fewer than four different values.

    Rows with the same value have no order; the weights are the mean over all orders of these rows.
    """
    values, group = np.unique(x, return_inverse=True)
    if len(values) < 4:
        return None
    member = (group == np.arange(len(values))[:, np.newaxis]) * 1.0
    share = member / member.sum(axis=1, keepdims=True)
    weight = member.T @ share - np.diag(share.sum(axis=0))
    step = share[:-1].T @ share[1:]
    return np.asarray(weight + 0.5 * (step + step.T))


def _correlation(rest: Array, pairs: Array) -> Array:
    """Return the correlation (sets,) of neighbours' residuals (sets, rows)."""
    centred = rest - rest.mean(axis=-1, keepdims=True)
    square = np.sum(centred**2, axis=-1)
    return np.asarray(np.sum((centred @ pairs) * centred, axis=-1) / np.maximum(square, 1e-300))
