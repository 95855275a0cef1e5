import numpy as np
import pytest

from tcreferee.comparison.difference import Difference, difference_of
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


SPREAD = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])


@pytest.mark.parametrize(
    ("elpd", "sentence"),
    [
        ({}, "On these 6 rows A predicts best."),
        ({"b": -5.0}, "On these 6 rows A predicts best; B predicts worse."),
        ({"b": -5.0, "c": -6.0}, "On these 6 rows A predicts best; B and C predict worse."),
        ({"b": -4.2}, "These 6 rows cannot tell A and B apart."),
        ({"b": -4.2, "c": -4.3, "d": -4.4}, "These 6 rows cannot tell A, B, C and D apart."),
        ({"b": -5.0 + SPREAD}, "On these 6 rows A predicts best; B probably predicts worse, within the error."),
        (
            {"b": -4.2, "c": -5.0, "d": -5.1 + SPREAD, "e": -5.2 + SPREAD},
            "These 6 rows cannot tell A and B apart; C predicts worse; "
            "D and E probably predict worse, within the error.",
        ),
    ],
    ids=["alone", "one worse", "two worse", "equal", "all equal", "probably", "some of each"],
)
def test_sentences(results, elpd, sentence):
    for name, values in ({"a": -4.0} | elpd).items():
        results.add(name, values)
    assert results.compare()[0] == sentence


def test_cautions(two):
    _, _, record = two.compare()
    assert record["cautions"] == [
        "n = 6 < 100: the standard error of a difference is too small. Words use 5.1 times it, which holds the true "
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
