"""Priors of the scatter against scipy's densities of the same names."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from tcreferee.base.scatter_priors import FAMILIES, sigma_prior

SCIPY = {
    "half_t": lambda scale: stats.foldcauchy(0, scale=scale),
    "half_normal": lambda scale: stats.halfnorm(scale=scale),
    "exponential": lambda scale: stats.expon(scale=scale),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_density_draws_and_scale_are_those_of_scipy(family):
    prior, wanted = sigma_prior(family, 12.0, nu=1.0), SCIPY[family](12.0)
    sigma = np.array([1e-3, 0.5, 12.0, 40.0])
    np.testing.assert_allclose(prior.logpdf_of_log(np.log(sigma)), wanted.logpdf(sigma) + np.log(sigma), rtol=1e-9)
    np.testing.assert_allclose(
        prior.times(3.0).logpdf_of_log(np.log(sigma)), SCIPY[family](36.0).logpdf(sigma) + np.log(sigma), rtol=1e-9
    )
    assert stats.kstest(prior.draw(20_000, np.random.default_rng(1)), wanted.cdf).pvalue > 1e-3
    np.testing.assert_allclose(wanted.cdf(prior.quantile(np.array([0.01, 0.5, 0.99]))), [0.01, 0.5, 0.99], rtol=1e-9)
    total, _ = quad(lambda s: math.exp(prior.logpdf_of_log(np.array(s))), -40, 25, limit=400, points=[0, 2, 5])
    assert total == pytest.approx(1, abs=1e-7)


def test_an_unknown_family_is_named():
    with pytest.raises(ValueError, match="no prior of the scatter is called 'cauchy': one of half_t, half_normal, exp"):
        sigma_prior("cauchy", 1.0)
