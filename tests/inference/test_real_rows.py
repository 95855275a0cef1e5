"""Numbers of the repository's own comparisons that an independent computation gave, and that once were others."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import t as student

import tcreferee
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.trial import Scales


def test_the_step_of_the_doping_table_is_the_global_one():
    # five of eight starts agreed on -122.195 at 1.116
    fit = tcreferee.fit("two_levels", "lsco_stanev2018", prior=(25.0, 18.0), x="doping")
    assert (fit.n, fit.starts_agreeing >= 2) == (35, True)
    assert fit.log_likelihood == pytest.approx(-122.127, abs=6e-4)
    assert fit.estimates["threshold"] == pytest.approx(1.059, abs=6e-4)


BEC = np.array([92.0, 80.0, 89.0, 99.0, 125.0, 80.0])


def elpd_of_a_constant(y, i, scale):
    """ln of the predictive density of row i under a level Normal(80, 52.5), by scipy alone."""

    def ln_rows(rows, s):
        # the level integrated out: a common normal variable
        n, variance, about = len(rows), math.exp(2 * s), rows - 80.0
        square = about @ about - 52.5**2 * about.sum() ** 2 / (variance + n * 52.5**2)
        log_det = (n - 1) * 2 * s + math.log(variance + n * 52.5**2)
        return -0.5 * (n * math.log(2 * math.pi) + log_det + square / variance)

    def ln_integral(rows):
        def density(s):
            prior = math.log(2) + student.logpdf(math.exp(s), 4, scale=scale) + s
            return math.exp(ln_rows(rows, s) + prior + 20)

        return math.log(quad(density, -3, 9, limit=300, epsrel=1e-11)[0]) - 20

    return ln_integral(y) - ln_integral(np.delete(y, i))


@pytest.mark.parametrize(
    ("scale_of", "wanted"),
    [
        # sd of all rows, the one left out among them: this flattered the constant by 0.7 nats
        (lambda i: BEC.std(ddof=1), -27.78),
        (lambda i: np.delete(BEC, i).std(ddof=1), -28.52),
        # as it is now: that of the class, the same whichever row is left out
        (lambda i: 35.0, -27.836),
    ],
)
def test_the_constant_on_six_rows_under_three_scales_of_the_scatter(make_trial, scale_of, wanted):
    trials = [make_trial("constant", BEC, Scales(80.0, 52.5, scale_of(i))) for i in range(6)]
    found = [float(quadrature(trial).elpd_loo[i]) for i, trial in enumerate(trials)]
    assert sum(found) == pytest.approx(wanted, abs=6e-3)
    np.testing.assert_allclose(found, [elpd_of_a_constant(BEC, i, scale_of(i)) for i in range(6)], atol=1e-5)


def test_the_identity_holds_under_the_scale_of_the_class(make_trial):
    whole = make_trial("constant", BEC, Scales(80.0, 52.5, 35.0))
    exact = quadrature(whole)
    for i in range(6):
        without = quadrature(replace(whole, y=np.delete(BEC, i))).ln_evidence
        assert exact.elpd_loo[i] == pytest.approx(exact.ln_evidence - without, abs=1e-6)
