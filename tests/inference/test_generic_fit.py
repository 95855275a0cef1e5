"""Maximum likelihood beyond least squares, against closed forms: units, bounds, declared errors."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar

from tcreferee.base.priors import Effect, Level
from tcreferee.formulas.model import Parameter
from tcreferee.inference.fit import maximise
from tcreferee.inference.quick import _start
from tcreferee.inference.trial import Scales, Trial

SCALES = Scales(80.0, 52.5, 30.0)
ROWS = np.array([1.0, 1.5, 2.2, 3.1, 4.0, 4.4, 5.2])
NOISE = np.array([2.1, -3.0, 1.2, 2.8, -2.4, 0.6, -1.9])


def line(make_model):
    return make_model(
        lambda inputs, p: p["a"] + p["b"] * inputs["x"],
        Parameter("a", "a", "", "", Level()),
        Parameter("b", "b", "", "", Effect()),
    )


def factor(make_model, bounds):
    return make_model(lambda inputs, p: p["b"] * inputs["x"], Parameter("b", "b", "", "", Level(), bounds))


@pytest.mark.parametrize("likelihood", ["normal_known", "normal_eiv"])
def test_declared_errors_that_explain_the_scatter_leave_the_other_errors(make_model, likelihood):
    sd = np.array([9.0, 11, 8, 10, 12, 9, 10])
    y = 40 + 5 * ROWS + NOISE
    trial = Trial(line(make_model), {"x": ROWS}, y, SCALES, likelihood, sd=sd)
    fit = maximise(trial, seed=1)
    design = np.stack([np.ones(7), ROWS], axis=1)
    covariance = np.linalg.inv(design.T @ (design / sd[:, None] ** 2))
    theta = covariance @ design.T @ (y / sd**2)
    errors = np.sqrt(np.diag(covariance))
    np.testing.assert_allclose((fit.theta - theta) / errors, 0, atol=1e-4)
    np.testing.assert_allclose(fit.standard_errors, errors, rtol=1e-5)
    assert fit.correlations[0, 1] == pytest.approx(covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1]))
    assert fit.sigma == 0
    assert "the declared errors explain the scatter: sigma is 0 and has no standard error" in fit.notes
    assert fit.log_likelihood == pytest.approx(stats.norm(design @ theta, sd).logpdf(y).sum(), rel=1e-9)
    assert np.isfinite(trial.log_posterior(_start(trial, fit, 1)))


def test_scatter_beyond_the_declared_errors_is_kept(make_model):
    y = 40 + 5 * ROWS + 5 * NOISE
    trial = Trial(line(make_model), {"x": ROWS}, y, SCALES, "normal_known", sd=np.full(7, 0.5))
    fit = maximise(trial, seed=1)
    rss = np.linalg.lstsq(np.stack([np.ones(7), ROWS], axis=1), y)[1][0]
    assert fit.sigma == pytest.approx(math.sqrt(rss / 7 - 0.25), rel=1e-5)
    assert not any("sigma is 0" in note for note in fit.notes)


@pytest.mark.parametrize("unit", [1e-40, 1.0, 1e27])
def test_a_bounded_coefficient_in_any_unit(make_model, unit):
    y = 20 * ROWS + NOISE
    trial = Trial(
        factor(make_model, (0.0, math.inf)), {"x": ROWS * unit}, y, SCALES, "normal_known", sd=np.full(7, 0.1)
    )
    fit = maximise(trial, seed=1)
    assert fit.theta[0] * unit == pytest.approx((ROWS @ y) / (ROWS @ ROWS), rel=1e-6)


@pytest.mark.parametrize("noise", [1.0, 1e-3, 1e-6])
def test_errors_however_narrow_the_likelihood(make_model, noise):
    # almost no declared error: the closed form of least squares, with RSS over n
    y = 40 + 5 * ROWS + noise * NOISE
    trial = Trial(line(make_model), {"x": ROWS}, y, SCALES, "normal_known", sd=np.full(7, 1e-9 * noise))
    fit = maximise(trial, seed=1)
    design = np.stack([np.ones(7), ROWS], axis=1)
    theta, rss, *_ = np.linalg.lstsq(design, y)
    covariance = rss[0] / 7 * np.linalg.inv(design.T @ design)
    np.testing.assert_allclose(fit.theta, theta, atol=1e-3 * noise)
    np.testing.assert_allclose(fit.standard_errors, np.sqrt(np.diag(covariance)), rtol=1e-3)


def test_a_coefficient_on_its_bound_is_named(make_model):
    y = -20 * ROWS + NOISE
    trial = Trial(factor(make_model, (0.0, math.inf)), {"x": ROWS}, y, SCALES, "student_t")
    fit = maximise(trial, seed=1)
    best = minimize_scalar(lambda s: -stats.t(4, scale=math.exp(s)).logpdf(y).sum())
    assert fit.theta[0] == 0
    assert fit.log_likelihood == pytest.approx(-best.fun, rel=1e-8)
    assert np.isnan(fit.standard_errors[0])
    assert any(note.startswith("b lies on its bound 0:") for note in fit.notes)
    assert "b lies on its bound 0:" in fit.report
