"""Which curves a comparison is given, and what becomes of them in its table."""

import numpy as np
import pytest

from tcreferee.comparison.nulls import generate
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.loading import find_models
from tcreferee.inference.settings import InferSettings

N = 8
COLUMNS = {
    "tc_K": np.array([40.0, 52, 61, 66, 74, 79, 88, 91]),
    "n_m3": np.array([1.0, 1.4, 2, 2.3, 3, 3.3, 4.2, 4.5]) * 1e27,
    "shift": np.array([-3.0, 1, 0, 2, -1, 4, -2, 3]),
    "same": np.full(N, 2.0),
}


def made(inputs, ranked=(), likelihood="normal", family=("",) * N, y=None, rows=N):
    quantities = {"tc_K": "tc_K", "n_m3": "n_m3", "shift": "energy_meV", "same": "n_planes"}
    record = {"columns": {name: {"quantity": quantity} for name, quantity in quantities.items()}}
    points = tuple(map(str, range(N)))
    y = COLUMNS["tc_K"] if y is None else y
    observations = Observations(points, points, "tc_K", y, COLUMNS | {"tc_K": y}, "0", record, family)
    observations = some_rows(observations, np.arange(rows))
    settings = InferSettings("films", "a", {}, likelihood, centre_K=80.0, effect_K=52.5, sigma_scale_K=35.0, seed=1)
    return {each.name.removeprefix("generated_"): each for each in generate(observations, settings, inputs, ranked)}


def test_every_input_of_a_formula_gets_its_nulls_and_curves():
    found = made([["n_m3", "shift"]])
    assert [name for name, each in found.items() if each.kind == "null"] == [
        "constant", "line_n_m3", "logarithm_n_m3", "steps_n_m3", "line_shift", "steps_shift",
    ]  # fmt: skip
    # a negative input has neither logarithm nor power
    assert [name for name, each in found.items() if each.kind == "generic"] == [
        "parabola_n_m3", "parabola_shift", "smooth_n_m3_shift",
    ]  # fmt: skip
    assert all(np.isfinite(each.elpd).all() and each.elpd.shape == (N,) for each in found.values())


def test_two_levels_need_a_row_more_than_they_meet():
    """Of three rows two are left, which two levels meet exactly: without scatter, the third row is impossible."""
    assert "steps_n_m3" not in made([["n_m3"]], rows=3)
    assert made([["n_m3"]], rows=4)["steps_n_m3"].elpd.min() > -50


def test_several_columns_of_a_quantity_are_told_apart_in_words():
    assert made([["n_m3", "shift"]])["smooth_n_m3_shift"].label == "smooth curve of $n$, $E$ (shift)"


def test_formulas_share_their_curves():
    both = made([["n_m3"], ["n_m3", "shift"]])
    assert {"smooth_n_m3", "smooth_n_m3_shift", "powers_n_m3"} <= both.keys()
    assert len(both) == len(made([["n_m3", "shift"]])) + 2


def test_what_the_comparison_ranks_is_not_made_again():
    again = made([["n_m3"]], [("constant", ()), ("linear", ("n_m3",)), ("power_law", ("shift",))])
    assert {"constant", "line_n_m3"}.isdisjoint(again)
    assert "powers_n_m3" in again  # the power law of another column


def test_an_input_that_is_the_same_in_every_row_says_nothing():
    assert list(made([["same"]])) == ["constant"]


def test_families_have_their_means():
    assert "families" in made([["n_m3"]], family=("a", "b") * 4)
    assert "families" not in made([["n_m3"]])


@pytest.mark.parametrize("likelihood", ["bernoulli", "student_t"])
def test_the_parabola_takes_the_place_of_the_smooth_curve(likelihood):
    y = (COLUMNS["tc_K"] > 65) * 1.0 if likelihood == "bernoulli" else None
    found = made([["n_m3"]], likelihood=likelihood, y=y)
    assert [name for name, each in found.items() if each.kind == "generic"] == ["parabola_n_m3"]


def test_they_are_rows_of_the_table(two):
    _, table, record = two.compare()
    assert {row["kind"] for row in two.generated} == {"null", "generic"}
    assert all(not row["rank"] and not row["w_stacking"] and row["d_elpd"] for row in two.generated)
    assert {row["model"] for row in two.generated} == set(record["generated"])
    own, null = table["screening"], table["constant"]
    assert (own["kind"], null["kind"], null["predicts"]) == ("theory", "null", "")
    assert own["predicts"] == "not told apart"
    assert own["grade"] == "read"
    assert own["special"] == "not computed"  # only where the formula itself is at hand
    # undefined where no generic curve is ahead of the constant
    assert (own["completeness"] == "") == (own["complete"] == "undefined")


def test_the_rank_among_equally_simple_formulas_is_in_the_table_and_the_record(two):
    two.models["screening"]["fit"]["settings"]["inputs"] = {"n_m3": "n_m3"}
    _, table, record = two.compare(models={name: find_models()[name] for name in two.models})
    own, null = table["screening"], table["constant"]
    assert "28 formulas of up to 4 nodes" in own["special"]
    assert (own["special_own_nodes"], own["special_families"], null["special"]) == ("4", "28", "")
    assert 0 < float(own["restrictiveness"]) < 1
    assert record["questions"]["screening"]["special"]["as_good"] == int(own["special_as_good"])


def test_their_scores_follow_from_names_alone(two):
    first = two.compare()[2]["generated"]
    assert two.compare()[2]["generated"] == first
