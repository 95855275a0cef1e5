"""Does the result depend on how an input is defined, or where it was taken from?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, QUIET, Case, Row
from tcreferee.audits.words import between, chance, many, number
from tcreferee.formulas.model import Parameter

QUESTION = "Does the result depend on how an input is defined or where it was taken from?"
FOUND = "the result depends on the source of an input"
NAME, NORMAL_95 = "definition", 3.919927969


@dataclass(frozen=True)
class _Value:
    """A parameter from one source: name of the source, 95 % interval with median."""

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
        """As a sentence shows it."""
        return f"{number(self.middle)} (95 %: {between(self.low, self.high)}; {self.source})"


def audit(case: Case) -> list[Row]:
    """Audit the parameters of every theory that is fitted with more than one source of its inputs; see the module."""
    tests = [(name, p, values) for name, p, values in _tests(case) if len(values) > 1]
    if tests:
        return [_row(name, p, values, len(tests), case.settings.level) for name, p, values in tests]
    note = "No theory of this comparison is fitted with a second source or definition of its inputs."
    return [Row(NAME, "", "", NOT_APPLICABLE, note)]


def _tests(case: Case) -> Iterator[tuple[str, Parameter, list[_Value]]]:
    """Yield (entry, parameter, its value from every source) of every parameter that should not depend on the source.

    ASSUME: the parameters a theory's own formula has are constants of the materials; scatter, shares of a choice and
    levels of families are not.
    """
    seen = set()
    for tried in case.tried.values():
        if tried.null or tried.model.name in seen or not tried.columns:
            continue
        seen.add(tried.model.name)
        for p in tried.model.parameters:
            if not p.families:
                yield tried.name, p, _values(case, tried.model.name, p.name)


def _values(case: Case, model: str, parameter: str) -> list[_Value]:
    """Return a parameter's value from every source: entries here, and those of related comparisons."""
    found: dict[tuple[str, str], tuple[tuple[str, ...], tuple[float, float, float]]] = {}
    seen = set()
    fits = {(case.comparison, name): each.fit for name, each in case.tried.items()}
    fits |= {(other, name): fit for other, models in case.related.items() for name, fit in models.items()}
    for entry, fit in fits.items():
        inputs = fit["settings"]["inputs"]
        if fit["model"]["name"] != model or any(not isinstance(column, str) for column in inputs.values()):
            continue
        # rows and columns that were seen already are no further source
        key = fit["checksums"]["observations"], tuple(sorted(inputs.items()))
        interval = _interval(fit, parameter)
        if key not in seen and interval:
            seen.add(key)
            found[entry] = tuple(inputs.values()), interval
    names = _sources({entry: columns for entry, (columns, _) in found.items()})
    return [_Value(names[entry], *interval) for entry, (_, interval) in found.items()]


def _sources(columns: Mapping[tuple[str, str], tuple[str, ...]]) -> dict[tuple[str, str], str]:
    """Name the sources: by their comparisons, and by the columns in which those of one comparison differ."""
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


def _row(name: str, p: Parameter, values: list[_Value], tests: int, level: float) -> Row:
    """Test whether the values agree: Cochran's Q, the sum of squared standardised deviations from their mean."""
    from scipy.stats import chi2

    middle, weight = np.array([v.middle for v in values]), np.array([v.sd**-2 for v in values])
    mean = float(np.average(middle, weights=weight))
    q = float(np.sum(weight * (middle - mean) ** 2))
    p_value = min(1.0, tests * float(chi2.sf(q, len(values) - 1)))
    least, most = min(values, key=lambda v: v.middle), max(values, key=lambda v: v.middle)
    fires = p_value <= level
    end = "they differ by more than their errors" if fires else "they agree within their errors"
    note = (
        f"From {len(values)} sources of the inputs, {p.name} is between {least.words} and {most.words}: {end} (as "
        f"different by chance in {chance(p_value)} of cases)."
    )
    positive = least.middle > 0
    statistic = f"largest / smallest {p.name}" if positive else f"largest - smallest {p.name}"
    value = most.middle / least.middle if positive else most.middle - least.middle
    return Row(NAME, name, statistic, FIRES if fires else QUIET, note, value, None, None, p_value)
