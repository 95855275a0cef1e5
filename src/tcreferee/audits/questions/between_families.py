"""Does the trend exist inside the families of materials, or only between them?

A straight line fits two families at two places whatever happens inside them. The audit adds a level for each family to
the formula. It fires if the families differ by more than the formula predicts (F test) and no rising trend with the
formula's prediction remains inside them.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.beside import beside
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, chance, number

QUESTION = "Does the trend exist inside the families of materials, or only between them?"
FOUND = "the trend exists only between families"
NAME, STATISTIC = "between_families", "slope of the response against the prediction, inside families"


def audit(case: Case) -> list[Row]:
    """Audit every theory if the rows belong to several families; see the module."""
    if len({*case.observations.family} - {""}) < 2:
        return [Row(NAME, "", "", NOT_APPLICABLE, "The rows do not belong to several families of materials.")]
    return [_audit(case, tried) for tried in case.tried.values() if not tried.null]


def _audit(case: Case, tried: Tried) -> Row:
    why = residuals.why_none(tried)
    if not why and any(p.families for p in tried.model.parameters):
        why = "The formula already has a level for each family."
    if why:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    words = np.array(case.observations.family)
    member = np.stack([words == word for word in dict.fromkeys(case.observations.family)], axis=1) * 1.0
    # only differences between families: a level common to all families belongs to the formula
    found = beside(residuals.left(tried), (member - member.mean(axis=0))[:, 1:])
    if found is None:
        note = "There are too few rows to fit a level for each family."
        return Row(NAME, tried.name, STATISTIC, OPEN, note)
    differ = found.differ <= case.settings.level
    note = (
        f"The {member.shape[1]} families deviate from the formula; they do so by chance in {chance(found.differ)} of "
        f"cases. Inside families the slope of {case.measured} against the prediction is {number(found.trend, 2)} "
        f"(95 %: {between(found.lower, found.upper)}; 1 if the formula is true)"
    )
    if differ and found.gone:
        verdict, end = FIRES, "the trend exists only between families"
    elif differ:
        verdict, end = OPEN, "the trend exists inside families, but their levels differ"
    else:
        verdict, end = QUIET, "the families do not differ beyond the formula"
    ends = found.trend, found.lower, found.upper
    return Row(NAME, tried.name, STATISTIC, verdict, f"{note}: {end}.", *ends, found.differ, tests=True)
