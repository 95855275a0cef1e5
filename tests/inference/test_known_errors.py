"""Errors that differ from row to row, in closed form, against the joint normal density and against grids."""

import math
from dataclasses import replace

import brute_force as brute
import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Coefficient, Level, Normal, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference import left_out, quadrature, sample
from tcreferee.inference.conditional import conditional
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.exact import row_sets
from tcreferee.inference.fit import maximise
from tcreferee.inference.importance import integrate
from tcreferee.inference.oracle import covers
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.scatter import known_variance

X = np.linspace(1, 6, 8)
COLUMNS = brute.unit_columns(np.ones_like(X), X)
Y = np.array([31.0, 52.0, 47.0, 78.0, 74.0, 99.0, 60.0, 118.0])
# the third row and the sixth state no error: the scatter holds it
SD = np.array([4.0, 20.0, 0.0, 2.0, 9.0, 0.0, 30.0, 5.0])
SCALES = Scales(brute.CENTRE, brute.EFFECT, brute.SIGMA)


def ln_rows(y, columns, variance, keep):
    """ln density of some rows, their expectation integrated out: jointly normal, for variances (..., rows)."""
    columns = columns[keep]
    covariance = variance[..., keep, np.newaxis] * np.eye(len(columns)) + brute.EFFECT**2 * columns @ columns.T
    return brute.ln_normal(y[keep] - brute.CENTRE * columns[:, 0], covariance)


def ln_evidence(keep, sd=SD):
    nodes = np.linspace(-28.0, 9.0, 741)
    each = ln_rows(Y, COLUMNS, np.exp(2 * nodes)[:, np.newaxis] + sd**2, keep) + brute.ln_prior_of_ln_sigma(nodes)
    return float(np.logaddexp.reduce(each) + math.log(nodes[1] - nodes[0]))


def test_evidence_and_left_out_rows_against_the_joint_normal_density(make_trial):
    trial = replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD)
    assert covers(trial)
    found = quadrature.quadrature(trial)
    whole = ln_evidence(np.full(8, True))
    assert found.ln_evidence == pytest.approx(whole, abs=1e-5)
    for i in (0, 2, 6):
        assert found.elpd_loo[i] == pytest.approx(whole - ln_evidence(np.arange(8) != i), abs=1e-4)


def test_no_errors_at_all_are_the_likelihood_without_them(make_trial):
    plain = make_trial("linear", Y, SCALES, x=X)
    known = replace(plain, likelihood="normal_known", sd=np.zeros(8))
    for one, other in zip(conditional_of(plain), conditional_of(known), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9)


def conditional_of(trial):
    return conditional(trial, np.array([[-3.0], [1.0], [3.0]]), np.empty((1, 0)), row_sets(trial))


def bounded(make_model):
    """A level that is not negative and a stated slope, so that the posterior is cut."""
    return make_model(
        lambda inputs, p: p["a"] + p["b"] * inputs["x"],
        Parameter("a", "a", "response", "level", Level(), (0.0, math.inf)),
        Parameter("b", "b", "response", "slope", Coefficient(10.0, 4.0)),
    )


@pytest.mark.parametrize("cut", [False, True])
def test_a_row_left_out_by_its_leverage_is_that_row_left_out(make_trial, make_model, cut):
    trial = make_trial(bounded(make_model) if cut else "linear", Y, SCALES, "normal_known", x=X)
    trial = replace(trial, sd=SD)
    log_sigma = np.array([[0.0, 2.0, 4.0]])
    log_density = conditional(trial, log_sigma.T, np.empty((1, 0)), row_sets(trial))[0][:, 0]
    found = left_out.log_predictive(trial, np.empty(0), np.exp(2 * log_sigma))[0]
    np.testing.assert_allclose(found, log_density[:, :1] - log_density[:, 1:], rtol=1e-8)


def test_many_rows_take_the_closed_form_too(make_trial, monkeypatch):
    trial = replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD)
    whole = quadrature.quadrature(trial)
    monkeypatch.setattr(quadrature, "FEW_ROWS", 4)
    many = quadrature.quadrature(trial)
    np.testing.assert_allclose(many.elpd_loo, whole.elpd_loo, atol=1e-3)


def test_an_exponent_with_errors_against_a_grid(make_trial, make_model):
    model = make_model(
        lambda inputs, p: p["c"] * inputs["x"] ** p["p"],
        Parameter("c", "c", "response", "level", Level()),
        Parameter("p", "p", "", "exponent", Normal(0.5, 1.0)),
    )
    trial = replace(make_trial(model, Y, SCALES, "normal_known", x=X), sd=SD + 1.0)

    def ln_sets(z):
        column = X ** z[:, :1]
        column = column / column.mean(axis=1, keepdims=True)
        variance = np.exp(2 * z[:, 1:2]) + (SD + 1.0) ** 2
        prior = stats.norm(0.5, 1).logpdf(z[:, 0]) + brute.ln_prior_of_ln_sigma(z[:, 1])
        every = np.arange(8)
        sets = [every, *(np.delete(every, i) for i in every)]
        return np.stack([one_column(column[:, keep], variance[:, keep], Y[keep]) for keep in sets], 1) + prior[:, None]

    grid = brute.Grid(ln_sets, [-2.5, -20.0], [3.5, 8.0], count=160)
    found = quadrature.quadrature(trial)
    assert found.ln_evidence == pytest.approx(grid.ln_evidence, abs=1e-3)
    np.testing.assert_allclose(found.elpd_loo, grid.elpd_loo, atol=2e-3)


def one_column(column, variance, y):
    """ln density with the factor of one column integrated out, written with the matrix determinant lemma."""
    weight = 1 / variance
    residual = y - brute.CENTRE * column
    gain = 1 + brute.EFFECT**2 * (weight * column**2).sum(axis=1)
    pull = brute.EFFECT * (weight * column * residual).sum(axis=1)
    misfit = (weight * residual**2).sum(axis=1) - pull**2 / gain
    return -0.5 * (len(y) * math.log(2 * math.pi) + np.log(variance).sum(axis=1) + np.log(gain) + misfit)


def test_errors_of_an_input_are_closed_where_the_slope_is_fixed(make_trial, make_model):
    # the stated slope of 10 per unit of x is no parameter: the level alone is free
    fixed = make_model(lambda inputs, p: p["a"] + 10.0 * inputs["x"], Parameter("a", "a", "response", "level", Level()))
    u = np.linspace(0.1, 0.8, 8)
    trial = replace(make_trial(fixed, Y, SCALES, "normal_eiv", x=X), input_sd={"x": {"x": u}})
    same = replace(make_trial(fixed, Y, SCALES, "normal_known", x=X), sd=10.0 * u)
    assert covers(trial)
    assert quadrature.quadrature(trial).ln_evidence == pytest.approx(quadrature.quadrature(same).ln_evidence, abs=1e-8)
    free = replace(make_trial("linear", Y, SCALES, "normal_eiv", x=X), input_sd={"x": {"x": u}})
    assert not covers(free)


def test_inputs_that_share_an_error_move_together(make_trial, make_model):
    # x and the square of it, from one measurement: the error of x^2 - 2 x cancels at x = 1
    model = make_model(
        lambda inputs, p: p["a"] + inputs["square"] - 2 * inputs["x"], Parameter("a", "a", "response", "level", Level())
    )
    model = replace(model, inputs=("x", "square"))
    u = np.full(8, 0.1)
    trial = make_trial(model, Y, SCALES, "normal_eiv", x=X, square=X**2)
    shared = replace(trial, input_sd={"x": {"x": u, "square": 2 * X * u}})
    apart = replace(trial, input_sd={"x": {"x": u}, "other": {"square": 2 * X * u}})
    theta = np.array([50.0])
    np.testing.assert_allclose(known_variance(shared, theta), ((2 * X - 2) * u) ** 2, atol=1e-8)
    np.testing.assert_allclose(known_variance(apart, theta), ((2 * X) ** 2 + 4) * u**2, rtol=1e-6)
    # the response comes from the same measurement: y = x^2 - 2 x + ... moves as its prediction does
    with_y = replace(trial, input_sd={"x": {"x": u, "square": 2 * X * u, "": (2 * X - 2) * u}})
    np.testing.assert_allclose(known_variance(with_y, theta), 0.0, atol=1e-8)


def test_the_sampled_posterior_agrees(make_trial):
    trial = replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD)
    oracle = quadrature.quadrature(trial)
    start = trial.coordinates(maximise(trial, 1).theta, 5.0)
    draws = sample.sample(trial, start, sample.SamplerSettings(), seed=4)
    assert np.abs(oracle_z(draws, oracle)).max() < 4


def test_importance_sampling_integrates_the_same(make_trial):
    trial = replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD)
    exact = quadrature.quadrature(trial)
    start = trial.coordinates(maximise(trial, 1).theta, 5.0)
    found = integrate(trial, start, spread_about(trial.log_posterior, start) / 2, 3)
    assert abs(found.ln_evidence - exact.ln_evidence) < 4.5 * found.error_ln_evidence + 1e-6
    np.testing.assert_allclose(found.elpd_loo, exact.elpd_loo, atol=4.5 * found.error_loo)
