"""What cannot be served is said within a minute, on a real SLURM; nothing waits for ever."""

from __future__ import annotations

import shutil
import time

import pytest
from slurm.lab import make_lab
from workflow.slurm_run import OnSlurm

from tcreferee.base.errors import RefereeError
from tcreferee.slurm.allocation import Log, follow
from tcreferee.slurm.site import SITE

pytestmark = pytest.mark.slow
MINUTE = 60


def refused(there, way="allocation", *arguments):
    start = time.monotonic()
    code, text = there.run(way, *arguments, seconds=120)
    assert code == 1, text
    assert time.monotonic() - start < MINUTE
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("way", ["allocation", "jobs"])
@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({"partition": "mian"}, "partition: unknown partition 'mian'. Did you mean 'main'?"),
        ({"partition": "closed"}, "partition: partition 'closed' is down. Name another: main, short"),
        ({"partition": "short"}, "minutes is asked, partition 'short' allows 1"),
        ({"account": "physics"}, "this SLURM keeps no accounts (accounting is absent). Leave it empty"),
    ],
)
def test_partition_account_and_time(slurm, workspace, way, site, said):
    assert said in refused(OnSlurm(workspace.path, slurm, **site), way)


def test_more_memory_than_any_node_has(slurm, workspace):
    text = refused(OnSlurm(workspace.path, slurm, mem_mb=10_000_000))
    assert "cpus, mem_mb: 2 CPUs with 10000000 MB are more than any node of partition 'main' has" in text


def test_no_controller(slurm, workspace):
    slurm.stop("--only", "slurmctld")
    try:
        assert "SLURM's controller: does not answer (" in refused(OnSlurm(workspace.path, slurm))
    finally:
        slurm.start()


def test_a_job_that_can_never_start_stops_the_run(slurm, unfinished):
    """The site can serve the first attempt of every rule, but not what this run asks for."""
    workspace = unfinished(
        'comparisons:\n  bec: { title: "pairs", dataset: bec_table1_cuprates, material_class: cuprates, '
        "x: n_pair_m3, models: [bec_ideal, constant] }\n"
    )
    there = OnSlurm(workspace.path, slurm)
    text = refused(there, "jobs", "results/bec/inference.json", "--set-resources", "infer_bec:runtime=300")
    assert "can never start, SLURM says PartitionTimeLimit; the run is stopped" in text
    assert slurm.ask("squeue", "-h") == ""
    assert not list((workspace.path / ".snakemake/locks").glob("*"))


def test_an_allocation_that_can_never_start_is_cancelled(slurm, tmp_path, monkeypatch):
    for name, value in slurm.environment.items():
        monkeypatch.setenv(name, value)
    job = slurm.ask("sbatch", "--parsable", "--partition=short", "--time=30", "--output=/dev/null", "--wrap=true")
    start, said = time.monotonic(), []
    with pytest.raises(RefereeError, match=r"can never start, SLURM says PartitionTimeLimit; it is cancelled"):
        follow(job, Log(tmp_path / "none.log", said.append), said.append)
    assert time.monotonic() - start < MINUTE
    assert f"SLURM job {job} waits in the queue (PartitionTimeLimit)" in said
    assert slurm.ask("squeue", "-h") == ""


def test_a_cluster_generic_run(slurm, workspace):
    """workflow/profiles/generic with SLURM's commands, as it stands."""
    there = OnSlurm(workspace.path, slurm)
    shutil.copy(workspace.path / SITE, workspace.path / "site.yaml")
    (workspace.path / "results/bec/inference.json").unlink()
    shutil.rmtree(workspace.path / ".snakemake/kept")  # else the job only puts finished parts back
    code, text = there.snakemake("--workflow-profile", "workflow/profiles/generic", "results/bec/inference.json")
    assert code == 0, text
    assert "inferred 2 of 2 models" in (workspace.path / "results/logs/infer/bec.log").read_text()
    assert "external jobid" in text


def test_an_unknown_account_is_named_where_accounts_are_kept(slurm, workspace, tmp_path_factory):
    slurm.stop()
    lab = make_lab(tmp_path_factory.mktemp("accounts"), 18817, "--accounting")
    try:
        text = refused(OnSlurm(workspace.path, lab, account="lba"))
        assert "account: unknown account 'lba'. Did you mean 'lab'?" in text
        code, text = OnSlurm(workspace.path, lab, account="lab").run("allocation")
        assert (code, "Nothing to be done" in text) == (0, True), text
        text = refused(OnSlurm(workspace.path, lab, account="lba"), "jobs")
        assert "account: unknown account 'lba'. Did you mean 'lab'?" in text
    finally:
        lab.stop("--wipe")
        slurm.start()
