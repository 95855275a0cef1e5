"""What reruns after an edit, and what does not."""

from __future__ import annotations

import os
import time

import pytest

from tcreferee.base.provenance import sha256

LEDGER = ["recompute every number the papers print", "write the report"]


def _words(jobs: list[str]) -> list[str]:
    """Shorten the job messages to what the tests compare; the target rules have no message."""
    return sorted(job.split(":")[0] for job in jobs)


def test_touching_files_reruns_nothing(workspace):
    later = time.time() + 5
    for folder in ("src", "workflow", "data/raw", "data/claims"):
        for path in (workspace.path / folder).rglob("*"):
            if path.is_file():
                os.utime(path, (later, later))
    assert workspace.planned() == []


def test_editing_one_model_reruns_that_model_and_what_depends_on_it(workspace):
    path = workspace.path / "src/tcreferee/models/screening.py"
    path.write_text(path.read_text() + "\n# edited\n")
    jobs = _words(workspace.planned())
    assert [job for job in jobs if job.startswith("infer")] == ["infer the models of ybco"]
    assert not [job for job in jobs if "bec" in job]
    assert "compare the models of ybco" in jobs


def test_a_result_that_was_deleted_is_made_again(workspace):
    posterior = workspace.path / "results/ybco/screening/posterior.nc"
    whole = posterior.read_bytes()
    posterior.unlink()
    run = workspace.snakemake(str(posterior.relative_to(workspace.path)))
    assert "ybco: inferred 0 of 2 models" in run.text  # it is put back
    assert posterior.read_bytes() == whole


def test_editing_a_papers_formulas_reruns_the_models_that_use_them(workspace):
    path = workspace.path / "src/tcreferee/physics/bec_double_bridge.py"
    path.write_text(path.read_text() + "\n# edited\n")
    jobs = [job for job in _words(workspace.planned()) if job.startswith("infer")]
    assert jobs == ["infer the models of bec"]
    target = "results/bec/bec_ideal/fit.json"
    run = workspace.snakemake(target)
    assert run.returncode == 0, run.text
    # the ideal gas is computed there, the Uemura constant is not
    assert "bec: inferred 1 of 2 models" in run.text
    assert "Nothing to be done" in workspace.snakemake(target).text


def test_editing_a_figure_refits_nothing(workspace):
    for path in (workspace.path / "src/tcreferee/report").glob("*.py"):
        path.write_text(path.read_text() + "\n# edited\n")
    jobs = _words(workspace.planned())
    assert not [job for job in jobs if job.startswith(("infer", "compare", "tidy", "select"))]
    assert jobs


def test_editing_an_audit_refits_nothing_and_redraws_nothing(workspace):
    path = workspace.path / "src/tcreferee/audits/questions/rivals.py"
    path.write_text(path.read_text() + "\n# edited\n")
    assert {job.split()[0] for job in _words(workspace.planned())} == {"audit", "write"}


@pytest.mark.parametrize(
    ("file", "job", "said"),
    [
        ("figures/data.svg", "draw ybco", "ybco: 4 figures"),
        ("comparison.csv", "compare the models of ybco", "ybco: On these"),
    ],
)
def test_a_figure_or_a_table_that_was_deleted_is_put_back(workspace, file, job, said):
    path = workspace.path / "results/ybco" / file
    whole = path.read_bytes()
    path.unlink()
    run = workspace.snakemake(f"results/ybco/{file}")
    assert run.returncode == 0, run.text
    assert run.jobs == [job]
    assert said not in run.text  # made of the same as before: nothing is computed
    assert path.read_bytes() == whole


@pytest.mark.slow
def test_a_study_is_added_up_from_its_chunks_and_goes_on_where_it_was_cut_off(workspace):
    workspace.edit("config.yaml", "seed: 1", "seed: 1\nstudy: { replicates: 100, scored: 20, chunks: 2 }")
    target = "results/study/ybco/recovery.csv"
    run = workspace.snakemake(target)
    assert run.returncode == 0, run.text
    assert len([job for job in run.jobs if job.startswith("simulate chunk")]) == 2
    whole = (workspace.path / target).read_bytes()
    assert b"screening,aicc,screening" in whole
    (workspace.path / "results/study/ybco/chunks/2.recovery.csv").unlink()
    (workspace.path / target).unlink()
    run = workspace.snakemake(target)
    assert [job for job in run.jobs if job.startswith("simulate")] == ["simulate chunk 2 of the study of ybco"]
    assert (workspace.path / target).read_bytes() == whole


def test_editing_a_template_only_rewrites_the_report(workspace):
    template = workspace.path / "src/tcreferee/report/templates/report.html.j2"
    template.write_text(template.read_text() + "<!-- edited -->\n")
    assert len(workspace.planned()) == 1


def test_editing_a_claim_only_remakes_the_ledger_and_the_report(workspace):
    module = "src/tcreferee/papers/recomputations/bec_double_bridge.py"
    for name, added in ((module, "# edited\n"), ("data/claims/bec_double_bridge.csv", "\n")):
        path = workspace.path / name
        before = path.read_text()
        path.write_text(before + added)
        assert _words(workspace.planned()) == LEDGER
        path.write_text(before)
    assert workspace.planned() == []


def test_a_table_that_no_comparison_uses_reaches_the_ledger(workspace):
    sidecar = workspace.path / "data/raw/ionicity_table1.yaml"
    sidecar.write_text(sidecar.read_text() + "\n# a remark\n")
    assert _words(workspace.planned()) == sorted([*LEDGER, "write the page of all tables"])


def test_editing_the_sampler_refits(workspace):
    path = "src/tcreferee/inference/sample.py"
    (workspace.path / path).write_text((workspace.path / path).read_text() + "\n# edited\n")
    assert len([job for job in workspace.planned() if job.startswith("infer")]) == 2


def test_editing_the_table_of_one_comparison_leaves_the_other(workspace):
    sidecar = workspace.path / "data/raw/bec_table1_cuprates.yaml"
    sidecar.write_text(sidecar.read_text() + "\n# a remark\n")
    jobs = _words(workspace.planned())
    assert "tidy bec_table1_cuprates" in jobs
    assert not [job for job in jobs if "ybco" in job]


def test_a_table_replaced_by_one_with_an_older_time_counts(workspace):
    """As `cp -p`, `rsync -a` and unzip leave it: content decides."""
    for name, jobs in {
        "ybco_jorgensen1990": {"tidy ybco_jorgensen1990", "recompute every number the papers print"},
        "ionicity_table1": {"write the page of all tables", "recompute every number the papers print"},
    }.items():
        sidecar = workspace.path / f"data/raw/{name}.yaml"
        before, time_before = sidecar.read_text(), sidecar.stat()
        sidecar.write_text(before + "\n# a remark\n")
        os.utime(sidecar, ns=(time_before.st_atime_ns, time_before.st_mtime_ns - 10**12))
        assert jobs <= set(workspace.planned())
        sidecar.write_text(before)


def test_another_seed_refits_all(workspace):
    workspace.edit("config.yaml", "seed: 1", "seed: 2")
    assert len([job for job in workspace.planned() if job.startswith("infer")]) == 2


OWN = """\
quantities:
  fermi_temperature_K: { unit: K, symbol: T_F, label: Fermi temperature, positive: true, scale: 10000 }
  angle_deg: { unit: deg, symbol: \\theta, label: angle }
data_paths: [mine]
comparisons:
  fermi:
    title: "Tc against the Fermi temperature"
    dataset: fermi
    material_class: cuprates
    x: fermi_temperature_K
    models: [constant, linear]
"""
FERMI = """\
schema_version: 1
id: fermi
title: Fermi temperatures
source: {authors: ["Nobody, N."], year: 2026, title: made up for a test, note: made up}
location: this test
obtained: made up
licence: none
sha256: SHA256
row_key: sample
label: sample
columns:
  T_F: {name: fermi_temperature_K, quantity: fermi_temperature_K, unit: kK, grade: read, uncertainty: unknown}
  Tc: {name: tc_K, quantity: tc_K, unit: K, grade: read, uncertainty: unknown}
"""


@pytest.mark.slow
def test_editing_a_quantity_of_ones_own_reruns_what_depends_on_it_and_nothing_else(workspace):
    table = workspace.path / "mine/fermi.csv"
    table.parent.mkdir()
    table.write_text("sample,T_F,Tc\n" + "".join(f"A{i},{10 + 3 * i},{20 + 7 * i + (-1) ** i}\n" for i in range(8)))
    table.with_suffix(".yaml").write_text(FERMI.replace("SHA256", sha256(table)))
    workspace.edit("config.yaml", "comparisons:\n", OWN)
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    assert workspace.planned() == []

    workspace.edit("config.yaml", "label: angle", "label: angle of the bond")
    assert workspace.planned() == ["write the report"], "no table holds an angle; the report tells the configuration"
    workspace.edit("config.yaml", "label: Fermi temperature,", "label: temperature of the Fermi level,")
    jobs = _words(workspace.planned())
    assert {"tidy fermi", "select the rows of fermi", "infer the models of fermi", "compare the models of fermi",
            "draw fermi", "audit fermi", "write the report"} <= set(jobs)  # fmt: skip
    assert not [job for job in jobs if "bec" in job or "ybco" in job]
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    assert "fermi: inferred 0 of 2 models" in run.text, "a label moves no fit: they are put back"
    assert "temperature of the Fermi level" in (workspace.path / "data/processed/fermi.json").read_text()
