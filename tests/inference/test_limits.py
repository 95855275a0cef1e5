"""Limits are censored rows: the Tobit likelihood, written out here with scipy."""

import math
from dataclasses import replace

import brute_force as brute
import numpy as np
import pytest
from scipy import optimize, stats

from tcreferee.api import beside, fit, load_dataset
from tcreferee.base.errors import RefereeError
from tcreferee.base.priors import Scales
from tcreferee.inference import curves, guards
from tcreferee.inference.curve_scores import score
from tcreferee.inference.fit import maximise
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.oracle import integrate
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.refused import RefusedError

X = np.linspace(1, 8, 10)
Y = np.array([12.1, 9.5, 8.0, 6.9, 5.2, 4.2, 3.0, 2.4, 2.0, 1.8])
# two upper limits at the low end, one in the middle, and a lower one
LIMIT = np.array([-1.0, 0, 0, 0, 0, 1, 0, 0, 1, 1])
SCALES = Scales(10.0, 15.0, 10.0)
COLUMNS = brute.unit_columns(np.ones_like(X), X)


def rows(mean, sd):
    """Tobit: the density of a value, the probability beyond a limit."""
    each = stats.norm(mean, sd)
    return np.where(LIMIT == 0, each.logpdf(Y), np.where(LIMIT > 0, each.logcdf(Y), each.logsf(Y)))


@pytest.fixture
def straight(make_trial):
    return replace(make_trial("linear", Y, SCALES, x=X), limit=LIMIT)


def test_the_maximum_is_that_of_the_tobit_likelihood(straight):
    found = maximise(straight, 1)
    tobit = optimize.minimize(
        lambda p: -rows(p[0] + p[1] * X, math.exp(p[2])).sum(), [13, -1.7, 0], method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20000},
    )  # fmt: skip
    assert found.log_likelihood == pytest.approx(-tobit.fun, abs=1e-7)
    np.testing.assert_allclose(found.theta, tobit.x[:2], rtol=1e-3)
    assert found.sigma == pytest.approx(math.exp(tobit.x[2]), rel=1e-3)


def ln_prior(z, effects):
    return stats.norm.logpdf(z[:, :effects]).sum(axis=1) + brute.ln_prior_of_ln_sigma(z[:, -1], 10.0)


def grid(effects):
    def terms(z):
        mean = brute.effects_to_mean(COLUMNS[:, :effects], z[:, :effects], 10.0, 15.0)
        return ln_prior(z, effects), rows(mean, np.exp(z[:, -1:]))

    return brute.Grid(brute.independent_rows(terms), [-4] * effects + [-4], [4] * effects + [6])


def test_evidence_posterior_and_left_out_rows_against_a_grid(straight):
    exact, start = grid(2), straight.coordinates(maximise(straight, 1).theta, 1.0)
    found = integrate(straight, start, spread_about(straight.log_posterior, start) / 2, 3)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=4.5 * found.error_ln_evidence)
    np.testing.assert_allclose(found.elpd_loo, exact.elpd_loo, atol=4.5 * found.error_loo)
    np.testing.assert_allclose(found.mean, exact.mean, atol=4.5 * found.error_mean.max())


@pytest.mark.parametrize("effects", [1, 2])
def test_the_generated_nulls_count_limits_as_the_formulas_do(make_trial, effects):
    trial = replace(make_trial("constant", Y, SCALES, x=X), limit=LIMIT)
    of = curves.rows_of(trial)
    found = score(curves.levels(of) if effects == 1 else curves.line(of, X), of)
    exact = grid(effects)
    assert found.ln_evidence == pytest.approx(exact.ln_evidence, abs=1e-4)
    np.testing.assert_allclose(found.elpd, exact.elpd_loo, atol=5e-3)


@pytest.mark.parametrize(
    ("likelihood", "law"),
    [("normal", stats.norm), ("student_t", stats.t(4)), ("lognormal", None)],
)
def test_a_limit_is_the_probability_beyond_it(likelihood, law):
    mean, sd, limit = np.array([3.0, 3.0, 3.0]), np.array([2.0]), np.array([1.0, -1.0, 0.0])
    if law is None:
        sd, law = np.array([0.5]), stats.lognorm(0.5, scale=3.0)
        expected = [law.logcdf(2.0), law.logsf(2.0), law.logpdf(2.0)]
    else:
        expected = [law.logcdf(-0.5), law.logsf(-0.5), law.logpdf(-0.5) - math.log(2.0)]
    found = LIKELIHOODS[likelihood].pointwise(np.full(3, 2.0), mean, sd, limit)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


TABLE = {"xi_A": X, "tc_K": [12.1, 9.5, 8.0, 6.9, 5.2, "<4.2", 3.0, 2.4, "<2.0", "<1.8"]}


def test_limits_in_a_table_in_memory():
    found, said = beside(["linear", "constant"], TABLE, x="xi_A", prior=(10, 10))
    assert found[0].n == 10
    assert "3 of the 10 responses are limits: each counts in n and enters by the probability" in said
    above = fit("linear", {"xi_A": X, "tc_K": Y}, x="xi_A", prior=(10, 10))
    # as limits the low rows do not hold the line up, as they would as values
    assert found[0].estimates["b"] < above.estimates["b"]


def test_too_few_values_beside_the_limits(straight):
    with pytest.raises(RefusedError, match="8 of 10 rows are limits; at least 3 measured values are needed"):
        guards.refuse_hopeless_rows(replace(straight, limit=np.array([1.0] * 8 + [0, 0])))


@pytest.mark.parametrize("word", ["not superconducting", "non-superconducting", "no transition", "n.s."])
def test_not_superconducting_is_no_limit_without_the_temperature_searched(word):
    with pytest.raises(RefereeError) as error:
        load_dataset({"xi_A": [1.0, 2.0, 3.0], "tc_K": [3.0, 2.0, word]})
    assert f"'{word}' says that no transition was found, but not down to which temperature it was searched" in str(
        error.value
    )
    assert "a limit such as <1.8, the lowest temperature that was searched" in str(error.value)
