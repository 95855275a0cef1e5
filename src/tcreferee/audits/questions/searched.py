"""Would a search over columns and exponents find as good a formula for permuted Tc?

Every form a + b x^q, with x a column of these rows and q from a short list, is fitted to permuted Tc. The best of these
fits is compared with the fit of the formula to the table. The audit never fires: a formula that does no better than a
search need not have been found by one.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import columns, residuals
from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.permute import Permutations, permutations
from tcreferee.audits.words import chance
from tcreferee.base.priors import Array

QUESTION = "Would a search over columns and exponents find as good a formula for permuted Tc?"
NAME, STATISTIC = "searched", "chance that a search fits a permuted response as well"
EXPONENTS = (-2.0, -1.0, -1 / 2, -1 / 3, -1 / 6, 0.0, 1 / 6, 1 / 3, 1 / 2, 1.0, 2.0)
FEWER_ROWS = True


def audit(case: Case) -> list[Row]:
    """Audit every theory that uses a column; see the module."""
    theories = [t for t in case.tried.values() if not t.null and t.columns]
    forms, used = _forms(case)
    if not theories or not len(forms):
        return [Row(NAME, "", "", NOT_APPLICABLE, "No theory uses a column, or no column can be searched.")]
    order = permutations(case, case.observations.n, NAME)
    best: dict[bool, Array] = {}
    found = []
    for tried in theories:
        if why := residuals.why_none(tried):
            found.append(Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why))
            continue
        log = tried.trial.density.log_response
        if log not in best:
            best[log] = _best(np.log(tried.trial.y) if log else tried.trial.y, forms, order)
        found.append(_row(case, tried, best[log], order, len(forms), used))
    return found


def _row(case: Case, tried: Tried, best: Array, order: Permutations, forms: int, used: int) -> Row:
    p = order.p_value(float(np.sum(residuals.left(tried).rest ** 2)), best)
    beyond = p <= case.settings.level
    end = "a search does not explain it" if beyond else "a search finds equally good formulas"
    columns_searched = f"{used} columns" if used > 1 else "1 column"
    note = (
        f"With {case.measured} permuted over the rows, the best of {forms} forms (powers of {columns_searched}) fits "
        f"as well as the formula in {chance(p)} of {order.words}: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, QUIET if beyond else OPEN, note, p, None, None, p)


def _forms(case: Case) -> tuple[Array, int]:
    """Return every form (forms, rows), centred and of length 1, and the number of columns used.

    Columns of the same quantity as the response, and columns computed from it, are not used.
    """
    response = case.observations.quantities[case.observations.response]
    errors = {str(about.get("sigma")) for about in case.observations.record["columns"].values()}
    found, used = [], 0
    for name, x in case.observations.columns.items():
        quantities = {columns.about(case, each).get("quantity") for each in (name, *columns.ancestors(case, name))}
        if response in quantities or name in errors or not (np.isfinite(x).all() and (x > 0).all() and np.ptp(x) > 0):
            continue
        used += 1
        z = np.log(x / np.median(x))
        shapes = [z if q == 0 else np.exp(np.clip(q * z, -300, 300)) for q in EXPONENTS]
        found += [(shape - shape.mean()) / np.sqrt(np.sum((shape - shape.mean()) ** 2)) for shape in shapes]
    return np.array(found), used


def _best(y: Array, forms: Array, order: Permutations) -> Array:
    """Return the sum of squares (permutations,) that the best form leaves of the permuted response."""
    centred = y - y.mean()
    along = centred[order.order] @ forms.T
    return np.asarray(centred @ centred - np.max(along**2, axis=1))
