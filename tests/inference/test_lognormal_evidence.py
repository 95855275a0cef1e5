"""Evidence where the logarithm scatters: the prior is renormalised to positive predictions, for every model alike."""

import math
from dataclasses import replace

import numpy as np
import pytest
from brute_force import gauss_legendre, ln_prior_of_ln_sigma
from scipy import stats

from tcreferee.base.priors import Effect, Level
from tcreferee.formulas.model import Parameter
from tcreferee.inference.fit import maximise
from tcreferee.inference.importance import integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quick import _start
from tcreferee.inference.trial import Scales, Trial

X = np.array([1.0, 1.6, 2.2, 3.1, 4.0, 5.2])
Y = np.array([21.0, 33.0, 30.0, 60.0, 72.0, 95.0])
# a third of the prior of the mean lies below zero
SCALES = Scales(20.0, 50.0, 0.7)


def integrated(model):
    trial = Trial(model, {"x": X}, Y, SCALES, "lognormal")
    start = _start(trial, maximise(trial, seed=1), 1)
    return trial, integrate(trial, start, spread_about(trial.log_posterior, start) / 2, seed=1)


def level_of(make_model, bounds):
    return make_model(lambda inputs, p: p["c"] + 0 * inputs["x"], Parameter("c", "c", "K", "", Level(), bounds))


def line(make_model):
    return make_model(
        lambda inputs, p: p["a"] + p["b"] * inputs["x"],
        Parameter("a", "a", "K", "", Level()),
        Parameter("b", "b", "K", "", Effect()),
    )


def ln_rows(mean, s):
    """Log densities (..., rows) per kelvin."""
    return stats.norm.logpdf(np.log(Y), np.log(mean), math.exp(s)) - np.log(Y)


def test_a_constant_has_the_evidence_of_its_definition_with_a_bound_or_without(make_model):
    levels, weights = gauss_legendre(1e-3, 400.0, 400)
    scatter, its_weights = gauss_legendre(-4.0, 4.0, 200)
    prior = stats.norm(20, 50).pdf(levels) / stats.norm(20, 50).sf(0)
    total = [
        w * math.exp(ln_prior_of_ln_sigma(s, 0.7)) * (weights * prior) @ np.exp(ln_rows(levels[:, None], s).sum(axis=1))
        for s, w in zip(scatter, its_weights, strict=True)
    ]
    wanted = math.log(sum(total))
    for bounds in ((-math.inf, math.inf), (0.0, math.inf)):
        _, found = integrated(level_of(make_model, bounds))
        assert found.ln_evidence == pytest.approx(wanted, abs=0.01)


def test_a_line_has_the_evidence_of_its_definition(make_model):
    # the line by its ends: positive at both, so in between; an independent parametrisation, Jacobian included
    trial, found = integrated(line(make_model))
    low, weights = gauss_legendre(0.0, 200.0, 220)
    high, its_weights = gauss_legendre(0.0, 300.0, 220)
    slope = (high - low[:, None]) / (X[-1] - X[0])
    mean_level = low[:, None] + slope * (X.mean() - X[0])
    spread = X.std()
    ln_prior = stats.norm(20, 50).logpdf(mean_level) + stats.norm(0, 50).logpdf(slope * spread)
    prior = np.exp(ln_prior) * spread / (X[-1] - X[0]) * weights[:, None] * its_weights
    wide = stats.norm(0, 1).rvs((2_000_000, 2), random_state=1)
    ends = [20 + 50 * wide[:, 0] + 50 * wide[:, 1] / spread * (x - X.mean()) for x in (X[0], X[-1])]
    mass = np.mean((ends[0] > 0) & (ends[1] > 0))
    assert trial.joint_prior.log_mass_allowed == pytest.approx(math.log(mass), abs=3e-3)
    mean = low[:, None, None] + slope[..., None] * (X - X[0])
    scatter, third = gauss_legendre(-4.0, 3.0, 80)
    total = sum(
        w * math.exp(ln_prior_of_ln_sigma(s, 0.7)) * np.sum(prior * np.exp(ln_rows(mean, s).sum(axis=-1)))
        for s, w in zip(scatter, third, strict=True)
    )
    assert found.ln_evidence == pytest.approx(math.log(total / mass), abs=0.01)


def test_a_formula_that_cannot_be_negative_loses_nothing(make_model):
    trial, _ = integrated(level_of(make_model, (0.0, math.inf)))
    assert trial.joint_prior.log_mass_allowed == 0.0
    normal = replace(trial, likelihood="normal")
    z = trial.draw_prior(50, np.random.default_rng(1))
    np.testing.assert_array_equal(trial.log_prior(z), normal.log_prior(z))


def test_the_prior_integrates_to_one_over_positive_lines(make_model):
    trial, _ = integrated(line(make_model))
    z = np.random.default_rng(3).standard_normal((400_000, 3))
    ratio = np.exp(trial.log_prior(z) - stats.norm().logpdf(z[:, :2]).sum(axis=1))
    ratio /= np.exp(trial.sigma_prior.logpdf_of_log(z[:, 2]))
    assert ratio.mean() == pytest.approx(1.0, abs=4e-3)
    assert (trial.mean(trial.draw_prior(500, np.random.default_rng(1))) > 0).all()
