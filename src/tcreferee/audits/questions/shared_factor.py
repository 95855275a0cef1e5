"""Is the straight line built into the axes?

Two columns computed with the same measured quantity correlate even if nothing else connects them. The test keeps the
shared quantity in its row. It permutes first the other quantities of the response, then those of the input. A line that
is not built into the axes must get weaker in both cases. Permuting one side is not enough, because the other quantities
of one side may follow the shared quantity, as the radius of an ion follows the distance of the ions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.audits import columns
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row
from tcreferee.audits.permute import Permutations, permutations
from tcreferee.audits.words import chance, many, number, percent
from tcreferee.base.priors import Array

QUESTION = "Is the straight line built into the axes, because both are computed with the same measured quantity?"
FOUND = "the line is built into the axes"
# with fewer than ten rows permuted data often correlate as strongly as a true law; measured, see docs/audits.md
NAME, FEWEST, ENOUGH_ROWS, STRONG = "shared_factor", 5, 10, 0.5
FEWER_ROWS = True
# a change of the response below this share cannot decide a line; fewer permutations than this give no p-value
IDLE, FEWEST_ORDERS = 1e-3, 100


def audit(case: Case) -> list[Row]:
    """Audit every input column against the response; see the module."""
    bound = [column for tried in case.tried.values() for column in tried.columns.values()]
    used = dict.fromkeys(c for each in bound for c in ([each] if isinstance(each, str) else each))
    found = [row for column in used if (row := _audit(case, column))]
    if found:
        return found
    note = "The tables declare no quantity from which both an input and the response are computed."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def shared(case: Case, column: str) -> list[str]:
    """Return the columns from which both `column` and the response are computed, without columns behind these."""
    response = case.observations.response
    of_response = {response, *columns.ancestors(case, response)}
    of_column = {column, *columns.ancestors(case, column)}
    both = of_response & of_column
    older = {name for each in both for name in columns.ancestors(case, each)}
    return sorted(both - older)


def _audit(case: Case, column: str) -> Row | None:
    factors, response = shared(case, column), case.observations.response
    if not factors or response in factors:
        # the audit 'circularity' treats an input that is computed from the response
        return None
    sides = {target: names for target in (response, column) if (names := _own(case, target, factors))}
    statistic = f"correlation of {response} and {column} at fixed {many(factors)}"
    needed = {*factors, *(name for names in sides.values() for name in names)}
    if not needed <= set(case.observations.columns) or case.observations.n < FEWEST:
        note = f"There are fewer than {FEWEST} rows, or {many(factors)} is not a number in these rows."
        return Row(NAME, "", statistic, OPEN, note)
    values = case.observations.columns
    u, v = _scaled(values[column]), _scaled(values[response])
    r, nominal = _correlation(u, v)
    p_values, said = {}, []
    for target, names in sides.items():
        order, exchanged = _exchanged(case, target, factors, names)
        if len(exchanged) < FEWEST_ORDERS:
            return Row(NAME, "", statistic, OPEN, f"{target} cannot be computed with {many(names)} from another row.")
        built_in = np.abs(_correlations(v if target == column else u, exchanged))
        p = p_values[many(names)] = order.p_value(-abs(r), -built_in)
        middle = number(float(np.median(built_in)))
        said.append(f"with {many(names)} permuted it is {middle}, and as large in {chance(p)} of {order.words}")
    rest = _partial(u, v, [_scaled(values[name]) for name in factors])
    note = (
        f"{response} and {column} are both computed from {many(factors)}, and their correlation is {number(r)}; "
        f"{'; '.join([*said, f'at fixed {many(factors)} it is {number(rest)}'])}"
        f"{_idle(case, factors, sides.get(response, []))}"
    )
    worst = max(p_values.values(), default=1.0)
    if not (abs(r) > STRONG and nominal <= case.settings.level):
        return Row(NAME, "", statistic, QUIET, f"{note}: there is no clear line to explain.", rest, None, None, worst)
    spare = [names for names, p in p_values.items() if p > case.settings.level]
    if spare or not sides:
        end = f"the line does not depend on {' or '.join(spare) or 'any other data'}, but is built into the axes."
        if case.observations.n < ENOUGH_ROWS:
            end = f"fewer than {ENOUGH_ROWS} rows cannot distinguish such a line from a law."
            return Row(NAME, "", statistic, OPEN, f"{note}: {end}", rest, None, None, worst)
        return Row(NAME, "", statistic, FIRES, f"{note}: {end}", rest, None, None, worst)
    return Row(NAME, "", statistic, QUIET, f"{note}: the axes alone do not give this line.", rest, None, None, worst)


def _own(case: Case, target: str, factors: Sequence[str]) -> list[str]:
    """Return the printed columns, other than the shared ones, from which `target` is computed."""
    printed = [name for name in columns.ancestors(case, target) if not columns.sources(case, name)]
    return [name for name in printed if name not in factors and not _is_behind(case, name, factors)]


def _is_behind(case: Case, name: str, factors: Sequence[str]) -> bool:
    return any(name in columns.ancestors(case, factor) for factor in factors)


def _exchanged(case: Case, target: str, factors: Sequence[str], own: Sequence[str]) -> tuple[Permutations, Array]:
    """Return permutations, and the scaled column (permutations, rows) computed with its own data permuted.

    Only permutations that give every row a value are used, all with equal probability: a large ion, for example, does
    not fit between the neighbours of a small one.
    """
    order, each = permutations(case, case.observations.n, NAME, target), _each(case, target, factors, own, own)
    if (case.observations.columns[target] > 0).all():
        each = np.log(np.where(each > 0, each, np.nan))
    values = each[np.arange(len(each)), order.order]
    possible = np.isfinite(values).all(axis=1)
    return Permutations(order.order[possible], order.exact), values[possible]


def _each(case: Case, target: str, factors: Sequence[str], own: Sequence[str], moved: Sequence[str]) -> Array:
    """Return a column (rows, rows) whose element [i, j] uses the data in `moved` of row j and all other data of row i.

    It is NaN if the recipe gives no value.
    """
    values, rows, used = case.observations.columns, range(case.observations.n), (*factors, *own)

    def computed(i: int, j: int) -> float:
        given = {name: float(values[name][j if name in moved else i]) for name in used}
        return columns.computed(case, target, given, factors)

    return np.array([[computed(i, j) for j in rows] for i in rows])


def _idle(case: Case, factors: Sequence[str], own: Sequence[str]) -> str:
    """Name the data of the response that hardly change it, whichever row they come from."""
    response, y, said = case.observations.response, case.observations.y[:, np.newaxis], []
    for name in own:
        change = float(np.nanmax(np.abs(_each(case, response, factors, own, [name]) - y) / np.abs(y)))
        if change < IDLE:
            said.append(f"{name} from another row changes {response} by {percent(change)} at most")
    return f" ({'; '.join(said)})" if said else ""


def _scaled(values: Array) -> Array:
    """Return the logarithms if all values are positive, because shared factors multiply."""
    return np.log(values) if (values > 0).all() else values


def _correlations(x: Array, many_y: Array) -> Array:
    u = x - x.mean()
    v = many_y - many_y.mean(axis=-1, keepdims=True)
    norm = np.sqrt(np.sum(u**2) * np.sum(v**2, axis=-1))
    return np.asarray(np.divide(v @ u, norm, out=np.zeros(len(v)), where=norm > 0))


def _correlation(x: Array, y: Array) -> tuple[float, float]:
    """Return Pearson's correlation and its nominal p-value; 0 and 1 if a column does not vary."""
    from scipy.stats import pearsonr

    if not np.ptp(x) or not np.ptp(y):
        return 0.0, 1.0
    found = pearsonr(x, y)
    return float(found.statistic), float(found.pvalue)


def _partial(x: Array, y: Array, factors: Sequence[Array]) -> float:
    """Return the partial correlation of x and y at fixed shared quantities."""
    base = np.column_stack([np.ones(len(x)), *factors])
    left = [values - base @ np.linalg.lstsq(base, values, rcond=None)[0] for values in (x, y)]
    if any(np.ptp(rest) <= 1e-9 * np.ptp(values) for rest, values in zip(left, (x, y), strict=True)):
        return 0.0
    return _correlation(left[0], left[1])[0]
