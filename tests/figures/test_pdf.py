"""PDFs of figures are made when they are asked for, and not before."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TINY = """\
seed: 1
material_classes:
  cuprates: { tc_mean_K: 80, tc_sd_K: 35 }
comparisons:
  bec:
    title: "Condensation of pairs"
    dataset: bec_table1_cuprates
    material_class: cuprates
    x: n_pair_m3
    models: [bec_ideal, constant]
  ybco:
    title: "Screening length"
    dataset: ybco_jorgensen1990
    material_class: cuprates
    x: n_m3
    models: [screening, linear]
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Call with targets: the messages of the jobs a clean checkout would run for them."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copy(ROOT / "Snakefile", root)
    for part in ("workflow", "src", "data/raw"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "config.yaml").write_text(TINY)
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--workflow-profile", "workflow/profiles/default"]

    def jobs(*targets):
        environment = os.environ | {"PYTHONPATH": str(root / "src")}
        done = subprocess.run(
            [*command, "--dry-run", *targets], cwd=root, env=environment, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return re.findall(r"^Job \d+: (.+)$", done.stdout + done.stderr, flags=re.M)

    return jobs


def test_a_plain_run_makes_none(planned):
    jobs = planned()
    assert "write the report" in jobs
    assert "draw bec" in jobs
    assert not [job for job in jobs if job.endswith("for print")]


def test_one_word_makes_those_of_every_comparison(planned):
    target = re.search(r"^pdf:.*\n\t.* (\w+)$", (ROOT / "Makefile").read_text(), flags=re.M)[1]
    jobs = planned(target)
    assert sorted(job for job in jobs if job.endswith("for print")) == ["draw bec for print", "draw ybco for print"]
    assert "write the report" not in jobs
    assert "draw bec" not in jobs


def test_those_of_one_comparison_can_be_had_alone(planned):
    jobs = planned("results/ybco/figures/ranking.pdf")
    assert [job for job in jobs if job.endswith("for print")] == ["draw ybco for print"]
