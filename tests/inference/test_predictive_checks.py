"""Posterior predictive checks against counts made one by one."""

from types import SimpleNamespace

import numpy as np
import pytest

from tcreferee.inference.predictive_checks import predictive_checks, two_sided

RNG = np.random.default_rng(11)
Y = np.array([12.0, 31.0, 44.0, 90.0, 57.0])
NEW = RNG.normal(50, 25, (4, 250, 5))


def made(new, likelihood="normal"):
    return SimpleNamespace(new=new, likelihood=likelihood)


STATISTICS = {
    "mean": np.mean, "sd": lambda rows: np.std(rows, ddof=1), "smallest": np.min, "largest": np.max,
}  # fmt: skip


@pytest.mark.parametrize("likelihood", ["normal", "student_t", "lognormal"])
def test_each_statistic_is_that_of_every_replicate(likelihood):
    log = np.log if likelihood == "lognormal" else np.asarray
    new = np.exp(NEW / 30) if likelihood == "lognormal" else NEW
    found = predictive_checks(made(new, likelihood), Y)
    assert [each["statistic"] for each in found] == list(STATISTICS)
    assert {each["scale"] for each in found} == {"ln response" if likelihood == "lognormal" else "response"}
    for each in found:
        value = STATISTICS[each["statistic"]]
        replicated = np.array([value(log(rows)) for rows in new.reshape(-1, 5)])
        assert each["observed"] == pytest.approx(value(log(Y)), rel=1e-12)
        shown = [each[q] for q in ("q2.5", "q50", "q97.5")]
        assert shown == pytest.approx(np.quantile(replicated, [0.025, 0.5, 0.975]), rel=1e-9)
        below = sum(1 for r in replicated if r <= each["observed"])
        above = sum(1 for r in replicated if r >= each["observed"])
        assert each["p_value"] == pytest.approx(min(1, 2 * (min(below, above) + 1) / 1001), rel=1e-12)


def test_ones_are_counted():
    y = np.array([1.0, 0.0, 0.0, 1.0])
    new = (RNG.random((4, 100, 4)) < 0.9) * 1.0
    (found,) = predictive_checks(made(new, "bernoulli"), y)
    ones = new.sum(axis=2).ravel()
    assert (found["statistic"], found["observed"]) == ("number of ones", 2.0)
    assert found["q50"] == np.median(ones)
    assert found["p_value"] == pytest.approx(2 * ((ones <= 2).sum() + 1) / 401)


def test_replicates_without_a_logarithm_are_left_out():
    new = np.array([[[1.0, 2.0, 3.0], [-1.0, 2.0, 3.0], [2.0, 2.0, 4.0]]])
    found = predictive_checks(made(new, "lognormal"), np.array([1.0, 2.0, 3.0]))
    smallest = next(each for each in found if each["statistic"] == "smallest")
    assert smallest["q97.5"] < np.log(2)
    assert smallest["p_value"] == 1.0  # 2 (1 + 1)/(2 + 1) is above 1
    none = predictive_checks(made(np.array([[[-1.0, 1.0, 1.0]]]), "lognormal"), np.ones(3))
    assert all(each["p_value"] is None and each["q50"] is None for each in none)


def test_one_row_has_no_scatter():
    found = predictive_checks(made(np.array([[[1.0], [2.0]]])), np.array([1.5]))
    assert next(each for each in found if each["statistic"] == "sd")["observed"] == 0.0


@pytest.mark.parametrize(
    ("observed", "expected"), [(5.0, 2 * 1 / 5), (-5.0, 2 * 1 / 5), (2.5, 1.0), (1.0, 2 * 2 / 5), (4.0, 2 * 2 / 5)]
)
def test_tails_count_the_observed_value_as_a_replicate(observed, expected):
    assert two_sided(observed, np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(expected)


def test_p_values_of_a_true_model_are_uniform():
    rng = np.random.default_rng(2)
    values = np.array([two_sided(rng.standard_normal(), rng.standard_normal(199)) for _ in range(2000)])
    for level in (0.05, 0.2, 0.5, 0.8):
        assert np.mean(values <= level) == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 2000))
