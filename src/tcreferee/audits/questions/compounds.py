"""Do the rows count one compound several times?

A row whose copy stays in the table is predicted by its copy, and every error that counts rows counts both. The audit
leaves out all rows of a compound together. How many rows count is told by the residuals: copies share theirs, repeated
measurements of their own scatter do not (the design effect of clusters, Kish 1965). It fires if the formula is clearly
ahead of a constant or a straight line when all rows are counted, and not when those are that count.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, QUIET, Case, Row, Tried
from tcreferee.audits.words import number, percent, rows
from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE
from tcreferee.data.repeats import compounds

QUESTION = "Do the rows count one compound several times?"
FOUND = "the lead counts copies of the same compounds"
NAME, STATISTIC = "compounds", "lead over the best simple null by the rows that count, nats"
# share of a row that its own prediction leaves over, below which it cannot be predicted from the others
EMPTY = 1e-12


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
    alone = shared(left.rest, group)
    counted = float(np.sum(1 / (1 + (np.bincount(group) - 1) * alone)[group]))
    leads, misses = [], []
    for which, count_of in ((np.arange(len(group)), float(len(group))), (group, counted)):
        own = press(left.rest, left.base, which)
        others = [press(y - b @ (b.T @ y), b, which) for b in map(residuals.orthonormal, nulls)]
        leads.append(0.5 * count_of * math.log(min(others) / own))
        misses.append(math.sqrt(own / len(group)))
    fires = leads[0] >= SMALL_DIFFERENCE > leads[1]
    end = "the lead is that of copies" if fires else "the copies do not make the lead"
    note = (
        f"{rows(len(group))} are {count} compounds; by what their residuals share ({percent(alone)}) they count as "
        f"{number(counted, 2)} rows. Predicted from the other rows the formula misses by {number(misses[0])}, from the "
        f"other compounds by {number(misses[1])}; it is ahead of the best simple null by {number(leads[0])} nats with "
        f"all rows counted and by {number(leads[1])} with those that count: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, FIRES if fires else QUIET, note, leads[1])


def shared(rest: Array, group: NDArray[np.intp]) -> float:
    """Return the share of the scatter (0 to 1) that rows of one compound have in common: the intraclass correlation.

    From the mean squares between and within compounds; 1 if nothing scatters within them.
    """
    size = np.bincount(group)
    mean = np.bincount(group, rest) / size
    between_free, within_free = len(size) - 1, len(rest) - len(size)
    if between_free < 1 or within_free < 1:
        return 1.0
    between = float(np.sum(size * (mean - rest.mean()) ** 2)) / between_free
    within = float(np.sum((rest - mean[group]) ** 2)) / within_free
    typical = (len(rest) - float(np.sum(size**2)) / len(rest)) / between_free
    return float(np.clip((between - within) / max(between + (typical - 1) * within, 1e-300), 0.0, 1.0))


def groups(case: Case, tried: Tried) -> NDArray[np.intp]:
    """Return the compound (rows,) of each row, see `tcreferee.data.repeats`."""
    labels = case.observations.label
    return compounds(labels, [x for x in tried.trial.inputs.values() if len(x) == len(labels)])


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
    alone = np.bincount(group)[group] == 1
    kept = 1 - np.sum(base[alone] ** 2, axis=1)
    total = float(np.sum(np.divide(rest[alone], kept, out=np.zeros(len(kept)), where=np.abs(kept) > EMPTY) ** 2))
    several = np.flatnonzero(~alone)
    several = several[np.argsort(group[several], kind="stable")]
    for rows_of in np.split(several, np.flatnonzero(np.diff(group[several])) + 1) if len(several) else ():
        own = np.eye(len(rows_of)) - base[rows_of] @ base[rows_of].T
        total += float(np.sum(np.linalg.lstsq(own, rest[rows_of], rcond=1e-10)[0] ** 2))
    return total
