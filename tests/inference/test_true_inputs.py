"""True inputs and their population: against the conjugate case and brute force, and what stays as it is."""

import math

import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Effect, Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.population import Population, expected_inputs
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_populations_held, with_true_inputs

X = np.array([1.2, 2.6, 1.9, 3.3, 5.1, 2.2])
ERROR = np.array([0.5, 0.0, 0.8, 0.5, 1.0, 0.5])


def test_with_many_rows_the_population_is_known():
    rng = np.random.default_rng(0)
    x = rng.normal(5, 2, 3000) + rng.standard_normal(3000)
    mean, sd = expected_inputs(x, np.ones(3000))
    # conjugate: the share of the measured variance that is not that of the errors
    share = (x.var() - 1) / x.var()
    np.testing.assert_allclose(mean, x.mean() + share * (x - x.mean()), atol=0.02)
    np.testing.assert_allclose(sd, np.sqrt(share), rtol=5e-3)


def posterior_of_width(at, error, widths):
    """Probability of each width, with the mean integrated by a sum and the prior of Jeffreys."""
    means = np.linspace(at.mean() - 12, at.mean() + 12, 1001)
    density = np.empty(len(widths))
    for i, width in enumerate(widths):
        variance = width**2 + error**2
        log = stats.norm.logpdf(at[:, np.newaxis], means, np.sqrt(variance)[:, np.newaxis]).sum(axis=0)
        density[i] = np.exp(log).sum() * width / (width**2 + np.mean(error**2))
    return density / density.sum()


def test_mean_and_width_have_the_distribution_that_the_measured_values_give():
    population = Population(X, ERROR, logs=False)
    widths = np.linspace(0.02, 40, 2000)
    probability = posterior_of_width(X, ERROR, widths)
    below = np.cumsum(probability) - 0.5 * probability
    for z in (-2.0, -1.0, 0.0, 1.0, 2.0):
        log_width, mean, log_error = population._table(z)
        assert np.interp(math.exp(log_width), widths, below) == pytest.approx(stats.norm.cdf(z), abs=4e-3)
        weight = 1 / (math.exp(2 * log_width) + ERROR**2)
        assert mean == pytest.approx(np.average(X, weights=weight), rel=1e-6)
        assert math.exp(log_error) == pytest.approx(weight.sum() ** -0.5, rel=1e-6)


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_errors_in_proportion_leave_each_true_value_its_mean_and_width(share):
    population = Population.of(X, share * X)
    assert population.logs
    width, mean = population._expected
    found = population.true(population.at, population.error, np.zeros(1), np.zeros(1))
    log_width, middle, _ = population._table(0.0)
    t = np.linspace(-4, 6, 20001)
    for i, x in enumerate(X):
        weight = np.exp(-0.5 * ((t - middle) / math.exp(log_width)) ** 2 - 0.5 * ((x / np.exp(t) - 1) / share) ** 2 - t)
        weight /= weight.sum()
        true = weight @ t
        assert found[0][i] == pytest.approx(true, abs=0.1 * share)
        assert found[1][i] == pytest.approx(math.sqrt(weight @ (t - true) ** 2), rel=0.1)
    assert 0.2 < width < 0.8
    assert mean == pytest.approx(np.log(X).mean(), abs=0.1)


def bound(make_model, equation, *parameters, y, moves, scales=None, **inputs):
    model, found, moves, populations = with_true_inputs(make_model(equation, *parameters), inputs, moves)
    return Trial(
        model, found, y, scales or Scales(30.0, 30.0, 10.0), "normal_eiv", input_sd=moves, populations=populations
    )


def test_the_population_is_integrated_jointly_with_the_formula(make_model):
    """Evidence of y = 10 x: against the bivariate normal density of x and y, summed over populations and scatters."""
    y = 10 * X + np.array([3.0, -2.0, 5.0, 0.0, -8.0, 1.0])
    trial = bound(make_model, lambda i, p: 10.0 * i["x"], y=y, moves={"x": {"x": ERROR}}, x=X)
    z, log_sigma = np.linspace(-5, 5, 41), np.linspace(-3, 6, 31)
    grid = np.stack(np.meshgrid(z, z, log_sigma, indexing="ij"), axis=-1).reshape(-1, 3)
    found = np.log(np.exp(trial.log_posterior(grid)).sum() * (z[1] - z[0]) ** 2 * (log_sigma[1] - log_sigma[0]))
    # by brute force: ln p(x, y) - ln p(x), with the same priors of mean and width
    widths, means = np.geomspace(0.02, 150, 120), np.linspace(-40, 45, 681)
    both, alone = [], []
    for width in widths:
        variance = width**2 + ERROR**2
        log_prior = math.log(width**2 / (width**2 + np.mean(ERROR**2)))
        of_x = stats.norm.logpdf(X[:, np.newaxis], means, np.sqrt(variance)[:, np.newaxis]).sum(axis=0)
        alone.append(np.logaddexp.reduce(of_x) + log_prior)
        share = width**2 / variance
        true = means + share[:, np.newaxis] * (X[:, np.newaxis] - means)
        own = 100 * share * ERROR**2
        for s in log_sigma:
            sd = np.sqrt(np.exp(2 * s) + own)[:, np.newaxis]
            of_y = stats.norm.logpdf(y[:, np.newaxis], 10 * true, sd).sum(axis=0)
            both.append(np.logaddexp.reduce(of_x + of_y) + log_prior + trial.sigma_prior.logpdf_of_log(np.array(s)))
    wanted = np.logaddexp.reduce(both) + math.log(log_sigma[1] - log_sigma[0]) - np.logaddexp.reduce(alone)
    assert found == pytest.approx(wanted, abs=0.01)


def test_what_has_no_error_stays_to_the_last_digit(make_model):
    moves = {"s": {"x": np.array([0.0, 0.2, 0.4, 0.8, 0.4, 0.3])}}
    line = Parameter("a", "a", "response", "level", Level()), Parameter("b", "b", "response", "slope", Effect())
    trial = bound(make_model, lambda i, p: p["a"] + p["b"] * i["x"], *line, y=10 * X, moves=moves, x=X, z=X)
    assert trial.inputs["x"][0] == X[0]
    np.testing.assert_array_equal(trial.inputs["z"], X)
    assert trial.inputs["x"][4] < X[4]  # far out
    # wherever the population is
    at = trial.predict(np.array([[0.0, 1.0, 1.5, -1.0], [0.0, 1.0, 0.0, 2.0]]))
    np.testing.assert_array_equal(at[:, 0], X[0])
    assert (at[0, 1:] != at[1, 1:]).all()
    assert trial.counted == 3
    assert trial.own == [0, 1]


def test_an_error_that_the_response_shares_stays_as_measured(make_model):
    shared = {"s": {"x": np.full(6, 0.3), "": np.full(6, 1.0)}}
    model = make_model(lambda i, p: i["x"])
    assert with_true_inputs(model, {"x": X}, shared) == (model, {"x": X}, shared, ())


def test_values_that_are_all_the_same_stay(make_model):
    same = np.full(5, 2.0)
    model, moves = make_model(lambda i, p: i["x"]), {"s": {"x": np.full(5, 0.1)}}
    assert with_true_inputs(model, {"x": same}, moves) == (model, {"x": same}, moves, ())
    assert expected_inputs(same, np.full(5, 0.1))[0] is same


def test_small_errors_move_nothing():
    mean, sd = expected_inputs(X, 1e-4 * X)
    np.testing.assert_allclose(mean, X, rtol=1e-6)
    np.testing.assert_allclose(sd, 1e-4 * X, rtol=1e-3)


def test_a_population_is_held_where_a_fit_has_it(make_model):
    trial = bound(make_model, lambda i, p: 10.0 * i["x"], y=10 * X, moves={"x": {"x": ERROR}}, x=X)
    at = dict(zip(trial.populations, (0.7, -0.4), strict=True))
    held = with_populations_held(trial, at)
    np.testing.assert_array_equal(held.predict(np.empty(0)), trial.predict(np.array([0.7, -0.4])))
    assert held.model.parameters == ()
    np.testing.assert_allclose(with_populations_held(trial).predict(np.empty(0)), 10 * trial.inputs["x"], rtol=1e-12)
