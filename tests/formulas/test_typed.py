"""Formulas of one line: what is read, what is refused, and the priors of their parameters."""

import numpy as np
import pytest

from tcreferee.api import beside, fit, load_dataset
from tcreferee.base.errors import RefereeError
from tcreferee.base.priors import Effect, Level, LogNormal, Normal
from tcreferee.cli import main
from tcreferee.formulas.typed import is_formula, read_formula
from tcreferee.formulas.weak_priors import weak_priors

X = np.array([1.0, 2.0, 3.5, 5.0, 8.0, 13.0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a*x**b", 3 * X**0.5),
        ("-a + x/(b*2) - 1e1", -3 + X - 10),
        ("sqrt(abs(-x)) + ln(x) - log(x) + max(x, a) - min(x, a)", np.sqrt(X) + np.abs(X - 3)),
        ("2**-x * pi", np.pi * 0.5**X),
        ("erf(0*x) + gamma(a + 1)", 6.0 + 0 * X),  # 3!
        ("exp(x)**a", np.exp(3 * X)),
    ],
)
def test_values(text, value):
    assert read_formula(text)({"x": X, "a": 3.0, "b": 0.5}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')", "x.real", "x[0]", "(lambda: 1)()", "[x]", "x if a else b", "a < x",
        "x and a", "f'{x}'", "open(x)", "exp", "exp(x, a)", "exp(*x)", "sqrt(x=1)", "x @ a", "x // a", "x % a",
        "a := 1", "a = x", "", "x;a", "1j*x", "True*x", "'x'*3", "2x", "a^x", "x*" * 300 + "x",
        "(" * 60 + "x" + ")" * 60 + "+",
        "-" * 60 + "x", "await x", "{x: 1}", "x\n+a; b",
    ],
)  # fmt: skip
def test_what_is_refused(text):
    if text == "exp":
        assert not is_formula(text)  # a word: the name of a model
        return
    with pytest.raises(RefereeError):
        read_formula(text)


def test_huge_powers_cost_nothing():
    assert read_formula("9**9**9**9**9*x")({"x": X}).tolist() == [np.inf] * 6


def said(text):
    with pytest.raises(RefereeError) as error:
        read_formula(text)
    return str(error.value.problems[0])


def test_what_is_said():
    assert said("a^x") == "'a^x': uses an operator that is not known; expected + - * / **. A power is written **"
    assert said("2x") == (
        "'2x': cannot be read at character 1 (2x); expected a formula such as a*x**b. Write every product with *"
    )
    assert said("a*lambda**b").endswith("write the column as the program calls it, such as coupling")
    assert said("sqr(x)") == "'sqr(x)': there is no function 'sqr'. Did you mean 'sqrt'?"
    assert said("tc = a*x").endswith("The response is left out: it stands on the other side")


def test_every_equation_can_be_drawn():
    from matplotlib.mathtext import MathTextParser

    for text in ("a*x_1**b/(c - 1e-3)", "-(a + b)*(x - c)**2", "exp(-x/b)*max(a, pi)", "(-x)**2 - (a - b)"):
        MathTextParser("path").parse(f"${read_formula(text).equation}$")
    assert read_formula("(a - b)*x**2").equation == r"\left(a - b\right)\,x^{2}"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a*x**b", {"a": Level, "b": Normal}),
        ("a + b*x + c*x**2", {"a": Level, "b": Effect, "c": Effect}),
        ("b*x + c*x**2", {"b": Level, "c": Effect}),
        ("a*exp(-x/b) + c", {"a": Effect, "b": LogNormal, "c": Level}),
        ("a*b*x", {"a": Level, "b": Normal}),  # linear in either, not in both
        ("a*(1 - b*(x - c)**2)", {"a": Level, "b": Normal, "c": Normal}),
    ],
)
def test_priors_by_place(text, kinds):
    found = weak_priors(read_formula(text), {"x": 1e20 * X})
    assert {name: type(prior) for name, (prior, _) in found.items()} == kinds


def test_priors_follow_the_scale_of_the_column():
    found = weak_priors(read_formula("a*exp(-x/b)"), {"x": 1e20 * X})
    assert found["b"][0].median == pytest.approx(1e20 * np.median(X))
    found = weak_priors(read_formula("a*tanh((x - d)/b)"), {"x": 1e20 * X})
    assert found["d"][0].mean == pytest.approx(1e20 * np.mean(X))
    assert found["b"][0].median == pytest.approx(1e20 * np.median(np.abs(X - np.mean(X))))
    assert found["d"][0].sd == pytest.approx(2e20 * np.std(X))


def test_a_power_law_is_found_again():
    rows = {"n_m3": 1e27 * X, "tc_K": 12.0 * X**0.5 + np.array([0.1, -0.1, 0.1, -0.1, 0.1, -0.1])}
    found = fit("a*x**b", rows)
    assert found.estimates["b"] == pytest.approx(0.5, abs=0.01)
    assert found.model.assumptions[1] == (
        "ASSUME: b: an exponent, probably between -4 and 4; written (x/1e28)**..., the coefficient would have a size"
        " that can be read."
    )
    best, sentence = beside(["a*n_m3**b", "constant", "linear"], rows)
    assert best[0].model.title == "a*n_m3**b"
    assert sentence.startswith("On these 6 rows")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a*z", "names no column of the table, only a, z; expected at least one of n_m3, d0_A, r_plus_A. Functions: "),
        (
            "a*d0**b",
            "names no column of the table, only a, d0, b; expected at least one of n_m3, d0_A, r_plus_A. Write "
            "d0_A in place of d0",
        ),
        (
            "a*tc_K",
            "uses the response, 'tc_K', and a formula of itself always fits; expected other columns: n_m3, d0_A",
        ),
        ("a*x", "does not say which column x is; expected one of n_m3, d0_A, r_plus_A"),
        ("constan t", "cannot be read at character"),
        ("const-ant", "names no column of the table, only const, ant"),
    ],
)
def test_names_that_are_no_columns(text, what):
    data = load_dataset({"n_m3": 1e27 * X, "d0_A": X, "r_plus_A": X, "tc_K": X})
    with pytest.raises(RefereeError) as error:
        fit(text, data)
    assert f"'{text}': {what}" in str(error.value)


def test_two_columns_of_one_quantity_give_what_two_quantities_give():
    ell, zeta = 5 + X, 2.2 + 0.1 * np.cos(X)
    tc_K = 1247.4 / (ell * zeta) + 0.3 * np.sin(5 * X)
    alike = {"spacing_A": "length_A", "distance_A": "length_A"}
    data = load_dataset({"spacing_A": ell, "distance_A": zeta, "tc_K": tc_K}, quantities=alike)
    found = fit("a/(spacing_A*distance_A)", data)
    known = fit("a/(ell_A*zeta_A)", load_dataset({"ell_A": ell, "zeta_A": zeta, "tc_K": tc_K}))
    assert found.estimates == pytest.approx(known.estimates, rel=1e-9)
    np.testing.assert_allclose(found.elpd_loo, known.elpd_loo, atol=1e-9)
    assert data.quantities["spacing_A"] == "length_A"


def test_the_word_of_a_quantity_is_no_parameter():
    data = load_dataset({"n_m3": 1e27 * X, "tc_K": X})
    with pytest.raises(RefereeError, match="uses xi_A, a quantity of which the table has no column, or several"):
        fit("a*n_m3/xi_A", data)


def test_on_the_command_line(capsys):
    assert main(["fit", "a*n_m3**b", "ybco_jorgensen1990"]) == 0
    said = capsys.readouterr().out
    assert "a*n_m3**b on 18 rows (as in comparison 'ybco_carrier_density' of config.yaml)" in said
    assert "ASSUME: a: carries the mean prediction, with the prior of every rival." in said
    assert "On these 18 rows" in said
