"""Figures of the papers: what they show follows from the tables."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from svg_paths import drawn, grain, marks, tips, words

from tcreferee.data.check import process
from tcreferee.figures import paper_figures, paper_series
from tcreferee.figures.captions import CAPTIONS, TABLES

RAW = Path(__file__).parents[2] / "data/raw"


SAID = {
    "bec_attraction": ["nm", "YBa2Cu4O8"],
    "density_power": ["critical temperature", "(K)", "printed line: 212 K, 5.65", "Panagopoulos 1998"],
    "unified_plot": ["metals", "without the shared factor"],
    "inverse_square": ["critical temperature", "1300 K Å", "400 K Å", "another printed ξ"],
    "alkali_levels": ["energy in the band (eV)", "free-electron formula", "superconducts", "at 55 GPa"],
}


@pytest.fixture(scope="module")
def tables():
    return {name: process(RAW / f"{name}.yaml").rows for name in {each for names in TABLES.values() for each in names}}


def test_every_figure_has_a_caption():
    assert list(CAPTIONS) == list(TABLES) == list(paper_figures.FIGURES)


@pytest.mark.parametrize("name", paper_figures.FIGURES)
def test_a_figure_is_drawn_with_labels_and_the_same_bytes_again(tables, name):
    svg = paper_figures.FIGURES[name](tables).svg()
    assert svg == paper_figures.FIGURES[name](tables).svg()
    said = " ".join(ElementTree.fromstring(svg).itertext())
    for word in SAID[name]:
        assert word in said


def test_each_compound_meets_its_measured_tc(tables, monkeypatch):
    marked = []
    panel = paper_figures.sheet.__globals__["Panel"]
    monkeypatch.setattr(panel, "marks", lambda self, name, x, y, *rest: marked.append((float(x[0]), float(y[0]))))
    paper_figures.attraction(tables)
    assert len(marked) == 6
    for (a_nm, tc_K), row in zip(marked, tables["bec_table1_cuprates"], strict=True):
        assert tc_K == float(row["tc_K"])
        found = paper_figures.tc_of_attraction_K(a_nm, float(row["n_pair_m3"]), float(row["m_pair_me"]))
        assert found == pytest.approx(tc_K, rel=1e-9)


def test_the_shared_factor_is_all_that_differs_between_the_panels(tables, monkeypatch):
    seen = []
    panel = paper_figures.sheet.__globals__["Panel"]
    monkeypatch.setattr(panel, "marks", lambda self, name, x, y, *rest: seen.append((name, np.array(x), np.array(y))))
    paper_figures.unified(tables)
    (_, x, y), _, (_, x_bare, y_bare) = seen
    shown = y_bare > 0
    rows = [
        row
        for row in tables["metals_channel_valence"]
        if all(row[n] for n in ("n_m3", "d0_A", "r_plus_A", "alpha_perK", "tc_K"))
    ]
    factor = np.array([float(row["alpha_perK"]) * float(row["d0_A"]) for row in rows])
    coefficient = 2e10 * paper_figures.screening_coefficient_m05()
    np.testing.assert_allclose(10**y, (y_bare / factor)[shown], rtol=1e-9)
    np.testing.assert_allclose(10**x, (x_bare / coefficient * 1e10 / factor)[shown], rtol=1e-9)


def test_lines_over_the_density_are_least_squares_and_the_printed_one(tables):
    sheet = paper_series.density_power(tables)
    fits, (printed,) = drawn(sheet, 0, "fit"), drawn(sheet, 0, "printed")
    assert len(fits) == len(paper_series.YBCO) == 7
    for name, line in zip(paper_series.YBCO, fits, strict=True):
        rows = [row for row in tables[name] if row["n_m3"] and row["tc_K"]]
        x = np.array([float(row["n_m3"]) for row in rows]) ** (-1 / 6) * 1e5
        slope, level = np.polyfit(x, [float(row["tc_K"]) for row in rows], 1)
        t_u, b = paper_series.screening_fit((x / 1e5) ** -6.0, np.array([float(row["tc_K"]) for row in rows]))
        assert (t_u, b) == pytest.approx((level, -slope * 1e5), rel=1e-6)
        assert line[:, 1] == pytest.approx(level + slope * line[:, 0], abs=8 * grain(sheet, 0)[1])
    assert printed[:, 1] == pytest.approx(212.46 - 5.651e6 * printed[:, 0] * 1e-5, abs=3 * grain(sheet, 0)[1])
    found = marks(sheet, 0, "row")
    expected = [float(row["tc_K"]) for name in paper_series.YBCO for row in tables[name] if row["n_m3"]]
    assert found[:, 1] == pytest.approx(expected, abs=grain(sheet, 0)[1])
    assert all(" K, n = " in tip for tip in tips(sheet, 0, "row"))


def test_lambda_lines_and_lengths_are_the_printed_ones(tables):
    sheet = paper_series.inverse_square(tables)
    for line, strength in zip(drawn(sheet, 0, "formula"), (1300, 400), strict=True):
        assert line[:, 1] == pytest.approx(strength * line[:, 0], rel=0.01)
    rows = [*tables["quantum_well_table1_cuprates"], *tables["quantum_well_table2_iron"]]
    x, y = grain(sheet, 0)
    for at, row in zip(marks(sheet, 0, "row"), rows, strict=True):
        assert at[0] == pytest.approx(float(row["xi_printed_A"]) ** -2, abs=x)
        assert at[1] == pytest.approx(float(row["tc_K"]), abs=y)
    printed = sum(bool(row.get(name)) for row in rows for name in ("xi_alpha_A", "xi_beta_A", "xi_gamma_A"))
    assert len(marks(sheet, 0, "other")) == printed - len(rows)


def test_levels_are_those_of_the_table(tables):
    sheet, rows = paper_series.alkali_levels(tables), tables["exchange_alkali_table1"]
    for name, *_ in paper_series.LEVELS:
        lines = drawn(sheet, 0, name.replace("_", "-"))
        for place, (line, row) in enumerate(zip(lines, rows, strict=True), 1):
            assert line[:, 1] == pytest.approx(float(row[name]), abs=grain(sheet, 0)[1])
            assert line[:, 0].mean() == pytest.approx(place, abs=0.02)
    free = {row["label"]: float(row["ef_free_eV"]) for row in rows if row["ef_free_eV"]}
    assert set(free) == {"Li", "Cs"}
    assert marks(sheet, 0, "free")[:, 1] == pytest.approx(list(free.values()), abs=grain(sheet, 0)[1])
    assert words(sheet, "metal") == [row["label"] for row in rows]
