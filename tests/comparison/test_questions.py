"""The rule of the four questions, with numbers made by hand."""

import numpy as np
import pytest

from tcreferee.comparison.questions import (
    MEANINGS,
    SIGNS,
    WORDS,
    Complete,
    Outcome,
    Predicts,
    Scored,
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
    assert outcome(predicts, complete, objections, grade) == expected


def test_answers_survive_their_record():
    found = answer(OWN, [scored("constant", "null", -20, 0.3), scored("parabola", "generic", 5.0)])
    assert from_record(as_record(found)) == found


def test_words_say_what_the_error_is():
    found = answer(OWN, [scored("line", "null", -13.0, 1.0)])
    assert found.null.words == "13.0 ± 2.6 (1 SE) nats ahead of line"


def test_every_outcome_has_sign_words_and_meaning():
    for words in (SIGNS, WORDS, MEANINGS):
        assert set(words) == set(Outcome)
    assert len(set(SIGNS.values())) == len(Outcome)  # not told by colour alone
