from dataclasses import replace

import numpy as np
import pytest

from tcreferee.comparison.criteria import aicc, bic
from tcreferee.inference.fit import maximise
from tcreferee.simulation import recovery as module
from tcreferee.simulation.enough import decided
from tcreferee.simulation.recovery import recovery, repeated, rows_needed, simulated


def one(theta, sigma):
    return np.array([theta], dtype=float), np.array([sigma], dtype=float)


@pytest.fixture
def field(trial_of):
    """Three models and a truth for two of them: a flat one, and a steep one that leaves no doubt."""
    trials = {name: trial_of(name) for name in ("constant", "linear", "logarithm")}
    return trials, {"constant": one([80.0], 10.0), "linear": one([10.0, 12.0], 1.0)}


def by(rows, **wanted):
    return [row for row in rows if all(getattr(row, key) == value for key, value in wanted.items())]


def test_shares_of_each_truth_and_criterion_add_up(field):
    rows = recovery(*field, 40, lambda name: len(name))
    assert {(row.truth, row.criterion) for row in rows} == {
        (truth, criterion) for truth in field[1] for criterion in ("aicc", "bic", "elpd_loo", "ln_evidence")
    }
    for truth in field[1]:
        for criterion in ("aicc", "bic", "elpd_loo", "ln_evidence"):
            assert sum(row.fraction for row in by(rows, truth=truth, criterion=criterion)) == pytest.approx(1)
            (right,) = by(rows, truth=truth, criterion=criterion, chosen=truth)
            assert right.fraction > (0.99 if truth == "linear" else 0.6)
            assert right.note == ""


def test_criteria_are_those_of_the_table(field, monkeypatch):
    trials, draws = field
    kept = {}
    monkeypatch.setattr(module, "_criteria", lambda t, fits, s: kept.update(fits=fits) or {})
    recovery(trials, draws, 2, lambda name: 1)
    y = simulated(trials["linear"], draws["linear"], 2, np.random.default_rng(1))
    for name, trial in trials.items():
        lone = maximise(replace(trial, y=y[0]), 1).log_likelihood
        p = trial.counted
        assert -2 * module.aicc(trial, kept["fits"][name])[0] == pytest.approx(aicc(lone, p, 15))
        assert -2 * module._bic(trial, kept["fits"][name])[0] == pytest.approx(bic(lone, p, 15))


def test_more_data_sets_are_scored_until_they_decide(field):
    """The steep truth is found in all of the first 25; of twins each takes half, which 25 decide as well."""
    trials, draws = field
    twins = {**trials, "twin": trials["linear"]}
    for given, enough in ((trials, True), (twins, False)):
        rows = recovery(given, draws, 200, lambda name: 5, 25, ["linear"])
        (own,) = by(rows, truth="linear", criterion="elpd_loo", chosen="linear")
        assert (own.replicates, own.fraction > 0.8) == (25, enough)
    # of a share near 80 % half of all are scored, and the first of them are the same
    flat = {"constant": one([80.0], 10.0)}
    few = recovery(trials, flat, 200, lambda name: 5, 25)
    many = recovery(trials, flat, 200, lambda name: 5, 25, ["constant"])
    for criterion, counts in (("elpd_loo", {25, 100}), ("aicc", {200})):
        assert {r.replicates for r in by([*few, *many], criterion=criterion)} == counts
    (own,) = by(many, criterion="elpd_loo", chosen="constant")
    assert not decided(0.8, own.replicates)
    assert own.fraction == pytest.approx(0.8, abs=0.12)


def test_decisions_about_a_share_of_eighty_per_cent_are_right_in_95_per_cent():
    random, wrong = np.random.default_rng(1), {True: 0, False: 0}
    for _ in range(4000):
        hits = np.cumsum(random.random(200) < 0.8)
        for n in (25, 50, 100, 200):
            if decided(hits[n - 1] / n, n):
                wrong[bool(hits[n - 1] > 0.8 * n)] += 1
                break
    assert max(wrong.values()) <= 0.055 * 4000


def test_twins_share(field):
    trials, draws = field
    rows = recovery({**trials, "twin": trials["linear"]}, draws, 20, lambda name: 3)
    for criterion in ("aicc", "elpd_loo"):
        (one_of_two,) = by(rows, truth="linear", criterion=criterion, chosen="twin")
        assert one_of_two.fraction == pytest.approx(0.5, abs=0.01)


def test_a_seed_is_that_of_a_name(field):
    trials, draws = field
    backwards = {name: trials[name] for name in reversed(trials)}
    seeds = {"constant": 4, "linear": 9}
    rows = [set(recovery(each, draws, 10, seeds.__getitem__)) for each in (trials, backwards)]
    assert rows[0] == rows[1]


def test_what_has_no_score_is_named(trial_of):
    trials = {name: trial_of(name, likelihood="student_t") for name in ("constant", "linear")}
    rows = recovery(trials, {"constant": one([80.0], 10.0)}, 10, lambda name: 1)
    assert {row.criterion for row in rows} == {"aicc", "bic"}
    mixed = {"constant": trial_of("constant"), "latent": trial_of("quantum_well", choices=2)}
    (row,) = by(recovery(mixed, {"constant": one([80.0], 10.0)}, 10, lambda name: 1), criterion="aicc")
    assert row.chosen == "constant"
    assert row.note.startswith("latent: a choice")


def test_too_few_rows_for_a_criterion(trial_of):
    x = np.array([1.0, 2.0, 3.0, 5.0])
    trials = {name: trial_of(name, x=x) for name in ("constant", "linear")}
    rows = recovery(trials, {"constant": one([80.0], 10.0)}, 10, lambda name: 1)
    (row,) = by(rows, criterion="aicc")
    assert "linear: too few rows" in row.note
    assert len(by(rows, criterion="bic")) == 2


@pytest.mark.parametrize("slope", [2.5, 4.0, 5.5])
def test_more_rows_find_a_weak_truth(trial_of, slope):
    """The rows told are the smallest from which on the truth is found, by an independent count."""
    trials = {name: trial_of(name) for name in ("constant", "linear")}
    draws = {"linear": one([60.0, slope], 12.0)}
    needed = rows_needed(trials, draws, ["linear"], ["constant"], 200, lambda name: 1)
    shares = {}
    for times in module.TIMES:
        longer = {name: repeated(trial, times) for name, trial in trials.items()}
        y = simulated(longer["linear"], draws["linear"], 400, np.random.default_rng(5))
        value = {name: module.aicc(trial, module.refit(trial, y)) for name, trial in longer.items()}
        shares[times * 15] = np.mean(value["linear"] > value["constant"])
    assert needed["linear"] in shares
    assert min(share for rows, share in shares.items() if rows >= needed["linear"]) > 0.85
    assert needed["linear"] == 15 or shares[needed["linear"] // 2] < 0.95


def test_no_number_of_rows_tells_a_truth_from_what_predicts_nearly_the_same(trial_of):
    trials = {name: trial_of(name) for name in ("constant", "linear", "logarithm")}
    flat = {"linear": one([80.0, 0.0], 12.0)}
    assert rows_needed(trials, flat, ["linear"], ["constant"], 50, lambda name: 1) == {"linear": None}
    # the same formula on both sides ties: a tie is not a wrong choice
    steep = {"linear": one([10.0, 12.0], 1.0)}
    twins = {**trials, "twin": trials["linear"]}
    assert rows_needed(twins, steep, ["linear"], ["twin"], 50, lambda name: 1) == {"linear": 15}


def test_only_theories_are_truths_and_only_nulls_are_rivals(trial_of):
    trials = {name: trial_of(name) for name in ("constant", "linear", "logarithm", "screening")}
    draws = {"linear": one([10.0, 12.0], 1.0), "constant": one([80.0], 10.0)}
    assert rows_needed(trials, draws, ["linear"], ["constant"], 20, lambda name: 1) == {"linear": 15}
    # what cannot be refitted is neither
    latent = {"linear": trials["linear"], "latent": trial_of("quantum_well", choices=2)}
    assert rows_needed(latent, draws, ["latent"], ["linear"], 5, lambda name: 1) == {}
    assert rows_needed(latent, draws, ["linear"], ["latent"], 5, lambda name: 1) == {"linear": 15}


def test_where_a_larger_design_fails_a_smaller_one_does_not_count(trial_of, monkeypatch):
    def worse_when_many(trial, fits):
        return np.full(len(fits.rss), -float(trial.counted if len(trial.y) > 15 else 0))

    trials = {name: trial_of(name) for name in ("constant", "linear")}
    monkeypatch.setattr(module, "aicc", worse_when_many)
    draws = {name: one([1.0] * len(trials[name].model.parameters), 1.0) for name in trials}
    assert rows_needed(trials, draws, ["linear"], ["constant"], 9, lambda name: 1) == {"linear": None}
    assert rows_needed(trials, draws, ["constant"], ["linear"], 9, lambda name: 1) == {"constant": 15}


def test_repeated_rows_predict_the_same(trial_of):
    trial = trial_of("linear")
    longer = repeated(trial, 3)
    theta = np.array([3.0, 4.0])
    np.testing.assert_array_equal(longer.predict(theta), np.tile(trial.predict(theta), 3))
    assert longer.y.shape == (45,)
