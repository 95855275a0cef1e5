"""Constants that the rows cannot tell apart are named, and get no error."""

import math

import numpy as np
import pytest

import tcreferee

N = np.linspace(1e27, 8e27, 8)
PLAIN = {"n_m3": N, "tc_K": 30 * (N / 1e27) ** 0.5 + np.cos(np.arange(8.0))}


@pytest.mark.parametrize("table", [PLAIN, {**PLAIN, "tc_K_sigma": np.full(8, 1.0)}], ids=["alike", "declared errors"])
@pytest.mark.parametrize(
    ("formula", "together"),
    [("a*b*n_m3", ["a", "b"]), ("a*exp(b)*(n_m3/1e27)**c", ["a", "b"])],
)
def test_constants_that_cannot_be_told_apart(table, formula, together):
    found = tcreferee.fit(formula, table)
    assert [name for name, error in found.standard_errors.items() if math.isnan(error)] == together
    said = "the rows cannot tell a and b apart: other values of them together give the same predictions"
    assert said in found.notes
    assert said in found.report
    assert "%)" not in found.report
    assert not {*together} & {*found.intervals}


@pytest.mark.parametrize("formula", ["a*n_m3**b", "a + b*(n_m3/1e27)**c"])
def test_strong_correlations_are_told_apart(formula):
    found = tcreferee.fit(formula, PLAIN)
    assert not any("apart" in note for note in found.notes)
    assert np.all(np.isfinite([*found.standard_errors.values()]))
