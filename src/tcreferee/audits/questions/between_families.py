"""Is the trend there inside the families of materials, or only between them?

Two families at two places make a straight line through anything. The audit gives each family a level of its own beside
the formula. It fires if the families differ by more than the formula says (F test) and if no rising trend with the
formula's prediction is left inside them.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.beside import beside
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, chance, number

QUESTION = "Is the trend there inside the families of materials, or only between them?"
FOUND = "the trend is there only between families"
NAME, STATISTIC = "between_families", "slope of the response against the prediction, inside families"


def audit(case: Case) -> list[Row]:
    """Audit every theory where the rows fall in families; see the module."""
    if len({*case.observations.family} - {""}) < 2:
        return [Row(NAME, "", "", NOT_APPLICABLE, "The rows are not told apart by families of materials.")]
    return [_audit(case, tried) for tried in case.tried.values() if not tried.null]


def _audit(case: Case, tried: Tried) -> Row:
    why = residuals.why_none(tried)
    if not why and any(p.families for p in tried.model.parameters):
        why = "The formula has a level for each family already."
    if why:
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    words = np.array(case.observations.family)
    member = np.stack([words == word for word in dict.fromkeys(case.observations.family)], axis=1) * 1.0
    # differences between families; a level common to all is the formula's own business
    found = beside(residuals.left(tried), (member - member.mean(axis=0))[:, 1:])
    if found is None:
        note = "The rows are too few for a level of each family beside the formula."
        return Row(NAME, tried.name, STATISTIC, OPEN, note)
    differ = found.differ <= case.settings.level
    note = (
        f"The {member.shape[1]} families differ by more than the formula says, by chance in {chance(found.differ)} of "
        f"cases; inside them {case.measured} rises by {number(found.trend, 2)} times the prediction (95 %: "
        f"{between(found.lower, found.upper)}, 1 if the formula is true)"
    )
    if differ and found.gone:
        verdict, end = FIRES, "the trend is there only between families"
    elif differ:
        verdict, end = OPEN, "inside families the trend is there, but their levels differ"
    else:
        verdict, end = QUIET, "they do not differ beyond the formula"
    ends = found.trend, found.lower, found.upper
    return Row(NAME, tried.name, STATISTIC, verdict, f"{note}: {end}.", *ends, found.differ, tests=True)
