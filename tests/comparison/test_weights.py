import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import binom

from tcreferee.comparison.weights import akaike, stack, weigh


def score(weights, elpd):
    return float(np.log(weights @ np.exp(elpd)).sum())


def slsqp(elpd):
    m = len(elpd)
    found = minimize(
        lambda w: -score(w, elpd), np.full(m, 1 / m), method="SLSQP", bounds=[(1e-12, 1)] * m,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1}, options={"ftol": 1e-12, "maxiter": 500},
    )  # fmt: skip
    return -found.fun


@pytest.mark.parametrize("seed", range(12))
def test_stacking_agrees_with_scipys_optimiser(seed):
    rng = np.random.default_rng(seed)
    models, rows = int(rng.integers(2, 8)), int(rng.integers(4, 40))
    elpd = -4 + rng.standard_normal((models, rows)) * rng.uniform(0.05, 1.5)
    (weights,) = stack(elpd, np.ones((1, rows)))
    assert weights.sum() == pytest.approx(1, abs=1e-9)
    assert (weights >= 0).all()
    assert score(weights, elpd) == pytest.approx(slsqp(elpd), abs=1e-4)


def test_stacking_of_counted_rows_is_stacking_of_repeated_rows():
    rng = np.random.default_rng(1)
    elpd = rng.standard_normal((3, 6))
    counts = np.array([2, 0, 1, 3, 0, 1])
    (counted,) = stack(elpd, counts[np.newaxis])
    (repeated,) = stack(np.repeat(elpd, counts, axis=1), np.ones((1, 7)))
    np.testing.assert_allclose(counted, repeated, atol=1e-6)


def test_stacking_of_two_models_by_hand():
    # densities 2 and 1 in two rows, 1 and 2 in one: w (1 - w)-weighted, maximum of 2 ln(1 + w) + ln(2 - w) at w = 1
    (weights,) = stack(np.log([[2.0, 2.0, 1.0], [1.0, 1.0, 2.0]]), np.ones((1, 3)))
    np.testing.assert_allclose(weights, [1, 0], atol=1e-2)
    # one row each: by symmetry a half
    (weights,) = stack(np.log([[2.0, 1.0], [1.0, 2.0]]), np.ones((1, 2)))
    np.testing.assert_allclose(weights, [0.5, 0.5], atol=1e-6)


def test_stacking_degenerate_cases():
    np.testing.assert_allclose(stack(np.array([[-3.0, -4.0]]), np.ones((1, 2))), [[1.0]])
    np.testing.assert_allclose(stack(np.full((4, 5), -700.0), np.ones((1, 5))), np.full((1, 4), 0.25))
    # far below the smallest double
    (weights,) = stack(np.array([[-9000.0, -9001.0], [-9500.0, -9500.0]]), np.ones((1, 2)))
    np.testing.assert_allclose(weights, [1, 0], atol=1e-12)


def test_a_better_model_gets_the_weight():
    rng = np.random.default_rng(3)
    base = -4 + 0.3 * rng.standard_normal(20)
    found = weigh(np.stack([base, base - 3]), seed=1)
    np.testing.assert_allclose(found.stacking, [1, 0], atol=1e-6)
    assert found.pseudo_bma[0] > 0.999
    np.testing.assert_allclose([found.lower[0], found.upper[0]], [1, 1], atol=1e-6)


def test_weights_and_their_intervals():
    rng = np.random.default_rng(4)
    elpd = -4 + 0.8 * rng.standard_normal((3, 9))
    found, again, other = weigh(elpd, 1), weigh(elpd, 1), weigh(elpd, 2)
    for name in ("stacking", "lower", "upper", "pseudo_bma"):
        np.testing.assert_array_equal(getattr(found, name), getattr(again, name))
    np.testing.assert_allclose(found.stacking, other.stacking, atol=1e-12)
    assert not np.array_equal(found.pseudo_bma, other.pseudo_bma)
    assert found.stacking.sum() == pytest.approx(1, abs=1e-9)
    assert found.pseudo_bma.sum() == pytest.approx(1, abs=1e-9)
    assert ((found.lower >= -1e-12) & (found.lower <= found.upper) & (found.upper <= 1 + 1e-9)).all()


def test_the_interval_of_a_stacking_weight_in_closed_form():
    # half of the rows have densities 2 and 1, half 1 and 2: with k of n draws among the former the weight is 3 k/n - 1,
    # and the bootstrap draws k from a binomial distribution
    n = 200
    elpd = np.log(np.repeat([[2.0, 1.0], [1.0, 2.0]], n // 2, axis=1))
    found = weigh(elpd, seed=1)
    wanted = 3 * binom.ppf([0.025, 0.975], n, 0.5) / n - 1
    # 1000 replicates: the error of an end is 0.009; an interval of 90 % is narrower by 0.04 at each end
    np.testing.assert_allclose([found.lower[0], found.upper[0]], wanted, atol=0.02)


def test_pseudo_bma_is_the_mean_over_bayesian_bootstraps():
    rng = np.random.default_rng(5)
    elpd = -4 + 0.5 * rng.standard_normal((2, 12))
    d = (elpd[0] - elpd[1]) * 12
    share = rng.dirichlet(np.ones(12), size=200_000)
    wanted = np.mean(1 / (1 + np.exp(-share @ d)))
    # 1000 replicates: three errors of a number between 0 and 1
    assert weigh(elpd, 7).pseudo_bma[0] == pytest.approx(wanted, abs=0.05)
    np.testing.assert_allclose(weigh(np.stack([elpd[0]] * 3), 7).pseudo_bma, 1 / 3, atol=1e-12)


def test_akaike_weights_by_hand():
    found = akaike(np.array([100.0, 102.0, np.nan, 1100.0]))
    np.testing.assert_allclose(found[:2], [1 / (1 + math.exp(-1)), math.exp(-1) / (1 + math.exp(-1))], rtol=1e-12)
    # an undefined criterion gives no weight, not zero
    assert np.isnan(found[2])
    assert found[3] == pytest.approx(0, abs=1e-200)
    assert np.nansum(found) == pytest.approx(1)
