"""Two tables in one comparison, and predictions of materials that were not fitted, from configuration to files."""

from __future__ import annotations

import csv
import json

CONFIG = """\
comparisons:
  planes:
    title: "Two tables, matched by compound"
    dataset: [quantum_well_table1_cuprates, cuprate_planes]
    combine: match
    material_class: cuprates
    x: n_planes
    models: [constant, linear, { model: quantum_well, inputs: { xi_A: [xi_smallest_A, xi_largest_A] } }]
predict:
  left_out:
    title: "Compounds that were left out"
    comparison: planes
    dataset: quantum_well_cuprates_left_out
  typed:
    title: "Two wells"
    comparison: planes
    rows: [{ label: short, xi_smallest_A: 3, xi_largest_A: 3.3, tc_K: 120 }, { label: unknown }]
    models: [quantum_well]
"""
TARGETS = ("results/predictions/left_out.csv", "results/predictions/typed.csv")


def table(workspace, file):
    with (workspace.path / file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_matched_tables_are_fitted_and_asked(unfinished):
    workspace = unfinished(CONFIG)
    run = workspace.snakemake(*TARGETS)
    assert run.returncode == 0, run.text
    record = json.loads((workspace.path / "results/planes/observations.json").read_text())
    assert (record["n"], record["combine"], len(record["matched"])) == (9, "match", 9)
    assert {drop["point_id"].partition(":")[0] for drop in record["dropped"]} == {"cuprate_planes"}

    rows = table(workspace, TARGETS[0])
    assert len(rows) == 12 * 3
    assert {row["model"] for row in rows} == {"constant", "linear", "quantum_well"}
    # every cell without a prediction says why
    assert all(row["median"] or row["note"] for row in rows)
    summary = json.loads((workspace.path / "results/predictions/left_out.json").read_text())["models"]
    assert summary["constant"]["d_elpd_constant"] == 0
    for name, about in summary.items():
        assert about["n_measured"] == sum(r["counted"] == "true" for r in rows if r["model"] == name) > 0, name

    typed = table(workspace, TARGETS[1])
    assert [(row["label"], row["model"], bool(row["median"])) for row in typed] == [
        ("short", "constant", True),
        ("short", "quantum_well", True),
        ("unknown", "constant", True),
        ("unknown", "quantum_well", False),
    ]
    assert typed[1]["extrapolates"].startswith("xi_smallest_A 3 (fitted 3.15")
    # nothing to do again, and an edit of what only predicts refits nothing
    assert "Nothing to be done" in workspace.snakemake(*TARGETS).text
    path = workspace.path / "src/tcreferee/prediction/materials.py"
    path.write_text(path.read_text() + "\n# edited\n")
    again = workspace.snakemake("--dry-run", *TARGETS)
    assert again.jobs == ["predict left_out", "predict typed"]
