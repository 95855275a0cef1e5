import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from tcreferee.base.priors import Normal
from tcreferee.base.scatter_priors import HalfT


@pytest.mark.parametrize("prior", [Normal(0.0, 1.0), Normal(1 / 6, 1.0), Normal(-40.0, 0.01)])
def test_normal_is_scipys(prior):
    x = prior.mean + prior.sd * np.linspace(-8, 8, 33).reshape(3, 11)
    np.testing.assert_allclose(prior.logpdf(x), stats.norm(prior.mean, prior.sd).logpdf(x), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-3, 30.0, 1e6])
def test_half_t_is_scipys_with_its_jacobian(scale):
    log_sigma = np.log(scale) + np.linspace(-20, 10, 31)
    sigma = np.exp(log_sigma)
    wanted = np.log(2) + stats.t(4, scale=scale).logpdf(sigma) + log_sigma
    np.testing.assert_allclose(HalfT(scale).logpdf_of_log(log_sigma), wanted, rtol=1e-12)


def test_half_t_integrates_to_one():
    total, _ = quad(lambda s: np.exp(HalfT(30.0).logpdf_of_log(np.array(s))), -40, 40, epsabs=1e-12, limit=200)
    assert total == pytest.approx(1, abs=1e-10)


def test_half_t_draws_follow_its_density():
    sigma = HalfT(30.0).draw(20_000, np.random.default_rng(1))
    assert (sigma > 0).all()
    folded = stats.t(4, scale=30.0)
    assert stats.kstest(sigma, lambda s: 2 * folded.cdf(s) - 1).pvalue > 1e-3
