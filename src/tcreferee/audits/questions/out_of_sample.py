"""Does the fitted formula predict compounds it has not seen?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, chance, number, quoted, rows
from tcreferee.comparison.difference import standard_error
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor, interval

QUESTION = "Does the fitted formula predict compounds it has not seen?"
FOUND = "held-out compounds are missed"
NAME, NOMINAL = "out_of_sample", 0.95


def audit(case: Case) -> list[Row]:
    """Audit every prediction made by theories of the comparison; see the module."""
    if not case.predictions:
        note = "No compounds were held out. To hold some out, name their table under 'predict' in config.yaml."
        return [Row(NAME, "", "", NOT_APPLICABLE, note)]
    found = []
    for name, record in case.predictions.items():
        asked = [t for t in case.tried.values() if not t.null and t.name in record["models"]]
        counted = {t.name: _counted(record["rows"], t.name) for t in asked}
        measured = [t for t in asked if counted[t.name]]
        for tried in measured:
            found += _audit(case, name, record, tried, counted[tried.name])
        blank = [t.label for t in asked if not counted[t.name]]
        if blank:
            whom = f"For {quoted(blank)} none" if measured else "None"
            note = f"{whom} of the {record['materials']} compounds of '{name}' has a measured value and all inputs."
            found.append(Row(NAME, "", _statistic(name), NOT_APPLICABLE, note))
    return found or [Row(NAME, "", "", NOT_APPLICABLE, "No theory predicts the held-out compounds.")]


def _counted(table: Sequence[Mapping[str, str]], model: str) -> dict[str, Mapping[str, str]]:
    """Return the rows of a model whose measured value counts, by compound."""
    return {
        f"{row['point_id']} {row['label']}": row
        for row in table
        if row["model"] == model and row["counted"] == "true" and row["inside_95"]
    }


def _audit(
    case: Case, name: str, record: Mapping[str, Any], tried: Tried, counted: Mapping[str, Mapping[str, str]]
) -> list[Row]:
    from scipy.stats import binom

    n, inside = len(counted), sum(row["inside_95"] == "true" for row in counted.values())
    half = sum(row["inside_50"] == "true" for row in counted.values())
    p = float(binom.cdf(inside, n, NOMINAL))
    far = sum(bool(row["extrapolates"]) for row in counted.values())
    fires = p <= case.settings.level
    could_fire = (1 - NOMINAL) ** n <= case.settings.level
    miss = np.array([float(row["median"]) - float(row["measured"]) for row in counted.values()])
    few = f" (as few by chance in {chance(p)} of cases)" if inside < n else ""
    note = (
        f"Of {rows(n)} measured in '{name}', {inside} {'lies' if inside == 1 else 'lie'} inside the 95 % interval of "
        f"the prediction{few} and {half} inside the 50 % interval; the rms error of the prediction is "
        f"{number(float(np.sqrt(np.mean(miss**2))))} {_unit(record)}{_beyond(far, n)}."
    )
    verdict = FIRES if fires else QUIET if could_fire else OPEN
    coverage = Row(NAME, tried.name, _statistic(name), verdict, note, inside / n, None, None, p, tests=True)
    against = _against_constant(case, name, record, tried, counted)
    return [coverage, against] if against else [coverage]


def _statistic(name: str) -> str:
    return f"share of measured values of '{name}' inside the 95 % interval"


def _beyond(far: int, n: int) -> str:
    """Return words for rows outside the fitted range."""
    return f"; {far} of {n} {'lies' if far == 1 else 'lie'} outside the fitted range of an input" if far else ""


def _unit(record: Mapping[str, Any]) -> str:
    return "K" if record["unit"] == "kelvin" else str(record["unit"])


def _against_constant(
    case: Case, name: str, record: Mapping[str, Any], tried: Tried, counted: Mapping[str, Mapping[str, str]]
) -> Row | None:
    """Compare with the constant: the null model that has one level and no input."""
    constants = [t.name for t in case.tried.values() if t.model.constant]
    base = _counted(record["rows"], constants[0]) if constants else {}
    both = [key for key in counted if key in base]
    if not both:
        return None
    d = np.array([float(counted[key]["elpd"]) - float(base[key]["elpd"]) for key in both])
    total = float(d.sum())
    statistic, word = f"D of '{name}' against the constant, nats", "better" if total > 0 else "worse"
    if len(d) < 2:
        note = f"The formula predicts the one row of '{name}' {number(abs(total))} nats {word} than the constant."
        return Row(NAME, tried.name, statistic, OPEN, note, total)
    error = standard_error(d)
    low, high = interval(total, error, len(d))
    if total <= -SMALL_DIFFERENCE and high < 0:
        verdict, end = FIRES, "the formula predicts worse than a constant"
    elif total >= SMALL_DIFFERENCE and low > 0:
        verdict, end = QUIET, "the formula predicts better than a constant"
    else:
        verdict, end = OPEN, "the two cannot be told apart"
    note = (
        f"The formula predicts the {len(d)} measured rows of '{name}' {number(abs(total))} nats {word} than the "
        f"constant (D {between(low, high)} with {factor(len(d)):.1f} standard errors): {end}."
    )
    return Row(NAME, tried.name, statistic, verdict, note, total, low, high)
