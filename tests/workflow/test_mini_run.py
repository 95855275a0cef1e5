"""The whole workflow on a tiny configuration."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from tcreferee.audits.case import COLUMNS as AUDIT_COLUMNS
from tcreferee.audits.run import audits
from tcreferee.base.records import read_rows
from tcreferee.comparison.columns import COLUMNS

CONTRACT = [
    "model",
    "label",
    "rank",
    "n",
    "k",
    "converged",
    "rmse_K",
    "r2",
    "lnL_max",
    "aic",
    "aicc",
    "bic",
    "elpd_waic",
    "se_waic",
    "p_waic",
    "elpd_loo",
    "se_loo",
    "p_loo",
    "elpd_psis",
    "khat_max",
    "d_elpd",
    "se_d_elpd",
    "p_worse",
    "ln_evidence",
    "mcse_ln_evidence",
    "evidence_prior_robust",
    "w_aicc",
    "w_stacking",
    "w_stacking_lo",
    "w_stacking_hi",
    "w_pbma",
    "caveats",
]


def test_it_ends_well_with_every_file_of_the_contract(finished):
    workspace, run = finished
    assert run.returncode == 0, run.text
    for comparison, models in {"bec": ["bec_ideal", "bec_free_constant"], "ybco": ["screening", "linear"]}.items():
        folder = workspace.path / "results" / comparison
        for model in models:
            for name in ("fit.json", "posterior.nc", "pointwise.csv", "diagnostics.json", "fit_report.txt"):
                assert (folder / model / name).stat().st_size > 0
        for name in ("observations.csv", "comparison.csv"):
            assert (folder / name).stat().st_size > 0
    for name in ("claims.csv", "statements.csv", "tables/claims_bec_double_bridge.tex"):
        assert (workspace.path / "results" / name).stat().st_size > 0
    assert (workspace.path / "results/report.html").stat().st_size > 10_000
    rows = read_rows(workspace.path / "results/summary.csv")
    assert [row["generated"] for row in rows].count("false") == 4
    assert {row["kind"] for row in rows if row["generated"] == "true"} == {"null", "generic"}


def test_the_table_keeps_the_columns_of_the_contract(finished):
    with (finished[0].path / "results/ybco/comparison.csv").open() as stream:
        header = next(csv.reader(stream))
    assert header == list(COLUMNS)
    assert set(CONTRACT) <= set(header)


def test_a_person_sees_what_is_fitted_and_how_far_it_is(finished):
    text = finished[1].text
    assert "infer the models of ybco: fit, sample, score" in text
    assert "(100%) done" in text
    assert "ybco, screening: ln evidence" in text


def test_every_comparison_has_its_audits(finished):
    for name, models in (("bec", ["bec_ideal", "bec_free_constant"]), ("ybco", ["screening", "linear"])):
        with (finished[0].path / f"results/{name}/audits.csv").open() as stream:
            rows = list(csv.DictReader(stream))
        assert list(rows[0]) == list(AUDIT_COLUMNS)
        assert {row["audit"] for row in rows} == set(audits())
        assert {row["model"] for row in rows} <= {"", *models}
        assert all(row["note"].endswith(".") for row in rows)
        with (finished[0].path / f"results/{name}/recovery.csv").open() as stream:
            assert {row["truth"] for row in csv.DictReader(stream)} == set(models)
    assert "audits that fire: circularity" in finished[1].text


def test_results_name_their_inputs(finished):
    path = finished[0].path / "results/ybco/screening/fit.json"
    record = json.loads(path.read_text())
    assert len(record["checksums"]["observations"]) == 64
    assert len(record["checksums"]["model"]) == 64
    assert record["settings"]["seed"] == 1
    assert record["versions"]["emcee"].startswith("3.")


def test_a_second_run_has_nothing_to_do(workspace):
    run = workspace.snakemake()
    assert run.returncode == 0
    assert "Nothing to be done" in run.text


@pytest.mark.slow
def test_the_same_inputs_and_seed_give_the_same_bytes(workspace, tmp_path: Path):
    before = {path: path.read_bytes() for path in _results(workspace.path)}
    assert any(path.suffix == ".nc" for path in before)
    assert any(path.suffix == ".svg" for path in before)
    # what is whole would be kept
    for folder in ("results", "data/processed"):
        shutil.rmtree(workspace.path / folder)
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    changed = [
        str(path.relative_to(workspace.path)) for path, content in before.items() if path.read_bytes() != content
    ]
    assert changed == []


def _results(path: Path) -> list[Path]:
    found = sorted(p for p in (path / "results").rglob("*") if p.is_file() and "logs" not in p.parts)
    return [p for p in found if p.suffix in {".csv", ".json", ".nc", ".svg", ".png", ".txt", ".tex", ".html"}]
