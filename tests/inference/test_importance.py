"""Importance sampling against the quadrature where both apply, and against grids written from the definitions."""

import math
from dataclasses import replace

import brute_force as brute
import numpy as np
import pytest
import scipy.integrate
from scipy import stats

from tcreferee.api import load_dataset
from tcreferee.base.priors import Level, Normal
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import Parameter
from tcreferee.inference import importance
from tcreferee.inference.bind import bound_model
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.fit import maximise
from tcreferee.inference.oracle import integrate, prior_scan, quadrature
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quick import _start
from tcreferee.inference.sample import SamplerSettings, sample
from tcreferee.inference.trial import Scales, Trial

X = np.linspace(1, 6, 8)
LEVEL_AND_SLOPE = brute.unit_columns(np.ones_like(X), X)
SCALES = Scales(brute.CENTRE, brute.EFFECT, brute.SIGMA)


def start_of(trial):
    """Best of many prior draws, as a run without a fit would start."""
    draws = trial.draw_prior(4000, np.random.default_rng(0))
    start = draws[np.argmax(trial.log_posterior(draws))]
    return start, spread_about(trial.log_posterior, start) / 2


def agree(found, mean, sd, ln_evidence, elpd_loo, times=4.5, grid=1e-6):
    """Within Monte Carlo errors, and these are small; `grid` is the error of the numbers compared with."""
    # an estimate of k-hat is good to 0.06 or so
    assert found.khat < importance.KHAT_MAX + 0.1
    assert found.error_ln_evidence < importance.ERROR_MAX > found.error_loo
    assert abs(found.ln_evidence - ln_evidence) < times * found.error_ln_evidence + grid
    assert np.abs(found.elpd_loo - elpd_loo).max() < times * found.error_loo + grid
    assert (np.abs(found.mean - mean) < times * found.error_mean + grid).all()
    assert (np.abs(found.sd**2 - sd**2) < times * found.error_variance + grid).all()
    assert (found.error_mean < 0.03 * sd).all()


@pytest.mark.parametrize(
    "model", ["constant", "linear", "logarithm", "screening", "screening_exponent", "power_law", "quantum_well"]
)
def test_where_the_quadrature_applies_both_agree(ybco, make_trial, model):
    if model == "quantum_well":
        xi = np.linspace(2.6, 3.8, 9)
        trial = make_trial(model, 900 / xi**2 + np.array([3, -5, 2, -1, 4, -2.0, 1, 6, -3]), xi_A=xi)
    else:
        trial = ybco(model)
    exact = quadrature(trial)
    found = importance.integrate(trial, *start_of(trial), seed=3)
    agree(found, exact.mean, exact.sd, exact.ln_evidence, exact.elpd_loo)


@pytest.mark.slow
@pytest.mark.parametrize("likelihood", ["normal", "student_t"])
def test_the_stated_errors_are_honest(ybco, monkeypatch, likelihood):
    # many seeds with few draws: what is stated once must be the scatter between the seeds
    monkeypatch.setattr(importance, "DRAWS", 2000)
    monkeypatch.setattr(importance, "MOST_DRAWS", 2000)
    monkeypatch.setattr(importance, "LEARN", 1000)
    trial = replace(ybco("linear"), likelihood=likelihood)
    start = start_of(trial)
    runs = [importance.integrate(trial, *start, seed=seed) for seed in range(30)]
    for value, error in (
        (np.array([run.ln_evidence for run in runs]), np.array([run.error_ln_evidence for run in runs])),
        (np.array([run.mean[-1] for run in runs]), np.array([run.error_mean[-1] for run in runs])),
        (np.array([run.sd[-1] ** 2 for run in runs]), np.array([run.error_variance[-1] for run in runs])),
    ):
        # chi-square of 29: 0.1 and 99.9 % points of the ratio of the standard deviations
        low, high = np.sqrt(stats.chi2(29).ppf([0.001, 0.999]) / 29)
        assert low < value.std(ddof=1) / math.sqrt(np.mean(error**2)) < high
    loo = np.array([run.elpd_loo for run in runs])
    assert (loo.std(axis=0, ddof=1) < 1.5 * np.mean([run.error_loo for run in runs])).all()
    if likelihood == "normal":
        z = np.array([(run.ln_evidence - quadrature(trial).ln_evidence) / run.error_ln_evidence for run in runs])
        assert abs(z.mean()) < 4 / math.sqrt(30)


def straight(z, effects=2):
    return brute.effects_to_mean(LEVEL_AND_SLOPE[:, :effects], z[:, :effects])


def ln_prior(z, effects=2, scale=brute.SIGMA):
    return stats.norm.logpdf(z[:, :effects]).sum(axis=1) + brute.ln_prior_of_ln_sigma(z[:, -1], scale)


Y = np.array([31.0, 52.0, 47.0, 78.0, 74.0, 99.0, 60.0, 118.0])
SD = np.array([4.0, 20.0, 6.0, 2.0, 9.0, 15.0, 30.0, 5.0])
SD_OF_X = np.array([0.1, 0.4, 0.2, 0.3, 0.6, 0.1, 0.5, 0.2])
YES = np.array([0.0, 0, 1, 0, 1, 1, 0, 1])
WIDE = [-7, -7, -6], [7, 7, 9]


def student_t(make_trial):
    trial = make_trial("linear", Y, SCALES, "student_t", x=X)
    return trial, lambda z: (ln_prior(z), stats.t(4, straight(z), np.exp(z[:, -1:])).logpdf(Y)), WIDE


def student_t_of_a_constant(make_trial):
    trial = make_trial("constant", Y, SCALES, "student_t", x=X)

    def terms(z):
        return ln_prior(z, 1), stats.t(4, straight(z, 1), np.exp(z[:, -1:])).logpdf(Y)

    return trial, terms, ([-7, -6], [7, 9])


def normal_known(make_trial):
    trial = replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD)

    def terms(z):
        return ln_prior(z), stats.norm(straight(z), np.hypot(np.exp(z[:, -1:]), SD)).logpdf(Y)

    # the prior of a small scatter falls as sigma
    return trial, terms, ([-7, -7, -25], [7, 7, 9])


def normal_eiv(make_trial):
    trial = make_trial("linear", Y, SCALES, "normal_eiv", x=X)
    trial = replace(trial, sd=SD, input_sd={"x": {"x": SD_OF_X}})
    # slope of the line for an effect of 1
    slope = brute.EFFECT / X.std()

    def terms(z):
        variance = np.exp(2 * z[:, -1:]) + SD**2 + (slope * z[:, 1:2] * SD_OF_X) ** 2
        return ln_prior(z), stats.norm(straight(z), np.sqrt(variance)).logpdf(Y)

    return trial, terms, ([-7, -7, -25], [7, 7, 9])


def bernoulli(make_trial):
    trial = make_trial("linear", YES, Scales(0.5, 3.0, 1.0), "bernoulli", x=X)

    def terms(z):
        odds = np.exp(brute.effects_to_mean(LEVEL_AND_SLOPE, z, 0.5, 3.0))
        return stats.norm.logpdf(z).sum(axis=1), np.where(YES == 1, np.log(odds / (1 + odds)), -np.log1p(odds))

    return trial, terms, ([-6, -6], [6, 6])


XI = np.array([2.7, 2.9, 3.0, 3.3, 3.4, 3.7])
OTHER_XI = np.array([3.4, 2.9, 3.5, 3.6, 2.8, 4.1])
TC = np.array([120.0, 101.0, 73.0, 81.0, 69.0, 66.0])


def lognormal(make_trial):
    trial = make_trial("quantum_well", TC, Scales(80.0, 52.5, 0.3), "lognormal", xi_A=XI)
    column = XI**-2 / np.mean(XI**-2)

    def terms(z):
        cut = stats.truncnorm(-80 / 52.5, math.inf)
        mean = (80 + 52.5 * z[:, :1]) * column
        prior = cut.logpdf(z[:, 0]) + ln_prior(z, 0, 0.3)
        with np.errstate(all="ignore"):
            return prior, stats.lognorm(np.exp(z[:, -1:]), scale=mean).logpdf(TC)

    return trial, terms, ([-80 / 52.5, -6], [7, 4])


def latent_choice(make_trial):
    scales = Scales(80.0, 52.5, 20.0)
    model = bound_model(load_model(find_models()["quantum_well"]), (), ("a", "b"), scales)
    trial = Trial(model, {"xi_A": np.concatenate([XI, OTHER_XI])}, TC, scales, choices=2)
    both = np.stack([XI, OTHER_XI]) ** -2
    columns = both / both.mean()

    def terms(z):
        share, other = 1 / (1 + np.exp(-z[:, 1:2])), 1 / (1 + np.exp(z[:, 1:2]))
        mean = (80 + 52.5 * z[:, :1, None]) * columns
        each = stats.norm(mean, np.exp(z[:, -1:, None])).pdf(TC)
        # share uniform between 0 and 1
        prior = stats.truncnorm(-80 / 52.5, math.inf).logpdf(z[:, 0]) + np.log(share * other)[:, 0]
        with np.errstate(divide="ignore"):
            return prior + ln_prior(z, 0, 20.0), np.log(share * each[:, 0] + other * each[:, 1])

    return trial, terms, ([-80 / 52.5, -30, -6], [7, 30, 9])


@pytest.mark.parametrize(
    "case",
    [student_t, student_t_of_a_constant, normal_known, normal_eiv, bernoulli, lognormal, latent_choice],
)
def test_against_a_grid(make_trial, case):
    trial, terms, ends = case(make_trial)
    grid = brute.Grid(brute.independent_rows(terms), *ends)
    found = importance.integrate(trial, *start_of(trial), seed=5)
    agree(found, grid.mean, grid.sd, grid.ln_evidence, grid.elpd_loo, grid=1e-5)


def test_a_choice_that_is_the_same_in_all_rows_has_a_start(make_trial):
    """The likelihood is greatest at a share of 1, whose logit is infinite: the start stands beside it."""
    trial, *_ = latent_choice(make_trial)
    fit = maximise(replace(trial, y=800 / XI**2 + np.array([0.3, -0.2, 0.1, -0.4, 0.2, 0.1])), seed=1)
    assert fit.theta[1] == pytest.approx(1.0, abs=1e-12)
    for theta in (fit.theta, np.array([fit.theta[0], 0.0]), np.array([fit.theta[0], 1.0])):
        start = _start(trial, replace(fit, theta=theta), seed=1)
        assert np.isfinite(trial.log_posterior(start))
        assert np.abs(start[1]) < 10
        assert np.isfinite(trial.coordinates(theta, 1.0)).all()


def test_evidence_of_known_errors_to_all_digits(make_trial):
    """The coefficients integrate to a multivariate normal; adaptive quadrature does the scatter."""
    trial, _, _ = normal_known(make_trial)
    slopes = brute.EFFECT * LEVEL_AND_SLOPE
    centre, covariance = brute.CENTRE * LEVEL_AND_SLOPE[:, 0], slopes @ slopes.T

    def density(s):
        joint = brute.ln_normal(Y - centre, covariance + np.diag(math.exp(2 * s) + SD**2))
        return math.exp(joint + brute.ln_prior_of_ln_sigma(s) + 37)

    total, _ = scipy.integrate.quad(density, -30, 10, epsabs=0, epsrel=1e-11, limit=500, points=[0, 2, 4])
    assert quadrature(trial).ln_evidence == pytest.approx(math.log(total) - 37, abs=1e-9)


def test_a_row_that_forbids_what_the_others_allow(make_trial):
    # a line that may be negative: the prior holds the lines that are positive at every row, the one left out too
    y = np.array([1.2, 14.0, 33.0, 38.0, 61.0, 70.0, 77.0, 103.0])
    trial = make_trial("linear", y, Scales(brute.CENTRE, brute.EFFECT, 0.5), "lognormal", x=X)

    # in the predictions of the first and the last row, both positive: all between them are then, too
    ends = [0, -1]
    to_u = np.linalg.inv(brute.EFFECT * LEVEL_AND_SLOPE[ends])
    spread = brute.EFFECT**2 * LEVEL_AND_SLOPE[ends] @ LEVEL_AND_SLOPE[ends].T
    mass = stats.multivariate_normal(-brute.CENTRE * LEVEL_AND_SLOPE[ends, 0], spread).cdf([0.0, 0.0])

    def ln_evidence(keep):

        def ln_sets(z):
            u = (z[:, :2] - brute.CENTRE * LEVEL_AND_SLOPE[ends, 0]) @ to_u.T
            mean = brute.effects_to_mean(LEVEL_AND_SLOPE, u)[:, keep]
            density = stats.norm(np.log(mean), np.exp(z[:, -1:])).logpdf(np.log(y[keep])) - np.log(y[keep])
            prior = ln_prior(np.column_stack([u, z[:, 2]]), 2, 0.5) + np.linalg.slogdet(to_u)[1]
            return (prior + density.sum(axis=1))[:, None]

        return brute.Grid(ln_sets, [0, 0, -5], [400, 600, 4]).ln_evidence - math.log(mass)

    whole = ln_evidence(np.full(8, True))
    elpd = [whole - ln_evidence(np.arange(8) != i) for i in (0, 1)]
    found = integrate(trial, *start_of(trial), seed=5)
    assert found.ln_evidence == pytest.approx(whole, abs=4.5 * found.error_ln_evidence)
    np.testing.assert_allclose(found.elpd_loo[:2], elpd, atol=4.5 * found.error_loo)


@pytest.mark.slow
def test_two_exponents(make_trial, make_model):
    x = np.linspace(0.4, 2.4, 9)
    y = 60 * x**0.7 * np.exp(-0.2 * x) + np.array([2, -3, 1, 4, -2, 0.5, -4, 3, -1])
    model = make_model(
        lambda inputs, p: p["c_K"] * inputs["x"] ** p["p"] * np.exp(p["q"] * inputs["x"]),
        Parameter("c_K", "c", "K", "level", Level()),
        Parameter("p", "p", "", "exponent", Normal(0.5, 1.0)),
        Parameter("q", "q", "", "rate", Normal(0.0, 0.5)),
    )
    trial = make_trial(model, y, SCALES, x=x)

    def ln_density(z, keep):
        # y = (centre + effect u) column + noise, u integrated out: covariance of rank one and a diagonal
        column = x ** z[:, :1] * np.exp(z[:, 1:2] * x)
        column = (column / column.mean(axis=1, keepdims=True))[:, keep]
        residual = y[keep] - brute.CENTRE * column
        variance, rows = np.exp(2 * z[:, -1]), column.shape[1]
        gain = brute.EFFECT**2 * np.sum(column**2, axis=1)
        shared = brute.EFFECT**2 * np.sum(residual * column, axis=1) ** 2 / (variance + gain)
        square = (np.sum(residual**2, axis=1) - shared) / variance
        ln_det = (rows - 1) * np.log(variance) + np.log(variance + gain)
        return -0.5 * (rows * math.log(2 * math.pi) + ln_det + square)

    def ln_sets(z):
        prior = stats.norm(0.5, 1).logpdf(z[:, 0]) + stats.norm(0, 0.5).logpdf(z[:, 1]) + ln_prior(z, 0)
        every = np.arange(9)
        return np.stack([ln_density(z, every), *(ln_density(z, every != i) for i in every)], axis=1) + prior[:, None]

    grid = brute.Grid(ln_sets, [-5.0, -3.5, -4.0], [6.0, 3.5, 8.0], count=80)
    found = integrate(trial, *start_of(trial), seed=7)
    assert "both non-linear parameters" in found.method
    assert found.ln_evidence == pytest.approx(grid.ln_evidence, abs=2e-5)
    np.testing.assert_allclose(found.elpd_loo, grid.elpd_loo, atol=3e-4)
    assert abs(found.elpd_loo.sum() - grid.elpd_loo.sum()) < 1e-3
    np.testing.assert_allclose(found.mean[1:], grid.mean, atol=2e-4)
    np.testing.assert_allclose(found.sd[1:], grid.sd, rtol=2e-3)


def test_two_exponents_on_six_rows(make_trial):
    # an independent integration gave -15.3752; sampling gave -15.4443 and said nothing of an error
    columns = load_dataset("bec_table1_cuprates").columns
    trial = make_trial("bec_power_law", columns["tc_K"], n_pair_m3=columns["n_pair_m3"], m_pair_me=columns["m_pair_me"])
    trial = replace(trial, scales=Scales(80.0, 52.5, float(np.std(columns["tc_K"], ddof=1))))
    found = integrate(trial, *start_of(trial), seed=7)
    assert found.elpd_loo.sum() == pytest.approx(-15.3752, abs=2e-3)
    assert found.error_elpd < 0.01


def test_same_seed_same_numbers(ybco):
    trial = replace(ybco("constant"), likelihood="student_t")
    one, again, other = (integrate(trial, *start_of(trial), seed=seed) for seed in (1, 1, 2))
    assert one.ln_evidence == again.ln_evidence != other.ln_evidence
    np.testing.assert_array_equal(one.elpd_loo, again.elpd_loo)


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [student_t, student_t_of_a_constant, normal_known, normal_eiv, bernoulli, lognormal, latent_choice],
)
def test_the_sampled_posterior_is_the_certified_one(make_trial, case):
    trial, _, _ = case(make_trial)
    start, root = start_of(trial)
    settings = SamplerSettings()
    draws = sample(trial, start, settings, seed=2)
    assert [name for name, (_, _, passed) in draws.gates(settings).items() if not passed] == []
    assert np.abs(oracle_z(draws, integrate(trial, start, root, seed=4))).max() < 4


def test_prior_scan_of_a_level_that_is_narrow_and_far_from_the_prior_mean():
    """Evidence on a grid of level and ln sigma, written from the definitions, for each scale of the prior."""
    rng, x = np.random.default_rng(5), 10.0 ** np.arange(1, 13)
    y = 1.4 * x * np.exp(0.2 * rng.standard_normal(12))
    scales = Scales(4e11, 1e12, 4.0)
    trial = Trial(load_model(find_models()["uemura_penetration"]), {"inv_lambda2_um2": x}, y, scales, "lognormal")
    start, root = np.array([(1.4 * x.mean() - 4e11) / 1e12, math.log(0.2)]), np.diag([0.01, 0.2])
    scan = prior_scan(trial, start, root, 1, known=0.0)
    k, s = np.geomspace(0.9, 2.2, 801), np.linspace(-3.5, 1.0, 601)
    misses = np.log(y) - np.log(k[:, np.newaxis] * x)
    log_like = -0.5 * (misses**2).sum(axis=1)[:, np.newaxis] * np.exp(-2 * s) - 12 * (s + 0.5 * math.log(2 * math.pi))
    log_like = log_like - np.log(y).sum() + math.log(2) + stats.t.logpdf(np.exp(s) / 4, 4) - math.log(4) + s
    for factor in (0.25, 0.5, 2.0, 4.0):
        level = stats.norm(4e11, factor * 1e12)
        prior = level.logpdf(k * x.mean()) + np.log(k * x.mean()) - level.logsf(0)
        cell = np.log(k[1] / k[0]) * (s[1] - s[0])
        wanted = np.logaddexp.reduce((log_like + prior[:, np.newaxis]).ravel()) + math.log(cell)
        assert scan[factor] == pytest.approx(wanted, abs=0.05)
