import numpy as np
import pytest

from tcreferee.comparison import verdict
from tcreferee.comparison.difference import Difference, difference_of
from tcreferee.comparison.lead import Lead, Scored
from tcreferee.comparison.questions import Answers, Complete, Predicts
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


def answers(predicts, complete=Complete.UNDEFINED, null="a line", generic="a parabola"):
    return Answers(predicts, Lead("n", null, 9.0, 1.0, 6), complete, Lead("g", generic, -9.0, 1.0, 6))


YES, LEVEL, WORSE = Predicts.YES, Predicts.LEVEL, Predicts.WORSE
THEORY, CURVE = scored("a", "theory"), scored("curve", "generic")


@pytest.mark.parametrize(
    ("found", "leader", "sentence"),
    [
        ({"a": answers(YES)}, THEORY, "A predicts better than every null."),
        ({"a": answers(YES), "b": answers(YES)}, THEORY, "A and B predict better than every null."),
        (
            {"a": answers(YES, Complete.NO)}, CURVE,
            "A predicts better than every null, but a parabola, without physics, predicts better from the same inputs. "
            "A curve without physics leads: CURVE.",
        ),
        ({"a": answers(LEVEL), "b": answers(LEVEL)}, THEORY, "A and B cannot be told apart from a line."),
        (
            {"a": answers(LEVEL), "b": answers(LEVEL, null="two levels")}, THEORY,
            "A and B cannot be told apart from a line or two levels.",
        ),
        (
            {"a": answers(YES), "b": answers(LEVEL), "c": answers(WORSE)}, THEORY,
            "A predicts better than every null; B cannot be told apart from a line; C predicts worse than a line.",
        ),
    ],
)  # fmt: skip
def test_sentences(found, leader, sentence):
    assert verdict.sentence(6, found, {name: name.upper() for name in "abc"}, leader) == f"On these 6 rows {sentence}"


def test_sentences_without_a_formula():
    assert verdict.sentence(6, {}, {}, None) == "No model converged: these rows decide nothing yet."
    assert verdict.sentence(6, {}, {}, CURVE) == (
        "On these 6 rows no formula is ranked; CURVE leads, a curve without physics."
    )


def test_cautions(two):
    _, _, record = two.compare()
    assert record["cautions"] == [
        "n = 6 < 100: the standard error of a difference is too small. Words use 5.3 times it, which holds the true "
        "difference in 95 % of such data sets.",
        "A constant predicts these rows as well as the best formula.",
    ]


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
