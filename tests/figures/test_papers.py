"""Figures of the papers: what they show follows from the tables."""

from pathlib import Path

import numpy as np
import pytest
from artists import bars, collisions, drawn, line, marks, words
from matplotlib import rc_context

from tcreferee.data.check import process
from tcreferee.figures import paper_series, papers, style
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


@pytest.fixture(scope="module")
def drawings(tables):
    with rc_context(style.RC):
        return {name: draw(tables) for name, draw in papers.FIGURES.items()}


def test_every_figure_has_a_caption():
    assert list(CAPTIONS) == list(TABLES) == list(papers.FIGURES)


@pytest.mark.parametrize("name", papers.FIGURES)
def test_a_figure_is_drawn_with_labels_that_do_not_collide(drawings, name):
    said = " ".join(words(drawings[name]))
    for word in SAID[name]:
        assert word in said
    assert collisions(drawings[name]) == []


def test_each_compound_meets_its_measured_tc(drawings, tables):
    found = marks(drawings["bec_attraction"].axes[0])
    assert len(found) == 6
    for (a_nm, tc_K), row in zip(found, tables["bec_table1_cuprates"], strict=True):
        assert tc_K == float(row["tc_K"])
        formula = papers.tc_of_attraction_K(a_nm, float(row["n_pair_m3"]), float(row["m_pair_me"]))
        assert formula == pytest.approx(tc_K, rel=1e-9)


def test_the_shared_factor_is_all_that_differs_between_the_panels(drawings, tables):
    first, second = drawings["unified_plot"].axes
    (x, y), (x_bare, y_bare) = marks(first, "metal").T, marks(second, "metal").T
    names = ("n_m3", "d0_A", "r_plus_A", "alpha_perK", "tc_K")
    rows = [row for row in tables["metals_channel_valence"] if all(row[name] for name in names)]
    factor, seen = np.array([float(row["alpha_perK"]) * float(row["d0_A"]) for row in rows]), y_bare > 0
    coefficient = 2e10 * papers.screening_coefficient_m05()
    np.testing.assert_allclose(y, (y_bare / factor)[seen], rtol=1e-9)
    np.testing.assert_allclose(x, (x_bare / coefficient * 1e10 / factor)[seen], rtol=1e-9)
    assert first.get_xscale() == first.get_yscale() == "log"


def test_lines_over_the_density_are_least_squares_and_the_printed_one(drawings, tables):
    (panel,) = drawings["density_power"].axes
    fits, printed = drawn(panel, "fit"), line(panel, "printed")
    assert len(fits) == len(paper_series.YBCO) == 7
    for name, fit in zip(paper_series.YBCO, fits, strict=True):
        rows = [row for row in tables[name] if row["n_m3"] and row["tc_K"]]
        x, tc = np.array([float(row["n_m3"]) for row in rows]) ** (-1 / 6) * 1e5, [float(row["tc_K"]) for row in rows]
        slope, level = np.polyfit(x, tc, 1)
        t_u, b = paper_series.screening_fit((x / 1e5) ** -6.0, np.array(tc))
        assert (t_u, b) == pytest.approx((level, -slope * 1e5), rel=1e-6)
        assert fit.get_ydata() == pytest.approx(level + slope * fit.get_xdata())
    assert printed[:, 1] == pytest.approx(212.46 - 5.651e6 * printed[:, 0] * 1e-5)
    expected = [float(row["tc_K"]) for name in paper_series.YBCO for row in tables[name] if row["n_m3"]]
    assert marks(panel, "row")[:, 1] == pytest.approx(expected)


def test_lambda_lines_and_lengths_are_the_printed_ones(drawings, tables):
    (panel,) = drawings["inverse_square"].axes
    for law, strength in zip(drawn(panel, "formula"), (1300, 400), strict=True):
        assert law.get_ydata() == pytest.approx(strength * law.get_xdata())
    rows = [*tables["quantum_well_table1_cuprates"], *tables["quantum_well_table2_iron"]]
    for at, row in zip(marks(panel, "row"), rows, strict=True):
        assert at == pytest.approx([float(row["xi_printed_A"]) ** -2, float(row["tc_K"])])
    printed = sum(bool(row.get(name)) for row in rows for name in ("xi_alpha_A", "xi_beta_A", "xi_gamma_A"))
    assert len(marks(panel, "other")) == printed - len(rows)


def test_levels_are_those_of_the_table(drawings, tables):
    (panel,), rows = drawings["alkali_levels"].axes, tables["exchange_alkali_table1"]
    for name, *_ in papers.LEVELS:
        for place, (level, row) in enumerate(zip(bars(panel, name), rows, strict=True), 1):
            assert level[:, 1] == pytest.approx(float(row[name]))
            assert level[:, 0].mean() == pytest.approx(place)
    free = {row["label"]: float(row["ef_free_eV"]) for row in rows if row["ef_free_eV"]}
    assert set(free) == {"Li", "Cs"}
    assert marks(panel, "free")[:, 1] == pytest.approx(list(free.values()))
    assert [tick.get_text().split("\n")[0] for tick in panel.get_xticklabels()] == [row["label"] for row in rows]
