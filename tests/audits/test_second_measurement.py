"""An input that was measured twice: what fires, what stays open, and how often a true formula is objected to."""

from dataclasses import replace

import audit_tables as tables
import numpy as np
import pytest

from tcreferee.audits.case import FIRES, NOT_APPLICABLE, OPEN, QUIET
from tcreferee.audits.questions import second_measurement
from tcreferee.audits.together import together


def audited(seed=1, rows=12, count=1, change=None, only=None, **more):
    """The finding on a simulated table; `change` alters what is declared, `only` keeps some of the second values."""
    case = tables.measured_twice(np.random.default_rng(seed), rows, count, **more)
    about, columns = case.observations.record["columns"], dict(case.observations.columns)
    about["a2_A"] |= change or {}
    if only is not None:
        columns["a2_A"] = np.where(np.arange(rows) < only, columns["a2_A"], np.nan)
    return second_measurement.audit(replace(case, observations=replace(case.observations, columns=columns)))


def test_a_true_formula_agrees_with_both_measurements():
    (row,) = audited(free=False)
    assert (row.verdict, row.tests) == (QUIET, True)
    assert row.p_value > 0.05


def test_another_value_contradicts_printed_constants_and_the_sentence_says_what_follows():
    (row,) = audited(free=False, factor=1.5, only=1)
    case = tables.measured_twice(np.random.default_rng(1), 12, 1, free=False, factor=1.5)
    first, second = (case.observations.columns[name][0] for name in ("a_A", "a2_A"))
    assert row.verdict == FIRES
    assert f"gives row 0 a Tc of {1000 / second**2:.3g} kelvin" in row.note.replace(" K;", " kelvin;")
    assert f"with a_A it gives {1000 / first**2:.3g} K" in row.note
    assert row.value == pytest.approx(1000 / second**2 / case.observations.y[0])
    assert together([row], 0.05)[0].verdict == FIRES


def test_a_scale_absorbs_a_factor_so_one_row_cannot_tell_and_many_need_another_shape():
    assert audited(factor=1.5, only=1)[0].verdict == OPEN
    (row,) = audited(factor=1.5)
    assert row.verdict == QUIET
    assert "absorb a factor" in row.note
    assert audited(related=False)[0].verdict == FIRES


def test_without_a_stated_error_or_a_good_grade_it_stays_open():
    (row,) = audited(free=False, factor=1.5, change={"sigma": None})
    assert (row.verdict, row.tests) == (OPEN, False)
    assert "not stated" in row.note
    (row,) = audited(free=False, factor=1.5, change={"second_grade": "recalled"})
    assert (row.verdict, row.tests) == (OPEN, False)
    assert "of grade 'recalled'" in row.note


def test_a_formula_whose_input_was_measured_once_is_not_asked():
    (row,) = audited(change={"second_of": "b_A"})
    assert row.verdict == NOT_APPLICABLE


def test_a_derived_input_follows_the_printed_column_that_was_measured_again():
    """Tc = (1/lambda^2) of a depth: the density is computed anew from the second depth."""
    rng, rows = np.random.default_rng(2), 8
    depth = rng.uniform(100.0, 300.0, rows)
    inverse = 1e6 / depth**2
    columns = {
        "tc_K": inverse + rng.standard_normal(rows), "a_A": inverse, "lambda_nm": depth, "again_nm": 2 * depth,
        "again_nm_sigma": 0.01 * depth,
    }  # fmt: skip
    recipe = {"recipe": "inverse_square", "arguments": {"penetration_depth": "lambda_nm"}, "formula": "1/lambda^2"}
    again = {"sigma": "again_nm_sigma", "second_of": "lambda_nm", "second_method": "optics", "second_grade": "read"}
    made = tables.observed(columns, a_A={"derived": recipe}, again_nm=again)
    (row,) = second_measurement.audit(tables.case(made, tables.printed(lambda a: a), {"a_A": "a_A"}))
    assert row.verdict == FIRES
    assert row.value == pytest.approx(0.25, rel=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("free", [True, False])
def test_a_true_formula_is_objected_to_at_the_level_and_a_false_second_value_is_found(free):
    clean = [audited(seed, 8, free=free)[0].verdict for seed in range(40)]
    assert clean.count(FIRES) <= 6  # the binomial 99 % band about 5 % of 40
    wrong = {"related": False} if free else {"factor": 1.2, "free": False}
    assert [audited(seed, 8, **wrong)[0].verdict for seed in range(10)].count(FIRES) >= 8
