"""Does the formula fit the rows of its table better than other rows that were as eligible?

A prediction of the comparison may declare that its materials were as eligible as the rows of the table, which left them
out (`pool: true`). The formula is then fitted to every subset of the pool with as many rows as the table has, or to
100,000 random ones. If the rows were chosen without regard to the residuals of the formula, the share of subsets that
it fits as well is uniform.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.permute import TIE
from tcreferee.audits.refit import estimates, in_place
from tcreferee.audits.words import chance
from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array
from tcreferee.inference.bind import bound_inputs
from tcreferee.inference.columns import standards
from tcreferee.inference.likelihoods import NO_SIDES
from tcreferee.inference.residuals import FAR, misfit, slopes_of_residuals

QUESTION = "Does the formula fit the rows of its table better than other rows that were as eligible?"
FOUND = "its rows may have been chosen for their fit"
NAME, STATISTIC = "selection", "share of the subsets of {} that the formula fits as well"
SUBSETS = 100_000
BLANK = "No prediction declares its rows as eligible ('pool: true'), so there is no pool to choose from."


@dataclass(frozen=True)
class _Pool:
    """The residuals of a formula on all eligible rows at its estimates, and their slopes; the table's rows first."""

    rest: Array
    slopes: Array
    table: int


def audit(case: Case) -> list[Row]:
    """Audit every theory on the pool of each prediction that declares one; see the module."""
    pools = {name: record for name, record in case.predictions.items() if "pool" in record}
    found = [
        _audit(case, name, record, tried)
        for name, record in pools.items()
        for tried in case.tried.values()
        if not tried.null and tried.name in record["models"]
    ]
    return found or [Row(NAME, "", "", NOT_APPLICABLE, BLANK)]


def _audit(case: Case, name: str, record: Mapping[str, Any], tried: Tried) -> Row:
    statistic = STATISTIC.format(f"'{name}'")
    if why := residuals.why_none(tried) or _uncovered(tried):
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    pool = _pool(case, record, tried)
    left_out, total = len(pool.rest) - pool.table, len(pool.rest)
    if not left_out or (np.abs(pool.rest) >= FAR).any():
        why = "No row that was left out has a measured value and all inputs, or the formula has no value there."
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    member, exact = _subsets(total, pool.table, np.random.default_rng(case.seed(NAME, name, tried.name)))
    p = _share(pool, member, exact)
    words = f"all {len(member)}" if exact else f"{len(member)} random ones of all"
    straight = "; the formula is fitted to first order about its estimates" if tried.trial.nonlinear else ""
    note = (
        f"{total} rows were eligible, {pool.table} of them are in the table. Of {words} choices of {pool.table} rows, "
        f"the formula fits {chance(p)} as well as those of the table{straight}{in_place(tried.trial)}."
    )
    could_fire = 1 / math.comb(total, pool.table) <= case.settings.level
    verdict = FIRES if p <= case.settings.level else QUIET if could_fire else OPEN
    return Row(NAME, tried.name, statistic, verdict, note, p, None, None, p, tests=True)


def _uncovered(tried: Tried) -> str:
    """Say why a formula cannot be fitted to subsets in closed form; "" if it can."""
    if tried.trial.limit.any():
        return "A response that is a limit has no residual."
    if any(p.families for p in tried.model.parameters):
        return "The formula has a level for each family, which a subset may not contain."
    if tried.trial.populations or tried.trial.nuisances:
        return "The formula has parameters of errors that belong to the rows of the table."
    return ""


def _pool(case: Case, record: Mapping[str, Any], tried: Tried) -> _Pool:
    """Return the residuals of the rows of the table and of the measured rows that were left out."""
    observations, trial = case.observations, tried.trial
    counted = {
        row["point_id"]: float(row["measured"])
        for row in record["rows"]
        if row["model"] == tried.name and row["counted"] == "true" and row["point_id"] in record["pool"]
    }
    used = [column for each in tried.columns.values() for column in ([each] if isinstance(each, str) else each)]
    further = {column: [record["pool"][point][column] for point in counted] for column in used}
    columns = {column: np.concatenate([observations.columns[column], np.array(further[column])]) for column in used}
    inputs = bound_inputs(
        tried.columns, columns, observations.quantities, None, standards(tried.columns, observations.columns)
    )
    whole = replace(
        trial, inputs=inputs, y=np.concatenate([trial.y, list(counted.values())]), sd=np.zeros(1), input_sd={},
        likelihood="lognormal" if trial.density.log_response else "normal", family=np.empty(0), sides=NO_SIDES,
    )  # fmt: skip
    theta = estimates(tried)[0]
    return _Pool(misfit(whole, theta), slopes_of_residuals(whole, theta).T, len(trial.y))


def _subsets(total: int, size: int, rng: np.random.Generator) -> tuple[Array, bool]:
    """Return which rows (subsets, total) each subset holds: all subsets, or random ones; and whether these are all."""
    if (count := math.comb(total, size)) <= SUBSETS:
        chosen = np.array(list(itertools.combinations(range(total), size)))
    else:
        chosen = np.argpartition(rng.random((SUBSETS, total), dtype=np.float32), size, axis=1)[:, :size]
    member: Array = np.zeros((len(chosen), total))
    np.put_along_axis(member, chosen, 1.0, axis=1)
    return member, count <= SUBSETS


def _share(pool: _Pool, member: Array, exact: bool) -> float:
    """Return the share of subsets that the formula, fitted to each, leaves as small a sum of squares.

    Random subsets count the table's rows as one more.
    """
    base = residuals.orthonormal(pool.slopes)
    table = np.zeros((1, len(pool.rest)))
    table[0, : pool.table] = 1.0
    own = float(_squares(pool.rest, base, table)[0])
    parts = [
        _squares(pool.rest, base, member[part]) for part in pieces(len(member), len(pool.rest) + base.shape[1] ** 2)
    ]
    as_small = int(np.sum(np.concatenate(parts) <= own + TIE * abs(own)))
    return max(as_small, 1) / len(member) if exact else (as_small + 1) / (len(member) + 1)


def _squares(rest: Array, base: Array, member: Array) -> Array:
    """Return the sum of squares (subsets,) that is left once the slopes are fitted to each subset."""
    k = base.shape[1]
    whole = member @ rest**2
    if not k:
        return np.asarray(whole)
    gram = (member @ np.einsum("ni,nj->nij", base, base).reshape(len(rest), -1)).reshape(-1, k, k)
    along = member @ (base * rest[:, np.newaxis])
    solved = (np.linalg.pinv(gram, hermitian=True) @ along[..., np.newaxis])[..., 0]
    return np.asarray(np.maximum(whole - np.sum(along * solved, axis=1), 0.0))
