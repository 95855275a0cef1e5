"""Which grades a comparison may use. It uses estimated, recalled or undeclared numbers only if its title says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tcreferee.base.errors import Problem
from tcreferee.data import DEFAULT_GRADES, GRADES, UNDECLARED


def title_faults(key: str, title: str, accepted: Sequence[str]) -> Iterator[Problem]:
    """Say which accepted grades are missing from the title of a comparison that must name them.

    Parameters
    ----------
    key : str
        Where the comparison is written.
    title : str
        Its title.
    accepted : sequence of str
        Its `accept_grades`.
    """
    for grade in GRADES:
        if grade in accepted and grade not in DEFAULT_GRADES and grade not in title.lower():
            what = f"does not say that the comparison uses {grade} numbers"
            yield Problem(f"{key}.title", what, f"a title with the word '{grade}'")


def column_faults(
    key: str, columns: Sequence[str], grades: Mapping[str, str | None], accepted: Sequence[str]
) -> Iterator[Problem]:
    """Say which columns of a comparison have, as a whole, a grade it does not accept.

    Columns whose grade differs from cell to cell are left to `select`, which drops rows.

    Parameters
    ----------
    key : str
        Where the comparison is written.
    columns : sequence of str
        The columns it uses.
    grades : mapping of str to str or None
        The grade of each column of the dataset, see `column_grades`.
    accepted : sequence of str
        Its `accept_grades`.
    """
    for column in columns:
        grade = grades.get(column)
        if grade is None or grade in accepted:
            continue
        do = f"use another column, or add '{grade}' to accept_grades"
        if grade not in DEFAULT_GRADES:
            do += " and to the title"
        yield Problem(f"{key}.accept_grades", f"column '{column}' is {grade}", " or ".join(accepted), do)


def grades_in(columns: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the usual grades, and the others that the described columns have, as wholes or cell by cell."""
    whole, by_cell = {about["grade"] for about in columns.values()}, any(a["grade_column"] for a in columns.values())
    return [grade for grade in GRADES if grade in DEFAULT_GRADES or by_cell or grade in whole]


def doubtful(columns: Mapping[str, Mapping[str, Any]], cells: Iterable[Mapping[str, str]], names: Sequence[str]) -> str:
    """Say how many rows use numbers that a headline comparison does not take; "" if none does.

    Parameters
    ----------
    columns : mapping of str to mapping
        Description of each column of the rows.
    cells : iterable of mapping of str to str
        The rows, as texts.
    names : sequence of str
        Columns that are used.
    """
    counts = Counter[str]()
    rows = list(cells)
    for row in rows:
        grades = {_grade_of(columns.get(name, {}), row) for name in names if row.get(name)}
        counts.update(grade for grade in GRADES if grade in grades and grade not in DEFAULT_GRADES)
    if not counts:
        return ""
    words = {UNDECLARED: "numbers without a declared source or grade"}
    said = " and ".join(
        f"{words.get(grade, f'{grade} numbers')} in {counts[grade]} of {len(rows)} rows"
        for grade in GRADES
        if counts[grade]
    )
    return f"This uses {said}, which no headline comparison does."


def _grade_of(about: Mapping[str, Any], row: Mapping[str, str]) -> str:
    column = about.get("grade_column")
    return (row.get(column, "") if column else about.get("grade")) or ""
