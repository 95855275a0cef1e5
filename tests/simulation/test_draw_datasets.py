from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import Share
from tcreferee.formulas.model import Parameter
from tcreferee.simulation.draw import draw_datasets

COUNT = 4000


def rng():
    return np.random.default_rng(7)


@pytest.mark.parametrize(
    ("likelihood", "law"),
    [
        ("normal", lambda mean: stats.norm(mean, 5.0)),
        ("student_t", lambda mean: stats.t(4, mean, 5.0)),
        ("normal_known", lambda mean: stats.norm(mean, np.hypot(5.0, 12.0))),
    ],
)
def test_follows_the_likelihood(trial_of, likelihood, law):
    trial = trial_of("linear", likelihood=likelihood, sd=np.full(15, 12.0))
    theta = np.array([30.0, 10.0])
    y = draw_datasets(trial, np.tile(theta, (COUNT, 1)), np.full(COUNT, 5.0), rng())
    for column, mean in zip(y.T[::7], trial.predict(theta)[::7], strict=True):
        assert stats.kstest(column, law(mean).cdf).pvalue > 1e-3
    assert stats.pearsonr(y[:, 0], y[:, 1]).pvalue > 1e-3


def test_scatter_of_the_logarithm(trial_of):
    trial = trial_of("constant", likelihood="lognormal")
    y = draw_datasets(trial, np.full((COUNT, 1), 40.0), np.full(COUNT, 0.3), rng())
    assert stats.kstest(np.log(y[:, 4] / 40.0) / 0.3, "norm").pvalue > 1e-3


def test_yes_or_no(trial_of):
    trial = trial_of("constant", likelihood="bernoulli")
    y = draw_datasets(trial, np.full((COUNT, 1), 1.0), np.zeros(COUNT), rng())
    assert set(np.unique(y)) == {0.0, 1.0}
    assert y.mean() == pytest.approx(1 / (1 + np.exp(-1)), abs=0.01)


def test_each_row_draws_its_choice(trial_of):
    base = trial_of("constant")
    share = Parameter("share", "w", "", "", Share(), (0.0, 1.0))
    parameters = (*base.model.parameters, share)
    level = base.model.parameters[0].name

    def predict(inputs, values):
        return values[level] + inputs["x"]

    model = replace(base.model, inputs=("x",), parameters=parameters, predict=predict)
    two = np.concatenate([np.zeros(15), np.full(15, 100.0)])
    trial = replace(base, model=model, inputs={"x": two}, choices=2)
    y = draw_datasets(trial, np.tile([20.0, 0.25], (COUNT, 1)), np.full(COUNT, 1e-3), rng())
    first = np.abs(y - 20.0) < 1
    assert np.all(first | (np.abs(y - 120.0) < 1))
    assert first.mean() == pytest.approx(0.25, abs=0.01)
    assert np.abs(np.corrcoef(first.T)[0, 1]) < 0.06


def test_every_draw_has_its_own_parameters(trial_of):
    theta = np.arange(10.0)[:, np.newaxis] * 100
    y = draw_datasets(trial_of("constant"), theta, np.linspace(0.01, 0.1, 10), rng())
    np.testing.assert_allclose(y.mean(axis=1), theta[:, 0], atol=0.2)
    assert y[-1].std() > 3 * y[0].std()
