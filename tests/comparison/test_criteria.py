import math

import lmfit
import numpy as np
import pytest

from tcreferee.comparison.criteria import aic, aicc, bic


def test_by_hand():
    # lnL = -30.5, three counted parameters, nine rows
    assert aic(-30.5, 3) == 67.0
    assert aicc(-30.5, 3, 9) == pytest.approx(67 + 24 / 5, rel=1e-14)
    assert bic(-30.5, 3, 9) == pytest.approx(61 + 3 * 2.1972245773362196, rel=1e-14)


@pytest.mark.parametrize(
    ("p", "n", "defined"), [(3, 5, True), (3, 4, False), (4, 5, False), (4, 4, False), (1, 3, True)]
)
def test_aicc_is_undefined_with_too_few_rows(p, n, defined):
    assert math.isfinite(aicc(-10.0, p, n)) is defined
    if defined:
        assert aicc(-10.0, p, n) == aic(-10.0, p) + 2 * p * (p + 1) / (n - p - 1)


def test_aicc_comes_down_to_aic():
    assert aicc(-30.5, 3, 10**6) == pytest.approx(aic(-30.5, 3), abs=1e-4)


def test_lmfits_own_criteria_are_others():
    # y = 1, 2, 4, 4 at x = 0, 1, 2, 3: slope 1.1, intercept 1.1, sum of squares 0.7
    x, y = np.arange(4.0), np.array([1.0, 2.0, 4.0, 4.0])
    fit = lmfit.models.LinearModel().fit(y, x=x, slope=1.0, intercept=1.0)
    assert fit.chisqr == pytest.approx(0.7, rel=1e-9)
    log_likelihood = -2 * (math.log(2 * math.pi * 0.7 / 4) + 1)
    # lmfit leaves out the constants and does not count sigma
    assert fit.aic == pytest.approx(4 * math.log(0.7 / 4) + 2 * 2, rel=1e-9)
    assert aic(log_likelihood, 3) == pytest.approx(4 * math.log(2 * math.pi * 0.7 / 4) + 4 + 6, rel=1e-12)
    assert aic(log_likelihood, 3) - fit.aic == pytest.approx(4 * math.log(2 * math.pi) + 4 + 2, rel=1e-9)
    assert bic(log_likelihood, 3, 4) != pytest.approx(fit.bic, abs=0.1)
