import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from tcreferee.inference.likelihoods import LIKELIHOODS


def test_normal_is_scipys():
    rng = np.random.default_rng(1)
    y, mean, log_sigma = rng.normal(80, 30, 9), rng.normal(80, 30, (4, 5, 9)), rng.normal(3, 1, (4, 5))
    found = LIKELIHOODS["normal"](y, mean, log_sigma)
    assert found.shape == (4, 5, 9)
    np.testing.assert_allclose(found, stats.norm(mean, np.exp(log_sigma)[..., None]).logpdf(y), rtol=1e-12)


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_every_likelihood_is_a_density_of_the_response(name):
    # per kelvin, so that scores of different likelihoods could be compared
    def density(y):
        return float(np.exp(LIKELIHOODS[name](np.array([y]), np.array([80.0]), np.array(2.0))[0]))

    total = sum(quad(density, a, b, epsabs=1e-12)[0] for a, b in ((-400, 50), (50, 110), (110, 600)))
    assert total == pytest.approx(1, abs=1e-8)
