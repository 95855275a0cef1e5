"""Tables that look like evidence and are none: what each must be answered, and where no test can have power.

What no test finds must be declared: a formula stands only on inputs whose origin is declared independent of Tc, and on
rows that are declared complete.
"""

import re
from dataclasses import replace

import audit_tables as tables
import numpy as np
import pytest
from audit_rates import asked

from tcreferee.audits.case import FIRES, OPEN, QUIET
from tcreferee.audits.questions import circularity, definition, influence, rivals
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.questions import Outcome, Predicts, from_record, outcome

SUSPECT = {"a_A": tables.SUSPECT}


def fired(case):
    return {row.audit for row in asked(case) if row.verdict == FIRES}


def rng(*seed):
    return np.random.default_rng([20, *seed])


# rows of a table, its maker, and the audit that must object
FOUND = {
    "one input from Tc, undeclared": (12, lambda r, n: tables.from_tc(r, n, 1), "circularity"),
    "one of two inputs from Tc, undeclared": (12, lambda r, n: tables.from_tc(r, n, 2), "circularity"),
    "one Tc with a decimal more": (12, lambda r, n: tables.from_tc(r, n, 1, 0.0, 3, 1, 1), "circularity"),
    "three Tc with a decimal more": (12, lambda r, n: tables.from_tc(r, n, 1, 0.0, 3, 3, 1), "circularity"),
    "from Tc, 2 % rough, suspect": (12, lambda r, n: tables.from_tc(r, n, 1, 0.02, **SUSPECT), "circularity"),
    "from Tc, 10 % rough, suspect, 150 rows": (
        150,
        lambda r, n: tables.from_tc(r, n, 1, 0.1, **SUSPECT),
        "circularity",
    ),
    "Tc follows the declared layers, proxy 5 %": (12, lambda r, n: tables.proxy(r, n, 2, 0.05), "covariate"),
    "Tc follows the declared layers, proxy 10 %": (12, lambda r, n: tables.proxy(r, n, 2, 0.1), "covariate"),
    "a cubic fitted to these rows, 2 K": (12, lambda r, n: tables.fitted_cubic(r, n, 1, 2.0), "constants"),
    "a cubic fitted to these rows, 10 K": (12, lambda r, n: tables.fitted_cubic(r, n, 1, 10.0), "constants"),
    "a sign against the source": (20, lambda r, n: tables.reversed_sign(r, n, 1, 20.0), "sign"),
    "70 % of the rows dropped": (60, lambda r, n: tables.worst_dropped(r, n, 1), "dropped"),
    "two families, no trend inside": (12, lambda r, n: tables.two_families(r, n, 1), "between_families"),
    "each compound three times": (18, lambda r, n: tables.copies(r, n, 1), "autocorrelation"),
    "each compound six times": (36, lambda r, n: tables.copies(r, n, 1, 6), "autocorrelation"),
    "samples of one smooth curve": (28, lambda r, n: tables.smooth(r, n, 1), "autocorrelation"),
}
# no test has power here: the declarations are the answer
NOT_FOUND = {
    "one input from Tc, 5 % rough, undeclared": lambda r: tables.from_tc(r, 12, 1, 0.05),
    "one of two inputs from Tc, 5 % rough, undeclared": lambda r: tables.from_tc(r, 12, 2, 0.05),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_is_planted_is_objected_to(name):
    rows, make, audit = FOUND[name]
    found = [audit in fired(make(rng(k), rows)) for k in range(5)]
    assert sum(found) >= 4, found


@pytest.mark.parametrize("name", NOT_FOUND)
def test_a_roughened_inverse_is_not_found_and_not_called_independent(name):
    found = circularity.audit(NOT_FOUND[name](rng()))
    assert not [row for row in found if row.verdict == FIRES]
    assert "the table does not say that it was computed from Tc" in found[0].note
    answers = from_record(next(iter(NOT_FOUND[name](rng()).record["questions"].values())))
    undeclared = replace(answers, predicts=Predicts.YES, declared=Declared(unknown=("a_A",)))
    assert outcome(undeclared, [], "read") != Outcome.STANDS


def test_rows_left_out_are_not_found_in_a_small_table_and_not_called_complete():
    made = [tables.worst_dropped(rng(k), 12, 1) for k in range(5)]
    assert sum("dropped" in fired(each) for each in made) <= 1
    answers = from_record(next(iter(made[0].record["questions"].values())))
    undeclared = replace(answers, predicts=Predicts.YES, declared=Declared(unknown_rows=("films",)))
    assert outcome(undeclared, [], "read") == Outcome.UNKNOWN


@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("rows", [6, 12, 40])
def test_a_true_formula_whose_tc_is_rounded_coarsely_is_left_in_peace(inputs, rows):
    assert not any("circularity" in fired(tables.coarse(rng(k), rows, inputs)) for k in range(10))


def test_a_suspect_column_is_not_acquitted_for_want_of_rows():
    few = [circularity.audit(tables.unrelated(rng(k), 6, 1, **SUSPECT))[0] for k in range(10)]
    many = [circularity.audit(tables.unrelated(rng(k), 40, 1, **SUSPECT))[0] for k in range(10)]
    assert OPEN in {row.verdict for row in few}
    assert {row.verdict for row in many} == {QUIET}


@pytest.mark.parametrize("rows", [6, 20])
def test_a_true_formula_among_rows_that_cannot_tell_is_open(rows):
    """A scatter of 12 K hides the difference to a straight line; the word for that is not that a null does better."""
    found = [rivals.audit(tables.clean(rng(k), rows, 1, noise=12.0)) for k in range(5)]
    verdicts = [row.verdict for each in found for row in each]
    assert FIRES not in verdicts
    assert verdicts.count(OPEN) > len(verdicts) // 2


def test_another_shape_is_not_called_a_quarrel_of_sources():
    curved = [definition.audit(tables.sources(rng(k), 40, 1, curve=-60.0))[0] for k in range(5)]
    shifted = [definition.audit(tables.sources(rng(k), 40, 1, shift=1.0))[0] for k in range(5)]
    for rows, words in (
        (curved, "the shape of the formula may be wrong rather than a source"),
        (shifted, "the sources disagree"),
    ):
        assert sum(row.verdict == FIRES and words in row.note for row in rows) >= 4, [row.note for row in rows]


def test_a_factor_between_sources_moves_no_invariant_constant():
    """The input of the fourth source is larger by 10 %: the slope takes it up, the level stays."""
    level, slope = definition.audit(tables.sources(rng(), 40, 1))
    assert (level.verdict, slope.verdict) == (QUIET, OPEN)
    assert "constant factor between the sources would change it, too" in slope.note


def test_one_row_of_sixty_one_counts():
    """Sixty rows on a line of slope 20, and one at 400 K: the audit names it and says what it does."""
    x = np.linspace(2.0, 5.0, 61)
    tc = 20.0 + 20.0 * x + 3.0 * rng().standard_normal(61)
    tc[-1] = 400.0
    made = tables.case(tables.observed({"tc_K": tc, "a_A": x}), tables.LINE, {"a_A": "a_A"})
    moved = next(row for row in influence.audit(made) if row.statistic.startswith("largest shift"))
    without, every = (float(word) for word in re.findall(r"without it \S+ is (\S+) instead of (\S+),", moved.note)[0])
    assert re.match("row 60 has the largest influence: without it (b|t)_K is", moved.note)
    assert moved.value > 1.0
    assert abs(without - every) > 0.3 * abs(without)


def test_a_reversed_dome_does_not_stand():
    """Tc has a minimum where the source says dome: its printed curvature misses, and a parabola says more."""
    x = rng().uniform(2.0, 5.0, 15)
    tc = 60.0 + 20.0 * (x - 3.5) ** 2 + 3.0 * rng(1).standard_normal(15)
    dome = tables.formula(
        "dome", ("a_A",),
        (tables.level("t_K"), tables.Parameter("c_K", "c", "K", "curvature", tables.Effect(), expects="negative")),
        lambda inputs, p: p["t_K"] + p["c_K"] * (inputs["a_A"] - 3.5) ** 2,
    )  # fmt: skip
    assert "sign" in fired(tables.case(tables.observed({"tc_K": tc, "a_A": x}), dome, {"a_A": "a_A"}))
