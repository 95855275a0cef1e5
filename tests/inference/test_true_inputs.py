"""True values of measured ones: against the conjugate normal case, and against sums over a fine grid of populations."""

import numpy as np
import pytest
from scipy import stats

from tcreferee.inference.true_inputs import true_inputs


def test_with_many_rows_the_population_is_known():
    rng = np.random.default_rng(0)
    x = rng.normal(5, 2, 3000) + rng.standard_normal(3000)
    mean, sd = true_inputs(x, np.ones(3000), logs=False)
    # conjugate: the share of the measured variance that is not that of the errors
    share = (x.var() - 1) / x.var()
    np.testing.assert_allclose(mean, x.mean() + share * (x - x.mean()), atol=0.02)
    np.testing.assert_allclose(sd, np.sqrt(share), rtol=5e-3)


X = np.array([1.2, 2.6, 1.9, 3.3, 5.1, 2.2])


@pytest.mark.parametrize("logs", [False, True])
def test_against_a_fine_grid_of_populations(logs):
    error = 0.3 * X if logs else np.array([0.5, 0.0, 0.8, 0.5, 1.0, 0.5])
    at = np.log(X) if logs else X
    spread = at.std(ddof=1)
    means = at.mean() + 1.2 * spread * np.linspace(-1, 1, 41)
    widths = spread * np.exp(np.linspace(np.log(0.05), np.log(2.5), 61))
    t = np.linspace(at.min() - 4, at.max() + 4, 2001)
    true = np.exp(t) if logs else t
    total = np.zeros((len(X), len(means), len(widths)))
    sums = np.zeros((2, *total.shape))
    for i, (x, e) in enumerate(zip(X, error, strict=True)):
        for k, width in enumerate(widths):
            population = stats.norm.pdf(t, means[:, np.newaxis], width)
            if e == 0:
                total[i, :, k] = stats.norm.pdf(at[i], means, width)
                sums[:, i, :, k] = np.array([x, x * x])[:, np.newaxis] * total[i, :, k]
                continue
            joint = population * stats.norm.pdf(x, true, e / x * true if logs else e) * (t[1] - t[0])
            total[i, :, k] = joint.sum(axis=1)
            sums[:, i, :, k] = joint @ true, joint @ true**2
    weight = total.prod(axis=0) * widths
    weight /= weight.sum()
    first, second = sums / total
    mean = (first * weight).sum(axis=(1, 2))
    sd = np.sqrt(((second - first**2) * weight).sum(axis=(1, 2)))
    found = true_inputs(X, error, logs)
    np.testing.assert_allclose(found[0], mean, rtol=0.015)
    np.testing.assert_allclose(found[1], sd, rtol=0.04, atol=1e-5)
    assert (found[0][error == 0] == X[error == 0]).all()


def test_small_errors_move_nothing():
    mean, sd = true_inputs(X, 1e-4 * X, logs=True)
    np.testing.assert_allclose(mean, X, rtol=1e-6)
    np.testing.assert_allclose(sd, 1e-4 * X, rtol=1e-3)


def test_values_that_are_all_the_same_stay():
    x, error = np.full(5, 2.0), np.full(5, 0.1)
    mean, sd = true_inputs(x, error, logs=True)
    assert mean is x
    assert sd is error
