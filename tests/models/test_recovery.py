"""Every model finds its own parameters in rows made by itself."""

import math
from dataclasses import replace

import numpy as np
import pytest
from models.conftest import Bench

from tcreferee.formulas.loading import find_models
from tcreferee.inference.fit import maximise
from tcreferee.inference.oracle import covers, quadrature

SCATTER_K = 6.0
# Their exact posterior has two dimensions or more, so that each takes seconds; the quick run has screening_exponent.
LONG = {
    "allen_dynes_full_shared", "allen_dynes_shared", "bec_power_law", "hole_dome", "mcmillan_shared", "power_law",
    "quantum_well_exponent", "two_levels",
}  # fmt: skip


def each_model():
    for name, path in find_models().items():
        yield pytest.param(path, id=name, marks=[pytest.mark.slow] if name in LONG else [])


@pytest.fixture(params=each_model())
def bench(request):
    return Bench(request.param)


def made_by_itself(trial, rng, sigma):
    """A trial on rows simulated at a draw from the prior; returns the true coordinates too."""
    truth = trial.draw_prior(1, rng)[0]
    truth[-1] = math.log(sigma)
    return truth, replace(trial, y=trial.mean(truth) + sigma * rng.standard_normal(len(trial.y)))


def test_parameters_are_recovered(bench):
    rng = np.random.default_rng(20261121)
    for _ in range(3):
        truth, trial = made_by_itself(bench.trial(), rng, SCATTER_K)
        fit = maximise(trial, 1)
        assert math.isfinite(fit.log_likelihood)
        # the maximum is no worse than the truth
        assert fit.log_likelihood >= trial.log_likelihood(truth).sum() - 1e-9
        if covers(trial):
            exact = quadrature(trial)
            assert (np.abs(truth - exact.mean) < 4 * exact.sd).all()


def test_posterior_is_calibrated(bench):
    """Truth drawn from the prior: the z score of the truth in its posterior has mean 0 and variance 1, exactly."""
    if not covers(bench.trial()):
        return
    rng = np.random.default_rng(20261122)
    z = []
    for _ in range(60):
        # ASSUME: a scatter between 10 and 90 % of its prior; the grid does not resolve far smaller ones
        sigma = float(np.clip(bench.trial().sigma_prior.draw(1, rng)[0], 4, 64))
        truth, trial = made_by_itself(bench.trial(), rng, sigma)
        exact = quadrature(trial)
        z.append((truth - exact.mean) / exact.sd)
    z = np.array(z)[:, :-1]
    assert np.isfinite(z).all()
    assert (np.abs(z.mean(axis=0)) < 4 / math.sqrt(60)).all()
    assert (np.abs((z**2).mean(axis=0) - 1) < 4 * math.sqrt(2 / 60) + 0.3).all()
