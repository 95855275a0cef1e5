"""The next measurement: what a row is worth, where, and how many rows it takes."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.api.trials import prepare
from tcreferee.comparison.undecided import tells_apart
from tcreferee.inference.oracle import quadrature
from tcreferee.prediction.gain import gains
from tcreferee.prediction.more_rows import more_rows
from tcreferee.prediction.next_measurement import Effort, as_record, from_record, next_measurement
from tcreferee.prediction.places import Places, halton, places_around, pool, rows_as_places
from tcreferee.prediction.refits import exact_rows, refits, with_more
from tcreferee.prediction.said import sentence
from tcreferee.prediction.sides import exact_side
from tcreferee.simulation.scores import scores

DRAWS = 600
N_M3 = np.linspace(1.0, 5.0, 12) * 1e27


def sides_of(models, columns, folder, **asked):
    """Return the sides of some models on a table in memory, with exact posterior draws."""
    prepared = prepare(models, columns, {"x": "n_m3", "likelihood": "normal", **asked}, folder)
    rows = prepared.observations
    return tuple(
        exact_side(name, model.title, model, prepared.settings(name), rows, DRAWS, 3)
        for name, model in prepared.models.items()
    )


@pytest.fixture(scope="module")
def line_and_constant(tmp_path_factory):
    """Return a line and the constant on rows of a weak slope: undecided."""
    tc = 40 + 2.0 * N_M3 / 1e27 + np.random.default_rng(2).normal(0, 8, 12)
    table = {"tc_K": tc, "n_m3": N_M3}
    return sides_of(["linear", "constant"], table, tmp_path_factory.mktemp("line"))


def test_draws_of_a_null_have_the_moments_of_the_exact_posterior(line_and_constant):
    for side in line_and_constant:
        exact, trial = quadrature(side.trial), side.trial
        z = np.array([trial.coordinates(theta, s) for theta, s in zip(side.theta, side.sigma, strict=True)])
        assert np.abs(z.mean(axis=0) - exact.mean) == pytest.approx(0, abs=5 * exact.sd.max() / math.sqrt(DRAWS))
        assert z.std(axis=0) == pytest.approx(exact.sd, rel=0.15)


def test_the_gain_of_two_normal_densities_is_their_divergence(line_and_constant):
    """Kullback and Leibler in closed form; far from zero, and with parameters that are known."""
    line, constant = line_and_constant
    one = replace(line, theta=np.tile([100.0, 10.0], (2, 1)), sigma=np.full(2, 3.0))
    other = replace(constant, theta=np.full((2, 1), 120.0), sigma=np.full(2, 5.0))
    places = rows_as_places(line.observations, ["n_m3"])
    found = gains(one, other, places, "tc_K")
    apart = 100 + 10 * N_M3 / 1e27 - 120
    if_line = math.log(5 / 3) + (9 + apart**2) / 50 - 0.5
    if_constant = math.log(3 / 5) + (25 + apart**2) / 18 - 0.5
    assert found.first == pytest.approx(if_line, rel=1e-2)
    assert found.second == pytest.approx(if_constant, rel=1e-2)
    assert found.gain == pytest.approx(np.minimum(if_line, if_constant), rel=1e-2)
    assert found.error == pytest.approx(0, abs=1e-9)


def test_places_that_are_as_good_within_the_error_are_said(line_and_constant):
    """Both ends of a range are worth the same: which of them a command names is chance, and the sentence says so."""
    line, constant = line_and_constant
    n = np.linspace(1.0, 5.0, 9) * 1e27
    places = Places({"n_m3": n}, ("",) * 9, ("",) * 9, "n_m3")
    gain = np.array([1.0, 0.98, 0.5, 0.1, 0.0, 0.1, 0.5, 0.9, 1.01])
    found = replace(gains(line, constant, places, "tc_K"), first=gain, second=gain + 1, error=np.full(9, 0.02))
    assert np.ravel(found.as_good(found.best)) == pytest.approx([1e27, 1.5e27, 5e27, 5e27])
    assert replace(found, error=np.full(9, 1e-3)).as_good(8) == ()
    answer = next_measurement((line, constant), _elpd(line_and_constant), tells_apart, 1)
    answer = replace(answer, as_good=found.as_good(found.best))
    assert (
        r"Within the Monte Carlo error it is worth as much at any $n$ from $1.00 \times 10^{27}$ m$^{-3}$ to "
        r"$1.50 \times 10^{27}$ m$^{-3}$ or of $5.00 \times 10^{27}$ m$^{-3}$."
    ) in sentence(answer, line.observations.quantities)


def _elpd(sides):
    return [scores(side.trial, side.trial.y[np.newaxis]).elpd[0] for side in sides]


def test_where_both_expect_no_superconductivity_a_row_says_nothing(line_and_constant):
    line, constant = line_and_constant
    one = replace(line, theta=np.tile([-200.0, 5.0], (2, 1)), sigma=np.full(2, 3.0))
    other = replace(constant, theta=np.full((2, 1), -90.0), sigma=np.full(2, 5.0))
    found = gains(one, other, rows_as_places(line.observations, ["n_m3"]), "tc_K")
    assert found.gain == pytest.approx(0, abs=1e-6)
    assert found.none == pytest.approx(1)


def test_a_line_is_told_from_a_constant_at_the_ends(line_and_constant):
    found = next_measurement(
        line_and_constant, [scores(s.trial, s.trial.y[np.newaxis]).elpd[0] for s in line_and_constant], tells_apart, 1
    )
    at = found.place["n_m3"] / 1e27
    assert not 1.0 <= at <= 5.0
    assert 0.5 <= at <= 6.0
    assert found.gain > 2 * found.repeated > 0
    assert from_record(as_record(found)) == found


def test_a_logarithm_and_a_power_near_zero_are_not_told_apart_by_any_row(tmp_path):
    tc = 90 - 20 / (N_M3 / 1e27) + np.random.default_rng(4).normal(0, 6, 12)
    pair = sides_of(["screening", "logarithm"], {"tc_K": tc, "n_m3": N_M3}, tmp_path)
    elpd = [scores(side.trial, side.trial.y[np.newaxis]).elpd[0] for side in pair]
    found = next_measurement(pair, elpd, tells_apart, 1, Effort(exact=True, simulations=20))
    assert not found.decides
    said = sentence(found, pair[0].observations.quantities)
    assert said.startswith("No measurement of $T_c$ with $n$ from")
    assert "the scatter is" in said
    assert "in $n$ alone would make that scatter" in said


def test_refits_are_the_scores_of_the_longer_table(line_and_constant):
    """One data set with three further rows, against the quadrature of each model on all fifteen."""
    line, constant = line_and_constant
    place = places_around(line.observations, ["n_m3"], 5, None).some(np.array([4]))
    new = np.array([[55.0, 60.0, 48.0]])
    d = refits((line, constant), place, [new, new])(0, 3)[0]
    y = np.concatenate([line.trial.y, new[0]])
    exact = [quadrature(replace(with_more(side, place, 3), y=y)).elpd_loo for side in (line, constant)]
    assert d == pytest.approx(exact[0] - exact[1], abs=0.02)


def test_the_number_of_rows_without_refits_is_near_that_with_them(line_and_constant):
    line, constant = line_and_constant
    place = places_around(line.observations, ["n_m3"], 5, None).some(np.array([4]))
    elpd = [scores(side.trial, side.trial.y[np.newaxis]).elpd[0] for side in line_and_constant]
    tried = (1, 2, 4, 8, 16)
    exact = exact_rows((line, constant), place, tells_apart, 120, 5, tried)
    rough = more_rows((line, constant), elpd, place, "tc_K", tells_apart, 120, 5, tried)
    assert np.array(rough.changed) == pytest.approx(np.array(exact.changed), abs=0.15)
    assert exact.changed[-1] > exact.changed[0]


def test_candidates_inside_go_before_those_far_outside_which_are_extrapolations(line_and_constant):
    rows = line_and_constant[0].observations
    table = [{"n": f"{n}", "label": name, "point_id": f"t:{name}"} for name, n in (("near", 3e27), ("far", 2e28))]
    elpd = [scores(side.trial, side.trial.y[np.newaxis]).elpd[0] for side in line_and_constant]
    for some, said in ((table, "on near"), (table[1:], "on far (an extrapolation: $n$ = $2.00")):
        found = next_measurement(
            line_and_constant, elpd, tells_apart, 1, pool=pool(some, {"n_m3": "n"}, rows, ["", ""], None)
        )
        assert found.real
        assert said in sentence(found, rows.quantities)
        assert ("extrapolation" in sentence(found, rows.quantities)) == ("far" in said)


def test_places_stay_positive_whole_and_inside_of_a_domain(tmp_path):
    from tcreferee.formulas.scope import Domain

    table = {"tc_K": np.arange(30.0, 36.0), "n_m3": np.geomspace(1e26, 9e27, 6)}
    rows = prepare(["linear", "constant"], table, {"x": "n_m3", "likelihood": "normal"}, tmp_path).observations
    found = places_around(rows, ["n_m3"], 9, None).columns["n_m3"]
    assert found[0] == pytest.approx(0.5e26)
    assert found[-1] == pytest.approx(9e27 + 0.25 * 8.9e27)
    kept = places_around(rows, ["n_m3"], 9, Domain("dilute", {"n_m3": (1e26, 1e27)}))
    assert 0 < len(kept) < 9
    assert kept.columns["n_m3"].max() <= 1e27


def test_the_sequence_of_halton_is_scipys():
    from scipy.stats import qmc

    assert halton(50, 3) == pytest.approx(qmc.Halton(3, scramble=False).random(51)[1:])


@pytest.mark.slow
def test_the_promised_number_of_rows_holds_and_the_place_is_better_than_a_random_one(monkeypatch):
    """Twelve planted cases of the full simulation, benchmarks/next_measurement.py."""
    import importlib.util
    from pathlib import Path

    path = Path(__file__).parents[2] / "benchmarks/next_measurement.py"
    spec = importlib.util.spec_from_file_location("bench_next", path)
    bench = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bench)
    found = bench.measured("YBCO: screening, line", 12)
    assert found["kept"] >= 9
    assert found["ratio"] > 1.3
