"""The audits in the report: what fired comes first, and on the first screen."""

from xml.etree import ElementTree

import pytest
from site_pages import everything
from toy_results import EVIL

from tcreferee.report.audits import read_audits, read_recovery


@pytest.fixture(scope="module")
def page(toy):
    return everything(toy)


def test_what_fired_comes_first(toy):
    found = read_audits(toy / "results/toy/audits.csv", {"linear": "a line"})
    assert [(a.name, a.verdict) for a in found] == [
        ("circularity", "fires"), ("influence", "open"), ("rivals", "open"), ("shared_factor", "not-applicable"),
    ]  # fmt: skip
    assert found[0].question == "Was an input computed from Tc, so that the formula only returns what was put in?"
    assert [(row["label"], row["word"]) for row in found[1].rows] == [("a line", "open"), ("", "quiet")]


def test_what_an_audit_that_fires_found_besides_is_folded(toy, page):
    circularity, influence, *_ = read_audits(toy / "results/toy/audits.csv", {})
    assert [row["verdict"] for row in circularity.first] == ["fires"]
    assert [row["verdict"] for row in circularity.rest] == ["quiet"]
    assert (len(influence.first), influence.rest) == (2, [])
    shown, _, folded = page.partition("The input follows from")[2].partition("1 further finding of this audit")
    assert "Nothing says so." not in shown
    assert "Nothing says so." in folded


def test_the_first_screen_says_what_speaks_against_the_formula_that_it_names(page):
    glance = page.partition('id="glance"')[2].partition("</section>")[0]
    row = glance.partition('data-comparison="toy"')[2].partition("</tr>")[0]
    assert row.count('href="report/comparisons/toy.html#toy-questions">in doubt: ') == 1
    assert "in doubt: an input may have been set with Tc in view (<i>n</i>)</a>" in row
    assert "an input may have been computed from Tc" not in row  # found of another formula than the one that is named


def test_quiet_audits_are_folded_away(page):
    section = page.partition('id="toy-audits"')[2].partition('class="part"')[0]
    loud, _, folded = section.partition("<details>\n")
    assert "circularity" in loud
    assert "2 open: influence, rivals" in folded
    assert "1 quiet or not applicable: shared factor" in folded
    assert "shared factor" in folded
    assert "not applicable" in folded


def test_sentences_are_escaped(page):
    assert EVIL not in page
    ElementTree.fromstring(f"<p>{page.partition('One row moves it')[2].partition('</li>')[0]}</p>")


def test_the_recovery_table_shows_what_would_be_picked(toy, page):
    (table,) = read_recovery(toy / "results/toy/recovery.csv", {"linear": "a line", "screening": "screening"})
    assert (table.criterion, table.replicates, table.heads) == ("AICc", 200, ["a line", "screening"])
    assert [label for label, _ in table.rows] == ["a line", "screening"]
    assert [(str(cell), own) for cell, own in table.rows[0][1]] == [
        ("0.625", True), ("0.375", False),
    ]  # fmt: skip
    assert page.count("Which formula would be picked") == 1
    assert not read_recovery(toy / "results/classes/recovery.csv", {})
