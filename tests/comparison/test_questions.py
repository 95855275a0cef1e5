"""The rule of the four questions, with numbers made by hand."""

import json
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.comparison.constants import Constant
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.questions import (
    MEANINGS,
    SIGNS,
    WORDS,
    Answers,
    Complete,
    Outcome,
    Predicts,
    answer,
    as_record,
    from_record,
    outcome,
)

N = 9  # c(9) = 3.7
WAVES = np.tile([-1.0, 0.0, 1.0], 3)


def scored(name, kind, total, spread=0.0, columns=("x",)):
    """Log densities whose difference to zeros is `total`, with a standard error of 2.6 spread."""
    return Scored(name, name, kind, columns, np.full(N, total / N) + spread * WAVES, name == "constant")


OWN = scored("own", "theory", 0.0)


@pytest.mark.parametrize(
    ("nulls", "predicts", "decides"),
    [
        ([("constant", -20, 0.0), ("line", -9, 0.0)], Predicts.YES, "line"),
        # the best null is cleared and another is not: that one decides
        ([("constant", -13.0, 1.6), ("line", -9, 0.0)], Predicts.LEVEL, "constant"),
        ([("line", -3.9, 0.0)], Predicts.LEVEL, "line"),
        ([("line", 3.9, 0.0), ("constant", -50, 0.0)], Predicts.LEVEL, "line"),
        ([("line", 5.0, 0.0), ("constant", -50, 0.0)], Predicts.WORSE, "line"),
        ([("line", 5.0, 2.0)], Predicts.LEVEL, "line"),
    ],
)
def test_a_formula_is_held_against_each_null(nulls, predicts, decides):
    found = answer(OWN, [scored(name, "null", *given) for name, *given in nulls])
    assert (found.predicts, found.null.name) == (predicts, decides)


def test_without_a_null_nothing_is_predicted():
    assert answer(OWN, []).predicts == Predicts.LEVEL


@pytest.mark.parametrize(
    ("curves", "complete"),
    [
        ([("parabola", 5.0, 0.0, ("x",))], Complete.NO),
        ([("parabola", 5.0, 2.0, ("x",))], Complete.YES),
        ([("parabola", 3.9, 0.0, ("x",))], Complete.YES),
        ([("parabola", -5.0, 0.0, ("x",))], Complete.YES),
        # what another input says is no fault of the formula
        ([("parabola", 5.0, 0.0, ("y",))], Complete.UNDEFINED),
        ([("parabola", 5.0, 0.0, ("x", "y"))], Complete.UNDEFINED),
        # where no curve beats the constant, there is nothing to be complete about
        ([("parabola", -17.0, 0.0, ("x",))], Complete.UNDEFINED),
        ([], Complete.UNDEFINED),
    ],
)
def test_a_formula_is_held_against_the_best_curve_over_its_inputs(curves, complete):
    others = [scored("constant", "null", -20), *(scored(name, "generic", *given) for name, *given in curves)]
    assert answer(OWN, others).complete == complete


@pytest.mark.parametrize(
    ("predicts", "complete", "objections", "grade", "expected"),
    [
        (Predicts.YES, Complete.YES, [], "computed", Outcome.STANDS),
        (Predicts.YES, Complete.UNDEFINED, [], "package", Outcome.STANDS),
        (Predicts.YES, Complete.NO, [], "read", Outcome.INCOMPLETE),
        (Predicts.YES, Complete.YES, ["one row decides"], "read", Outcome.OBJECTED),
        (Predicts.YES, Complete.NO, ["one row decides"], "read", Outcome.OBJECTED),
        (Predicts.YES, Complete.YES, [], "recalled", Outcome.OBJECTED),
        (Predicts.YES, Complete.YES, [], "estimated", Outcome.OBJECTED),
        (Predicts.YES, Complete.YES, [], "", Outcome.OBJECTED),
        (Predicts.LEVEL, Complete.YES, [], "read", Outcome.LEVEL),
        (Predicts.WORSE, Complete.NO, ["one row decides"], "recalled", Outcome.BEHIND),
    ],
)
def test_what_stands(predicts, complete, objections, grade, expected):
    assert outcome(Answers(predicts, None, complete, None), objections, grade) == expected


@pytest.mark.parametrize(
    ("predicts", "complete", "objections", "declared", "expected"),
    [
        (Predicts.YES, Complete.YES, [], Declared(unknown=("n_m3",)), Outcome.UNKNOWN),
        (Predicts.YES, Complete.YES, [], Declared(unknown_rows=("films",)), Outcome.UNKNOWN),
        # what is known to be wrong weighs more than what is not known
        (Predicts.YES, Complete.NO, [], Declared(unknown=("n_m3",)), Outcome.INCOMPLETE),
        (Predicts.YES, Complete.YES, ["in-sample"], Declared(unknown=("n_m3",)), Outcome.OBJECTED),
        (Predicts.LEVEL, Complete.YES, [], Declared(unknown=("n_m3",)), Outcome.LEVEL),
        # five rows inside of its domain are too few, six are enough, and five are if there are no others
        (Predicts.YES, Complete.YES, [], Declared(outside=("A",), inside=5), Outcome.OUTSIDE),
        (Predicts.WORSE, Complete.YES, [], Declared(outside=("A",), inside=5), Outcome.OUTSIDE),
        (Predicts.YES, Complete.YES, [], Declared(outside=("A",), inside=4, not_known=2), Outcome.STANDS),
        (Predicts.YES, Complete.YES, [], Declared(inside=5), Outcome.STANDS),
    ],
)
def test_declarations_decide_what_stands(predicts, complete, objections, declared, expected):
    assert outcome(Answers(predicts, None, complete, None, declared), objections, "read") == expected


def test_answers_survive_their_record():
    found = answer(OWN, [scored("constant", "null", -20, 0.3), scored("parabola", "generic", 5.0)])
    constant = Constant("t_u_K", "T_U", "K", "text", 212.46, 503.0, 32.0, 16)
    said = Declared(("n_m3",), ("films",), ("$b$ = -1",), 3, 1, (constant,), "metals", ("Fe",), 8, 1)
    for each in (found, replace(found, declared=said)):
        assert from_record(json.loads(json.dumps(as_record(each)))) == each


def test_words_say_what_the_error_is():
    found = answer(OWN, [scored("line", "null", -13.0, 1.0)])
    assert found.null.words == "13.0 ± 2.6 (1 SE) nats ahead of line"


def test_every_outcome_has_sign_words_and_meaning():
    for words in (SIGNS, WORDS, MEANINGS):
        assert set(words) == set(Outcome)
    assert len(set(SIGNS.values())) == len(Outcome)  # not told by colour alone
