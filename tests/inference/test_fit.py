import math

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import curve_fit

from tcreferee.base.priors import Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.fit import maximise
from tcreferee.inference.starts import STARTS

LEVELS = {"68.3%": math.erf(1 / math.sqrt(2)), "95.4%": math.erf(2 / math.sqrt(2))}


def test_the_published_line_comes_back(make_trial):
    n = np.linspace(1e27, 6e27, 11)
    y = 212.46 - 5.651e6 * n ** (-1 / 6) + 1e-9 * np.random.default_rng(1).standard_normal(11)
    fit = maximise(make_trial("screening", y, n_m3=n), seed=1)
    np.testing.assert_allclose(fit.theta, [212.46, 5.651e6], rtol=1e-6)


def test_the_published_exponent_comes_back(make_trial):
    n = np.linspace(1e27, 6e27, 11)
    y = 212.46 - 5.651e6 * n ** (-1 / 6) + 1e-9 * np.random.default_rng(1).standard_normal(11)
    fit = maximise(make_trial("screening_exponent", y, n_m3=n), seed=1)
    np.testing.assert_allclose(fit.theta, [212.46, 5.651e6 * 1e27 ** (-1 / 6), 1 / 6], rtol=1e-6)


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        ("linear", lambda x: [np.ones_like(x), x]),
        ("logarithm", lambda x: [np.ones_like(x), np.log(x)]),
        ("screening", lambda x: [np.ones_like(x), -((1e27 * x) ** (-1 / 6))]),
        ("constant", lambda x: [np.ones_like(x)]),
    ],
)
def test_linear_models_have_a_closed_form(ybco, model, columns):
    trial = ybco(model)
    fit = maximise(trial, seed=1)
    design = np.stack(columns(np.linspace(1, 6, 11)), axis=1)
    n, k = design.shape
    # columns of unit length, so that the reference itself is exact
    size = np.linalg.norm(design, axis=0)
    theta, rss, *_ = np.linalg.lstsq(design / size, trial.y)
    covariance = rss[0] / (n - k) * np.linalg.inv((design / size).T @ (design / size))
    np.testing.assert_allclose(fit.theta, theta / size, rtol=1e-6)
    np.testing.assert_allclose(fit.standard_errors, np.sqrt(np.diag(covariance)) / size, rtol=1e-6)
    error = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(fit.correlations, covariance / np.outer(error, error), atol=1e-6)
    assert fit.sigma == pytest.approx(math.sqrt(rss[0] / n), rel=1e-9)
    assert fit.log_likelihood == pytest.approx(-n / 2 * (math.log(2 * math.pi * rss[0] / n) + 1), rel=1e-10)


@pytest.mark.parametrize(
    ("model", "function", "start"),
    [
        ("power_law", lambda x, c, p: c * x**p, (30, 0.3)),
        ("screening_exponent", lambda x, t, b, p: t - b * x ** (-p), (200, 150, 0.2)),
    ],
)
def test_nonlinear_models_agree_with_scipys_curve_fit(ybco, model, function, start):
    trial = ybco(model, scatter=0.5)
    fit = maximise(trial, seed=1)
    theta, covariance = curve_fit(function, np.linspace(1, 6, 11), trial.y, start, xtol=1e-13, ftol=1e-13)
    np.testing.assert_allclose(fit.theta, theta, rtol=1e-6)
    # both curvatures are finite differences
    np.testing.assert_allclose(fit.standard_errors, np.sqrt(np.diag(covariance)), rtol=1e-4)
    error = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose(fit.correlations, covariance / np.outer(error, error), atol=1e-4)
    assert fit.starts_agreeing == fit.starts == STARTS


def test_the_log_likelihood_is_scipys_at_the_maximum(ybco):
    trial = ybco("power_law")
    fit = maximise(trial, seed=1)
    mean = fit.theta[0] * np.linspace(1, 6, 11) ** fit.theta[1]
    assert fit.log_likelihood == pytest.approx(stats.norm(mean, fit.sigma).logpdf(trial.y).sum(), rel=1e-12)


@pytest.mark.parametrize("model", ["constant", "quantum_well"])
def test_the_profile_interval_of_an_only_linear_parameter_is_the_t_interval(make_trial, model):
    x = np.linspace(2.6, 3.8, 9)
    y = 1200 / x**2 + 8 * np.random.default_rng(3).standard_normal(9)
    column = np.ones(9) if model == "constant" else x**-2
    fit = maximise(make_trial(model, y, **{"x" if model == "constant" else "xi_A": x}), seed=1)
    centre = column @ y / (column @ column)
    error = math.sqrt(np.sum((y - centre * column) ** 2) / 8 / (column @ column))
    (intervals,) = fit.intervals.values()
    assert fit.theta[0] == pytest.approx(centre, rel=1e-8)
    assert set(intervals) == set(LEVELS)
    for word, level in LEVELS.items():
        wanted = stats.t(8, loc=centre, scale=error).interval(level)
        np.testing.assert_allclose(intervals[word], wanted, rtol=1e-8)


def test_the_profile_intervals_of_two_linear_parameters_are_t_intervals(ybco):
    trial = ybco("linear")
    fit = maximise(trial, seed=1)
    line = stats.linregress(np.linspace(1, 6, 11), trial.y)
    for name, centre, error in (
        ("a", line.intercept, line.intercept_stderr),
        ("b", line.slope, line.stderr),
    ):
        for word, level in LEVELS.items():
            wanted = stats.t(9, loc=centre, scale=error).interval(level)
            np.testing.assert_allclose(fit.intervals[name][word], wanted, rtol=1e-8)


def test_a_formula_without_free_parameters(make_trial):
    trial = make_trial("bec_ideal", [92, 80, 89], n_pair_m3=[0.622e27, 0.093e27, 0.311e27], m_pair_me=[24, 7.6, 15.6])
    fit = maximise(trial, seed=1)
    residual = trial.y - trial.model(trial.inputs, np.empty(0))
    assert fit.theta.shape == fit.standard_errors.shape == (0,)
    assert fit.correlations.shape == (0, 0)
    assert fit.sigma == pytest.approx(math.sqrt(np.mean(residual**2)), rel=1e-12)
    assert fit.log_likelihood == pytest.approx(stats.norm(0, fit.sigma).logpdf(residual).sum(), rel=1e-12)
    assert (fit.starts, fit.starts_agreeing, fit.notes, fit.intervals) == (1, 1, (), {})
    assert fit.report == "No free parameter: the formula is fixed by its inputs, only the scatter sigma is estimated.\n"


def test_starts_that_end_elsewhere_are_counted(make_trial, make_model):
    # a sine of unknown frequency: one minimum for each wave more or less
    model = make_model(
        lambda inputs, p: p["a_K"] + 10 * np.sin(p["w"] * inputs["x"]),
        Parameter("a_K", "a", "K", "level", Level()),
        Parameter("w", r"\omega", "", "frequency", Normal(4.0, 2.0), (0.0, math.inf)),
    )
    x = np.linspace(0.2, 60, 40)
    y = 80 + 10 * np.sin(3.3 * x) + 0.1 * np.random.default_rng(2).standard_normal(40)
    fit = maximise(make_trial(model, y, x=x), seed=1)
    np.testing.assert_allclose(fit.theta, [80, 3.3], atol=0.1)
    assert fit.starts == STARTS
    assert 1 <= fit.starts_agreeing < STARTS


def test_same_seed_same_fit_and_another_seed_the_same_minimum(ybco):
    trial = ybco("screening_exponent", scatter=0.5)
    one, again, other = (maximise(trial, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.theta, again.theta)
    assert one.report == again.report
    np.testing.assert_allclose(one.theta, other.theta, rtol=1e-6)


def test_what_cannot_be_computed_is_said(make_trial):
    # three parameters, three rows: nothing is left for an error
    fit = maximise(make_trial("screening_exponent", [20.0, 60.0, 80.0], n_m3=[1e27, 2e27, 4e27]), seed=1)
    assert fit.intervals == {}
    assert fit.notes == ("no profile intervals: there are as many parameters as rows",)


def test_an_estimate_stays_inside_its_bounds(make_trial):
    # pairs that would have to repel each other: the bound a < 0 holds the fit at zero
    trial = make_trial(
        "bec_interacting", [40, 35, 42], n_pair_m3=[0.622e27, 0.093e27, 0.311e27], m_pair_me=[24, 7.6, 15.6]
    )
    fit = maximise(trial, seed=1)
    assert -1e-3 < fit.theta[0] <= 0
    assert np.isfinite(fit.log_likelihood)
