"""Snakemake's own report and the tables for a manuscript, on the tiny run."""

from __future__ import annotations

import html
import json
import re

import pytest

pytestmark = pytest.mark.slow
FIGURES = ("ranking", "data", "residuals", "influence")


def _variable(page: str, name: str):
    found = re.search(rf"var {name} = (?={{\")", page)
    assert found, name
    return json.JSONDecoder().raw_decode(page, found.end())[0]


def test_it_holds_captions_labels_and_a_category_for_each_comparison(workspace):
    run = workspace.snakemake("--report", "results/snakemake_report.html")
    assert run.returncode == 0, run.text
    page = (workspace.path / "results/snakemake_report.html").read_text(encoding="utf-8")
    categories, shown = _variable(page, "categories"), _variable(page, "results")
    assert categories["all comparisons"] == {"Other": ["results/report.html"]}
    for name in ("bec", "ybco"):
        expected = {f"results/{name}/figures/{figure}.svg": figure for figure in FIGURES}
        expected[f"results/{name}/comparison.csv"] = "comparison"
        assert sorted(categories[name]["Other"]) == sorted(expected)
        for path, label in expected.items():
            assert shown[path]["labels"] == {"shows": label}
            source = (workspace.path / f"workflow/report/{label}.rst").read_text(encoding="utf-8")
            said = html.unescape(re.sub(r"<[^>]+>", "", shown[path]["caption"]))
            assert said.split() == source.split()
    assert set(shown) == {path for each in categories.values() for path in each["Other"]}
    assert not re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=[\"']https?://", page)  # opens without a network
    assert workspace.planned() == []


def test_a_run_that_is_not_finished_has_no_report(workspace):
    (workspace.path / "results/ybco/figures/residuals.svg").unlink()
    run = workspace.snakemake("--report", "results/snakemake_report.html")
    assert run.returncode != 0
    assert "results/ybco/figures/residuals.svg marked for report but does not exist" in run.text
    assert not (workspace.path / "results/snakemake_report.html").exists()


def test_tables_for_a_manuscript_are_part_of_the_run(workspace):
    tables = workspace.path / "results/tables"
    for name in ("bec", "ybco"):
        assert f"\\label{{tab:{name}}}" in (tables / f"{name}.tex").read_text()
        assert f"\\label{{tab:{name}_parameters}}" in (tables / f"{name}_parameters.tex").read_text()
    workspace.edit("config.yaml", 'title: "Screening length"', 'title: "Screening, 100 %"')
    run = workspace.snakemake("results/tables/ybco.tex")
    assert run.jobs == ["write the tables for a manuscript"]
    assert r"\caption{Screening, 100 \%. " in (tables / "ybco.tex").read_text()
