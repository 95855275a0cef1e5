"""Does a declared covariate explain the trend without the formula?

A sidecar declares with `covariate: why` that a column may drive Tc by itself. The audit fits a straight line in this
column together with the formula. It fires if Tc then rises less with the formula's prediction than the formula says
(one-sided t test) and no rising trend remains.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import columns, residuals
from tcreferee.audits.beside import beside
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, chance, number

QUESTION = "Does a declared covariate explain the trend without the formula?"
FOUND = "a covariate explains the trend"
NAME = "covariate"


def audit(case: Case) -> list[Row]:
    """Audit every theory with every declared covariate that it does not use; see the module."""
    declared = [name for name, values in case.observations.columns.items()
                if columns.about(case, name).get("covariate") and np.ptp(values) > 0]  # fmt: skip
    if not declared:
        note = "The tables declare no column as a covariate that may drive the response by itself."
        return [Row(NAME, "", "", NOT_APPLICABLE, note)]
    found = []
    for tried in (each for each in case.tried.values() if not each.null):
        used = {c for bound in tried.columns.values() for c in ([bound] if isinstance(bound, str) else bound)}
        found += [_audit(case, tried, name) for name in declared if name not in used]
    return found


def _audit(case: Case, tried: Tried, column: str) -> Row:
    statistic = f"slope of the response against the prediction, with {column} in the fit"
    if why := residuals.why_none(tried):
        return Row(NAME, tried.name, statistic, NOT_APPLICABLE, why)
    z = case.observations.columns[column]
    if not np.isfinite(z).all():
        return Row(NAME, tried.name, statistic, OPEN, f"{column} is not known in every row.")
    found = beside(residuals.left(tried), ((z - z.mean()) / z.std())[:, np.newaxis])
    if found is None:
        note = f"There are too few rows, or {column} adds nothing that the formula does not have."
        return Row(NAME, tried.name, statistic, OPEN, note)
    note = (
        f"With {column} in the fit, the slope of {case.measured} against the prediction is {number(found.trend, 2)} "
        f"(95 %: {between(found.lower, found.upper)}; 1 if the formula is true); it is as small by chance in "
        f"{chance(found.flatter)} of cases. {column} reduces the residuals of the formula; it does so by chance in "
        f"{chance(found.differ)} of cases"
    )
    if found.flatter <= case.settings.level and found.gone:
        verdict, end = FIRES, f"{column} explains the trend without the formula"
    elif min(found.flatter, found.differ) <= case.settings.level:
        verdict, end = OPEN, "both are needed"
    else:
        verdict, end = QUIET, f"{column} adds nothing"
    ends = found.trend, found.lower, found.upper
    return Row(NAME, tried.name, statistic, verdict, f"{note}: {end}.", *ends, found.flatter, tests=True)
