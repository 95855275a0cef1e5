"""Rows and models that no honest fit can be made of: a sentence, never a hang, never a silent number."""

import logging
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference import exact_rows, guards
from tcreferee.inference.exact_fit import refuse_exact_fit
from tcreferee.inference.fit import maximise
from tcreferee.inference.infer import run
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.quick import integrated
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.sample import SamplerSettings
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Scales

LOG = logging.getLogger("tests")
SHORT = SamplerSettings(steps=100, max_steps=200)
X = np.array([1.0, 2, 3, 4, 5, 6])
Y = np.array([31.0, 44, 52, 70, 78, 95])


def inferred(trial):
    return run(trial, InferSettings("c", "m", {}, trial.likelihood, 80.0, 52.5, 30.0, 1, SHORT), LOG)


@pytest.mark.parametrize("rows", [1, 2])
def test_fewer_than_three_rows(make_trial, rows):
    with pytest.raises(RefusedError, match=f"^{rows} rows fit almost any formula; at least 3 are needed"):
        inferred(make_trial("bec_ideal", Y[:rows], n_pair_m3=X[:rows] * 1e26, m_pair_me=10 * X[:rows]))


def test_no_more_rows_than_parameters(make_trial):
    with pytest.raises(RefusedError, match="3 rows cannot carry 3 free parameters and a scatter; 4 rows could"):
        inferred(make_trial("screening_exponent", Y[:3], n_m3=X[:3] * 1e27))


@pytest.mark.parametrize("model", ["linear", "logarithm", "screening", "screening_exponent"])
def test_identical_inputs(make_trial, model):
    inputs = {"n_m3": np.full(6, 2e27)} if model.startswith("screening") else {"x": np.full(6, 2.0)}
    with pytest.raises(RefusedError, match="a coefficient has no effect, or an infinite one, on these rows"):
        inferred(make_trial(model, Y, **inputs))


def test_a_level_at_whose_zero_there_is_no_number(make_trial, make_model):
    own = Parameter("a_K", "a", "K", "cut-off", Level(), (0.0, np.inf))
    model = make_model(lambda inputs, p: np.where(p["a_K"] > 0, p["a_K"] * inputs["x"], np.nan), own)
    with pytest.raises(RefusedError, match=r"^the formula gives no number where a_K is zero: give it LogNormal"):
        inferred(make_trial(model, Y, x=X))


@pytest.mark.parametrize("likelihood", ["normal", "student_t", "lognormal"])
def test_a_response_without_variance(make_trial, likelihood):
    with pytest.raises(RefusedError, match="the response is 40 in every row: there is nothing to explain"):
        inferred(make_trial("linear", np.full(6, 40.0), likelihood=likelihood, x=X))


def test_a_response_without_logarithm(make_trial):
    y = np.where(X == 3, 0.0, Y)
    with pytest.raises(RefusedError, match=r"^a response of zero or less has no logarithm, in row 3$"):
        inferred(make_trial("power_law", y, likelihood="lognormal", x=X))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_response_that_is_no_number(make_trial, value):
    with pytest.raises(RefusedError, match="the response is not a number in row 3"):
        inferred(make_trial("linear", np.where(X == 3, value, Y), x=X))


@pytest.mark.parametrize("value", [np.nan, np.inf, 0.0])
def test_an_input_without_a_value(make_trial, value):
    with pytest.raises(RefusedError, match=r"in row 3$"):
        inferred(make_trial("screening", Y, n_m3=np.where(X == 3, value, X * 1e27)))


@pytest.mark.parametrize("likelihood", ["normal", "student_t"])
def test_rows_that_lie_on_the_formula(make_trial, likelihood):
    with pytest.raises(RefusedError, match="passes through all 6 rows exactly"):
        inferred(make_trial("linear", 3 + 2 * X, likelihood=likelihood, x=X))


def test_a_response_over_many_decades_is_not_taken_for_an_exact_fit(make_trial):
    """Its spread in kelvin is large beside any scatter of its logarithm."""
    y = 1e12 * 10.0**X * np.exp([0.3, -0.2, 0.1, 0.2, -0.3, -0.1])
    trial = make_trial("power_law", y, Scales(1e17, 1e17, 4.0), "lognormal", x=10.0**X)
    refuse_exact_fit(trial, maximise(trial, 1))
    exact = make_trial("power_law", 1e12 * 10.0**X, Scales(1e17, 1e17, 4.0), "lognormal", x=10.0**X)
    with pytest.raises(RefusedError, match="passes through all 6 rows exactly"):
        refuse_exact_fit(exact, maximise(exact, 1))


WIDE = Normal(1.0, 1.0)


def model_of(make_model, predict, exponent=WIDE, bounds=(-np.inf, np.inf)):
    return make_model(
        predict,
        Parameter("a_K", "a", "K", "level", Level()),
        Parameter("b_K", "b", "K", "slope", Effect()),
        Parameter("p", "p", "", "exponent", exponent, bounds),
    )


def test_a_model_that_returns_no_number_for_some_draws(make_trial, make_model):
    model = model_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * np.sqrt(p["p"]) * inputs["x"])
    with pytest.raises(
        RefusedError,
        match=r"returns no number for [34]\d of 256 draws of its prior, in rows 1, 2, 3, 4, 5, 6$",
    ):
        inferred(make_trial(model, Y, x=X))


def test_a_model_that_returns_no_number_in_one_row(make_trial, make_model):
    model = model_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * (inputs["x"] - 2.5) ** p["p"])
    with pytest.raises(RefusedError, match=r"returns no number for 256 of 256 draws of its prior, in rows 1, 2$"):
        inferred(make_trial(model, Y, x=X))


def test_a_model_that_returns_too_many_numbers(make_trial, make_model):
    model = model_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * np.append(inputs["x"], 7.0) ** p["p"])
    with pytest.raises(RefusedError, match="model 'test' does not return one number for each of the 6 rows"):
        inferred(make_trial(model, Y, x=X))


def test_a_prior_outside_its_bounds(make_trial, make_model):
    model = model_of(
        make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] ** p["p"], Normal(0.0, 0.1), (5.0, 6.0)
    )
    with pytest.raises(RefusedError, match="model 'test' has a prior that lies outside its bounds"):
        inferred(make_trial(model, Y, x=X))


def test_a_log_response_of_a_formula_that_is_never_positive(make_trial):
    # the likelihood is zero everywhere: no start has any
    trial = make_trial("bec_ideal", Y, likelihood="lognormal", n_pair_m3=X * 1e26, m_pair_me=-10 * X)
    with pytest.raises(RefusedError, match="is zero everywhere in its prior: there is no starting point"):
        inferred(trial)


def test_a_level_whose_prior_lies_outside_its_bounds(make_trial):
    # a mean of the class of -1000 K, a level that must be positive: no draw of the prior would ever be kept
    trial = make_trial("quantum_well", Y, Scales(-1000.0, 10.0, 20.0), xi_A=2 + X / 6)
    with pytest.raises(RefusedError, match="model 'quantum_well' has a prior that lies outside its bounds"):
        inferred(trial)


def test_a_parameter_that_changes_nothing(make_trial, make_model):
    model = model_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] + 0 * p["p"])
    with pytest.raises(RefusedError, match=r"^parameter p changes no prediction on these rows \(inputs: x\)$"):
        inferred(make_trial(model, Y, Scales(60.0, 52.5, 20.0), x=X))


def test_a_parameter_that_the_inputs_switch_off(make_trial, make_model):
    # every row at the unit density: its power is 1 whatever the exponent
    def predict(inputs, p):
        return p["t_1_K"] * inputs["n"] ** p["q"] * inputs["x"]

    parameters = (Parameter("t_1_K", "T_1", "K", "", Level()), Parameter("q", "q", "", "", WIDE))
    model = replace(make_model(predict, *parameters), inputs=("n", "x"))
    with pytest.raises(RefusedError, match=r"^parameter q changes no prediction"):
        inferred(make_trial(model, Y, n=np.ones(6), x=X))


def test_a_parameter_the_rows_hardly_constrain(make_trial, make_model):
    # the prior comes back: nothing claims to have learned it
    model = model_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] + 1e-9 * p["p"])
    found = inferred(make_trial(model, Y, Scales(60.0, 52.5, 20.0), x=X))
    assert np.isnan(found.fit.standard_errors[2]) or found.fit.standard_errors[2] > 1e3
    at = found.trial.names.index("p")
    assert found.exact.mean[at] == pytest.approx(1.0, abs=1e-3)
    assert found.exact.sd[at] == pytest.approx(1.0, abs=1e-3)
    assert found.fit.notes


# T_c that lies on a curve of the formula in all rows but one; what the others are met with; what the one is off by
SEVEN = np.arange(1.0, 8.0)
ALL_BUT_ONE = [
    ("linear", [10.0, 20.0, 30.0, 47.0], [1.0, 2.0, 3.0, 4.0], "3 of 4 rows are met exactly; row 4 is off by 7"),
    ("constant", [93.0, 93.0, 93.0, 93.0, 95.0], [1.0, 2.0, 3.0, 4.0, 5.0], "4 of 5 rows .* row 5 is off by 2"),
    ("linear", [93.0, 93.0, 93.0, 93.0, 95.0], [1.0, 2.0, 3.0, 4.0, 5.0], "4 of 5 rows .* row 5 is off by 2"),
    ("power_law", 20 * SEVEN**1.7 + 0.3 * (SEVEN == 3), SEVEN, "row 3 is off by 0.3"),
]  # fmt: skip


@pytest.mark.parametrize("likelihood", ["normal", "student_t"])
@pytest.mark.parametrize(("model", "y", "x", "said"), ALL_BUT_ONE)
def test_all_rows_but_one_met_exactly(make_trial, model, y, x, said, likelihood):
    # the integral over sigma without that row diverges: any number would be the end of a grid
    with pytest.raises(RefusedError, match=said) as refused:
        inferred(make_trial(model, y, likelihood=likelihood, x=x))
    assert "was the response computed from the input?" in str(refused.value)


def test_one_misprint_in_an_exact_table(make_trial, make_model):
    model = make_model(lambda inputs, values: values["t"] * inputs["x"], Parameter("t", "t", "response", "m", Level()))
    y = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.1]
    trial = replace(make_trial(model, y, Scales(20.0, 15.0, 10.0), x=np.arange(1.0, 8.0)), unit="K")
    with pytest.raises(RefusedError, match=r"6 of 7 rows are met exactly; row 7 is off by 0[.]1 K: was the response"):
        inferred(trial)


def test_as_many_coefficients_as_rows_left_are_no_exact_fit(make_trial):
    # any three rows lie on no line, and any two on one: ln Z without a row is finite
    trial = make_trial("linear", [10.0, 21.0, 30.0], x=[1.0, 2.0, 3.0])
    quick = integrated(trial, InferSettings("c", "m", {}, "normal", 80.0, 52.5, 30.0, 1, SHORT), LOG)
    assert np.isfinite(quick.exact.elpd_loo).all()


def three_of(make_model, predict):
    names = ("a_K", "b_K", "c_K")
    return make_model(predict, *(Parameter(n, n, "K", "", Effect() if n != "a_K" else Level()) for n in names))


@pytest.mark.parametrize("factor", [1.0, 1e-26, -3e30])
def test_an_input_that_stands_twice(make_trial, make_model, factor):
    model = three_of(make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] + p["c_K"] * factor * inputs["x"])
    with pytest.raises(RefusedError, match=r"^the rows cannot tell b_K and c_K apart"):
        inferred(make_trial(model, Y, x=X))


def test_columns_that_sum_up_to_another(make_trial, make_model):
    model = three_of(
        make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] ** 2 + p["c_K"] * (5 - 3 * inputs["x"] ** 2)
    )
    with pytest.raises(RefusedError, match=r"^the rows cannot tell a_K, b_K and c_K apart"):
        inferred(make_trial(model, Y, x=X))


def test_columns_that_are_nearly_the_same_are_not_refused(make_trial, make_model):
    # the guard must not raise: a millionth of a curvature is enough to tell them apart
    model = three_of(
        make_model, lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] + p["c_K"] * inputs["x"] ** (1 + 1e-6)
    )
    guards.refuse_hopeless_rows(make_trial(model, Y, x=X))


BAD = {
    "complex": (lambda inputs, p: p["a_K"] + 0j * inputs["x"], "model 'test' returns complex numbers where real"),
    "text": (lambda inputs, p: np.array(["90 K"] * 6), "model 'test' returns text where real numbers are needed"),
    "shape": (lambda inputs, p: np.zeros((2, 7)), "model 'test' does not return one number for each of the 6 rows"),
    "raises": (lambda inputs, p: inputs["y"], "model 'test' fails with KeyError: 'y'"),
    "none": (lambda inputs, p: None, "model 'test' returns nothing: its last line must be 'return ...'"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("likelihood", ["normal", "student_t"])
def test_a_formula_that_fails_is_refused(make_trial, make_model, kind, likelihood):
    predict, said = BAD[kind]
    model = make_model(predict, Parameter("a_K", "a", "K", "level", Level()))
    with pytest.raises(RefusedError, match=f"^{said}"):
        inferred(make_trial(model, Y, likelihood=likelihood, x=X))


def test_a_formula_that_fails_late_is_refused(make_trial, make_model):
    # real over the prior, complex where the rows lead to
    def predict(inputs, p):
        power = np.asarray(p["p"] + 0 * inputs["x"])
        value = p["a_K"] + p["b_K"] * inputs["x"] ** power
        return value + 0j if np.any(power > 30) else value

    exact = 5.0 + 3.0 * (X / 6) ** 40 * 6**40
    with pytest.raises(RefusedError, match=r"^model 'test' returns complex numbers"):
        inferred(make_trial(model_of(make_model, predict), exact + 1e20 * np.sin(9 * X), x=X))


def test_a_few_draws_that_overflow_do_not_refuse_a_model(make_trial, make_model):
    # no number beyond p = 3.2, where the prior has 1.4 % of its mass: the likelihood is zero there
    def predict(inputs, p):
        return p["a_K"] * inputs["x"] ** np.where(p["p"] < 3.2, p["p"], np.nan)

    def cut(inputs, p):
        return p["a_K"] * inputs["x"] ** p["p"]

    level = Parameter("a_K", "a", "K", "level", Level())
    holed = make_trial(make_model(predict, level, Parameter("p", "p", "", "", WIDE)), Y, x=X)
    whole = make_trial(make_model(cut, level, Parameter("p", "p", "", "", WIDE, (-np.inf, 3.2))), Y, x=X)
    guards.refuse_hopeless_rows(holed)
    # the same posterior; the evidence is less by the mass of the prior that is lost
    one, other = quadrature(holed), quadrature(whole)
    assert one.ln_evidence == pytest.approx(other.ln_evidence + stats.norm(1, 1).logcdf(3.2), abs=1e-3)
    np.testing.assert_allclose(one.elpd_loo, other.elpd_loo, atol=2e-3)
    assert np.isfinite(holed.mean(holed.draw_prior(500, np.random.default_rng(1)))).all()


def test_a_parameter_whose_effect_is_rounding(make_trial, make_model):
    parts = [Parameter("a", "a", "K", "m", Level()), Parameter("q", "q", "", "m", Normal(0.0, 1.0))]
    model = make_model(lambda inputs, p: p["a"] * inputs["x"] + 1e-14 * p["q"], *parts)
    with pytest.raises(RefusedError, match="parameter q changes no prediction on these rows"):
        inferred(make_trial(model, 20.0 * SEVEN + np.cos(7 * SEVEN), x=SEVEN))


def test_a_parameter_beside_a_coefficient_in_another_unit(make_trial, make_model):
    # the guard must not raise
    # one unit of the coefficient is 1e27 kelvin: beside it what q does is lost, beside one effect it is not
    parts = [Parameter("b", "b", "", "m", Level()), Parameter("q", "q", "", "m", Normal(0.0, 1.0))]
    model = make_model(lambda inputs, p: p["b"] * inputs["x"] + 10 * np.sin(p["q"] * inputs["x"] / 1e27), *parts)
    guards.refuse_hopeless_rows(make_trial(model, 20.0 * SEVEN + np.cos(7 * SEVEN), x=1e27 * SEVEN))


def test_a_family_left_out_of_a_lognormal_fit_nine_decades_below_the_other(make_trial):
    """Without the larger family the least squares start far above the rows, where a step leads below zero."""
    low, high = np.linspace(121.6, 190.0, 18), np.logspace(5.65, 11.1, 24)
    scales = Scales(3.6e10, 1.32e11, 1.39)
    for model in ("constant", "family_mean"):
        trial = make_trial(model, [*low, *high], scales, likelihood="lognormal")
        trial = replace(trial, family=np.repeat([0, 1], [18, 24]))
        refuse_exact_fit(trial, maximise(trial, 0))  # neither family is met exactly, and nothing fails


def test_rows_that_are_worth_leaving_out_are_found_in_closed_form():
    rng = np.random.default_rng(4)
    columns = np.column_stack([np.ones(30), rng.standard_normal(30), np.eye(30)[7]])
    for k in range(1, 4):
        rest = 0.1 * rng.standard_normal(30)
        rest[[3, 7]] += 5, 9
        straight = [exact_rows._straight(np.delete(columns[:, :k], i, 0), np.delete(rest, i)) for i in range(30)]
        limit = 0.2 * float(rest @ rest)
        found = exact_rows._telling_rows(columns[:, :k], rest, limit)
        assert {*np.flatnonzero(np.array(straight) <= limit)} <= {*found}
        assert len(found) < 5
