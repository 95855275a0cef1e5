"""Were the rows that fit worst left out of the table?

The largest of n normal residuals is typically a known multiple of their root mean square. If it is much smaller, the
distribution of the residuals is truncated, as it is if the rows with the largest residuals were dropped.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, QUIET, Case, Row, Tried
from tcreferee.audits.refit import in_place
from tcreferee.audits.words import chance, number

QUESTION = "Were the rows that fit worst left out of the table?"
FOUND = "rows that fit badly may have been left out"
NAME, STATISTIC = "dropped", "largest residual / rms of the residuals"
FEWER_ROWS = True


def audit(case: Case) -> list[Row]:
    """Audit every theory; see the module."""
    return [_audit(case, tried) for tried in case.tried.values() if not tried.null]


def _audit(case: Case, tried: Tried) -> Row:
    """Test the largest residual.

    ASSUME: the scatter about a true formula is normal; a scatter with shorter tails looks the same.
    """
    if why := residuals.why_none(tried):
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    left = residuals.left(tried)
    draws, rows = case.settings.permutations, len(left.rest)
    drawn = left.refitted(np.random.default_rng(case.seed(NAME, str(rows))).standard_normal((draws, rows)))
    observed = float(_largest(left.rest[np.newaxis])[0])
    p = (int(np.sum(_largest(drawn) <= observed)) + 1) / (draws + 1)
    fires = p <= case.settings.level
    end = "as if rows with larger residuals had been left out" if fires else "as normal scatter would give"
    note = (
        f"The largest residual is {number(observed, 3)} times their root mean square; it is as small in "
        f"{chance(p)} of {draws} tables with normal scatter{in_place(tried.trial)}: {end}."
    )
    return Row(NAME, tried.name, STATISTIC, FIRES if fires else QUIET, note, observed, None, None, p, tests=True)


def _largest(rest: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(rest).max(axis=-1) / np.sqrt(np.mean(rest**2, axis=-1)))
