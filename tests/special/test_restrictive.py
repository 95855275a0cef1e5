"""Restrictiveness against simulation and in limits."""

import numpy as np
import pytest

from tcreferee.inference.kernel import smooth_covariance
from tcreferee.special.restrictive import restrictiveness


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
