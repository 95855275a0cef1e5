import math
from dataclasses import replace
from itertools import pairwise

import brute_force as brute
import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.oracle import covers, prior_scan, quadrature
from tcreferee.inference.trial import Scales

X = np.linspace(1, 6, 11)
SCALES = Scales(brute.CENTRE, brute.EFFECT, brute.SIGMA)
UNUSED = (np.zeros(0), np.zeros((0, 0)), 1)  # where importance sampling would start: these trials need none
LINEAR = {
    "constant": lambda x: [np.ones_like(x)],
    "linear": lambda x: [np.ones_like(x), x],
    "logarithm": lambda x: [np.ones_like(x), np.log(x)],
    "screening": lambda x: [np.ones_like(x), x ** (-1 / 6)],
}


@pytest.fixture(params=LINEAR)
def linear(request, ybco):
    trial = ybco(request.param, scales=SCALES)
    return trial, brute.unit_columns(*LINEAR[request.param](X))


def test_evidence_of_linear_models(linear):
    trial, columns = linear
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(brute.ln_evidence(trial.y, columns), abs=1e-8)
    # the error is that of half the nodes
    assert 0 <= found.error_ln_evidence < 1e-4


def test_leave_one_out_of_linear_models_are_refits(linear):
    # same design, same prior, one row less
    trial, columns = linear
    whole = brute.ln_evidence(trial.y, columns)
    some = [0, 4, 10]
    wanted = [whole - brute.ln_evidence(trial.y, columns, np.arange(11) != i) for i in some]
    np.testing.assert_allclose(quadrature(trial).elpd_loo[some], wanted, atol=1e-7)


def test_leave_one_out_is_the_predictive_density(ybco):
    # elpd_i by its meaning: the density of y_i under the posterior of the other rows
    trial, i = ybco("linear", scales=SCALES), 3
    columns = brute.unit_columns(*LINEAR["linear"](X))
    others = np.arange(11) != i
    s, weights = brute.gauss_legendre(-2, 8, 400)
    ln_posterior = brute.ln_likelihood_given_sigma(trial.y, columns, s, others) + brute.ln_prior_of_ln_sigma(s)
    posterior = weights * np.exp(ln_posterior - np.max(ln_posterior))
    density = []
    for each in s:
        gain = brute.EFFECT**2 * columns @ columns.T
        inner = gain[np.ix_(others, others)] + math.exp(2 * each) * np.eye(10)
        share = np.linalg.solve(inner, gain[others, i])
        mean = brute.CENTRE + share @ (trial.y[others] - brute.CENTRE)
        variance = gain[i, i] + math.exp(2 * each) - share @ gain[others, i]
        density.append(stats.norm(mean, math.sqrt(variance)).pdf(trial.y[i]))
    wanted = math.log(posterior @ density / posterior.sum())
    assert quadrature(trial).elpd_loo[i] == pytest.approx(wanted, abs=1e-7)


def test_the_densities_of_the_brute_force_are_those_of_scipy():
    s, rng = np.linspace(-9, 9, 7), np.random.default_rng(1)
    half_t = math.log(2) + stats.t(4, scale=7.0).logpdf(np.exp(s)) + s
    np.testing.assert_allclose(brute.ln_prior_of_ln_sigma(s, 7.0), half_t, rtol=1e-12)
    root, rest = rng.standard_normal((3, 3)), rng.standard_normal((5, 3))
    wanted = stats.multivariate_normal.logpdf(rest, np.zeros(3), root @ root.T)
    np.testing.assert_allclose(brute.ln_normal(rest, root @ root.T), wanted, rtol=1e-9)


def test_moments_of_linear_models(linear):
    trial, columns = linear
    s, weights = brute.gauss_legendre(-2, 8, 400)
    ln_density = brute.ln_likelihood_given_sigma(trial.y, columns, s) + brute.ln_prior_of_ln_sigma(s)
    weights = weights * np.exp(ln_density - ln_density.max())
    weights /= weights.sum()
    k = columns.shape[1]
    first, second = np.empty((len(s), k)), np.empty((len(s), k))
    for g, each in enumerate(s):
        # y = centre + effect * columns @ u + noise, u ~ Normal(0, 1)
        precision = np.eye(k) + brute.EFFECT**2 * columns.T @ columns / math.exp(2 * each)
        covariance = np.linalg.inv(precision)
        first[g] = covariance @ columns.T @ (trial.y - brute.CENTRE * columns[:, 0]) * brute.EFFECT / math.exp(2 * each)
        second[g] = first[g] ** 2 + np.diag(covariance)
    found = quadrature(trial)
    mean = weights @ first
    # which way an effect counts is a convention (screening: -B n^(-1/6))
    np.testing.assert_allclose(np.abs(found.mean[:k]), np.abs(mean), rtol=1e-7)
    np.testing.assert_allclose(found.sd[:k], np.sqrt(weights @ second - mean**2), rtol=1e-6)
    assert found.mean[-1] == pytest.approx(weights @ s, abs=1e-8)
    assert found.sd[-1] == pytest.approx(math.sqrt(weights @ s**2 - (weights @ s) ** 2), rel=1e-6)


def test_evidence_loo_and_moments_with_an_exponent(ybco):
    trial = ybco("screening_exponent", scales=SCALES)
    s, weights_s = brute.gauss_legendre(-1, 6, 60)
    # piecewise: the tail far from the peak is flat and wide
    pieces = [brute.gauss_legendre(a, b, 40) for a, b in ((-9, -3), (-3, -1), (-1, 0.5), (0.5, 2), (2, 5), (5, 9))]
    p, weights_p = (np.concatenate(each) for each in zip(*pieces, strict=True))
    prior = brute.ln_prior_of_ln_sigma(s)[:, None] + stats.norm(1 / 6, 1).logpdf(p)
    ln_weights = np.log(weights_s)[:, None] + np.log(weights_p)

    def grid(keep):
        columns = [brute.unit_columns(np.ones_like(X), X**-each) for each in p]
        return prior + np.stack([brute.ln_likelihood_given_sigma(trial.y, c, s, keep) for c in columns], axis=1)

    def total(ln_density):
        return np.logaddexp.reduce((ln_density + ln_weights).ravel())

    found, ln_density = quadrature(trial), grid(slice(None))
    assert found.ln_evidence == pytest.approx(total(ln_density), abs=1e-6)
    assert found.error_ln_evidence < 1e-3
    assert found.elpd_loo[0] == pytest.approx(total(ln_density) - total(grid(np.arange(11) != 0)), abs=1e-5)
    weight = np.exp(ln_density + ln_weights - total(ln_density))
    for where, nodes in ((-2, p), (-1, s[:, None])):
        mean = float((weight * nodes).sum())
        sd = math.sqrt(float((weight * nodes**2).sum()) - mean**2)
        assert found.mean[where] == pytest.approx(mean, abs=1e-5 * sd)
        assert found.sd[where] == pytest.approx(sd, rel=1e-5)


def truncated_by_force(y, offset, column, low, high, centre=0.0):
    """ln evidence, mean and sd of u for y = offset + column u, u ~ Normal(0, 1) cut to (low, high)."""
    best = float(np.clip(column @ (y - offset) / (column @ column), low, high))
    ends = np.unique(np.clip([low, -10, best - 1, best, best + 1, 10, high], max(low, -10), min(high, 10)))
    u, weights_u = np.concatenate([brute.gauss_legendre(*each, 80) for each in pairwise(ends)], axis=1)
    s, weights_s = brute.gauss_legendre(-1, 7, 60)
    mean = offset + u[:, None] * column
    rss = np.sum((y - mean) ** 2, axis=1)
    n = len(y)
    ln_likelihood = -0.5 * rss * np.exp(-2 * s)[:, None] - n * s[:, None] - n / 2 * math.log(2 * math.pi)
    ln_prior = stats.norm.logpdf(u) - math.log(stats.norm.cdf(high) - stats.norm.cdf(low))
    ln_density = ln_likelihood + ln_prior + brute.ln_prior_of_ln_sigma(s)[:, None]
    ln_weighted = ln_density + np.log(weights_s)[:, None] + np.log(weights_u)
    total = np.logaddexp.reduce(ln_weighted.ravel())
    weight = np.exp(ln_weighted - total)
    first = float((weight * u).sum())
    return total, first, math.sqrt(float((weight * u**2).sum()) - first**2)


PAIRS = {
    "n_pair_m3": [0.622e27, 0.093e27, 0.311e27, 0.424e27, 0.331e27, 0.071e27],
    "m_pair_me": [24, 7.6, 15.6, 16.8, 11.4, 6.4],
}


@pytest.mark.parametrize("shift", [-25.0, 0.0, 30.0], ids=["pushes into the bound", "at the bound", "inside"])
def test_truncated_effect(make_trial, shift):
    # attraction only: a < 0 can only raise Tc above the ideal gas
    trial = make_trial("bec_interacting", np.zeros(6), SCALES, **PAIRS)
    ideal = trial.model(trial.inputs, np.zeros(1))
    trial = replace(trial, y=ideal + shift + np.array([3, -5, 2, -1, 4, -2.0]))
    slope = trial.model(trial.inputs, np.ones(1)) - ideal
    column = brute.EFFECT * slope / math.sqrt(np.mean(slope**2))
    # a = u effect / rms(slope) < 0 is u < 0 for the direction of `slope`
    ln_z, mean, sd = truncated_by_force(trial.y, ideal, column, -math.inf, 0.0)
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(ln_z, abs=1e-6)
    assert abs(found.mean[0]) == pytest.approx(abs(mean), rel=1e-5)
    assert found.sd[0] == pytest.approx(sd, rel=1e-5)


@pytest.mark.parametrize("centre", [80.0, 5.0])
def test_truncated_level(make_trial, centre):
    xi = np.linspace(2.6, 3.8, 7)
    y = 30 / xi**2 + np.array([3, -5, 2, -1, 4, -2.0, 1])
    column = brute.EFFECT * xi**-2 / np.mean(xi**-2)
    ln_z, mean, sd = truncated_by_force(y, centre / brute.EFFECT * column, column, -centre / brute.EFFECT, math.inf)
    found = quadrature(make_trial("quantum_well", y, Scales(centre, brute.EFFECT, brute.SIGMA), xi_A=xi))
    assert found.ln_evidence == pytest.approx(ln_z, abs=1e-6)
    assert found.mean[0] == pytest.approx(mean, abs=1e-5 * sd)
    assert found.sd[0] == pytest.approx(sd, rel=1e-5)


def test_level_between_two_bounds(make_trial, make_model):
    model = make_model(
        lambda inputs, p: p["c_K"] * np.ones_like(inputs["x"]),
        Parameter("c_K", "c", "K", "level", Level(), (0.0, 100.0)),
    )
    y = np.array([95.0, 104.0, 99.0, 108.0])
    ends = (0 - brute.CENTRE) / brute.EFFECT, (100 - brute.CENTRE) / brute.EFFECT
    ln_z, mean, sd = truncated_by_force(y, np.full(4, brute.CENTRE), np.full(4, brute.EFFECT), *ends)
    trial = make_trial(model, y, SCALES, x=[1, 2, 3, 4])
    if covers(trial):
        found = quadrature(trial)
        assert found.ln_evidence == pytest.approx(ln_z, abs=1e-6)
        assert found.mean[0] == pytest.approx(mean, rel=1e-5)
        assert found.sd[0] == pytest.approx(sd, rel=1e-5)


def test_truncated_level_with_an_exponent(make_trial):
    trial = make_trial("power_law", [31.0, 22.0, 55.0, 36.0, 62.0], SCALES, x=[0.5, 1, 1.5, 2, 3])
    x = trial.inputs["x"]
    p, weights_p = np.concatenate(
        [brute.gauss_legendre(a, b, 24) for a, b in ((-18, -6), (-6, -2), (-2, 0), (0, 2), (2, 6), (6, 18))], axis=1
    )
    parts = []
    for each in p:
        column = brute.EFFECT * x**each / np.mean(x**each)
        ln_z, *_ = truncated_by_force(
            trial.y, brute.CENTRE / brute.EFFECT * column, column, -brute.CENTRE / brute.EFFECT, math.inf
        )
        parts.append(ln_z + stats.norm(0, 2).logpdf(each))
    wanted = np.logaddexp.reduce(np.array(parts) + np.log(weights_p))
    assert quadrature(trial).ln_evidence == pytest.approx(wanted, abs=1e-5)


def test_brute_force_is_the_normal_distribution_of_scipy():
    columns, some = brute.unit_columns(*LINEAR["linear"](X)), np.arange(11) != 3
    y = np.linspace(20, 120, 11)
    for s in (-1.0, 2.0, 5.0):
        covariance = math.exp(2 * s) * np.eye(10) + brute.EFFECT**2 * columns[some] @ columns[some].T
        wanted = stats.multivariate_normal.logpdf(y[some], brute.CENTRE * columns[some, 0], covariance)
        assert brute.ln_likelihood_given_sigma(y, columns, s, some) == pytest.approx(wanted, rel=1e-10)


def test_bounded_exponent(make_trial, make_model):
    # the density does not vanish at the bounds
    model = make_model(
        lambda inputs, p: p["c_K"] * inputs["x"] ** p["p"],
        Parameter("c_K", "c", "K", "level", Level()),
        Parameter("p", "p", "", "exponent", Normal(0.5, 1.0), (0.0, 1.0)),
    )
    trial = make_trial(model, [75.0, 88.0, 79.0, 95.0, 84.0], SCALES, x=[0.5, 1, 1.5, 2, 3])
    x = trial.inputs["x"]
    p, weights_p = brute.gauss_legendre(0, 1, 48)
    ln_z = [brute.ln_evidence(trial.y, (x**each / np.mean(x**each))[:, None]) for each in p]
    prior = stats.norm(0.5, 1).pdf(p) / (stats.norm.cdf(0.5) - stats.norm.cdf(-0.5))
    wanted = np.logaddexp.reduce(np.array(ln_z) + np.log(prior * weights_p))
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(wanted, abs=1e-7)
    assert found.error_ln_evidence < 1e-6


def test_posterior_of_a_mean_is_students_even_at_a_bad_scale(make_trial):
    # flat priors on mean and sigma: (mu - mean) / sqrt((n - 1) s^2 / (n (n - 2))) is t with n - 2 degrees of freedom
    n = 20
    y = 1e7 + np.random.default_rng(4).standard_normal(n)
    found = quadrature(make_trial("constant", y, Scales(1e7, 1e4, 1e5), x=np.ones(n)))
    assert 1e7 + 1e4 * found.mean[0] == pytest.approx(y.mean(), abs=1e-6)
    sd = math.sqrt((n - 1) * y.var(ddof=1) / (n * (n - 4)))
    assert 1e4 * found.sd[0] == pytest.approx(sd, rel=1e-5)


def test_small_scatter_is_resolved(make_trial):
    # rows that follow a power law to 1e-4: exponent and scatter are then known far better than the prior's width
    x = np.geomspace(0.07, 6, 11)
    y = 115.7 * x**1.0232 + 0.05 * np.random.default_rng(2).standard_normal(11)
    found = quadrature(make_trial("power_law", y, SCALES, x=x))
    assert math.exp(found.mean[-1]) == pytest.approx(0.05, rel=0.5)
    assert found.mean[-2] == pytest.approx(1.0232, abs=1e-3)
    assert found.error_ln_evidence < 0.01


def test_prior_scan(ybco):
    for name in ("linear", "screening_exponent", "power_law"):
        trial = ybco(name, scales=SCALES)
        scan = prior_scan(trial, *UNUSED, known=-7.0)
        assert list(scan) == [0.25, 0.5, 1.0, 2.0, 4.0]
        assert scan[1.0] == -7.0
        wider = replace(trial, scales=replace(trial.scales, effect_K=2 * trial.scales.effect_K))
        assert scan[2.0] == pytest.approx(quadrature(wider).ln_evidence, abs=1e-6)
    columns = brute.unit_columns(*LINEAR["linear"](X))
    trial = ybco("linear", scales=SCALES)
    for factor, found in prior_scan(trial, *UNUSED, quadrature(trial).ln_evidence).items():
        assert found == pytest.approx(brute.ln_evidence(trial.y, columns, effect=factor * brute.EFFECT), abs=1e-7)


def test_what_is_covered(ybco, make_trial, make_model):
    model = make_model(
        lambda inputs, p: p["c_K"] * inputs["x"] ** p["p"] * np.exp(p["q"] * inputs["x"]),
        Parameter("c_K", "c", "K", "level", Effect()),
        Parameter("p", "p", "", "exponent", Normal(0.5, 1.0)),
        Parameter("q", "q", "", "rate", Normal(0.0, 1.0)),
    )
    two = make_trial(model, X, x=X)
    other = replace(ybco("linear"), likelihood="student_t")
    assert covers(ybco("linear"))
    assert covers(ybco("screening_exponent"))
    for trial in (two, other):
        assert not covers(trial)
        with pytest.raises(ValueError, match=f"the oracle does not cover model '{trial.model.name}'"):
            quadrature(trial)
