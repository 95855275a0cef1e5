"""Which grades a comparison may use. It uses estimated or recalled numbers only if its title says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tcreferee.base.errors import Problem
from tcreferee.data import DEFAULT_GRADES, GRADES


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
