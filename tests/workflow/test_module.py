"""The workflow in somebody else's Snakefile, and in a folder of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from workflow.runs import TINY, call_snakemake
from workflow.slurm_run import differing, results

from tcreferee.base.places import profiles

SNAKEFILE = """\
from tcreferee.base.places import snakefile


configfile: "config.yaml"


module tcreferee:
    snakefile:
        snakefile()
    config:
        config


use rule * from tcreferee{prefix}


rule own:
    input:
        "results/ybco/comparison.csv",
    output:
        "own.txt",
    shell:
        "head -2 {{input}} > {{output}}"
"""
# one of the two comparisons of the other run, and no ledger
HEAD, _, COMPARISONS = TINY.replace("ledger: true\n", "").partition("comparisons:\n")
CONFIG = f"{HEAD}comparisons:\n{COMPARISONS[COMPARISONS.index('  ybco:') :]}"


def snakemake(folder: Path, *arguments: str) -> str:
    run = call_snakemake(folder, profiles()["default"], *arguments)
    assert run.returncode == 0, run.text
    return run.text


@pytest.fixture(scope="module")
def somebody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("somebody")
    (folder / "Snakefile").write_text(SNAKEFILE.format(prefix=""))
    (folder / "config.yaml").write_text(CONFIG)
    snakemake(folder)
    return folder


def test_the_default_target_of_the_module_is_made(somebody):
    page = (somebody / "results/report.html").read_text()
    assert "Screening length" in page
    assert (somebody / "results/summary.csv").is_file()


def test_the_same_rows_models_and_seed_give_the_same_bytes_in_another_folder(somebody, finished):
    """The other run has a ledger and a second comparison besides."""
    here, there = (
        {name: content for name, content in results(folder).items() if name.startswith("results/ybco/")}
        for folder in (somebody, finished[0].path)
    )
    assert {".nc", ".csv", ".json", ".svg", ".txt"} == {Path(name).suffix for name in here}
    assert differing(here, there) == []


def test_the_ledger_of_the_papers_is_left_out_unless_asked_for(somebody):
    page = (somebody / "results/report.html").read_text()
    assert not (somebody / "results/claims.csv").exists()
    assert "What the papers print" not in page
    assert "Figures of the papers" not in page
    assert 'href="#ledger' not in page
    tables = (somebody / "results/datasets.html").read_text()
    assert "ybco_jorgensen1990" in tables
    assert "lsco_stanev2018" not in tables
    (somebody / "asked.yaml").write_text(CONFIG + "ledger: true\n")
    planned = snakemake(somebody, "--configfile", "asked.yaml", "--dry-run")
    assert "recompute every number the papers print" in planned
    assert "draw the papers' figures anew" in planned
    # nothing of what is finished is done again
    assert not re.search(r"^Job \d+: (tidy|select|infer|compare|audit|draw ybco)", planned, flags=re.M)


def test_a_rule_of_ones_own_reads_a_result(somebody):
    snakemake(somebody, "own.txt")
    assert (somebody / "own.txt").read_text().startswith("model,label,kind,generated,rank")


def test_the_rules_may_be_renamed(tmp_path):
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(prefix=" as tc_*"))
    (tmp_path / "config.yaml").write_text(CONFIG)
    planned = snakemake(tmp_path, "--dry-run", "results/report.html")
    assert "infer the models of ybco: fit, sample, score" in planned
