"""The influence figure is read back: differences, their sum, hollow marks and names follow from the tables."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from svg_paths import drawn, grain, marks, named, tips, words
from toy_results import EVIL, N_M3, TC

from tcreferee.base.records import number
from tcreferee.figures import influence


@pytest.fixture(scope="module")
def sheet(results):
    return influence.influence(results, "n_m3")


def test_a_panel_for_each_ranked_model_but_the_best_with_its_sum_and_error(sheet, results):
    others = results.ranked[1:]
    assert len(sheet.panels) == len(others) > 0
    said = " ".join(words(sheet, "title"))
    for model in others:
        d, se = number(model.row["d_elpd"]), number(model.row["se_d_elpd"])
        assert f"D = {d:.2f}, SE {se:.2f}".replace("-", "−") in said
        assert influence.pointwise(model, results.ranked[0]).sum() == pytest.approx(d, abs=1e-6)
    assert "(nats)" in " ".join(words(sheet, "y-label"))
    assert words(sheet, "x-label") == ["row, in the order of carrier density"]


def test_stems_and_marks_stand_at_the_differences(sheet, results):
    best = results.ranked[0]
    for place, model in enumerate(results.ranked[1:]):
        d = model.column("elpd_loo") - best.column("elpd_loo")  # the toy's rows are in the order of n
        x, y = grain(sheet, place)
        found = marks(sheet, place, "d")
        assert found[:, 0] == pytest.approx(np.arange(1, len(TC) + 1), abs=x)
        assert found[:, 1] == pytest.approx(d, abs=y)
        stems = drawn(sheet, place, "stem")
        assert len(stems) == len(TC)
        for stem, at in zip(stems, d, strict=True):
            assert sorted(stem[:, 1]) == pytest.approx(sorted([0.0, at]), abs=y)
        (mean,) = drawn(sheet, place, "mean")
        assert mean[:, 1] == pytest.approx(d.mean(), abs=y)
        assert tips(sheet, place, "d")[0] == f"T0: d = {d[0]:.3g} nats".replace("-", "−")


def test_rows_are_named_where_they_depart_most(sheet, results):
    best = results.ranked[0]
    allowed = set()
    for model in results.ranked[1:]:
        d = influence.pointwise(model, best)
        allowed |= {f"T{i}" for i in np.argsort(-np.abs(d - d.mean()))[: influence.NAMED]}
        assert model.row["influential_point"] in allowed
    assert set(words(sheet, "name")) <= allowed
    assert words(sheet, "name")


def test_rows_are_put_in_the_order_of_the_input(results):
    backwards = replace(results.observations, columns={**results.observations.columns, "n_m3": N_M3[::-1]})
    order, _ = influence.row_order(replace(results, observations=backwards), "n_m3")
    assert order.tolist() == list(range(len(TC)))[::-1]
    assert influence.row_order(results, "")[1] == "row, in the order of the table"


def test_a_high_khat_of_either_model_makes_the_mark_hollow(results):
    def with_khat(model, row):
        return replace(model, rows=[{**r, "khat": "0.9" if i == row else r["khat"]} for i, r in enumerate(model.rows)])

    best, second = results.ranked[0], results.ranked[1]
    changed = replace(results, models=(with_khat(best, 1), with_khat(second, 4), *results.ranked[2:]))
    sheet = influence.influence(changed, "n_m3")
    assert np.rint(marks(sheet, 0, "hollow")[:, 0]).tolist() == [2, 5]
    assert len(marks(sheet, 0, "d")) == len(TC) - 2
    assert "k-hat above its threshold" in words(sheet, "key")


def test_one_ranked_model_has_nothing_to_show(results):
    alone = replace(results, models=results.ranked[:1])
    assert influence.influence(alone, "n_m3").width == 1.0


def test_labels_are_data(results, toy):
    svg = (toy / "results/toy/figures/influence.svg").read_text("utf-8")
    assert EVIL not in svg
    assert named(ElementTree.fromstring(svg), "title")
