import math
from dataclasses import replace

import lmfit
import numpy as np
import pytest
from scipy import optimize, stats

from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.fit import maximise
from tcreferee.simulation.refit import refit

LINEAR = ["constant", "linear", "logarithm", "screening"]
CURVED = ["screening_exponent", "power_law", "two_levels", "quantum_well_exponent"]


@pytest.mark.parametrize("name", LINEAR)
def test_linear_models_against_numpy(trial_of, rising, name):
    trial, y = trial_of(name), rising(20)
    k = len(trial.model.parameters)
    unit = np.stack([trial.predict(row) for row in np.eye(k)], axis=1)
    theta, rss, *_ = np.linalg.lstsq(unit, y.T)
    found = refit(trial, y)
    np.testing.assert_allclose(found.theta, theta.T, rtol=1e-9)
    np.testing.assert_allclose(found.rss, rss, rtol=1e-12)
    assert found.converged.all()
    assert found.reason == ""


@pytest.mark.parametrize("name", [*LINEAR, *CURVED])
@pytest.mark.parametrize("scatter", [0.5, 8.0, pytest.param(60.0, marks=pytest.mark.slow)])
def test_agrees_with_lmfit_from_eight_starts(trial_of, rising, name, scatter):
    trial, y = trial_of(name), rising(1, seed=5, scatter=scatter)
    found = refit(trial, y)
    for i, row in enumerate(y):
        fit = maximise(replace(trial, y=row), 1)
        square = fit.sigma**2 * len(row)
        # lmfit may stop in a valley that is not the deepest; never the other way round
        assert found.rss[i] <= square * (1 + 1e-8)
        if found.converged[i] and fit.starts_agreeing > 1:
            assert found.rss[i] == pytest.approx(square, rel=1e-8)
            assert found.log_likelihood[i] == pytest.approx(fit.log_likelihood, abs=1e-7)


def test_estimates_of_the_screening_formula(trial_of):
    trial = trial_of("screening_exponent")
    truth = np.array([212.0, 170.0, 1 / 6])
    y = trial.predict(truth) + 1e-3 * np.random.default_rng(2).standard_normal((5, 15))
    found = refit(trial, y)
    np.testing.assert_allclose(found.theta, np.tile(truth, (5, 1)), rtol=2e-2)

    def formula(x, t, b, p):
        return t - b * x**-p

    for row, theta in zip(y, found.theta, strict=True):
        model = lmfit.Model(formula)
        best = model.fit(row, x=trial.inputs["n_m3"] / 1e27, t=212.0, b=170.0, p=1 / 6, fit_kws={"xtol": 1e-13})
        np.testing.assert_allclose(theta, list(best.best_values.values()), rtol=1e-3)


def test_finds_the_deepest_valley(trial_of):
    trial = trial_of("two_levels")
    y = trial.predict(np.array([60.0, 25.0, 0.3])) + 12 * np.random.default_rng(3).standard_normal((6, 15))
    found, (low, high) = refit(trial, y), (-1.5, 1.5)
    for row, rss in zip(y, found.rss, strict=True):

        def square(t, row=row):
            z = (trial.inputs["x_standard"] - t) / 0.05
            columns = np.stack([np.ones(15), z / np.sqrt(1 + z * z)], axis=1)
            return float(np.sum((row - columns @ np.linalg.lstsq(columns, row)[0]) ** 2))

        at = np.linspace(low, high, 3001)
        best = at[np.argmin([square(t) for t in at])]
        around = (max(best - 1e-3, low), min(best + 1e-3, high))
        least = optimize.minimize_scalar(square, bounds=around, method="bounded", options={"xatol": 1e-9}).fun
        assert rss == pytest.approx(least, rel=1e-7)


def test_two_exponents(trial_of):
    base = trial_of("power_law")
    c, p = base.model.parameters
    q = replace(p, name="q", prior=Normal(0.0, 1.0))
    shape = np.sin(3 * base.inputs["x"]) + 2
    model = replace(
        base.model,
        parameters=(c, p, q),
        predict=lambda inputs, values: values["c"] * inputs["x"] ** values["p"] * shape ** values["q"],
    )
    trial = replace(base, model=model)
    y = trial.predict(np.array([20.0, 0.8, 0.5])) + 2 * np.random.default_rng(4).standard_normal((4, 15))
    found = refit(trial, y)
    for row, rss in zip(y, found.rss, strict=True):
        best = optimize.least_squares(lambda t, row=row: row - trial.predict(t), [20.0, 0.8, 0.5], xtol=1e-14)
        assert rss == pytest.approx(2 * best.cost, rel=1e-8)
    assert found.converged.all()


def test_a_bound_on_the_only_coefficient(trial_of):
    trial = trial_of("quantum_well")
    y = -np.abs(np.random.default_rng(1).standard_normal((4, 15)))
    found = refit(trial, y)
    np.testing.assert_allclose(found.theta, 0.0)
    np.testing.assert_allclose(found.rss, np.sum(y**2, axis=1))


def test_a_formula_without_parameters(trial_of, rising):
    base = trial_of("constant")
    model = replace(base.model, parameters=(), predict=lambda inputs, values: np.full(15, 90.0))
    y = rising(3)
    found = refit(replace(base, model=model), y)
    assert found.theta.shape == (3, 0)
    sigma = np.sqrt(np.mean((y - 90) ** 2, axis=1))
    exact = stats.norm.logpdf(y, 90.0, sigma[:, np.newaxis]).sum(axis=1)
    np.testing.assert_allclose(found.log_likelihood, exact)


def test_no_minimum_is_counted(trial_of):
    # only the first row stands out: the steeper, the better
    y = np.full((2, 15), 80.0) + 1e-3 * np.random.default_rng(1).standard_normal((2, 15))
    y[:, 0] = 20.0
    found = refit(trial_of("screening_exponent"), y)
    assert not found.converged.any()
    assert np.isfinite(found.rss).all()


def test_bytes_do_not_depend_on_company(trial_of, rising):
    trial, y = trial_of("screening_exponent"), rising(5000)
    np.testing.assert_allclose(refit(trial, y).rss[-3:], refit(trial, y[-3:]).rss, rtol=1e-12)


def test_words_for_what_is_not_fitted(trial_of, rising):
    assert "choice" in refit(trial_of("quantum_well", choices=2), rising(2)).reason
    found = refit(trial_of("linear", likelihood="lognormal"), rising(2))
    assert "common factor" in found.reason
    assert not found.converged.any()
    assert np.isnan(found.log_likelihood).all()


@pytest.mark.parametrize("name", ["linear", pytest.param("screening_exponent", marks=pytest.mark.slow)])
def test_ten_thousand_at_once_cost_a_thousandth_of_one_by_one(trial_of, rising, name, processor_s):
    trial, y = trial_of(name), rising(10_000)
    at_once = processor_s(lambda: refit(trial, y)) / len(y)
    one = processor_s(lambda: maximise(replace(trial, y=y[0]), 1), calls=1)
    assert one > 1000 * at_once  # 10,000 and 120,000 times were seen


def test_three_linear_parameters(trial_of, rising):
    base = trial_of("linear")
    a, b = base.model.parameters
    c = Parameter("c", "c", "", "", Effect())
    model = replace(
        base.model,
        inputs=("x",),
        parameters=(replace(a, prior=Level()), b, c),
        predict=lambda i, v: v[a.name] + v[b.name] * i["x"] + v["c"] * i["x"] ** 2,
    )
    x = np.linspace(1.0, 6.0, 15)
    found = refit(replace(base, model=model, inputs={"x": x}), rising(10))
    fitted = np.polynomial.Polynomial.fit
    squares = [np.sum((row - fitted(x, row, 2)(x)) ** 2) for row in rising(10)]
    np.testing.assert_allclose(found.rss, squares, rtol=1e-11)
    assert found.log_likelihood[0] == pytest.approx(-7.5 * (math.log(2 * math.pi * squares[0] / 15) + 1), rel=1e-12)
