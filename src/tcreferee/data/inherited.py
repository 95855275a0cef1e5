"""What derived columns have of the columns they are computed from: grades, origins, errors."""

from __future__ import annotations

from tcreferee.data import COMMON, SIGMA, derive
from tcreferee.data.origin import Origin, of_column, of_derived
from tcreferee.data.schema import CellGrades, Sidecar


def column_grades(sidecar: Sidecar) -> dict[str, str | None]:
    """Return the grade of each column of the processed table; None where it differs from cell to cell.

    A column derived from one whose grades differ has grades that differ, too.
    """
    grades: dict[str, str | None] = {
        about.name: None if isinstance(about.grade, CellGrades) else about.grade for about in sidecar.columns.values()
    }
    for name, about in sidecar.derived.items():
        used = derive.columns_used(about.recipe, about.arguments)
        grades[name] = None if any(grades.get(column, "") is None for column in used) else about.grade
    return grades


def column_origins(sidecar: Sidecar) -> dict[str, Origin]:
    """Return how each column of the processed table was obtained relative to Tc."""
    found = {about.name: of_column(about) for about in sidecar.columns.values()}
    if sidecar.label in sidecar.columns:
        found["label"] = of_column(sidecar.columns[sidecar.label])
    for name, about in sidecar.derived.items():
        found[name] = of_derived(about, derive.columns_used(about.recipe, about.arguments), found)
    return found


def error_columns(sidecar: Sidecar) -> dict[str, dict[str, str]]:
    """Return for each column by which printed columns its error comes in, with the column that holds that part.

    Printed columns without a declared error have none; the rounding of printed digits is no declared error.
    """
    own = {
        about.name: {about.name: f"{about.name}_{SIGMA}"} if about.uncertainty and about.uncertainty.declared else {}
        for about in sidecar.columns.values()
    }
    return _inherited(sidecar, own, "by")


def common_columns(sidecar: Sidecar) -> dict[str, dict[str, str]]:
    """Return for each column by which printed columns an error that all rows share comes in, as `error_columns`."""
    own = {
        about.name: {about.name: f"{about.name}_{COMMON}"} if about.common else {} for about in sidecar.columns.values()
    }
    return _inherited(sidecar, own, f"{COMMON}_by")


def _inherited(sidecar: Sidecar, own: dict[str, dict[str, str]], word: str) -> dict[str, dict[str, str]]:
    found = dict(own)
    for name, about in sidecar.derived.items():
        used = derive.columns_used(about.recipe, about.arguments)
        sources = dict.fromkeys(source for column in used for source in found.get(column, {}))
        found[name] = {source: f"{name}_{word}_{source}" for source in sources}
    return found
