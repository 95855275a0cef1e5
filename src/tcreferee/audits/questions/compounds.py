"""Do the rows count one compound several times?

If a row is left out and its copy stays in the table, the copy predicts the row; and standard errors count both rows.
Therefore the audit leaves out all rows of a compound together. It also computes how many independent rows there are:
copies have the same residual, repeated measurements have different ones (the design effect of clusters, Kish 1965). It
fires if the formula is clearly ahead of constant and straight lines with all rows counted, but not with the independent
rows.
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
FOUND = "copies of the same compounds make the lead"
NAME, STATISTIC = "compounds", "lead over the best simple null, counting independent rows, nats"
# if 1 - leverage of a row is below this, the row cannot be predicted from the others
EMPTY = 1e-12


def audit(case: Case) -> list[Row]:
    """Audit every theory; see the module."""
    return [_audit(case, tried) for tried in case.tried.values() if not tried.null]


def _audit(case: Case, tried: Tried) -> Row:
    group = groups(case, tried)
    count = int(group.max()) + 1
    why = residuals.why_none(tried)
    if count == len(group):
        why = "No compound occurs twice in these rows, as far as labels and inputs tell."
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
    end = "copies make the lead" if fires else "copies do not make the lead"
    note = (
        f"{rows(len(group))} are {count} compounds. Rows of a compound share {percent(alone)} of the variance of the "
        f"residuals, so there are {number(counted, 2)} independent rows. The rms residual of the formula is "
        f"{number(misses[0])} if each row is predicted from the other rows, and {number(misses[1])} from the other "
        f"compounds. The lead over the best simple null is {number(leads[0])} nats with all rows counted, and "
        f"{number(leads[1])} with the independent rows: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, FIRES if fires else QUIET, note, leads[1])


def shared(rest: Array, group: NDArray[np.intp]) -> float:
    """Return the intraclass correlation: the share (0 to 1) of the variance that rows of one compound have in common.

    It is computed from the mean squares between and within compounds, and is 1 if there is no scatter within them.
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
    """Return the sum of squared residuals of all groups, each predicted from the others; closed form.

    Parameters
    ----------
    rest : (rows,) array
        Residuals of the fit to all rows.
    base : (rows, k) array
        Orthonormal columns that span what is fitted.
    group : (rows,) array of int
        Number of the group of each row.
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
