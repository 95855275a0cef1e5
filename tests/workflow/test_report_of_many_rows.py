"""More rows than any limit below which something is left out: the run is whole, and says what it left out."""

from __future__ import annotations

import json

import pytest
import rows

from tcreferee.comparison import luck
from tcreferee.inference import batch
from tcreferee.special import restrictive

MANY = 520
CONFIG = """
  many:
    title: "Many rows"
    dataset: rows
    material_class: cuprates
    x: omega_log_K
    models: [allen_dynes_shared, constant]
"""


@pytest.mark.slow
def test_many_rows_end_in_a_report(unfinished):
    assert max(batch.BY_ITSELF, luck.MOST_ROWS, restrictive.MOST_ROWS) < MANY
    workspace = unfinished("data_paths: [mine]\ncomparisons:" + CONFIG)
    workspace.edit("config.yaml", "ledger: true", "ledger: false")
    (workspace.path / "mine").mkdir()
    rows.write_pair(workspace.path / "mine", MANY)
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    page = (workspace.path / "results/report/comparisons/many.html").read_text(encoding="utf-8")
    assert "restrictiveness not computed: too many rows" in page
    assert f"Used 200 of the {MANY} rows" in page
    (told,) = json.loads((workspace.path / "results/many/comparison.json").read_text())["luck"].values()
    assert told["rows"] == f"200 of {MANY} rows, evenly spaced in the table"
