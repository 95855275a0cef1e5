"""Keep one level for all tests of a formula: in 40 % of cases, a true formula fails one of ten tests at 5 % each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tcreferee.audits.case import FIRES, OPEN, Row
from tcreferee.audits.words import chance


def together(rows: Sequence[Row], level: float) -> list[Row]:
    """Return the rows; a test that fires alone, but not among all tests of its formula, becomes open.

    By Holm's rule (1979, https://www.jstor.org/stable/4615733) the probability that any test of a true formula fires is
    at most the level, however the tests depend on each other. A test whose p-value is above its `most` cannot fire (an
    estimate on the side that the source expects), and is not counted. Otherwise its p-value is divided by `most`, which
    makes it conditional on being below (Ellis, Pecanka and Goeman 2018, https://arxiv.org/abs/1801.00141).

    ASSUME: the side on which an estimate lies is independent of the residuals, as it is for normal scatter.
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
                    f"{rows[i].note} But {len(p_values)} tests were made of this formula; corrected for their number, "
                    f"the chance is {chance(p)}."
                )
                found[i] = replace(rows[i], verdict=OPEN, note=note)
    return found
