import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import logsumexp

from tcreferee.inference.oracle import Oracle
from tcreferee.inference.score import khat_threshold, score

NOTHING = np.zeros(1)
EXACT = Oracle(0.0, 0.0, np.zeros(7), np.empty(0), NOTHING, NOTHING, NOTHING, NOTHING)


@pytest.fixture
def log_likelihood():
    """Pointwise log densities of seven rows under 4 x 500 draws of a mean; the last row is an outlier."""
    rng = np.random.default_rng(1)
    y = np.array([-1.0, -0.5, 0.1, 0.3, 0.8, 1.2, 4.0])
    mean = y.mean() + rng.standard_normal((4, 500, 1)) * 0.6
    return -0.5 * (y - mean) ** 2 - 0.5 * math.log(2 * math.pi)


def test_waic_is_its_formula(log_likelihood):
    found = score([log_likelihood], EXACT)
    flat = log_likelihood.reshape(-1, 7)
    lppd = logsumexp(flat, axis=0) - math.log(2000)
    np.testing.assert_allclose(found.lppd, lppd, rtol=1e-12)
    variance = ((flat - flat.mean(axis=0)) ** 2).sum(axis=0) / 1999
    np.testing.assert_allclose(found.waic_variance, variance, rtol=1e-10)
    np.testing.assert_allclose(found.elpd_waic, lppd - variance, rtol=1e-10)
    assert found.elpd_loo is EXACT.elpd_loo


def test_very_small_densities_do_not_underflow(log_likelihood):
    shifted = score([log_likelihood - 5000], EXACT)
    found = score([log_likelihood], EXACT)
    for name in ("lppd", "elpd_waic", "elpd_psis"):
        np.testing.assert_allclose(getattr(shifted, name), getattr(found, name) - 5000, atol=1e-8)
    np.testing.assert_allclose(shifted.khat, found.khat, atol=1e-6)


@pytest.mark.filterwarnings("ignore:Estimated shape parameter")  # the outlier is there to have one
def test_psis_is_arvizs(log_likelihood):
    import arviz_base
    import arviz_stats

    tree = arviz_base.from_dict({"posterior": {"mu": np.zeros((4, 500))}, "log_likelihood": {"y": log_likelihood}})
    found = score([log_likelihood], EXACT)
    # row by row, because arviz takes one relative efficiency for all rows
    for i in range(7):
        weight = np.exp(log_likelihood[..., i] - log_likelihood[..., i].max())
        efficiency = min(float(arviz_stats.ess(weight, method="mean", relative=True)), 1.0)
        wanted = arviz_stats.loo(tree, pointwise=True, reff=efficiency)
        assert found.elpd_psis[i] == pytest.approx(float(wanted.elpd_i[i]), abs=1e-10)
        assert found.khat[i] == pytest.approx(float(wanted.pareto_k[i]), abs=1e-10)


def test_psis_is_near_the_exact_score(log_likelihood):
    # a mean with known scatter 1 and a flat prior, but the draws have sd 0.6: compare with raw importance sampling
    found = score([log_likelihood], EXACT)
    raw = -(logsumexp(-log_likelihood.reshape(-1, 7), axis=0) - math.log(2000))
    np.testing.assert_allclose(found.elpd_psis[:-1], raw[:-1], atol=0.1)


def test_exact_scores_are_the_oracles(log_likelihood):
    exact = np.linspace(-4, -3, 7)
    oracle = replace(EXACT, elpd_loo=exact)
    np.testing.assert_array_equal(score([log_likelihood], oracle).elpd_loo, exact)


@pytest.mark.parametrize(("draws", "threshold"), [(100, 0.5), (1000, 2 / 3), (4000, 0.7), (10**6, 0.7)])
def test_khat_threshold(draws, threshold):
    assert khat_threshold(draws) == pytest.approx(threshold, rel=1e-12)
