"""The tests of a formula keep one level together: with ten tests at 5 % each, a true formula would fail one in 40 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tcreferee.audits.case import FIRES, OPEN, Row
from tcreferee.audits.words import chance


def together(rows: Sequence[Row], level: float) -> list[Row]:
    """Return the rows, those open that fire alone but not among all tests of their formula.

    By Holm's rule (1979, https://www.jstor.org/stable/4615733): the chance that any test of a true formula fires is at
    most the level, however the tests depend on each other.
    """
    found = list(rows)
    for model in dict.fromkeys(row.model for row in rows):
        tested = [i for i, row in enumerate(rows) if row.model == model and row.tests and row.p_value is not None]
        adjusted, worst = {}, 0.0
        for k, i in enumerate(sorted(tested, key=lambda i: rows[i].p_value or 0.0)):
            worst = max(worst, min(1.0, (len(tested) - k) * (rows[i].p_value or 0.0)))
            adjusted[i] = worst
        for i, p in adjusted.items():
            if rows[i].verdict == FIRES and p > level:
                note = (
                    f"{rows[i].note} But {len(tested)} tests were made of this formula, and with all of them a chance "
                    f"of {chance(p)} is left."
                )
                found[i] = replace(rows[i], verdict=OPEN, note=note)
    return found
