from dataclasses import replace

import numpy as np
import pytest
from scipy import optimize

from tcreferee.inference.fit import maximise
from tcreferee.simulation.refit import refit


@pytest.mark.parametrize("name", ["constant", "power_law"])
def test_scatter_of_the_logarithm(trial_of, rising, name):
    trial, y = trial_of(name, likelihood="lognormal"), np.maximum(rising(3), 1.0)
    found = refit(trial, y)
    for i, row in enumerate(y):
        fit = maximise(replace(trial, y=row), 1)
        assert found.log_likelihood[i] == pytest.approx(fit.log_likelihood, abs=1e-7)
        np.testing.assert_allclose(found.theta[i], fit.theta, rtol=1e-4)
    assert found.converged.all()


@pytest.mark.parametrize("name", ["constant", "linear"])
def test_yes_or_no(trial_of, name):
    trial = trial_of(name, likelihood="bernoulli")
    y = (np.random.default_rng(1).random((6, 15)) < 0.4) * 1.0
    found = refit(trial, y)
    for i, row in enumerate(y):

        def fall(theta, row=row):
            return -float(trial.density.density(row, trial.predict(theta), np.ones(1)).sum())

        best = optimize.minimize(fall, np.zeros(len(trial.model.parameters)), method="BFGS", options={"gtol": 1e-8})
        assert found.log_likelihood[i] == pytest.approx(-best.fun, abs=1e-8)
    assert found.converged.all()
    assert np.isnan(found.rss).all()


def test_rows_that_are_parted_have_no_maximum(trial_of):
    y = np.zeros((2, 15))
    y[0, 8:] = 1.0
    assert not refit(trial_of("linear", likelihood="bernoulli"), y).converged.any()


@pytest.mark.parametrize("name", ["constant", "linear", "quantum_well"])
def test_heavy_tails(trial_of, rising, name):
    trial, y = trial_of(name, likelihood="student_t"), rising(4)
    y[:, 3] += 150.0
    found = refit(trial, y)
    for i, row in enumerate(y):
        fit = maximise(replace(trial, y=row), 1)
        assert found.log_likelihood[i] >= fit.log_likelihood - 1e-7
        if fit.starts_agreeing > 2:
            assert found.log_likelihood[i] == pytest.approx(fit.log_likelihood, abs=1e-6)
    assert found.converged.all()


@pytest.mark.parametrize("scatter", [1.0, 30.0])
def test_rows_with_their_own_errors(trial_of, rising, scatter):
    sd = np.linspace(2.0, 20.0, 15)
    trial, y = trial_of("linear", likelihood="normal_known", sd=sd), rising(4, scatter=scatter)
    found = refit(trial, y)
    for i, row in enumerate(y):

        def fall(t, row=row):
            return -float(trial.density.density(row, trial.predict(t[:2]), np.hypot(np.exp(t[2]), sd)).sum())

        start = [*found.theta[i], 1.0]
        best = optimize.minimize(fall, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
        # without any scatter of its own the likelihood is level: both only come near
        assert found.log_likelihood[i] == pytest.approx(-best.fun, abs=1e-6)
    assert found.converged.all()
