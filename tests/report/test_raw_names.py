"""No sentence of a run names a column or a parameter as its file spells it. `.ci/run` asks this of the default run."""

import shutil

import pytest
from raw_names import names_of, raw_names

from tcreferee.base.records import read_record, write_record


@pytest.fixture
def run(toy, tmp_path):
    """Results of the toys with their report and standing beside them."""
    shutil.copytree(toy / "results", tmp_path / "results")
    for name in ("report.html", "standing.csv"):
        shutil.copy(toy / name, tmp_path / "results" / name)
    shutil.copytree(toy / "report", tmp_path / "results/report")
    return tmp_path / "results"


def test_no_sentence_carries_a_raw_name(run):
    assert {"n_m3", "m_pair_me"} <= names_of(run)
    assert raw_names(run) == []


def test_one_that_does_is_found(run):
    record = read_record(run / "toy/comparison.json")
    write_record(run / "toy/comparison.json", record | {"cautions": ["The input n_m3 is odd.", "$n_m3$ is mathtext."]})
    page = run / "report.html"
    html = page.read_text(encoding="utf-8")
    page.write_text(html.replace("</main>", '<p title="of m_pair_me">A <code>n_m3</code></p></main>'), encoding="utf-8")
    assert [(where, name) for where, name, _ in raw_names(run)] == [("toy", "n_m3"), ("report.html", "m_pair_me")]
