"""The prior mass that inequalities leave: coordinates of priors at normal scores, against scipy's quantiles."""

import numpy as np
import pytest
from scipy import stats

from tcreferee.base.priors import HalfNormal, LogNormal, Normal, Spread, Uniform
from tcreferee.inference.allowed import _coordinate

SCORE = np.array([-4.0, -1.3, 0.0, 0.7, 4.0])
PRIORS = {
    "normal": (Normal(3.0, 2.0), stats.norm(3.0, 2.0)),
    "log-normal": (LogNormal(5.0, 0.7), stats.lognorm(0.7, scale=5.0)),
    "uniform": (Uniform(2.0, 6.0), stats.uniform(2.0, 4.0)),
    "half-normal": (HalfNormal(1.5), stats.halfnorm(scale=1.5)),
}


@pytest.mark.parametrize("name", PRIORS)
def test_a_score_stands_for_its_quantile(name):
    prior, wanted = PRIORS[name]
    found = prior.physical(_coordinate(prior, SCORE, np.random.default_rng(1)))
    np.testing.assert_allclose(found, wanted.ppf(stats.norm.cdf(SCORE)), rtol=1e-9)


def test_a_spread_between_families_is_drawn():
    drawn = np.exp(_coordinate(Spread(10.0), np.zeros(2000), np.random.default_rng(1)))
    assert stats.kstest(drawn, lambda tau: 2 * stats.t.cdf(tau / 10.0, 4) - 1).pvalue > 0.001
