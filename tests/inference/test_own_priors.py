"""Priors of parameters a formula is not linear in, by their definitions: density, evidence, fit, against scipy."""

import math

import numpy as np
import pytest
from brute_force import gauss_legendre, ln_prior_of_ln_sigma
from scipy import stats
from scipy.integrate import quad

from tcreferee.base.priors import Coefficient, Effect, Flat, HalfNormal, Integer, Level, LogNormal, Normal, Uniform
from tcreferee.formulas.declared import faults
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.inference.fit import maximise
from tcreferee.inference.guards import refuse_hopeless_rows
from tcreferee.inference.importance import integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.quick import _start
from tcreferee.inference.trial import Scales

X = np.array([1.0, 1.6, 2.2, 3.1, 4.0, 5.2, 6.1])
Y = 30 * X**0.6 + np.array([2.0, -3, 1, 4, -2, 0.5, -4])
SCALES = Scales(80.0, 52.5, 30.0)
CASES = {
    "normal": (Normal(0.5, 0.7), stats.norm(0.5, 0.7)),
    "lognormal": (LogNormal(0.4, 0.8), stats.lognorm(0.8, scale=0.4)),
    "uniform": (Uniform(-0.5, 2.0), stats.uniform(-0.5, 2.5)),
    "halfnormal": (HalfNormal(1.3), stats.halfnorm(scale=1.3)),
}


@pytest.mark.parametrize("kind", CASES)
def test_density_draws_and_mass_are_those_of_scipy(kind):
    prior, wanted = CASES[kind]
    values = wanted.ppf([1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999])
    for value in values:
        x, step = prior.coordinate(float(value)), 1e-5
        assert float(prior.physical(np.array(x))) == pytest.approx(value, rel=1e-10)
        slope = float(prior.physical(np.array(x + step)) - prior.physical(np.array(x - step))) / (2 * step)
        assert float(prior.logpdf(np.array(x))) == pytest.approx(wanted.logpdf(value) + math.log(slope), abs=1e-6)
    drawn = prior.physical(prior.draw(20000, np.random.default_rng(1)))
    assert stats.kstest(drawn, wanted.cdf).pvalue > 1e-3
    assert prior.mass(float(values[1]), float(values[4])) == pytest.approx(0.89, rel=1e-9)
    assert quad(lambda x: math.exp(prior.logpdf(np.array(x))), *prior.reach, limit=200)[0] == pytest.approx(1, abs=1e-7)


def power(make_model, prior, bounds=(-math.inf, math.inf), start=None):
    return make_model(
        lambda inputs, p: p["k_K"] * inputs["x"] ** p["p"],
        Parameter("k_K", "K", "K", "", Level()),
        Parameter("p", "p", "", "", prior, bounds, start=start),
    )


def brute_evidence(wanted, low, high):
    """Integrate over the exponent, in its normal scores, and ln sigma; the level in closed form."""
    ends = np.clip(stats.norm.ppf(wanted.cdf([low, high])), -7.0, 7.0)
    normal, weights = gauss_legendre(*ends, 1000)
    exponents = wanted.ppf(stats.norm.cdf(normal))
    weights = weights * stats.norm.pdf(normal) / (wanted.cdf(high) - wanted.cdf(low))
    scatter, its_weights = gauss_legendre(-1.0, 7.0, 200)
    ln_prior = ln_prior_of_ln_sigma(scatter)
    total = 0.0
    for exponent, weight in zip(exponents, weights, strict=True):
        column = X**exponent / np.mean(X**exponent)
        square, along = column @ column, column @ (Y - 80 * column)
        rest = np.sum((Y - 80 * column) ** 2) - along**2 / square
        variance = np.exp(2 * scatter)
        whole = variance + 52.5**2 * square
        ln_rows = -0.5 * (7 * math.log(2 * math.pi) + 6 * np.log(variance) + np.log(whole) + rest / variance)
        ln_rows -= 0.5 * along**2 / square / whole
        total += weight * its_weights @ np.exp(ln_rows + ln_prior)
    return math.log(total)


@pytest.mark.parametrize("kind", CASES)
@pytest.mark.parametrize("bounds", [(-math.inf, math.inf), (0.2, 0.9)])
def test_the_evidence_is_that_of_the_definition(make_trial, make_model, kind, bounds):
    prior, wanted = CASES[kind]
    trial = make_trial(power(make_model, prior, bounds), Y, x=X)
    refuse_hopeless_rows(trial)
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(brute_evidence(wanted, *bounds), abs=1e-4)
    start = _start(trial, maximise(trial, seed=1), 1)
    sampled = integrate(trial, start, spread_about(trial.log_posterior, start) / 2, seed=1)
    assert sampled.ln_evidence == pytest.approx(found.ln_evidence, abs=0.01)


@pytest.mark.parametrize("kind", ["lognormal", "uniform", "halfnormal"])
def test_the_fit_does_not_know_the_prior_within_its_support(make_trial, make_model, kind):
    fits = [
        maximise(make_trial(power(make_model, prior), Y, x=X), seed=1) for prior in (CASES[kind][0], Normal(0.5, 0.7))
    ]
    np.testing.assert_allclose(fits[0].theta, fits[1].theta, rtol=1e-6)
    np.testing.assert_allclose(fits[0].standard_errors, fits[1].standard_errors, rtol=1e-5)


def test_the_ends_of_a_uniform_prior_are_bounds_of_the_fit(make_trial, make_model):
    model = power(make_model, Uniform(0.7, 2.0))
    fit = maximise(make_trial(model, Y, x=X), seed=1)
    assert model.parameters[1].bounds == (0.7, 2.0)
    assert fit.theta[1] == 0.7
    assert fit.notes[0].startswith("p lies on its bound 0.7")


def test_a_declared_start_is_one_of_the_starts(make_trial, make_model):
    # a narrow valley that no draw of the prior hits
    def predict(inputs, p):
        return p["k_K"] + 10 * np.sin(p["w"] * inputs["x"]) + 8 * np.sin(1.7 * p["v"] * inputs["x"])

    def model(starts):
        level = Parameter("k_K", "K", "K", "", Level())
        pair = [Parameter(n, n, "", "", Normal(50.0, 30.0), start=s) for n, s in zip("wv", starts, strict=True)]
        return make_model(predict, level, *pair)

    # at even distances other frequencies would fit as well
    x = np.sort(np.random.default_rng(4).uniform(0.0, 30.0, 80))
    y = 70 + 10 * np.sin(61.3 * x) + 8 * np.sin(1.7 * 23.1 * x)
    y = y + np.random.default_rng(3).standard_normal(80)
    fit = maximise(make_trial(model((61.28, 23.12)), y, x=x), seed=1)
    np.testing.assert_allclose(fit.theta, [70, 61.3, 23.1], atol=0.5)
    assert fit.sigma < 1.5


def test_what_is_declared_badly_is_named():
    parameters = (
        Parameter("a", "a", "", "", Uniform(2.0, 1.0)),
        Parameter("b", "b", "", "", LogNormal(0.4, 0.8), (0.5, 2.0)),
        Parameter("c", "c", "", "", Level(), start=3.0),
        Parameter("d", "d", "", "", HalfNormal(1.0), start=-3.0),
        Parameter("e", "e", "", "", Coefficient(0.0, -1.0)),
        Parameter("f", "f", "", "", "flat"),
    )
    checks = (Check({"n_m3": 1.0}, {}, "1", "here"),)
    model = TcModel("t", "e", ("n_m3",), parameters, lambda inputs, p: p, Source("r", "i", "e"), checks)
    sound, nowhere = (
        "finite numbers; widths, medians and high - low above 0",
        "a value within the bounds, of a parameter",
    )
    assert [str(fault) for fault in faults(model, "mine.py")] == [
        "mine.py, parameter 'a': bounds (2.0, 1.0) are empty; expected lower < upper, within what the prior allows",
        f"mine.py, parameter 'a': Uniform(low=2.0, high=1.0) is not a prior; expected {sound}",
        "mine.py, parameter 'b': prior LogNormal(median=0.4, sd_ln=0.8) does not fit the bounds (0.5, 2.0); "
        "expected its middle within the bounds",
        f"mine.py, parameter 'c': start 3; expected {nowhere} the model is not linear in. Leave it out",
        f"mine.py, parameter 'd': start -3; expected {nowhere} the model is not linear in",
        f"mine.py, parameter 'e': Coefficient(mean=0.0, sd=-1.0) is not a prior; expected {sound}",
        "mine.py, parameter 'f': prior 'flat'; expected one of "
        "Level(), Effect(), Coefficient, Flat(), Normal, LogNormal, Uniform, HalfNormal or Integer",
    ]


def test_all_are_offered_by_the_package():
    import tcreferee

    own = {Coefficient, Effect, Flat, HalfNormal, Integer, Level, LogNormal, Normal, Uniform}
    assert {getattr(tcreferee, each.__name__) for each in own} == own


@pytest.mark.parametrize("prior", [Uniform(2.0, 1.0), LogNormal(-1.0, 1.0), HalfNormal(0.0), Normal(0.0, -1.0)])
def test_numbers_that_make_no_prior(prior):
    assert not prior.sound
