"""Eight schools: the textbook case of a scatter beside known errors.

Rows: Rubin (1981), J. Educational Statistics 6, 377, as in Gelman et al., Bayesian Data Analysis, 3rd ed., Table 5.2.
Reference: posteriordb (github.com/stan-dev/posteriordb, commit 0e97b72), eight_schools-eight_schools_noncentered, means
and their Monte Carlo errors of 10 000 Stan draws: mu ~ Normal(0, 5), tau ~ half-Cauchy(5).
"""

import math

import brute_force as brute
import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Scales
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import TAU_FRACTION, bound_model
from tcreferee.inference.oracle import integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.sample import SamplerSettings, sample
from tcreferee.inference.trial import Trial

EFFECT = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERROR = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])
POSTERIORDB = {"mu": (4.41051833695493, 0.0330374705950917), "tau": (3.60205952364059, 0.0318615135640706)}
# 10 000 draws of a bulk effective size of 10 041 and 9 989, as its information file says
EFFECTIVE = {"mu": 10041.0896201168, "tau": 9989.27163956509}


GRID = 1e-8  # error of the grid
PRIORS = Scales(0.0, 5.0, 5.0, 1.0)


def schools(scales=PRIORS):
    model = load_model(find_models()["constant"])
    inputs = {name: np.ones(8) for name in model.inputs}
    return Trial(model, inputs, EFFECT, scales, "normal_known", sd=ERROR)


def grid(nu=1.0, scale=5.0):
    def terms(z):
        tau = np.exp(z[:, 1:])
        prior = stats.norm.logpdf(z[:, 0]) + math.log(2) + stats.t(nu, scale=scale).logpdf(tau[:, 0]) + z[:, 1]
        return prior, stats.norm(5 * z[:, :1], np.hypot(tau, ERROR)).logpdf(EFFECT)

    return brute.Grid(brute.independent_rows(terms), [-8, -30], [8, 12], count=120), terms


def integrated(trial, seed=1):
    draws = trial.draw_prior(4000, np.random.default_rng(0))
    start = draws[np.argmax(trial.log_posterior(draws))]
    return integrate(trial, start, spread_about(trial.log_posterior, start) / 2, seed)


def test_the_grid_is_posteriordbs_posterior():
    # so that what the oracle is held to is not only ours
    def moments_of_tau(z):
        return np.exp(z[:, 1])

    _, terms = grid()
    u, weights_u = brute.gauss_legendre(-8, 8, 120)
    s, weights_s = brute.gauss_legendre(-25, 9, 600)
    z = np.stack(np.meshgrid(u, s, indexing="ij"), axis=-1).reshape(-1, 2)
    prior, pointwise = terms(z)
    weight = np.exp(prior + pointwise.sum(axis=1)) * np.outer(weights_u, weights_s).ravel()
    weight /= weight.sum()
    for name, values in (("mu", 5 * z[:, 0]), ("tau", moments_of_tau(z))):
        wanted, error = POSTERIORDB[name]
        mean = weight @ values
        assert abs(mean - wanted) < 3 * error
        sd = math.sqrt(weight @ (values - mean) ** 2)
        assert sd == pytest.approx(error * math.sqrt(EFFECTIVE[name]), rel=0.03)


def test_moments_evidence_and_exact_loo():
    found, (wanted, _) = integrated(schools()), grid()
    assert found.khat < 0.6
    assert found.ln_evidence == pytest.approx(wanted.ln_evidence, abs=4.5 * found.error_ln_evidence + GRID)
    np.testing.assert_allclose(found.elpd_loo, wanted.elpd_loo, atol=4.5 * found.error_loo + GRID)
    assert (np.abs(found.mean - wanted.mean) < 4.5 * found.error_mean + GRID).all()
    assert (np.abs(found.sd**2 - wanted.sd**2) < 4.5 * found.error_variance + GRID).all()
    assert abs(5 * found.mean[0] - POSTERIORDB["mu"][0]) < 3 * POSTERIORDB["mu"][1] + 5 * 4 * found.error_mean[0]


@pytest.mark.slow
def test_draws_of_mu_and_tau():
    trial = schools()
    draws = sample(trial, np.array([0.9, 1.0]), SamplerSettings(), seed=1)
    assert [name for name, (_, _, passed) in draws.gates(SamplerSettings()).items() if not passed] == []
    mu, tau = 5 * draws.chain[..., 0], np.exp(draws.chain[..., 1])
    for name, values in (("mu", mu), ("tau", tau)):
        wanted, error = POSTERIORDB[name]
        ours = values.std() / math.sqrt(min(draws.ess_bulk.min(), draws.ess_tail.min()))
        assert abs(values.mean() - wanted) < 4 * math.hypot(error, ours)


def families(effect, scatter):
    """Every school a family of its own, without a scatter besides that between families."""
    scales = Scales(0.0, effect, scatter)
    model = bound_model(load_model(find_models()["family_mean_pooled"]), [f"s{i}" for i in range(8)], (), scales)
    return Trial(model, {"family": np.arange(8.0)}, EFFECT, scales, "normal_known", np.arange(8.0), 1, ERROR)


@pytest.mark.slow
def test_as_families_of_one_row_it_is_the_same_posterior(monkeypatch):
    # the means integrated out leave N(mu, tau^2 + error^2): the scatter of rows without families
    from tcreferee.inference import importance

    monkeypatch.setattr(importance, "MOST_DRAWS", 40_000)
    pooled = integrated(families(5.0, 0.05))
    alone = integrated(schools(Scales(0.0, 5.0, TAU_FRACTION * 5.0, 4.0)))
    # eleven dimensions: the importance sampling says itself that it is not to be trusted
    assert pooled.ln_evidence == pytest.approx(alone.ln_evidence, abs=0.05)
    np.testing.assert_allclose(pooled.elpd_loo, alone.elpd_loo, atol=0.1)
    # a family of one row is left out with its row
    np.testing.assert_allclose(pooled.elpd_family, pooled.elpd_loo, atol=0.1)
    tau = [name == "tau" for name in families(5.0, 0.05).names]
    assert pooled.mean[tau] == pytest.approx(alone.mean[-1], abs=0.1)
