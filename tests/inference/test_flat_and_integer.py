"""Flat priors against restricted likelihoods by scipy; whole numbers against sums written down once more."""

import math

import numpy as np
import pytest
from brute_force import ln_evidence, ln_prior_of_ln_sigma, unit_columns
from scipy import stats
from scipy.integrate import quad
from scipy.special import logsumexp

from tcreferee.base.priors import Effect, Flat, Integer, Level
from tcreferee.formulas.declared import faults
from tcreferee.formulas.model import Parameter
from tcreferee.inference.diagnostics import oracle_z
from tcreferee.inference.exact_fit import refuse_exact_fit
from tcreferee.inference.guards import refuse_hopeless_rows
from tcreferee.inference.infer import run
from tcreferee.inference.integer_sum import scan
from tcreferee.inference.oracle import integrate, prior_scan
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.quick import integrated
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.sample import sample
from tcreferee.inference.settings import InferSettings, SamplerSettings

X = np.array([1.0, 1.6, 2.2, 3.1, 4.0, 5.2, 6.1])
Y = np.array([31.0, 44.0, 52.0, 60.0, 71.0, 76.0, 90.0])
SETTINGS = InferSettings("c", "e", {"x": "x"}, "normal", 80.0, 52.5, 30.0, 1)


def line(make_model, *priors):
    names = ("a_K", "b_K")
    parameters = [Parameter(name, name[0], "K", "", prior) for name, prior in zip(names, priors, strict=True)]
    return make_model(lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"], *parameters)


def restricted(keep, columns, level=None):
    """ln of the integral over sigma of the likelihood with flat coefficients integrated out, from the definition."""
    y, columns = Y[keep], columns[keep]
    base = 0 if level is None else 80.0 * level[keep]
    outer = np.zeros((len(y), len(y))) if level is None else 52.5**2 * np.outer(level[keep], level[keep])

    def density(s):
        inverse = np.linalg.inv(np.exp(2 * s) * np.eye(len(y)) + outer)
        gram = columns.T @ inverse @ columns
        project = inverse - inverse @ columns @ np.linalg.solve(gram, columns.T @ inverse)
        square = (y - base) @ project @ (y - base)
        log_det = -np.linalg.slogdet(inverse)[1] + np.linalg.slogdet(gram)[1]
        free = len(y) - columns.shape[1]
        return math.exp(-0.5 * (log_det + square + free * math.log(2 * math.pi)) + ln_prior_of_ln_sigma(s) + 30)

    return math.log(quad(density, -4, 9, limit=400, epsabs=0, epsrel=1e-11)[0]) - 30


EVERY = np.ones(len(X), bool)
WITHOUT = [np.arange(len(X)) != i for i in range(len(X))]


@pytest.mark.parametrize("kind", ["both flat", "a level beside it"])
def test_scores_under_a_flat_prior_are_ratios_of_restricted_likelihoods(make_trial, make_model, kind):
    both = kind == "both flat"
    columns = np.stack([np.ones_like(X), X], axis=1) if both else (X - X.mean())[:, np.newaxis]
    given = (columns,) if both else (columns, np.ones_like(X))
    model = line(make_model, Flat() if both else Level(), Flat())
    quick = integrated(make_trial(model, Y, x=X), SETTINGS, _Quiet())
    wanted = [restricted(EVERY, *given) - restricted(keep, *given) for keep in WITHOUT]
    np.testing.assert_allclose(quick.exact.elpd_loo, wanted, atol=2e-5)
    assert math.isnan(quick.exact.ln_evidence)
    assert all(math.isnan(at.ln_evidence) for at in quick.exact.sigma_scan.values())
    assert prior_scan(make_trial(model, Y, x=X), quick.start, quick.root, 1, math.nan) == {}
    names = "priors of a_K and b_K are" if both else "prior of b_K is"
    assert quick.fit.notes[-1] == f"evidence undefined: the flat {names} improper"


def test_the_posterior_of_flat_coefficients_is_sampled(make_trial, make_model):
    trial = make_trial(line(make_model, Flat(), Flat()), Y, x=X)
    quick = integrated(trial, SETTINGS, _Quiet())
    draws = sample(trial, quick.start, SamplerSettings(), seed=1)
    assert all(passed for _, _, passed in draws.gates(SamplerSettings()).values())
    assert np.abs(oracle_z(draws, quick.exact)).max() < 4
    # of flat coefficients the posterior mean is the least-squares estimate
    drawn = trial.physical(draws.thinned(1000)).reshape(-1, 2)
    np.testing.assert_allclose(drawn.mean(axis=0), quick.fit.theta, atol=0.02 * drawn.std(axis=0).max() * 5)


def test_a_coefficient_that_one_row_determines_has_no_score(make_trial, make_model):
    # only the last row has an input: without it a flat prior of its coefficient stays improper
    trial = make_trial(line(make_model, Level(), Flat()), Y, x=[0, 0, 0, 0, 0, 0, 1.0])
    with pytest.raises(RefusedError, match="without row 7 the others do not determine b_K: with a flat prior"):
        refuse_hopeless_rows(trial)


def power(make_model, prior):
    return make_model(
        lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] ** p["q"],
        Parameter("a_K", "a", "K", "", Level()),
        Parameter("b_K", "b", "K", "", Effect()),
        Parameter("q", "q", "", "", prior),
    )


PRIORS = {"equal": Integer(1, 5), "declared": Integer(1, 3, (0.6, 0.3, 0.1))}


@pytest.mark.parametrize("word", PRIORS)
def test_a_whole_number_is_summed(make_trial, make_model, word):
    prior = PRIORS[word]
    trial = make_trial(power(make_model, prior), Y, x=X)
    quick = integrated(trial, SETTINGS, _Quiet())
    values = np.arange(prior.low, prior.high + 1)
    share = np.log(prior.probabilities or np.full(5, 0.2))
    columns = [unit_columns(np.ones_like(X), X ** float(q)) for q in values]
    ln_z = np.array([ln_evidence(Y, each) for each in columns])
    without = np.array([[ln_evidence(Y, each, keep) for keep in WITHOUT] for each in columns])
    total = logsumexp(share + ln_z)
    assert quick.exact.ln_evidence == pytest.approx(total, abs=1e-6)
    np.testing.assert_allclose(quick.exact.elpd_loo, total - logsumexp(share[:, None] + without, axis=0), atol=1e-5)
    found = quick.exact.probabilities["q"]
    np.testing.assert_allclose(list(found.values()), np.exp(share + ln_z - total), atol=1e-6)
    assert [*found] == [f"{q}" for q in values]


def test_the_sampled_posterior_of_a_whole_number_is_the_sum(make_trial, make_model):
    trial = make_trial(power(make_model, Integer(1, 4)), Y, x=X)
    settings = InferSettings("c", "e", {"x": "x"}, "normal", 80.0, 52.5, 30.0, 1)
    result = run(trial, settings, _Quiet())
    assert result.failed == []
    drawn = trial.physical(result.z)[..., 2].ravel()
    assert set(drawn) <= {1.0, 2.0, 3.0, 4.0}
    for value, probability in result.exact.probabilities["q"].items():
        assert np.mean(drawn == float(value)) == pytest.approx(probability, abs=0.03)


def test_the_fit_is_that_of_the_best_value(make_trial, make_model):
    y = 5 + 2 * X**3 + np.array([1.0, -2, 0.5, 1, -1, 2, -0.5])
    fit = scan(make_trial(power(make_model, Integer(1, 6)), y, x=X), seed=1)
    design = np.stack([np.ones_like(X), X**3], axis=1)
    wanted, square, *_ = np.linalg.lstsq(design, y)
    np.testing.assert_allclose(fit.theta, [*wanted, 3.0], rtol=1e-8)
    covariance = np.linalg.inv(design.T @ design) * square[0] / (len(X) - 2)
    np.testing.assert_allclose(fit.standard_errors, [*np.sqrt(np.diag(covariance)), np.nan], rtol=1e-6)
    assert fit.notes[-1].startswith("the likelihood is greatest at q = 3, of 6 values or combinations")


@pytest.mark.slow
def test_two_whole_numbers_and_another_likelihood(make_trial, make_model):
    def predict(inputs, p):
        return p["a_K"] * inputs["x"] ** p["q"] / (1 + inputs["x"]) ** p["r"]

    parameters = [Parameter("a_K", "a", "K", "", Level()), *(Parameter(n, n, "", "", Integer(1, 2)) for n in "qr")]
    trial = make_trial(make_model(predict, *parameters), Y, likelihood="student_t", x=X)
    start = np.array([0.0, 0.0, 0.0, math.log(10.0)])
    found = integrate(trial, start, spread_about(trial.log_posterior, start) / 2, 1)
    total = []
    for q in (1, 2):
        for r in (1, 2):
            column = X**q / (1 + X) ** r
            level = column / column.mean()
            s, u = np.meshgrid(np.linspace(0, 7, 150), np.linspace(-2.5, 2.5, 600), indexing="ij")
            rows = stats.t.logpdf(Y, 4, (80 + 52.5 * u)[..., None] * level, np.exp(s)[..., None]).sum(axis=-1)
            ln = rows + stats.norm.logpdf(u) + ln_prior_of_ln_sigma(s)
            total.append(logsumexp(ln) + math.log(7 / 149 * 5 / 599 / 4))
    assert found.ln_evidence == pytest.approx(logsumexp(total), abs=0.01)


def test_a_value_at_which_all_rows_but_one_are_met_is_named(make_trial, make_model):
    y = 5 + 2 * X**2
    y[3] += 1.0
    trial = make_trial(power(make_model, Integer(1, 3)), y, x=X)
    with pytest.raises(RefusedError, match="with q = 2: 6 of 7 rows are met exactly; row 4 is off by 1"):
        refuse_exact_fit(trial, scan(trial, 1))


def test_the_density_draws_and_moments_of_a_whole_number():
    prior = Integer(2, 5, (1.0, 2.0, 4.0, 1.0))
    drawn = prior.physical(prior.draw(40000, np.random.default_rng(1)))
    np.testing.assert_allclose([np.mean(drawn == v) for v in range(2, 6)], np.array([1, 2, 4, 1]) / 8, atol=0.01)
    assert [float(prior.physical(np.array(prior.coordinate(v)))) for v in range(2, 6)] == [2, 3, 4, 5]
    assert prior.mass(2.5, 4.5) == 0.75
    first, second = prior.moments()
    for i, share in enumerate(prior.shares):
        ends = np.clip(prior.ends[i : i + 2], -12, 12)
        for power, found in ((1, first[i]), (2, second[i])):
            assert found == pytest.approx(quad(lambda x, k=power: x**k * stats.norm.pdf(x), *ends)[0] / share, abs=1e-7)


@pytest.mark.parametrize(
    "prior", [Integer(3, 3), Integer(1, 3, (0.5, 0.5)), Integer(1, 2, (1.0, 0.0)), Integer(0.5, 2)]
)
def test_ranges_that_make_no_prior(make_model, prior):
    (fault,) = [each for each in faults(power(make_model, prior), "m.py") if "'q'" in str(each)]
    assert "whole numbers, low < high, and one positive probability for each value or none" in str(fault)


class _Quiet:
    def __getattr__(self, _):
        return lambda *args, **keywords: None
