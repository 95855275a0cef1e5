"""Texts on hover: plain words with the numbers of the tables, for every marked row."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from svg_paths import SVG, tips
from toy_results import EVIL, TC

from tcreferee.figures import comparison, hover, rows


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("screening, power $n^{-1/6}$", "screening, power n−1/6"), (f"a {EVIL}", f"a {EVIL}"),
        ("a lone $ sign", "a lone $ sign"), ("two\n lines\x0b", "two lines"),
    ],
)  # fmt: skip
def test_labels_become_plain_words(text, said):
    assert hover.plain(text) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"), [(-0.51234, "nats", "−0.5123 nats"), (91.2, "K", "91.2 K"), (1e-7, "", "1e−07")]
)
def test_amounts_have_four_digits(value, unit, said):
    assert hover.amount(value, unit) == said


def test_every_row_tells_its_values(results):
    sheet = rows.residuals(results, "n_m3")
    for place, model in enumerate(results.fitted):
        expected = {f"T{i}: {y:g} K, fitted {f:.4g} K".replace("-", "−")
                    for i, (y, f) in enumerate(zip(TC, model.column("fitted_K"), strict=True))}  # fmt: skip
        assert set(tips(sheet, place, "row") + tips(sheet, place, "large")) == expected


def test_the_prediction_tells_its_median(results):
    parity = rows.parity(results)
    model = results.fitted[0]
    median = model.column("predictive_q50_K")
    assert tips(parity, 0, "median")[0] == f"T0: {TC[0]:g} K, predicted {median[0]:.4g} K"


def test_every_dot_of_the_ranking_tells_d(results):
    sheet = comparison.ranking(results)
    said = tips(sheet, 0, "d")
    assert len(said) == len(results.ranked)
    assert said[0] == f"{hover.plain(results.ranked[0].label)}: best"
    for model, tip in zip(results.ranked[1:], said[1:], strict=True):
        d, se = (float(model.row[name]) for name in ("d_elpd", "se_d_elpd"))
        assert tip == f"{hover.plain(model.label)}: D = {d:.2f}, SE {se:.2f}".replace("D = -", "D = −")


@pytest.mark.parametrize("name", ["data", "residuals", "parity", "influence", "ranking"])
def test_written_figures_hold_a_title_for_each_mark(toy, name):
    root = ElementTree.parse(toy / f"results/toy/figures/{name}.svg").getroot()
    titles = [each.text for each in root.iter(f"{SVG}title")]
    assert len(titles) >= 2
    assert all(titles)


def test_yes_or_no_is_said_in_words(classes):
    said = hover.fitted(classes, classes.fitted[0])
    assert all(" superconducting, probability 0." in tip for tip in said)
    assert any(": not superconducting" in tip for tip in said)


def test_a_model_without_a_maximum_has_no_fitted_value(results):
    model = results.fitted[0]
    lost = replace(model, rows=[{**row, "fitted_K": ""} for row in model.rows])
    assert hover.fitted(results, lost)[0] == "T0: 21 K"
