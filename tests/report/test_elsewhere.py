"""The first page tells what a run does not make: whether it is there, of which day, its verdicts, how to get it."""

import os
import re
from functools import partial

import pytest
from toy_results import SETTINGS

from tcreferee.base.records import write_rows
from tcreferee.comparison.columns import COLUMNS
from tcreferee.report import document
from tcreferee.report.elsewhere import FOLDERS, elsewhere
from tcreferee.report.standing import COLUMNS as STANDING

CONFIG = """
comparisons:
  wires: {title: "Wires, all $n$", dataset: wires}
  films: {title: "Films, all of them", dataset: films}
"""


@pytest.fixture
def court(tmp_path):
    """Results of a court in its folder, as a run leaves them: two comparisons, one formula worse and one level."""
    folder = tmp_path / "court"
    trial = dict.fromkeys(STANDING, "") | {"source": "Somebody (1999)", "model": "law", "n_inside": "69"}
    write_rows(folder / "results/standing.csv", STANDING, [
        trial | {"comparison": "wires", "outcome": "behind", "null": "of npair", "d_null": "-9", "se_d_null": "2.5"},
        trial | {"comparison": "films", "outcome": "level", "null": "two levels", "d_null": "1.25", "se_d_null": "3"},
    ])  # fmt: skip
    for name in ("wires", "films"):
        null = {"wires": r"logarithm of $n_\mathrm{pair}$ (null)"}.get(name, "")
        row = dict.fromkeys(COLUMNS, "") | {"model": "law", "label": "law of $n$", "null": null}
        write_rows(folder / "results" / name / "comparison.csv", COLUMNS, [row])
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    page = folder / "results/report.html"
    page.write_text("", encoding="utf-8")
    os.utime(page, (0, 86_400 * 365))
    return tmp_path


def test_what_was_not_run_has_no_day_and_what_was_has_the_day_and_the_verdicts_of_its_results(tmp_path, court):
    assert [(each.date, each.verdicts) for each in elsewhere(tmp_path / "none")] == [("", ())] * len(FOLDERS)
    found = {each.target: each for each in elsewhere(court)}
    assert {target: each.date for target, each in found.items()} == {"papers": "", "court": "1971-01-01"}
    films, wires = found["court"].verdicts
    assert (films.title, films.rows, films.label, films.sign) == ("Films, all of them", 69, "law of $n$", "=")
    assert films.difference == "1.2 ± 3.0 to two levels"
    assert (wires.title, wires.words) == ("Wires, all $n$", "worse than a null model")


def test_the_first_page_shows_the_last_verdicts_of_the_court_or_that_it_was_not_run(toy, tmp_path, court, monkeypatch):
    monkeypatch.setattr(document, "elsewhere", partial(lambda results, _: elsewhere(results), court))
    outputs = [tmp_path / "made" / name for name in ("report.html", "summary.csv", "standing.csv")]
    document.write_report(toy / "results", toy / "processed", SETTINGS, *outputs)
    html = outputs[0].read_text(encoding="utf-8")
    section = html[html.index('id="elsewhere"') :]
    section = section[: section.index('id="comparisons"')]
    headings = re.findall(r"<h4[^>]*>(.*?)(?: <a|</h4>)", section)
    assert headings == ["What else the papers say: not run: make papers", "The court: last run 1971-01-01"]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr>(.*?)</tr>", section)[1:]]
    assert [" ".join(row) for row in rows] == [
        "Films, all of them 69 law of n = not told apart from a null model 1.2 ± 3.0 to two levels",
        "Wires, all n 69 law of n × worse than a null model −9.0 ± 2.5 to logarithm of n pair",
    ]
