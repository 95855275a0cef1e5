"""Asymmetric errors: the two-piece normal density, written out here, convolved with the scatter by a fine sum."""

import logging
import math
from dataclasses import replace

import brute_force as brute
import numpy as np
import pytest
from scipy import stats

from tcreferee.api import fit
from tcreferee.base.priors import Scales
from tcreferee.inference import curves
from tcreferee.inference.curve_scores import score
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.fit import maximise
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.oracle import covers, integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.sample import sample
from tcreferee.inference.settings import SamplerSettings
from tcreferee.inference.split_normal import draw, log_density

LOWER, UPPER = 3.0, 2.0
KNOWN = LIKELIHOODS["normal_known"]


def two_pieces(error, lower=LOWER, upper=UPPER):
    """Density of measured less true: a value 38 +2 -3 may be 3 too high, or 2 too low."""
    width = np.where(error > 0, lower, upper)
    return math.sqrt(2 / math.pi) / (lower + upper) * np.exp(-0.5 * (error / width) ** 2)


E = np.linspace(-40, 40, 400001)


def test_without_scatter_it_is_the_two_piece_normal():
    assert np.trapezoid(two_pieces(E), E) == pytest.approx(1, abs=1e-9)
    at = np.array([-5.0, -1.0, -0.01, 0.01, 1.0, 7.0])
    found = log_density(at, np.array([1e-9]), np.full(6, LOWER), np.full(6, UPPER))
    np.testing.assert_allclose(found, np.log(two_pieces(at)), rtol=1e-9)


@pytest.mark.parametrize("sd", [0.1, 1.0, 8.0])
def test_with_scatter_it_is_the_convolution(sd):
    at = np.array([-6.0, -1.5, 0.0, 2.0, 9.0])
    whole = [np.trapezoid(two_pieces(E) * stats.norm.pdf(miss - E, scale=sd), E) for miss in at]
    found = log_density(at, np.array([sd]), np.full(5, LOWER), np.full(5, UPPER))
    np.testing.assert_allclose(np.exp(found), whole, rtol=1e-7)


def test_two_sides_alike_are_a_normal():
    at, sd = np.linspace(-9, 9, 7), np.array([2.5])
    found = log_density(at, sd, np.full(7, 3.0), np.full(7, 3.0))
    np.testing.assert_allclose(found, stats.norm.logpdf(at, scale=math.hypot(3, 2.5)), rtol=1e-12)


def test_draws_follow_the_density():
    drawn = draw((40_000, 1), np.array([LOWER]), np.array([UPPER]), np.random.default_rng(0)).ravel()
    below = np.cumsum(two_pieces(E)) * (E[1] - E[0])
    assert stats.kstest(drawn, lambda e: np.interp(e, E, below)).pvalue > 1e-3
    assert drawn.mean() > 0  # a longer lower bar: the value is rather too high


X = np.linspace(1, 8, 9)
Y = np.array([12.1, 10.5, 8.0, 8.9, 5.2, 4.4, 4.0, 1.4, 2.0])
SIDES = np.array([[0.5, 3.0, 0.4, 2.0, 0.0, 0.3, 0.5, 0.2, 0.9], [2.0, 0.4, 1.5, 0.3, 0.0, 2.0, 0.4, 1.6, 0.2]])
SD = np.where(SIDES[0] > 0, 0.0, 0.8)  # the fifth row has a symmetric error
SCALES = Scales(10.0, 15.0, 10.0)
COLUMNS = brute.unit_columns(np.ones_like(X), X)


@pytest.fixture
def straight(make_trial):
    return replace(make_trial("linear", Y, SCALES, "normal_known", x=X), sd=SD, sides=SIDES)


def rows(mean, sigma):
    """The convolution by the sum over the sides, from scipy's skew-normal: 2 phi(z) Phi(a z)."""
    found = stats.norm.logpdf(Y, mean, np.hypot(sigma, SD))
    for i in np.flatnonzero(SIDES[0]):
        lower, upper = SIDES[:, i]
        parts = []
        for width, sign in ((lower, 1), (upper, -1)):
            total = np.hypot(width, sigma[..., 0])
            skew = stats.skewnorm.pdf((Y[i] - mean[..., i]) / total, sign * width / sigma[..., 0]) / total
            parts.append(width / (lower + upper) * skew)
        found[..., i] = np.log(np.maximum(sum(parts), 1e-300))
    return found


def grid(effects):
    def terms(z):
        mean = brute.effects_to_mean(COLUMNS[:, :effects], z[:, :effects], 10.0, 15.0)
        ln_prior = stats.norm.logpdf(z[:, :effects]).sum(axis=1) + brute.ln_prior_of_ln_sigma(z[:, -1], 10.0)
        return ln_prior, rows(mean, np.exp(z[:, -1:]))

    return brute.Grid(brute.independent_rows(terms), [-4] * effects + [-14], [4] * effects + [5])


def integrated(trial):
    start = trial.coordinates(maximise(trial, 1).theta, 1.0)
    return start, integrate(trial, start, spread_about(trial.log_posterior, start) / 2, 3)


def test_evidence_posterior_and_left_out_rows_against_a_grid(straight):
    exact, (_, found) = grid(2), integrated(straight)
    assert not covers(straight)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=4.5 * found.error_ln_evidence + 1e-3)
    np.testing.assert_allclose(found.elpd_loo, exact.elpd_loo, atol=4.5 * found.error_loo + 1e-3)
    np.testing.assert_allclose(found.mean, exact.mean, atol=4.5 * found.error_mean.max() + 1e-3)


def test_the_sampler_agrees_with_the_oracle(straight):
    start, found = integrated(straight)
    draws = sample(straight, start, SamplerSettings(steps=1500), 5, logging.getLogger())
    assert np.abs(oracle_z(draws, found)).max() <= 4


def test_the_maximum_is_that_of_the_density(straight):
    found = maximise(straight, 1)
    best = rows((found.theta[0] + found.theta[1] * X)[np.newaxis], np.array([[max(found.sigma, 1e-6)]])).sum()
    assert found.log_likelihood == pytest.approx(best, abs=1e-4)
    for step in ([0.05, 0], [-0.05, 0], [0, 0.01], [0, -0.01]):
        theta = found.theta + step
        assert rows((theta[0] + theta[1] * X)[np.newaxis], np.array([[max(found.sigma, 1e-6)]])).sum() < best


@pytest.mark.parametrize("effects", [1, 2])
def test_the_generated_nulls_count_them_as_the_formulas_do(make_trial, effects):
    trial = replace(make_trial("constant", Y, SCALES, "normal_known", x=X), sd=SD, sides=SIDES)
    of = curves.rows_of(trial)
    found = score(curves.levels(of) if effects == 1 else curves.line(of, X), of)
    exact = grid(effects)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=2e-3)
    np.testing.assert_allclose(found.elpd, exact.elpd_loo, atol=1e-2)


def covered(lower, upper, n, rng):
    """Whether the 95 % interval of a level holds it: scatter 1, half-t prior, a grid of level and ln sigma."""
    y = 50 + rng.standard_normal(n) + draw((n,), np.full(n, lower), np.full(n, upper), rng)
    levels, s = np.linspace(38, 62, 161), np.linspace(-3, 2.5, 18)
    mean, sd = levels[:, np.newaxis, np.newaxis], np.exp(s)[:, np.newaxis]
    sides = np.tile([[lower], [upper]], n)
    ln = KNOWN.pointwise(y, mean, sd, np.zeros(1), sides).sum(axis=-1) + s - 2.5 * np.log1p(np.exp(2 * s) / 400)
    share = np.exp(ln - ln.max()).sum(axis=1)
    below = np.cumsum(share) - share / 2
    return 0.025 <= np.interp(50.0, levels, below / share.sum()) <= 0.975


@pytest.mark.parametrize(("lower", "upper"), [(1.0, 4.0), (4.0, 1.0)])
def test_intervals_hold_the_level(lower, upper):
    rng = np.random.default_rng(4)
    share = np.mean([covered(lower, upper, 12, rng) for _ in range(400)])
    assert 0.92 < share < 0.985


def test_two_columns_in_memory():
    table = {"xi_A": X, "tc_K": Y + 10, "tc_K_sigma_lower": np.full(9, 0.3), "tc_K_sigma_upper": np.full(9, 3.0)}
    found = fit("linear", table, x="xi_A", prior=(10, 10))
    assert found.errors == (
        "The declared errors of tc_K enter the likelihood 'normal_known' as a split normal, in all 9 rows.",
    )
    swapped = table | {"tc_K_sigma_lower": table["tc_K_sigma_upper"], "tc_K_sigma_upper": table["tc_K_sigma_lower"]}
    # long upper bars: the truth lies rather above the values
    assert found.estimates["a"] > fit("linear", swapped, x="xi_A", prior=(10, 10)).estimates["a"] + 1
