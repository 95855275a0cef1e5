import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from tcreferee.inference.likelihoods import LIKELIHOODS

# scipy's distribution of the response for a prediction and a standard deviation
SCIPY = {
    "normal": lambda mean, sd: stats.norm(mean, sd),
    "normal_known": lambda mean, sd: stats.norm(mean, sd),
    "normal_eiv": lambda mean, sd: stats.norm(mean, sd),
    "lognormal": lambda mean, sd: stats.lognorm(sd, scale=mean),
    "student_t": lambda mean, sd: stats.t(4, mean, sd),
}


def test_all_are_here():
    assert {*SCIPY, "bernoulli"} == set(LIKELIHOODS)


@pytest.mark.parametrize("name", SCIPY)
def test_densities_are_scipys(name):
    rng = np.random.default_rng(1)
    y, mean = rng.uniform(5, 130, 9), rng.uniform(5, 130, (4, 5, 9))
    for sd in (rng.uniform(0.1, 3, (4, 5, 1)), rng.uniform(0.1, 3, (4, 5, 9))):
        found = LIKELIHOODS[name].density(y, mean, sd)
        assert found.shape == (4, 5, 9)
        np.testing.assert_allclose(found, SCIPY[name](mean, sd).logpdf(y), rtol=1e-10)


@pytest.mark.parametrize("name", SCIPY)
def test_every_likelihood_is_a_density_of_the_response(name):
    # per kelvin, so that scores of different likelihoods could be compared
    low = 1e-12 if LIKELIHOODS[name].log_response else -400.0
    sd = 0.2 if LIKELIHOODS[name].log_response else 5.0

    def density(y):
        return float(np.exp(LIKELIHOODS[name].density(np.array([y]), np.array([80.0]), np.array([sd]))[0]))

    total = sum(quad(density, a, b, epsabs=1e-12)[0] for a, b in ((low, 50), (50, 110), (110, 600)))
    assert total == pytest.approx(1, abs=1e-6 if name == "student_t" else 1e-8)


def test_yes_or_no_is_a_probability():
    log_odds = np.array([-800.0, -3.0, 0.0, 0.5, 900.0])
    nothing = np.zeros(1)
    yes, no = (LIKELIHOODS["bernoulli"].density(np.full(5, y), log_odds, nothing) for y in (1.0, 0.0))
    np.testing.assert_allclose(np.exp(yes) + np.exp(no), 1, rtol=1e-14)
    np.testing.assert_allclose(np.exp(yes[1:4]), 1 / (1 + np.exp(-log_odds[1:4])), rtol=1e-14)
    assert (yes[0], no[-1]) == (-800, -900)


def test_a_log_response_has_no_density_about_a_prediction_that_is_not_positive():
    found = LIKELIHOODS["lognormal"].density(np.array([3.0, 3.0]), np.array([-1.0, 0.0]), np.array([1.0]))
    assert (found == -np.inf).all()


@pytest.mark.parametrize("name", LIKELIHOODS)
def test_draws_follow_the_density(name):
    rng = np.random.default_rng(3)
    mean, sd = np.full(40_000, 1.3), np.array([0.4])
    drawn = LIKELIHOODS[name].draw(mean, sd, rng)
    if name == "bernoulli":
        assert set(np.unique(drawn)) == {0.0, 1.0}
        assert drawn.mean() == pytest.approx(1 / (1 + np.exp(-1.3)), abs=0.01)
    else:
        assert stats.kstest(drawn, SCIPY[name](1.3, 0.4).cdf).pvalue > 1e-3
