"""Are the residuals smaller than the scatter of repeated reports of one compound?

Repeated reports of one stated composition scatter in Tc, because they mix dopings, films, pressures and samples. A
formula whose residuals are far smaller than that knows more than a second laboratory would. The audit never fires: the
rows may come from one careful laboratory, and the scatter of reports is no error of a measurement.
"""

from __future__ import annotations

import numpy as np

from tcreferee.audits import residuals
from tcreferee.audits.case import NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, number

QUESTION = "Are the residuals smaller than the scatter of repeated reports of one compound?"
NAME, STATISTIC = "too_close", "scatter of the residuals over that of repeated reports"
BLANK = "The class of materials declares no scatter of repeated reports ('report_sd_K'), or the response is not Tc."


def audit(case: Case) -> list[Row]:
    """Audit every theory; see the module."""
    theories = [tried for tried in case.tried.values() if not tried.null]
    if case.report_sd_K is None or case.measured != "Tc" or not theories:
        return [Row(NAME, "", "", NOT_APPLICABLE, BLANK)]
    return [_audit(tried, case.report_sd_K) for tried in theories]


def _audit(tried: Tried, report_sd_K: tuple[float, float, float]) -> Row:
    if why := residuals.why_none(tried):
        return Row(NAME, tried.name, STATISTIC, NOT_APPLICABLE, why)
    found = residuals.left(tried)
    logs = tried.trial.density.log_response
    rest = np.exp(found.fitted + found.rest) - np.exp(found.fitted) if logs else found.rest
    sd = float(np.sqrt(np.sum(rest**2) / found.free))
    low, middle, high = report_sd_K
    close = sd < low
    end = "smaller than in three quarters of the compounds" if close else "no smaller than repeated reports scatter"
    note = (
        f"The residuals scatter by {number(sd)} K; repeated reports of one stated composition of this class scatter by "
        f"{number(middle)} K (quartiles of the compounds {between(low, high)} K): {end}. Reports mix dopings, films "
        f"and pressures, so this is no objection."
    )
    return Row(NAME, tried.name, STATISTIC, OPEN if close else QUIET, note, sd / middle, sd / high, sd / low)
