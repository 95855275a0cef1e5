"""Restrictiveness against simulation and in limits."""

from dataclasses import asdict

import numpy as np
import pytest

from tcreferee.base.records import clean
from tcreferee.inference.kernel import smooth_covariance
from tcreferee.special import restrictive
from tcreferee.special.restrictive import restrictiveness
from tcreferee.special.said import Special, from_record


def inputs(rows, *names):
    return [np.asarray(rows.columns[name]) for name in names]


def test_a_straight_line_against_simulated_functions(tried):
    trial, rows, _ = tried("linear", "ybco_jorgensen1990", x="n_m3")
    x = inputs(rows, "n_m3")
    rng, n = np.random.default_rng(5), rows.n
    for length, found in zip((0.5, 1.0, 2.0), restrictiveness(trial, x), strict=True):
        root = np.linalg.cholesky(smooth_covariance(x, length) + 1e-9 * np.eye(n))
        functions = 40 + rng.normal(size=(4000, n)) @ root.T
        columns = np.stack([np.ones(n), x[0] / 1e27], axis=1)
        left = functions.T - columns @ np.linalg.lstsq(columns, functions.T)[0]
        assert found == pytest.approx(np.mean(left**2) / np.mean((functions.T - functions.mean(axis=1)) ** 2), rel=0.05)


def test_the_constant_is_one_and_longer_functions_are_easier(tried):
    trial, rows, _ = tried("constant", "ybco_jorgensen1990")
    np.testing.assert_allclose(restrictiveness(trial, [np.linspace(1, 2, rows.n)]), 1.0, rtol=1e-9)
    line, rows, _ = tried("linear", "ybco_jorgensen1990", x="n_m3")
    short, middle, long = restrictiveness(line, inputs(rows, "n_m3"))
    assert short > middle > long > 0


def test_a_free_exponent_fits_more_than_a_fixed_one(tried):
    fixed, rows, _ = tried("screening", "ybco_jorgensen1990")
    free, _, _ = tried("screening_exponent", "ybco_jorgensen1990")
    x = inputs(rows, "n_m3")
    assert all(a > b for a, b in zip(restrictiveness(fixed, x), restrictiveness(free, x), strict=True))


def test_many_rows_have_none_and_the_words_say_so(tried, monkeypatch):
    trial, rows, _ = tried("linear", "ybco_jorgensen1990", x="n_m3")
    monkeypatch.setattr(restrictive, "MOST_ROWS", rows.n - 1)
    assert restrictiveness(trial, inputs(rows, "n_m3")) == ()
    assert Special().restrictive_words == "not computed: too many rows"


def test_what_is_undefined_comes_back_from_the_record():
    """JSON has no NaN: it is written as null."""
    record = clean(asdict(Special(restrictiveness=(0.5, float("nan"), 40.0))))
    assert record["restrictiveness"][1] is None
    assert from_record(record).restrictive_words == "0.50, undefined, > 10"
