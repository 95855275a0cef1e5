"""Do the rows count one compound several times?

A row whose copy stays in the table is predicted by its copy. The audit leaves out all rows of a compound together and
counts compounds. It fires if the formula is clearly ahead of a constant or a straight line when rows are counted, and
not when compounds are.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, QUIET, Case, Row, Tried
from tcreferee.audits.words import number, rows
from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE

QUESTION = "Do the rows count one compound several times?"
FOUND = "the lead counts copies of the same compounds"
NAME, STATISTIC = "compounds", "lead over the best simple null with each compound counted once, nats"
# ASSUME: rows whose inputs agree to this share of their range, and are no whole numbers, are of one compound
NEAR = 1e-3


def audit(case: Case) -> list[Row]:
    """Audit every theory whose rows repeat a compound; see the module."""
    return [_audit(case, tried) for tried in case.tried.values() if not tried.null]


def _audit(case: Case, tried: Tried) -> Row:
    group = groups(case, tried)
    count = int(group.max()) + 1
    why = residuals.why_none(tried)
    if count == len(group):
        why = "No compound stands in these rows twice, as far as labels and inputs tell."
    if why:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    left = residuals.left(tried)
    y, one = left.fitted + left.rest, np.ones(len(group))
    nulls = [one[:, np.newaxis], *(np.column_stack([one, x]) for x in tried.trial.inputs.values())]
    alone, each = np.arange(len(group)), []
    for which in (alone, group):
        own = press(left.rest, left.base, which)
        others = [press(y - b @ (b.T @ y), b, which) for b in map(residuals.orthonormal, nulls)]
        each.append((0.5 * (int(which.max()) + 1) * math.log(min(others) / own), math.sqrt(own / len(group))))
    (by_rows, miss), (by_compounds, miss_compounds) = each
    fires = by_rows >= SMALL_DIFFERENCE > by_compounds
    end = "the lead is that of copies" if fires else "the copies do not make the lead"
    note = (
        f"{rows(len(group))} are {count} compounds. Predicted from the other rows the formula misses by "
        f"{number(miss)}, from the other compounds by {number(miss_compounds)}; it is ahead of the best simple null by "
        f"{number(by_rows)} nats with rows counted and by {number(by_compounds)} with compounds counted: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, FIRES if fires else QUIET, note, by_compounds)


def groups(case: Case, tried: Tried) -> NDArray[np.intp]:
    """Return the compound (rows,) of each row: of one label, or with inputs that agree."""
    from scipy.sparse.csgraph import connected_components

    label = np.unique(np.array(case.observations.label), return_inverse=True)[1]
    same = label[:, np.newaxis] == label
    inputs = [x for x in tried.trial.inputs.values() if len(x) == len(label)]
    if any((x != np.round(x)).any() for x in inputs):
        same |= np.all([np.abs(x[:, np.newaxis] - x) <= NEAR * np.ptp(x) for x in inputs], axis=0)
    return np.asarray(connected_components(same)[1], dtype=np.intp)


def press(rest: Array, base: Array, group: NDArray[np.intp]) -> float:
    """Return the sum of squared misses of each group predicted from the others, in closed form.

    Parameters
    ----------
    rest : (rows,) array
        Residuals of the fit to all rows.
    base : (rows, k) array
        Orthonormal columns of what is fitted.
    group : (rows,) array of int
    """
    total = 0.0
    for k in range(int(group.max()) + 1):
        rows_of = np.flatnonzero(group == k)
        own = np.eye(len(rows_of)) - base[rows_of] @ base[rows_of].T
        total += float(np.sum(np.linalg.lstsq(own, rest[rows_of], rcond=1e-10)[0] ** 2))
    return total
