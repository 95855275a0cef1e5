from dataclasses import replace

import audit_tables as tables
import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Normal, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.bind import make_trial
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.settings import InferSettings
from tcreferee.simulation.calibration import _smoothly_below, coverage, expected_elpd, ranks
from tcreferee.simulation.scores import scores


@pytest.mark.parametrize(("name", "count"), [("linear", 1000), ("quantum_well", 1000), ("screening_exponent", 200)])
def test_our_posteriors_are_calibrated(trial_of, name, count):
    trial = trial_of(name)
    found = ranks(trial, count, 1)
    assert found.names == trial.names
    assert found.pit.shape == (count, trial.dimension)
    assert found.p_value.min() > 0.01


@pytest.mark.parametrize("rows", [200, pytest.param(600, marks=pytest.mark.slow)])
def test_many_rows_and_a_non_linear_parameter_keep_the_level(rows):
    """The nodes of the scatter reach below its peak however many the rows are, and so does what is worked out on it."""
    x = np.linspace(0.05, 0.95, rows)
    tc = 60.0 * x**0.7 + 3.0 * np.random.default_rng(rows).standard_normal(rows)
    exponent = Parameter("q", "q", "", "exponent", Normal(1.0, 0.5), bounds=(0.0, 5.0))
    law = tables.formula(
        "law", ("a_A",), (tables.level("t_1_K"), exponent), lambda x, p: p["t_1_K"] * x["a_A"] ** p["q"]
    )
    asked = InferSettings("simulated", "law", {"a_A": "a_A"}, "normal", 100.0, 75.0, 50.0, 1)
    trial = make_trial(law, tables.observed({"tc_K": tc, "a_A": x}), asked)
    assert ranks(trial, 25, 1).p_value.min() > 0.005
    exact = quadrature(trial)
    for rough in (True, False):
        found = scores(trial, trial.y[np.newaxis], rough=rough)
        assert found.ln_evidence[0] == pytest.approx(exact.ln_evidence, abs=0.05)
        np.testing.assert_allclose(found.elpd[0], exact.elpd_loo, atol=0.01)


def test_a_wrong_prior_is_noticed(trial_of, monkeypatch):
    trial = trial_of("linear")
    draw = type(trial).draw_prior
    # the truths scatter twice as far as the prior of the analysis says
    monkeypatch.setattr(type(trial), "draw_prior", lambda self, size, rng: 2.0 * draw(self, size, rng))
    assert ranks(trial, 500, 1).p_value.min() < 1e-3


def test_only_what_is_exact(trial_of):
    with pytest.raises(ValueError, match="no exact posterior"):
        ranks(trial_of("linear", likelihood="student_t"), 10, 1)


def test_expected_elpd_is_that_of_fresh_data(trial_of):
    trial = replace(trial_of("constant"), scales=Scales(80.0, 52.5, 30.0))
    y = 80 + 9 * np.random.default_rng(1).standard_normal((1, 15))
    mean, sigma = np.full((1, 15), 78.0), np.array([11.0])
    # the posterior on a grid of its own, and fresh rows
    level, log_sigma = np.linspace(40, 120, 401), np.linspace(0.5, 5, 301)
    z = np.stack(np.meshgrid((level - 80.0) / 52.5, log_sigma, indexing="ij"), axis=-1)
    here = replace(trial, y=y[0])
    weight = np.exp(here.log_posterior(z) - here.log_posterior(z).max())
    weight /= weight.sum()
    fresh = 78.0 + 11.0 * np.random.default_rng(2).standard_normal(2000)
    s = np.exp(log_sigma)
    density = [
        np.sum(weight * np.exp(-0.5 * ((f - level[:, np.newaxis]) / s) ** 2) / s) / np.sqrt(2 * np.pi) for f in fresh
    ]
    error = 15 * np.std(np.log(density)) / np.sqrt(2000)
    assert expected_elpd(trial, y, mean, sigma)[0] == pytest.approx(15 * np.mean(np.log(density)), abs=4 * error)


def test_coverage_of_differences(trial_of):
    one, other, count = trial_of("linear"), trial_of("constant"), 300
    theta, sigma = np.tile([40.0, 10.0], (count, 1)), np.full(count, 15.0)
    found = coverage(one, other, one, theta, sigma, np.random.default_rng(3), 3.3)
    # at fifteen rows D +- 2 SE covers less than 95 %, twice that about all: Sivula et al., 10.1214/25-BA1569
    assert 0.6 < found.within_2 < 0.95
    assert found.within_4 > 0.93
    # leave-one-out has one row fewer: nearly unbiased
    assert found.difference.mean() == pytest.approx(found.expected.mean(), abs=1.0)


def test_the_probability_below_is_smooth_between_few_nodes():
    # nodes 0.9 standard deviations apart, wherever they lie about the mean
    nodes, shifts = np.arange(16.0), np.linspace(-0.5, 0.5, 7)
    density = stats.norm.pdf((nodes - 7.5 - shifts[:, np.newaxis]) * 0.9) * 0.9
    for at in (3.2, 6.1, 7.5, 8.3, 11.0):
        found = _smoothly_below(nodes, np.log(density), np.full(7, at))
        np.testing.assert_allclose(found, stats.norm.cdf((at - 7.5 - shifts) * 0.9), atol=2e-3)
    assert _smoothly_below(nodes, np.log(density[:1]), np.array([-5.0]))[0] == pytest.approx(0.0, abs=1e-8)
    assert _smoothly_below(nodes, np.log(density[:1]), np.array([50.0]))[0] == pytest.approx(1.0, abs=1e-8)
