"""Errors that all rows share: against normal densities with covariance s^2 I + c^2 u u', and against the sampler."""

import logging
import math
from dataclasses import replace

import brute_force as brute
import numpy as np
import pytest
from scipy import stats

from tcreferee.api import beside, fit
from tcreferee.base.priors import Effect, Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference import curves, power_product
from tcreferee.inference.common_errors import absorbed, response_shifts, with_common
from tcreferee.inference.curve_errors import with_shifts
from tcreferee.inference.curve_scores import score
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.fit import maximise
from tcreferee.inference.oracle import covers, integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.sample import sample
from tcreferee.inference.settings import SamplerSettings

X = np.linspace(1, 8, 9)
Y = np.array([16.1, 21.5, 24.0, 33.9, 35.2, 42.4, 45.0, 52.4, 55.0])
C = np.where(X < 4, 5.0, 3.0)  # as the evaluated curve of YBa2Cu3Oy states it
SD = np.full(9, 0.8)
SCALES = Scales(30.0, 25.0, 10.0)


def common(trial, commons):
    """Return a trial with errors that all rows share, bound as the package binds it."""
    model, inputs, names = with_common(trial.model, trial.inputs, trial.y, commons)
    shifts = response_shifts(trial.y, commons)
    return replace(trial, model=model, inputs=inputs, nuisances=names, shifts=shifts, sd=SD)


def sigma_nodes():
    s, weights = np.concatenate([brute.gauss_legendre(a, b, 120) for a, b in ((-12, -3), (-3, 2), (2, 6))], axis=1)
    return s, np.log(weights) + brute.ln_prior_of_ln_sigma(s, 10.0)


def ln_evidence(miss, covariance, keep=slice(None)):
    """ln of the integral over ln sigma of N(miss; 0, covariance + sigma^2 I)."""
    s, ln_weight = sigma_nodes()
    miss, covariance = miss[keep], covariance[keep][:, keep]
    scatter = np.exp(2 * s)[:, np.newaxis, np.newaxis] * np.eye(len(miss))
    return np.logaddexp.reduce(brute.ln_normal(miss, covariance + scatter) + ln_weight)


def left_out(miss, covariance):
    rows = np.arange(len(miss))
    return ln_evidence(miss, covariance) - np.array([ln_evidence(miss, covariance, rows != i) for i in rows])


def printed(make_trial, make_model, *parameters, equation=lambda i, p: 10.0 + 5.5 * i["x"]):
    return make_trial(make_model(equation, *parameters), Y, SCALES, "normal_known", x=X)


def test_a_printed_formula_has_the_covariance_of_the_common_error(make_trial, make_model):
    trial = common(printed(make_trial, make_model), {"tc": {"": C}})
    assert trial.counted == 2  # delta and sigma
    assert covers(trial)
    found, covariance = quadrature(trial), np.diag(SD**2) + np.outer(C, C)
    assert found.ln_evidence == pytest.approx(ln_evidence(Y - 10 - 5.5 * X, covariance), abs=1e-4)
    np.testing.assert_allclose(found.elpd_loo, left_out(Y - 10 - 5.5 * X, covariance), atol=2e-4)
    # as independent noise the same errors would say something else
    independent = ln_evidence(Y - 10 - 5.5 * X, np.diag(SD**2 + C**2))
    assert abs(independent - found.ln_evidence) > 1


def test_beside_a_level_the_rest_of_the_common_error_counts(make_trial, make_model):
    level = Parameter("a", "a", "response", "level", Level())
    trial = common(printed(make_trial, make_model, level, equation=lambda i, p: p["a"] + 5.5 * i["x"]), {"tc": {"": C}})
    off = C - C.mean()
    covariance = np.diag(SD**2) + 25.0**2 * np.ones((9, 9)) + np.outer(off, off)
    miss = Y - 30.0 - 5.5 * (X - X.mean())
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(ln_evidence(miss, covariance), abs=1e-4)
    np.testing.assert_allclose(found.elpd_loo, left_out(miss, covariance), atol=2e-4)


@pytest.mark.parametrize("sort", ["levels", "line"])
def test_the_generated_nulls_share_it(make_trial, sort):
    trial = common(make_trial("constant", Y, SCALES, "normal_known", x=X), {"tc": {"": C}})
    rows, off = curves.rows_of(trial), C - C.mean()
    curve = with_shifts(curves.levels(rows) if sort == "levels" else curves.line(rows, X), rows)
    covariance = np.diag(SD**2) + 25.0**2 * np.ones((9, 9)) + np.outer(off, off)
    if sort == "line":
        z = (X - X.mean()) / X.std()
        covariance += 25.0**2 * np.outer(z, z)
    found = score(curve, rows)
    assert found.ln_evidence == pytest.approx(ln_evidence(Y - 30, covariance), abs=1e-3)
    np.testing.assert_allclose(found.elpd, left_out(Y - 30, covariance), atol=2e-3)
    assert curve.k == 2 + (sort == "line")


def test_the_smooth_curve_shares_it(make_trial):
    rows = curves.rows_of(common(make_trial("constant", Y, SCALES, "normal_known", x=X), {"tc": {"": C}}))
    plain = curves.smooth(rows, [X])
    shared, off = with_shifts(plain, rows), C - C.mean()
    sizes = plain.values.shape[1]
    for shape, size in ((0, 0), (5, 3)):
        wanted = (plain.vectors[shape] * plain.values[shape, size]) @ plain.vectors[shape].T + np.outer(off, off)
        at = shape * sizes + size
        np.testing.assert_allclose(
            (shared.vectors[at] * shared.values[at, 0]) @ shared.vectors[at].T, wanted, atol=1e-8
        )
        assert shared.log_weight[at, 0] == plain.log_weight[shape, size]


def test_the_power_product_shares_it(make_trial):
    rows = curves.rows_of(common(make_trial("constant", Y, SCALES, "normal_known", x=X), {"tc": {"": C}}))
    logs = (np.log(X) - np.log(X).mean())[:, np.newaxis]
    z = np.array([[0.7, 0.3], [-0.2, -1.0]])
    found, left = power_product.members(z, rows, logs)
    for i, (exponent, s) in enumerate(z):
        shape = np.exp(exponent * logs[:, 0])
        shape /= shape.mean()
        off = C - C.mean() * shape
        whole = np.diag(SD**2 + math.exp(2 * s)) + np.outer(25 * shape, 25 * shape) + np.outer(off, off)
        joint = stats.multivariate_normal(30 * shape, whole).logpdf(Y)
        assert found[i] == pytest.approx(joint, abs=1e-8)
        keep = np.arange(9) != 4
        without = stats.multivariate_normal(30 * shape[keep], whole[keep][:, keep]).logpdf(Y[keep])
        assert left[i, 4] == pytest.approx(joint - without, abs=1e-8)


def test_a_scale_of_the_response_is_integrated_as_a_factor(make_trial, make_model):
    trial = common(printed(make_trial, make_model), {"tc": {"": 0.2 * Y}})
    found, (s, ln_weight) = quadrature(trial), sigma_nodes()
    delta, weights = brute.gauss_legendre(-8, 8, 400)
    mean = (10 + 5.5 * X) * np.exp(-0.2 * delta)[:, np.newaxis]
    sd = np.sqrt(np.exp(2 * s)[:, np.newaxis, np.newaxis] + SD**2)
    pointwise = stats.norm.logpdf(Y, mean, sd)
    ln_prior = ln_weight[:, np.newaxis] + np.log(weights) + stats.norm.logpdf(delta)
    whole = np.logaddexp.reduce(pointwise.sum(axis=-1) + ln_prior, axis=None)
    assert found.ln_evidence == pytest.approx(whole, abs=1e-4)
    without = np.logaddexp.reduce(pointwise.sum(axis=-1) - pointwise[..., 4] + ln_prior, axis=None)
    assert found.elpd_loo[4] == pytest.approx(whole - without, abs=2e-4)


def shared_input(make_trial, make_model):
    slope = Parameter("b", "b", "response", "slope", Effect())
    trial = printed(make_trial, make_model, slope, equation=lambda i, p: 10.0 + p["b"] * np.sqrt(i["x"] + 1))
    return common(trial, {"x": {"x": np.full(9, 0.2)}})


@pytest.mark.parametrize("case", ["added", "scale", pytest.param("input", marks=pytest.mark.slow)])
def test_the_sampler_agrees_with_the_oracle(make_trial, make_model, case):
    trial = {
        "added": lambda: common(printed(make_trial, make_model), {"tc": {"": C}}),
        "scale": lambda: common(printed(make_trial, make_model), {"tc": {"": 0.2 * Y}}),
        "input": lambda: shared_input(make_trial, make_model),
    }[case]()
    start = trial.coordinates(maximise(trial, 1).theta, 1.0)
    found = integrate(trial, start, spread_about(trial.log_posterior, start) / 2, 3)
    draws = sample(trial, start, SamplerSettings(steps=1500), 5, logging.getLogger())
    assert np.abs(oracle_z(draws, found)).max() <= 4


def test_an_input_is_moved_for_all_rows(make_trial, make_model):
    trial = shared_input(make_trial, make_model)
    np.testing.assert_allclose(trial.predict(np.array([15.0, 2.0])), 10 + 15 * np.sqrt(X + 0.4 + 1), rtol=1e-12)
    # per cent are a factor, and what is derived by a power moves by the power of it
    model, inputs, _ = with_common(
        make_model(lambda i, p: 3.0 * i["x"]), {"x": X**-2.0}, Y, {"depth": {"x": -2 * 0.05 * X**-2.0}}
    )
    np.testing.assert_allclose(model(inputs, np.array([2.0]), 9), 3 * (X * math.exp(0.1)) ** -2.0, rtol=1e-12)


def test_at_the_maximum_it_is_a_measurement_of_nothing_plus_minus_one(make_trial, make_model):
    trial = common(printed(make_trial, make_model), {"tc": {"": C}})
    found = maximise(trial, 1)
    miss = Y - 10 - 5.5 * X
    variance = SD**2 + found.sigma**2
    # by hand: the mean of delta given the rows and its prior; y lies above the formula where delta is below 0
    delta = -(C * miss / variance).sum() / (1 + (C**2 / variance).sum())
    assert found.theta[0] == pytest.approx(delta, abs=1e-4)
    best = stats.norm.logpdf(miss + C * delta, scale=np.sqrt(variance)).sum() - delta**2 / 2
    assert found.log_likelihood == pytest.approx(best, abs=1e-6)


def test_what_the_formula_takes_up_is_said(make_trial, make_model):
    level = Parameter("a", "a", "response", "level", Level())

    def told(equation, moves, *parameters):
        trial = common(printed(make_trial, make_model, *parameters, equation=equation), {"source": moves})
        return absorbed(trial.model, trial.inputs, 9, trial.nuisances)

    def scale(i, p):
        return p["a"] * i["x"] ** 0.5

    def shifted(i, p):
        return p["a"] + 5.5 * i["x"]

    taken = ["common_source"]
    assert told(scale, {"": 0.1 * Y}, level) == taken
    assert told(scale, {"x": 0.1 * X}, level) == taken
    assert told(shifted, {"": np.full(9, 2.0)}, level) == taken
    assert told(shifted, {"x": np.full(9, 2.0)}, level) == taken
    assert told(shifted, {"": C}, level) == []
    assert told(shifted, {"x": 0.1 * X}, level) == []
    assert told(scale, {"x": np.full(9, 0.2)}, level) == []
    assert told(lambda i, p: 10 + 5.5 * i["x"], {"": 0.1 * Y}) == []


TABLE = {"xi_A": X, "tc_K": Y, "tc_K_common": C}


def test_in_memory_it_is_one_parameter_and_counted():
    found = fit("constant", TABLE, x="xi_A", prior=(30, 20))
    assert found.errors == (
        "The error of tc_K that all rows share enters as one parameter of each formula that feels it, with prior "
        "Normal(0, 1); it is integrated out and counted, and is no independent noise.",
    )
    assert found.counted == 3
    unused = fit("constant", TABLE, x="xi_A", prior=(30, 20), likelihood="normal")
    assert unused.caveats[0] == "The error of tc_K that all rows share is not used: the likelihood is 'normal'."


def test_a_level_that_takes_it_up_scores_as_without():
    found, said = beside(["linear", "constant"], TABLE | {"tc_K_common": np.full(9, 4.0)}, x="xi_A", prior=(30, 20))
    assert [each.counted for each in found] == [4, 3]
    assert all(any("take up this error exactly" in note for note in each.notes) for each in found)
    plain, _ = beside(["linear", "constant"], {"xi_A": X, "tc_K": Y}, x="xi_A", prior=(30, 20))
    for one, other in zip(found, plain, strict=True):
        np.testing.assert_allclose(one.elpd_loo, other.elpd_loo, atol=1e-3)
    assert "is no independent noise" in said
