"""Many rows: the closed form without each row against integrating anew, and memory against the number of rows."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference import importance, quadrature
from tcreferee.inference.exact import row_sets
from tcreferee.inference.predictive import MOST_DRAWN, of_trial, parts_of_trial
from tcreferee.inference.predictive_checks import Replicates, predictive_checks
from tcreferee.inference.proposal import spread_about
from tcreferee.inference.score import score
from tcreferee.inference.some_rows import evenly, on_rows
from tcreferee.inference.trial import Scales

ROWS = 90
POWER = (
    Parameter("a", "a", "response", "level", Level()),
    Parameter("b", "b", "response", "effect", Effect()),
    Parameter("p", "p", "", "exponent", Normal(1.0, 0.5), (0.1, 3.0)),
)
SCALE = (Parameter("c", "c", "response", "a scale that is not negative", Level(), (0.0, np.inf)),)


@pytest.fixture
def many(make_trial, make_model):
    """A trial of many rows, one of them an outlier and one far out, for a model with and without an exponent."""

    def make(word, rows=ROWS, likelihood="normal"):
        rng = np.random.default_rng(3)
        x = np.append(rng.uniform(0.5, 2.0, rows - 1), 6.0)
        y = 20 + 30 * x**0.7 + rng.normal(0, 4.0, rows)
        y[3] += 40.0
        models = {
            "line": make_model(lambda i, p: p["a"] + p["b"] * i["x"], *POWER[:2]),
            "power": make_model(lambda i, p: p["a"] + p["b"] * i["x"] ** p["p"], *POWER),
            "bounded": make_model(lambda i, p: p["c"] * i["x"], *SCALE),
        }
        # the bound of the scale cuts where the response is small against its scatter
        response = 0.02 * y - 0.9 if word == "bounded" else y
        scales = Scales(0.2, 0.3, 0.5) if word == "bounded" else Scales(50.0, 40.0, 10.0)
        return make_trial(models[word], response, scales, likelihood, x=x)

    return make


@pytest.mark.parametrize("word", ["line", "power", "bounded"])
def test_each_row_left_out_is_the_integral_without_it(many, monkeypatch, word):
    trial = many(word)
    found = quadrature.quadrature(trial)
    monkeypatch.setattr(quadrature, "FEW_ROWS", ROWS)
    anew = quadrature.quadrature(trial)
    np.testing.assert_allclose(found.elpd_loo, anew.elpd_loo, atol=1e-7)
    assert found.ln_evidence == pytest.approx(anew.ln_evidence, abs=1e-8)
    assert found.error_loo < 1e-3


def test_importance_without_each_of_many_rows(many):
    trial = many("power", 64)
    exact = quadrature.quadrature(trial)
    root = spread_about(trial.log_posterior, exact.mean) / 2
    found = importance.integrate(trial, exact.mean, root, 1)
    np.testing.assert_allclose(found.elpd_loo, exact.elpd_loo, atol=4 * found.error_loo)
    assert found.khat < importance.KHAT_MAX


def test_importance_without_each_where_the_effects_are_drawn(many, monkeypatch):
    trial = many("line", 64, likelihood="student_t")
    start = trial.coordinates(np.array([20.0, 20.0]), 5.0)
    root = spread_about(trial.log_posterior, start) / 2
    shared = importance.integrate(trial, start, root, 1)
    monkeypatch.setattr(importance, "FEW_ROWS", 64)
    single = importance.integrate(trial, start, root, 1)
    np.testing.assert_allclose(shared.elpd_loo, single.elpd_loo, atol=1e-2)


def test_importance_counts_nothing_beyond_the_bounds(many):
    target = importance.Target(many("power"))
    z = np.array([[0.05, 1.5], [0.8, 1.5], [3.2, 1.5]])
    assert np.isfinite(target.log_density(z, 0)[:, 0]).tolist() == [False, True, False]


def test_impossible_draws_are_impossible_without_a_row(many):
    trial = replace(many("line", likelihood="lognormal"), y=np.abs(many("line").y))
    target = importance.Target(trial)
    z = 2 * np.random.default_rng(0).standard_normal((500, trial.dimension))
    found = np.array([without for _, without in target.log_left_out(z)])
    wanted = target.log_density(z).T[1 : ROWS + 1]
    wanted = np.where(wanted < -1e100, -np.inf, wanted)
    assert np.isinf(wanted).any()
    np.testing.assert_allclose(found, wanted, rtol=1e-5)


def test_parts_of_many_rows_are_the_whole(many, monkeypatch):
    trial, rng = many("power"), np.random.default_rng(0)
    z = quadrature.quadrature(trial).mean + 0.05 * rng.standard_normal((4, 100, trial.dimension))
    whole, oracle = of_trial(trial, z, 1), quadrature.quadrature(trial)
    assert [part for part, _ in parts_of_trial(trial, z, 1)] == [slice(0, ROWS)]
    monkeypatch.setattr("tcreferee.inference.predictive.MOST_DRAWN", 400 * 20)
    parts = list(parts_of_trial(trial, z, 1))
    assert [part.stop - part.start for part, _ in parts] == [20, 20, 20, 20, 10]
    np.testing.assert_allclose(np.concatenate([p.mean for _, p in parts], axis=-1), whole.mean, rtol=1e-12)
    pointwise = [p.pointwise(trial.y[part]) for part, p in parts]
    np.testing.assert_allclose(np.concatenate(pointwise, axis=-1), trial.log_likelihood(z), rtol=1e-9)
    one, several = score([trial.log_likelihood(z)], oracle), score(pointwise, oracle)
    np.testing.assert_allclose(one.elpd_psis, several.elpd_psis, rtol=1e-6)
    # every part has new measurements of its own
    assert not np.array_equal(parts[0][1].new[..., :10], parts[-1][1].new)
    replicates = Replicates("normal")
    for _, part in parts:
        replicates.add(part)
    for apart, together in zip(replicates.checks(trial.y), predictive_checks(whole, trial.y), strict=True):
        assert apart["observed"] == together["observed"]
        # other random numbers, of the same distribution
        assert apart["q50"] == pytest.approx(together["q50"], abs=0.5 * (together["q97.5"] - together["q2.5"]))


def test_some_rows_hold_every_family(many):
    family = np.repeat([0.0, 1.0, 2.0], [80, 9, 1])
    chosen = evenly(ROWS, 12, family)
    assert len(chosen) <= 15
    assert set(family[chosen]) == {0.0, 1.0, 2.0}
    assert evenly(ROWS, ROWS, family).tolist() == list(range(ROWS))
    trial = replace(many("line"), family=family)
    fewer = on_rows(trial, chosen)
    np.testing.assert_array_equal(fewer.inputs["x"], trial.inputs["x"][chosen])
    assert row_sets(fewer).shape == (1 + len(chosen) + 3, len(chosen))


@pytest.mark.slow
@pytest.mark.parametrize("word", ["line", "power"])
def test_memory_grows_no_faster_than_the_rows(many, word):
    def peak(rows):
        trial = many(word, rows)
        tracemalloc.start()
        found = quadrature.quadrature(trial)
        z = found.mean + found.sd * np.random.default_rng(0).standard_normal((4, 1000, trial.dimension))
        trial.log_posterior(z)
        for _, part in parts_of_trial(trial, z, 1):
            assert part.new.size <= MOST_DRAWN
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(1200) <= 4 * peak(300)
