"""The tests of a formula keep one level together: with ten tests at 5 % each, a true formula would fail one in 40 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tcreferee.audits.case import FIRES, OPEN, Row
from tcreferee.audits.words import chance


def together(rows: Sequence[Row], level: float) -> list[Row]:
    """Return the rows, those open that fire alone but not among all tests of their formula.

    By Holm's rule (1979, https://www.jstor.org/stable/4615733): the chance that any test of a true formula fires is at
    most the level, however the tests depend on each other. A test that the rows have decided for the formula (an
    estimate on the side that the source expects) is not counted among the others. Where it is counted, its p-value is
    that given that it may fire (Ellis, Pecanka and Goeman 2018, https://arxiv.org/abs/1801.00141).

    ASSUME: on which side an estimate lies says nothing about the residuals, as it is for normal scatter.
    """
    found = list(rows)
    for model in dict.fromkeys(row.model for row in rows):
        p_values = {
            i: row.p_value / row.most
            for i, row in enumerate(rows)
            if row.model == model and row.tests and row.p_value is not None and row.p_value <= row.most
        }
        adjusted, worst = {}, 0.0
        for k, i in enumerate(sorted(p_values, key=lambda i: p_values[i])):
            worst = max(worst, min(1.0, (len(p_values) - k) * p_values[i]))
            adjusted[i] = worst
        for i, p in adjusted.items():
            if rows[i].verdict == FIRES and p > level:
                note = (
                    f"{rows[i].note} But {len(p_values)} tests were made of this formula, and with all of them a "
                    f"chance of {chance(p)} is left."
                )
                found[i] = replace(rows[i], verdict=OPEN, note=note)
    return found
