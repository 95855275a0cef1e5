"""Is the straight line built into the axes?

Two columns computed with the same measured quantity rise together even where nothing else connects them. The test
keeps the shared quantity in its row and exchanges what the response has of its own between the rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.audits import _columns
from tcreferee.audits._permute import Permutations, permutations
from tcreferee.audits._words import chance, many, number, percent
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row
from tcreferee.priors import Array

QUESTION = "Is the straight line built into the axes, because both are computed with the same measured quantity?"
NAME, FEWEST, STRONG = "shared_factor", 5, 0.5
# a tenth of a per cent of the response decides no line; fewer orders than this give no p-value
IDLE, FEWEST_ORDERS = 1e-3, 100


def audit(case: Case) -> list[Row]:
    """Audit every input column against the response; see the module."""
    bound = [column for tried in case.tried.values() for column in tried.columns.values()]
    columns = dict.fromkeys(c for each in bound for c in ([each] if isinstance(each, str) else each))
    found = [row for column in columns if (row := _audit(case, column))]
    if found:
        return found
    note = "As far as the tables declare, no input is computed with a quantity that the response is computed with, too."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def shared(case: Case, column: str) -> list[str]:
    """Return the nearest columns that both `column` and the response are computed with."""
    response = case.observations.response
    of_response = {response, *_columns.ancestors(case, response)}
    of_column = {column, *_columns.ancestors(case, column)}
    both = of_response & of_column
    older = {name for each in both for name in _columns.ancestors(case, each)}
    return sorted(both - older)


def _audit(case: Case, column: str) -> Row | None:
    factors, response = shared(case, column), case.observations.response
    if not factors or response in factors:
        # an input computed from the response itself is the business of 'circularity'
        return None
    own = [name for name in _columns.ancestors(case, response) if not _columns.sources(case, name)]
    own = [name for name in own if name not in factors and not _is_behind(case, name, factors)]
    statistic = f"correlation of {response} and {column} at fixed {many(factors)}"
    if any(name not in case.observations.columns for name in (*factors, *own)) or case.observations.n < FEWEST:
        return Row(NAME, "", statistic, OPEN, f"The rows are too few, or {many(factors)} is not a number.")
    x, y = case.observations.columns[column], case.observations.y
    u, v = _scaled(x), _scaled(y)
    order, built_in = _exchanged(case, factors, own, column)
    if len(built_in) < FEWEST_ORDERS:
        return Row(NAME, "", statistic, OPEN, f"{response} cannot be computed with {many(own)} of another row.")
    r, nominal = _correlation(u, v)
    found = np.abs(_correlations(u, built_in))
    p = order.p_value(-abs(r), -found)
    rest = _partial(u, v, [_scaled(case.observations.columns[name]) for name in factors])
    apparent = abs(r) > STRONG and nominal <= case.settings.level
    note = (
        f"{response} and {column} are both computed with {many(factors)} and correlate by {number(r)}; with "
        f"{many(own) if own else 'nothing'} exchanged between the rows as strongly in {chance(p)} of {order.words} "
        f"orders (median {number(float(np.median(found)))}), and by {number(rest)} at fixed {many(factors)}"
        f"{_idle(case, factors, own)}"
    )
    if not apparent:
        return Row(NAME, "", statistic, QUIET, f"{note}: there is no clear line to explain.", rest, None, None, p)
    verdict = FIRES if p > case.settings.level else QUIET
    end = "the shared quantity alone gives such a line." if verdict == FIRES else "more than it alone gives."
    return Row(NAME, "", statistic, verdict, f"{note}: {end}", rest, None, None, p)


def _is_behind(case: Case, name: str, factors: Sequence[str]) -> bool:
    return any(name in _columns.ancestors(case, factor) for factor in factors)


def _exchanged(case: Case, factors: Sequence[str], own: Sequence[str], column: str) -> tuple[Permutations, Array]:
    """Return orders of the rows, and the scaled response (orders, rows) with its own data exchanged as they say.

    Only orders in which every row has a response are possible, and among these the null takes all as equally likely:
    a large ion does not fit between the neighbours of a small one.
    """
    order, each = permutations(case, case.observations.n, NAME, column), _each(case, factors, own)
    if (case.observations.y > 0).all():
        each = np.log(np.where(each > 0, each, np.nan))
    values = each[np.arange(len(each)), order.order]
    possible = np.isfinite(values).all(axis=1)
    return Permutations(order.order[possible], order.exact), values[possible]


def _each(case: Case, factors: Sequence[str], own: Sequence[str], moved: Sequence[str] | None = None) -> Array:
    """Return the response (rows, rows) with the columns in `moved` (by default all its own) of row j, at [i, j].

    The shared columns and the others are those of row i; NaN where the recipe gives nothing.
    """
    values, rows = case.observations.columns, range(case.observations.n)
    other = own if moved is None else moved
    return np.array(
        [
            [
                _columns.computed(
                    case,
                    case.observations.response,
                    {name: float(values[name][j if name in other else i]) for name in (*factors, *own)},
                    factors,
                )
                for j in rows
            ]
            for i in rows
        ]
    )


def _idle(case: Case, factors: Sequence[str], own: Sequence[str]) -> str:
    """Name the response's own data that leave it as it is, whichever row they are taken from."""
    y, said = case.observations.y[:, np.newaxis], []
    for name in own:
        change = float(np.nanmax(np.abs(_each(case, factors, own, [name]) - y) / np.abs(y)))
        if change < IDLE:
            said.append(f"{name} of another row changes {case.observations.response} by {percent(change)} at most")
    return f" ({'; '.join(said)})" if said else ""


def _scaled(values: Array) -> Array:
    """Return logarithms of positive numbers: shared factors multiply."""
    return np.log(values) if (values > 0).all() else values


def _correlations(x: Array, many_y: Array) -> Array:
    u = x - x.mean()
    v = many_y - many_y.mean(axis=-1, keepdims=True)
    norm = np.sqrt(np.sum(u**2) * np.sum(v**2, axis=-1))
    return np.asarray(np.divide(v @ u, norm, out=np.zeros(len(v)), where=norm > 0))


def _correlation(x: Array, y: Array) -> tuple[float, float]:
    """Return Pearson's correlation and its nominal p-value; none where nothing varies."""
    from scipy.stats import pearsonr

    if not np.ptp(x) or not np.ptp(y):
        return 0.0, 1.0
    found = pearsonr(x, y)
    return float(found.statistic), float(found.pvalue)


def _partial(x: Array, y: Array, factors: Sequence[Array]) -> float:
    """Return the correlation of what is left of x and y after a straight line in the shared quantities."""
    base = np.column_stack([np.ones(len(x)), *factors])
    left = [values - base @ np.linalg.lstsq(base, values, rcond=None)[0] for values in (x, y)]
    if any(np.ptp(rest) <= 1e-9 * np.ptp(values) for rest, values in zip(left, (x, y), strict=True)):
        return 0.0
    return _correlation(left[0], left[1])[0]
