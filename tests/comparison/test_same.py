"""A formula that is a curve without physics has no rival in it."""

import numpy as np
import pytest

import tcreferee
from tcreferee.api import beside
from tcreferee.api.trials import prepare
from tcreferee.comparison.same import same_curves

N = np.linspace(1e27, 6e27, 9)
TABLE = {"n_m3": N, "xi_A": 10 + np.sin(np.arange(9.0)), "tc_K": 30 * (N / 1e27) ** 0.5 + np.cos(np.arange(9.0))}


@pytest.mark.parametrize(
    ("formula", "sorts"),
    [
        ("a*n_m3**b", ["powers"]),
        ("exp(a)*(n_m3/1e27)**(2*b)", ["powers"]),
        ("a*b*n_m3**c", ["powers"]),  # one constant too many does not change the function
        ("a*n_m3**b*xi_A**c", ["powers"]),
        ("a*n_m3**b*xi_A**b", []),  # its exponents are tied
        ("a*n_m3**0.5", []),  # its exponent is said
        ("a + b*n_m3**c", []),
        ("a + b*n_m3", ["line"]),
        ("a + b*n_m3 + c*n_m3**2", ["parabola"]),
        ("a + b*log(n_m3)", ["logarithm"]),
        ("a*(1 - ((n_m3/1e27 - b)/3)**2)", []),  # its width is said
        ("a*exp(b*n_m3/1e27)", []),
    ],
)
def test_which_formulas_are_curves(tmp_path, formula, sorts):
    prepared = prepare([formula, "constant"], TABLE, {}, tmp_path)
    settings = prepared.settings("formula")
    assert list(same_curves(prepared.models["formula"], settings.inputs, prepared.observations)) == sorts


def test_the_sentence_says_that_both_are_the_same_and_lists_no_rival():
    data = tcreferee.load_dataset({key: TABLE[key] for key in ("n_m3", "tc_K")})
    _, sentence = beside(["a*(n_m3/1e27)**b", "constant", "power_law"], data)
    assert "power law (generic) are the same formula." in sentence
    assert "scores highest: p" not in sentence
    assert "predicts better from the same inputs" not in sentence
