"""Does the result depend on how an input is defined or where it was taken from?

The audit compares only constants that do not change if an input is multiplied by a factor: T_U of T_U - B n^(-1/6), but
not B, which absorbs a factor of n. If a constant differs between sources, a fit to the rows of all sources tells why.
If a curve in the input, common to all sources, makes the constants agree, the shape of the formula is wrong and the
sources cover different ranges; otherwise the sources disagree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.audits import constant
from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET, Case, Row, Tried
from tcreferee.audits.words import between, chance, many, number
from tcreferee.formulas.model import Parameter

QUESTION = "Does the result depend on how an input is defined or where it was taken from?"
FOUND = "a constant of the formula differs between sources or ranges"
NAME, NORMAL_95 = "definition", 3.919927969


@dataclass(frozen=True)
class _Value:
    """A parameter from one source: name of the source, posterior median and 95 % interval."""

    source: str
    low: float
    middle: float
    high: float

    @property
    def sd(self) -> float:
        """Standard deviation of a normal distribution with this interval."""
        return (self.high - self.low) / NORMAL_95

    @property
    def words(self) -> str:
        """Median, interval and source, for a sentence."""
        return f"{number(self.middle)} (95 %: {between(self.low, self.high)}; {self.source})"


def audit(case: Case) -> list[Row]:
    """Audit the parameters of every theory that is fitted with more than one source of its inputs; see the module."""
    tests = [(tried, j, values) for tried, j, values in _tests(case) if len(values) > 1]
    if tests:
        free = {tried.name: constant.invariant(tried) for tried, _, _ in tests}
        count = sum(j in free[tried.name] for tried, j, _ in tests)
        return [
            _row(case, tried, j, values, count) if j in free[tried.name] else _factor(tried, j, values)
            for tried, j, values in tests
        ]
    note = "No theory is fitted with a second source or definition of its inputs."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def _tests(case: Case) -> Iterator[tuple[Tried, int, list[_Value]]]:
    """Yield (model, position, value from every source) of every parameter that should not depend on the source.

    ASSUME: the parameters in the equation of a theory do not depend on the source of an input; scatter, shares of a
    choice and levels of families may.
    """
    seen = set()
    for tried in case.tried.values():
        if tried.null or tried.model.name in seen or not tried.columns:
            continue
        if len(tried.fit["parameters"]) < len(tried.model.parameters):  # refused here, though fitted elsewhere
            continue
        seen.add(tried.model.name)
        for j, p in enumerate(tried.model.parameters):
            if not p.families:
                yield tried, j, _values(case, tried.model.name, p.name)


def _values(case: Case, model: str, parameter: str) -> list[_Value]:
    """Return the value of a parameter from every source: models of this comparison and of related ones."""
    found: dict[tuple[str, str], tuple[tuple[str, ...], tuple[float, float, float]]] = {}
    seen = set()
    fits = {(case.comparison, name): each.fit for name, each in case.tried.items()}
    fits |= {(other, name): fit for other, models in case.related.items() for name, fit in models.items()}
    for entry, fit in fits.items():
        inputs = fit["settings"]["inputs"]
        if fit["model"]["name"] != model or any(not isinstance(column, str) for column in inputs.values()):
            continue
        # the same rows and columns are the same source
        key = fit["checksums"]["observations"], tuple(sorted(inputs.items()))
        interval = _interval(fit, parameter)
        if key not in seen and interval:
            seen.add(key)
            found[entry] = tuple(inputs.values()), interval
    names = _sources({entry: columns for entry, (columns, _) in found.items()})
    return [_Value(names[entry], *interval) for entry, (_, interval) in found.items()]


def _sources(columns: Mapping[tuple[str, str], tuple[str, ...]]) -> dict[tuple[str, str], str]:
    """Return names of the sources: the comparison, and the columns that differ within a comparison."""
    comparisons, named = [comparison for comparison, _ in columns], {}
    for (comparison, name), own in columns.items():
        others = [each for (other, _), each in columns.items() if other == comparison]
        differ = [column for i, column in enumerate(own) if len({each[i] for each in others}) > 1]
        words = [comparison] if len(set(comparisons)) > 1 else []
        named[comparison, name] = ", ".join([*words, *([many(differ)] if differ else [])])
    return named


def _interval(fit: Mapping[str, Any], parameter: str) -> tuple[float, float, float] | None:
    for told in fit["parameters"]:
        if told["name"] == parameter and told["posterior"]:
            ends = tuple(told["posterior"][q] for q in ("q2.5", "q50", "q97.5"))
            if all(isinstance(end, float | int) for end in ends) and ends[2] > ends[0]:
                return float(ends[0]), float(ends[1]), float(ends[2])
    return None


def _ends(values: list[_Value]) -> tuple[_Value, _Value]:
    return min(values, key=lambda v: v.middle), max(values, key=lambda v: v.middle)


def _statistic(p: Parameter, values: list[_Value]) -> tuple[str, float]:
    least, most = _ends(values)
    if least.middle > 0:
        return f"largest / smallest {p.name}", most.middle / least.middle
    return f"largest - smallest {p.name}", most.middle - least.middle


def _factor(tried: Tried, j: int, values: list[_Value]) -> Row:
    """Return the range of a constant that also changes if the input is multiplied by a factor."""
    p, (least, most) = tried.model.parameters[j], _ends(values)
    note = (
        f"The {len(values)} sources of the inputs give {p.name} between {least.words} and {most.words}; a constant "
        f"factor between the sources would change it, too, so this is no objection to the formula."
    )
    statistic, value = _statistic(p, values)
    return Row(NAME, tried.name, statistic, OPEN, note, value)


def _row(case: Case, tried: Tried, j: int, values: list[_Value], tests: int) -> Row:
    """Test whether the values agree."""
    p, (least, most) = tried.model.parameters[j], _ends(values)
    p_value = cochran(values, tests)
    fires = p_value <= case.settings.level
    end = constant.why(case, tried) if fires else "they agree within their errors"
    note = (
        f"The {len(values)} sources of the inputs give {p.name} between {least.words} and {most.words} (as different "
        f"by chance in {chance(p_value)} of cases): {end}."
    )
    statistic, value = _statistic(p, values)
    verdict = FIRES if fires else QUIET
    return Row(NAME, tried.name, statistic, verdict, note, value, None, None, p_value, tests=True)


def cochran(values: list[_Value], tests: int) -> float:
    """Return the p-value of Cochran's Q (squared standardised deviations from the mean), multiplied by `tests`."""
    from scipy.stats import chi2

    middle, weight = np.array([v.middle for v in values]), np.array([v.sd**-2 for v in values])
    mean = float(np.average(middle, weights=weight))
    return min(1.0, tests * float(chi2.sf(float(np.sum(weight * (middle - mean) ** 2)), len(values) - 1)))
