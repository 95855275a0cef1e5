"""Priors of linear coefficients against the same written down with scipy: own priors, one bound, several levels.

With the coefficients integrated out the rows are jointly normal; where a bound cuts one of them off, that one is
integrated by Gauss and Legendre instead.
"""

import math

import numpy as np
import pytest
from brute_force import CENTRE, EFFECT, gauss_legendre, ln_normal, ln_prior_of_ln_sigma
from scipy import stats

from tcreferee.base.priors import Coefficient, Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import row_sets
from tcreferee.inference.fit import maximise
from tcreferee.inference.left_out import log_predictive
from tcreferee.inference.oracle import integrate, prior_scan
from tcreferee.inference.quadrature import covers, quadrature
from tcreferee.inference.trial import Scales
from tcreferee.simulation.refit import uncovered
from tcreferee.simulation.scores import scores

X = np.array([1.0, 1.6, 2.2, 3.1, 4.0, 5.2, 6.1])
Y = 95 - 4 * X + np.array([4.0, -9, 5, 8, -2, 7, -10])
SIGMAS = gauss_legendre(-1.0, 7.5, 240)
LN_PRIOR = np.array([ln_prior_of_ln_sigma(s) for s in SIGMAS[0]])


def ln_evidence(mean, columns, y=Y, keep=slice(None), ln_prior=LN_PRIOR):
    """ln of the marginal likelihood; columns (rows, k) are the effects of coefficients that are Normal(0, 1)."""
    nodes, weights = SIGMAS
    covariance, rest = columns[keep] @ columns[keep].T, y[keep] - mean[keep]
    ln = ln_normal(rest, covariance + np.exp(2 * nodes)[:, np.newaxis, np.newaxis] * np.eye(len(rest)))
    return float(np.logaddexp.reduce(ln + ln_prior + np.log(weights)))


def line(make_model, slope, bounds=(-math.inf, math.inf), level=(-math.inf, math.inf)):
    return make_model(
        lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"],
        Parameter("a_K", "a", "K", "", Level(), level),
        Parameter("b_K", "b", "K", "", slope, bounds),
    )


def without(i):
    return np.arange(len(Y)) != i


def test_an_own_prior_of_a_coefficient_is_integrated_in_closed_form(make_trial, make_model):
    trial = make_trial(line(make_model, Coefficient(-3.0, 2.0)), Y, x=X)
    assert covers(trial)
    found, slope = quadrature(trial), X - X.mean()
    mean, columns = CENTRE - 3.0 * slope, np.stack([np.full(7, EFFECT), 2.0 * slope], axis=1)
    whole = ln_evidence(mean, columns)
    assert found.ln_evidence == pytest.approx(whole, abs=1e-6)
    wanted = [whole - ln_evidence(mean, columns, keep=without(i)) for i in range(7)]
    np.testing.assert_allclose(found.elpd_loo, wanted, atol=1e-5)


def test_it_is_what_a_sampled_normal_prior_would_give(make_trial, make_model):
    found = [quadrature(make_trial(line(make_model, kind(-3.0, 2.0)), Y, x=X)) for kind in (Coefficient, Normal)]
    assert found[0].ln_evidence == pytest.approx(found[1].ln_evidence, abs=1e-5)
    np.testing.assert_allclose(found[0].elpd_loo, found[1].elpd_loo, atol=1e-4)
    # the coordinate of the one is the number of its standard deviations, of the other the coefficient itself
    assert -3.0 + 2.0 * found[0].mean[1] == pytest.approx(found[1].mean[1], abs=1e-4)


def test_a_regression_of_62_rows_with_own_priors_needs_no_sampling(make_trial, make_model):
    """The posteriordb model kilpisjarvi: intercept and slope with normal priors that somebody else declared."""
    x = np.arange(1952.0, 2014.0)
    y = 9.3 + 0.02 * (x - 1983) + np.random.default_rng(1).standard_normal(62)
    model = make_model(
        lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"],
        Parameter("a_K", "a", "K", "", Coefficient(-30.0, 30.0)),
        Parameter("b_K", "b", "K", "", Coefficient(0.0, 0.0333)),
    )
    trial = make_trial(model, y, x=x)
    found = integrate(trial, np.zeros(3), np.eye(3), 1)
    columns = np.stack([np.full(62, 30.0), 0.0333 * x], axis=1)
    whole = ln_evidence(np.full(62, -30.0), columns, y)
    assert found.method.startswith("quadrature")
    assert found.ln_evidence == pytest.approx(whole, abs=1e-5)
    for i in (0, 30, 61):
        keep = np.arange(62) != i
        wanted = whole - ln_evidence(np.full(62, -30.0), columns, y, keep)
        assert found.elpd_loo[i] == pytest.approx(wanted, abs=1e-4)


def test_it_does_not_grow_with_the_effect_scale(make_trial, make_model):
    model = make_model(lambda inputs, p: p["b_K"] * inputs["x"], Parameter("b_K", "b", "K", "", Coefficient(20, 9)))
    trial = make_trial(model, Y, x=X)
    scan = prior_scan(trial, np.zeros(2), np.eye(2), 1, quadrature(trial).ln_evidence)
    assert np.ptp(list(scan.values())) < 1e-9


# of the slope: bounds, centred columns, own prior of the slope in K
SLOPE_SD = EFFECT / math.sqrt(np.mean((X - X.mean()) ** 2))
CASES = {
    "effect above 0": (Effect(), (0.0, math.inf), 0.0, SLOPE_SD),
    "effect between two": (Effect(), (-2.0, 3.0), 0.0, SLOPE_SD),
    "own prior below 1": (Coefficient(2.0, 4.0), (-math.inf, 1.0), 2.0, 4.0),
}


def bounded_evidence(mean, sd, bounds, keep=slice(None)):
    prior = stats.norm(mean, sd)
    low, high = max(bounds[0], mean - 12 * sd), min(bounds[1], mean + 12 * sd)
    nodes, weights = gauss_legendre(low, high, 400)
    ln_prior = prior.logpdf(nodes) - math.log(prior.cdf(bounds[1]) - prior.cdf(bounds[0])) + np.log(weights)
    rest = Y[keep] - CENTRE - np.outer(nodes, (X - X.mean())[keep])
    ln = []
    for s in SIGMAS[0]:
        covariance = math.exp(2 * s) * np.eye(rest.shape[1]) + EFFECT**2
        ln.append(np.logaddexp.reduce(ln_normal(rest, covariance) + ln_prior))
    return float(np.logaddexp.reduce(np.array(ln) + LN_PRIOR + np.log(SIGMAS[1])))


@pytest.mark.parametrize(
    "case", [pytest.param(each, marks=[] if each == "effect between two" else pytest.mark.slow) for each in CASES]
)
def test_a_bound_on_one_of_two_coefficients_stays_exact(make_trial, make_model, case):
    prior, bounds, mean, sd = CASES[case]
    trial = make_trial(line(make_model, prior, bounds), Y, x=X)
    found = quadrature(trial)
    whole = bounded_evidence(mean, sd, bounds)
    assert found.ln_evidence == pytest.approx(whole, abs=1e-5)
    wanted = [whole - bounded_evidence(mean, sd, bounds, without(i)) for i in range(7)]
    np.testing.assert_allclose(found.elpd_loo, wanted, atol=1e-4)


def test_a_bound_on_the_level_beside_an_effect(make_trial, make_model):
    """The level is less what the slope adds to the mean: it and the slope are correlated beforehand."""
    bounds = (0.0, 90.0)
    found = quadrature(make_trial(line(make_model, Effect(), level=bounds), Y, x=X))
    (a, its), (b, whose) = gauss_legendre(*bounds, 90), gauss_legendre(-60.0, 60.0, 160)
    mean = a[:, None] + b * X.mean()
    spread = math.hypot(EFFECT, SLOPE_SD * X.mean())
    mass = stats.norm(CENTRE, spread).cdf(bounds[1]) - stats.norm(CENTRE, spread).cdf(bounds[0])
    ln = stats.norm(CENTRE, EFFECT).logpdf(mean) + stats.norm(0, SLOPE_SD).logpdf(b) + np.log(np.outer(its, whose))
    square = np.sum((Y - a[:, None, None] - b[:, None] * X) ** 2, axis=-1)
    nodes, weights = SIGMAS
    parts = (
        np.array(
            [
                ln - 7 * s - 3.5 * math.log(2 * math.pi) - 0.5 * square * math.exp(-2 * s) + ln_prior_of_ln_sigma(s)
                for s in nodes
            ]
        )
        + np.log(weights)[:, None, None]
    )
    total = np.logaddexp.reduce(parts, axis=None)
    assert found.ln_evidence == pytest.approx(total - math.log(mass), abs=1e-4)
    posterior = np.exp(parts - total).sum(axis=0)
    moments = [np.sum(posterior * (mean - CENTRE) / EFFECT), np.sum(posterior * b / SLOPE_SD)]
    np.testing.assert_allclose(found.mean[:2], moments, atol=1e-4)
    squares = [np.sum(posterior * ((mean - CENTRE) / EFFECT) ** 2), np.sum(posterior * (b / SLOPE_SD) ** 2)]
    np.testing.assert_allclose(found.sd[:2] ** 2 + found.mean[:2] ** 2, squares, atol=1e-4)


@pytest.mark.parametrize("case", CASES)
def test_leaving_a_row_out_in_closed_form_keeps_the_bound(make_trial, make_model, case):
    prior, bounds, *_ = CASES[case]
    trial = make_trial(line(make_model, prior, bounds), Y, x=X)
    log_sigma = np.array([[0.5], [2.0], [3.5]])
    each = conditional(trial, log_sigma, np.zeros((1, 0)), row_sets(trial))[0][:, 0]
    found = log_predictive(trial, np.empty(0), np.exp(2 * log_sigma.T))[0]
    np.testing.assert_allclose(found, each[:, :1] - each[:, 1:], atol=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_scores_of_many_data_sets_keep_the_bound(make_trial, make_model, case):
    prior, bounds, *_ = CASES[case]
    trial = make_trial(line(make_model, prior, bounds), Y, x=X)
    found, exact = scores(trial, Y[np.newaxis]), quadrature(trial)
    assert found.ln_evidence[0] == pytest.approx(exact.ln_evidence, abs=1e-4)
    np.testing.assert_allclose(found.elpd[0], exact.elpd_loo, atol=1e-4)
    assert "a bound on one of several coefficients" in uncovered(trial)


def test_the_fit_lies_on_the_bound(make_trial, make_model):
    fit = maximise(make_trial(line(make_model, Effect(), (0.0, math.inf)), Y, x=X), seed=1)
    np.testing.assert_allclose(fit.theta, [Y.mean(), 0.0], rtol=1e-9)
    assert fit.notes[0].startswith("b_K lies on its bound 0")


def test_two_levels_share_the_mean_prediction(make_trial, make_model):
    """Each carries half of it: Normal(centre / 2, effect / sqrt 2), so that the sum is Normal(centre, effect)."""
    model = make_model(
        lambda inputs, p: p["a_K"] * inputs["x"] ** 0.5 + p["b_K"] * inputs["x"] ** 2 + p["c_K"] * np.log(inputs["x"]),
        Parameter("a_K", "a", "K", "", Level()),
        Parameter("b_K", "b", "K", "", Level()),
        Parameter("c_K", "c", "K", "", Effect()),
    )
    trial = make_trial(model, Y, x=X)
    units = [raw / raw.mean() for raw in (X**0.5, X**2)]
    effect = np.log(X) - np.log(X).mean() * (units[0] + units[1]) / 2
    effect *= EFFECT / math.sqrt(np.mean(effect**2))
    columns = np.stack([*(EFFECT / math.sqrt(2) * unit for unit in units), effect], axis=1)
    mean = CENTRE / 2 * (units[0] + units[1])
    assert quadrature(trial).ln_evidence == pytest.approx(ln_evidence(mean, columns), abs=1e-6)
    drawn = trial.mean(trial.draw_prior(40_000, np.random.default_rng(1))).mean(axis=-1)
    assert drawn.mean() == pytest.approx(CENTRE, abs=1.0)
    assert drawn.std() == pytest.approx(EFFECT, rel=0.02)


SCATTERS = {
    ("half_t", 1.0): stats.foldcauchy(0, scale=12.0),
    ("half_normal", 4.0): stats.halfnorm(scale=12.0),
    ("exponential", 4.0): stats.expon(scale=12.0),
}


@pytest.mark.parametrize("family", SCATTERS)
def test_the_family_of_the_scatters_prior_enters_evidence_and_scores(make_trial, make_model, family):
    scales = Scales(CENTRE, EFFECT, 12.0, family[1], family[0])
    trial = make_trial(line(make_model, Effect()), Y, scales, x=X)
    columns = np.stack([np.full(7, EFFECT), SLOPE_SD * (X - X.mean())], axis=1)
    prior = np.array([SCATTERS[family].logpdf(math.exp(s)) + s for s in SIGMAS[0]])
    found, mean = quadrature(trial), np.full(7, CENTRE)
    whole = ln_evidence(mean, columns, ln_prior=prior)
    assert found.ln_evidence == pytest.approx(whole, abs=1e-5)
    left = [whole - ln_evidence(mean, columns, keep=without(i), ln_prior=prior) for i in range(7)]
    np.testing.assert_allclose(found.elpd_loo, left, atol=1e-4)
    many = scores(trial, Y[np.newaxis])
    np.testing.assert_allclose(many.elpd[0], found.elpd_loo, atol=1e-4)
    twice = np.array([SCATTERS[family].logpdf(math.exp(s) / 2) - math.log(2) + s for s in SIGMAS[0]])
    assert found.sigma_scan[2.0].ln_evidence == pytest.approx(ln_evidence(mean, columns, ln_prior=twice), abs=1e-5)
