"""Figures of the papers: what they show follows from the tables."""

from pathlib import Path

import numpy as np
import pytest

from tcreferee.data.check import process
from tcreferee.report import paper_figures
from tcreferee.report.captions import CAPTIONS

RAW = Path(__file__).parents[2] / "data/raw"


@pytest.fixture(scope="module")
def tables():
    return {name: process(RAW / f"{name}.yaml").rows for name in paper_figures.TABLES}


def test_every_figure_has_a_caption():
    assert set(CAPTIONS) == set(paper_figures.FIGURES)


@pytest.mark.parametrize("name", paper_figures.FIGURES)
def test_a_figure_is_drawn_with_labels_and_the_same_bytes_again(tables, name):
    svg = paper_figures.FIGURES[name](tables).svg()
    assert svg == paper_figures.FIGURES[name](tables).svg()
    for word in {"bec_attraction": ["nm", "YBa2Cu4O8"], "unified_plot": ["metals", "without the shared factor"]}[name]:
        assert word in svg


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
