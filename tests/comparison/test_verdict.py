import numpy as np
import pytest

from tcreferee.comparison import verdict
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.difference import Difference, difference_of
from tcreferee.comparison.lead import Lead, Scored
from tcreferee.comparison.questions import Answers, Complete, Outcome, Predicts
from tcreferee.comparison.thresholds import factor
from tcreferee.comparison.verdict import caveats


@pytest.mark.parametrize(
    ("total", "se", "words"),
    [
        (-3.999, 0.0, "not distinguishable"),
        (3.999, 0.0, "not distinguishable"),
        (-4.0, 0.0, "worse"),
        (-4.0, 3.999 / factor(9), "worse"),
        (-4.0, 4.001 / factor(9), "probably worse"),
        (-40.0, 39.99 / factor(9), "worse"),
        (-40.0, 40.01 / factor(9), "probably worse"),
        (-400.0, 200.0, "probably worse"),
    ],
)
def test_words_at_their_boundaries(total, se, words):
    assert Difference(total, se, 0.5, "A1", total, se, 9).words == words


def test_words_leave_room_for_the_monte_carlo_error():
    exact, rough = (Difference(-4.1, 0.1, 1.0, "A1", -4.0, 0.1, 9, mcse) for mcse in (0.01, 0.06))
    assert (exact.words, rough.words) == ("worse", "not distinguishable")


def test_words_of_many_rows():
    # 2,000 rows and 264 nats: what the standard error bears
    rng = np.random.default_rng(1)
    many = -0.132 + rng.normal(0, 2.0, 2000)
    found = difference_of(many, np.zeros(2000), [f"row {i}" for i in range(2000)])
    assert found.total + 2 * found.se < 0
    assert (found.words, found.hangs_on_one_row) == ("worse", False)


def test_one_row_of_many_decides():
    # all but one row agree; one carries the difference, and its weight in the error does not hide it
    each = np.random.default_rng(1).normal(0, 0.05, 300)
    each[41] = -60.0
    found = difference_of(each, np.zeros(300), [f"row {i}" for i in range(300)])
    assert (found.influential_point, found.words, found.hangs_on_one_row) == ("row 41", "probably worse", True)
    assert abs(found.without_it) < 4


def scored(name, kind, elpd=0.0):
    return Scored(name, name.upper(), kind, ("x",), np.full(6, elpd))


def answers(predicts, complete=Complete.UNDEFINED, null="a line", generic="a parabola", d=9.0, **declared):
    d = 1.0 if predicts == Predicts.LEVEL and d == 9.0 else d
    leads = Lead("n", null, d, 1.0, 6), Lead("g", generic, -9.0, 1.0, 6)
    return Answers(predicts, leads[0], complete, leads[1], Declared(**declared))


YES, LEVEL, WORSE = Predicts.YES, Predicts.LEVEL, Predicts.WORSE
THEORY, CURVE = scored("a", "theory"), scored("curve", "generic")


@pytest.mark.parametrize(
    ("found", "leader", "sentence"),
    [
        ({"a": answers(YES)}, THEORY, "A predicts better than every null."),
        ({"a": answers(YES), "b": answers(YES)}, THEORY, "A and B predict better than every null."),
        (
            {"a": answers(YES, Complete.NO)}, CURVE,
            "A predicts better than every null, but a parabola, without physics, predicts better from the same "
            "inputs. A curve without physics scores highest: CURVE.",
        ),
        ({"a": answers(LEVEL), "b": answers(LEVEL)}, THEORY, "A and B cannot be told apart from a line."),
        (  # each beside the curve that it is held against: neither is said of the other's
            {"a": answers(LEVEL), "b": answers(LEVEL, null="two levels"), "c": answers(LEVEL)}, THEORY,
            "A and C cannot be told apart from a line; B cannot be told apart from two levels.",
        ),
        (
            {"a": answers(LEVEL, d=5.0), "b": answers(LEVEL, d=-5.2)}, THEORY,
            "A cannot be told apart from a line (ahead by 4 nats or more, but within 5.3 SE); B cannot be told apart "
            "from a line (behind by 4 nats or more, but within 5.3 SE).",
        ),
        (
            {"a": answers(LEVEL, Complete.NO)}, CURVE,
            "A cannot be told apart from a line, and a parabola, without physics, predicts better from the same "
            "inputs. A curve without physics scores highest: CURVE.",
        ),
        (
            {"a": answers(WORSE, d=-30.0, null="a line"), "b": answers(WORSE, d=-40.0, null="a logarithm")}, THEORY,
            "A predicts worse than a line; B predicts worse than a logarithm.",
        ),
        (
            {"a": answers(LEVEL, outside=("A1",), inside=6), "b": answers(LEVEL, outside=("A1",), domain="metals")},
            THEORY,
            "A, judged on the 6 rows inside its domain, cannot be told apart from a line; B, proposed for metals, "
            "cannot be judged.",
        ),
        (
            dict.fromkeys("ab", answers(LEVEL, outside=("A1",), inside=6)), THEORY,
            "A and B, judged on the 6 rows inside their domain, cannot be told apart from a line.",
        ),
        (
            {"a": answers(YES), "b": answers(LEVEL), "c": answers(WORSE)}, THEORY,
            "A predicts better than every null; B cannot be told apart from a line; C predicts worse than a line.",
        ),
    ],
)  # fmt: skip
def test_sentences(found, leader, sentence):
    assert verdict.sentence(6, found, {name: name.upper() for name in "abc"}, leader) == f"On these 6 rows {sentence}"


@pytest.mark.parametrize(
    ("outcome", "complete", "rest"),
    [
        (Outcome.STANDS, Complete.YES, ""),
        (Outcome.OBJECTED, Complete.YES, ", but inputs or rows are in doubt"),
        (Outcome.UNKNOWN, Complete.YES, ", but how an input was obtained relative to Tc is not known"),
        (Outcome.OBJECTED, Complete.NO, ", but inputs or rows are in doubt, and a parabola, without physics, predicts "
         "better from the same inputs"),
    ],
)  # fmt: skip
def test_a_sentence_says_no_more_than_the_sign(outcome, complete, rest):
    """Quoted alone, without cautions, it must not sound as if the formula stood."""
    said = verdict.sentence(6, {"a": answers(YES, complete)}, {"a": "A"}, THEORY, {"a": outcome})
    assert said == f"On these 6 rows A predicts better than every null{rest}."


def test_one_row_that_turns_the_order_is_named():
    """Fewer than 100 rows: without A3 the model that is behind would be ahead."""
    own = np.array([0.5, 0.6, -7.0, 0.4, 0.7, 0.5, 0.6])
    found = difference_of(own, np.zeros(7), [f"A{i}" for i in range(1, 8)])
    groups = {"best": ["b"], "not distinguishable": [], found.words: ["a"]}
    groups = {"probably worse": [], "worse": []} | groups
    assert not found.turns_without_one_row  # 3.7 nats are no difference in the first place
    found = difference_of(own - 0.1, np.zeros(7), [f"A{i}" for i in range(1, 8)])
    assert (found.words, found.turns_without_one_row, found.hangs_on_one_row) == ("probably worse", True, False)
    groups |= {"not distinguishable": [], "probably worse": ["a"]}
    said = verdict.cautions(groups, {"a": "A", "b": "B"}, 7, [], {"a": found}, [])
    assert any(each.startswith("The difference of A hangs on one row: without A3 it is 2.7") for each in said)
    # behind with any row left out
    clear = difference_of(np.full(7, -1.0), np.zeros(7), [f"A{i}" for i in range(1, 8)])
    assert not clear.turns_without_one_row


def test_no_formula_is_spoken_of_where_none_is_ranked():
    groups = {"best": ["c"], "not distinguishable": [], "probably worse": [], "worse": []}
    said = [verdict.cautions(groups, {"c": "C"}, 7, [], {}, ["c"], ranked)[-1] for ranked in (True, False)]
    assert said == [
        "No formula predicts these rows better than a constant.",
        "No other ranked model predicts these rows better than a constant.",
    ]


def test_sentences_without_a_formula():
    assert verdict.sentence(6, {}, {}, None) == "No model converged: these rows decide nothing yet."
    assert verdict.sentence(6, {}, {}, CURVE) == (
        "On these 6 rows no formula is ranked. A curve without physics scores highest: CURVE."
    )


def test_cautions(two):
    _, _, record = two.compare()
    assert record["cautions"] == [
        "n = 6 < 100: the standard error (SE) of a difference is too small, so the words use ± 5.3 SE, an interval "
        "that contains the true difference in 95 % of such data sets.",
        "A constant cannot be told apart from the best model of these rows.",
    ]


def test_fewer_rows_than_the_factor_was_measured_for():
    (said,) = verdict.cautions(GROUPS, {"a": "A"}, 5, [], {}, [])
    assert said.startswith("n = 5: the words use ± 5.3 standard errors (SE), as for 6 rows, the fewest")
    (said,) = verdict.cautions(GROUPS, {"a": "A"}, 6, [], {}, [])
    assert said.endswith("contains the true difference in 95 % of such data sets.")


GROUPS = {"best": ["a"], "not distinguishable": [], "probably worse": [], "worse": []}
FIT = {"n": 20, "p": 3, "lnL_max": -50.0, "notes": ()}
FINE = {"checks": [], "converged": True, "evidence": {}, "khat_threshold": 0.7, "prior_predictive_negative": 0.01}


def said(khat=0.1, variance=0.1, fit=FIT, **diagnostics):
    return caveats(fit, FINE | diagnostics, np.full(20, khat), np.full(20, variance), True)


def test_nothing_to_say():
    assert said() == []


def test_what_a_reader_must_know():
    assert said(fit=FIT | {"n": 11}) == ["only 3.7 rows per counted parameter: AIC, AICc and BIC are rough"]
    assert said(fit=FIT | {"n": 12}) == []
    assert said(khat=0.71) == ["PSIS not reliable at 20 of 20 rows (k-hat up to 0.71): use exact LOO"]
    assert said(variance=0.41) == ["WAIC not reliable: posterior variance above 0.4 at 20 of 20 rows"]
    assert said(variance=0.4) == []
    assert said(prior_predictive_negative=0.0612) == ["prior puts 6 % of predictions below 0"]
    assert said(prior_predictive_negative=None) == []
    scan = {"1": {"elpd_loo": -40.123, "scale": 26.0}, "3": {"elpd_loo": -41.0, "scale": 78.75}}
    assert said(tau_scan=scan) == [
        "few families: elpd_loo under three priors of their spread is -40.12 (scale 26), -41.00 (scale 78.8)"
    ]
    assert said(fit=FIT | {"notes": ("no profile intervals",)}) == ["no profile intervals"]
