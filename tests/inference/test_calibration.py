"""Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788).

Truths are drawn from the prior, rows from the likelihood at the truth. The rank of the truth among draws of the
posterior is then uniform, whatever the prior and however few the rows.
"""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.proposal import Proposal, spread_about
from tcreferee.inference.sample import SamplerSettings, sample
from tcreferee.inference.trial import Scales, Trial

X = np.linspace(1, 6, 7)
SCALES = Scales(80.0, 52.5, 30.0)
RANKS = 20  # draws of each posterior, thinned to be independent: ranks 0 to 20


def simulated(likelihood, scales, rng):
    """A truth of the prior and rows drawn at it."""
    inputs = {"x": X}
    empty = Trial(load_model(find_models()["linear"]), inputs, np.zeros(len(X)), scales, likelihood)
    truth = empty.draw_prior(1, rng)[0]
    sd = np.array([np.exp(truth[-1]) if empty.density.scatter else 0.0])
    y = empty.density.draw(empty.mean(truth), sd, rng)
    return truth, replace(empty, y=y)


def resampled(trial, truth, rng):
    """Independent draws of a posterior: importance resampling, the proposal fitted in a few rounds from the truth."""
    proposal = Proposal(truth, spread_about(trial.log_posterior, truth))
    for size in (2000, 2000, 2000, 6000):
        z, log_proposal = proposal.draw(size, rng)
        log_weight = trial.log_posterior(z) - log_proposal
        weight = np.exp(np.minimum(log_weight, np.sort(log_weight)[-20]) - log_weight.max())
        covariance = np.atleast_2d(np.cov(z.T, aweights=weight))
        proposal = Proposal(weight @ z / weight.sum(), np.linalg.cholesky(1.2 * covariance))
    weight = np.exp(log_weight - log_weight.max())
    assert weight.sum() ** 2 / np.sum(weight**2) > 300
    return z[rng.choice(len(z), RANKS, p=weight / weight.sum())]


def assert_uniform(ranks):
    for each in np.transpose(ranks):
        counts = np.bincount(each, minlength=RANKS + 1)
        assert stats.chisquare(counts.reshape(7, 3).sum(axis=1)).pvalue > 1e-3
        # and no drift to one side or the other
        assert abs(each.mean() - RANKS / 2) < 4 * np.sqrt((RANKS + 1) ** 2 / 12 / len(each))


@pytest.mark.parametrize(
    ("likelihood", "scales"),
    [
        pytest.param("bernoulli", Scales(0.5, 3.0, 1.0), marks=pytest.mark.slow),
        ("student_t", SCALES),
        pytest.param("normal", SCALES, marks=pytest.mark.slow),
    ],
)
def test_ranks_are_uniform(likelihood, scales):
    rng, ranks = np.random.default_rng(11), []
    for _ in range(210):
        truth, trial = simulated(likelihood, scales, rng)
        ranks.append((resampled(trial, truth, rng) < truth).sum(axis=0))
    assert_uniform(ranks)


def test_ranks_tell_a_wrong_prior():
    # the check itself must be able to fail
    rng, ranks = np.random.default_rng(12), []
    for _ in range(210):
        truth, trial = simulated("student_t", SCALES, rng)
        wrong = replace(trial, scales=replace(SCALES, sigma_K=120.0))
        ranks.append((resampled(wrong, truth, rng) < truth).sum(axis=0))
    with pytest.raises(AssertionError):
        assert_uniform(ranks)


@pytest.mark.slow
def test_ranks_are_uniform_through_the_sampler():
    # short runs: what is tested is that nothing is biased, not that a run is long enough
    settings = SamplerSettings(steps=600, max_steps=600)
    rng, ranks = np.random.default_rng(13), []
    for i in range(63):
        truth, trial = simulated("normal", SCALES, rng)
        draws = sample(trial, truth, settings, seed=i)
        flat = draws.chain[:, ::90].reshape(-1, trial.dimension)
        ranks.append((flat[rng.choice(len(flat), RANKS, replace=False)] < truth).sum(axis=0))
    assert_uniform(ranks)
