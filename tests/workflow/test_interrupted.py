"""Killed runs, damaged files, full disks, two runs at once: what is whole is kept, and words instead of tracebacks."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import pytest
from workflow.runs import TINY, Run, environment
from workflow.slurm_run import differing, process_end, results, wait_until

from tcreferee.cli import main

TARGET = "results/ybco/comparison.csv"
COMMAND = [sys.executable, "-m", "snakemake", "--cores", "2", "--workflow-profile", "workflow/profiles/default"]
OWN_MOUNTS = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare") or sys.platform != "linux", reason="mounts need root on Linux"
)


def start(workspace, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=workspace.path, env=environment(workspace.path), text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def on_own_disk(workspace, size_MB: int, *, options: str = "", first: str = "true") -> tuple[int, str]:
    """Run with `results` on a small disk of its own, which nothing outside sees."""
    lines = [
        "mkdir -p results",
        f"mount -t tmpfs -o size={size_MB}m{options} tmpfs results",
        first,
        "exec " + " ".join([*COMMAND, TARGET]),
    ]
    return process_end(start(workspace, "unshare", "--mount", "sh", "-c", "\n".join(lines)), 200)


@pytest.fixture
def tcreferee(workspace, monkeypatch, capsys):
    """What a command that only reads says in the workspace, called in this process."""

    def call(*arguments: str) -> Run:
        code = main([*arguments])
        printed = capsys.readouterr()
        return Run(code, printed.out + printed.err)

    monkeypatch.chdir(workspace.path)
    return call


def tiny(unfinished):
    return unfinished("comparisons:" + TINY.partition("comparisons:")[2])


@pytest.mark.slow
def test_what_a_killed_run_left_half_written_is_made_again(finished, unfinished):
    workspace = tiny(unfinished)
    posterior = workspace.path / "results/ybco/screening/posterior.nc"
    process = start(workspace, *COMMAND, TARGET)
    wait_until("a posterior is written", posterior.exists, 120)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    for path in (posterior, *workspace.path.glob("results/ybco/*/fit.json")):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    refused = workspace.snakemake(TARGET)
    assert refused.returncode == 1
    assert "Directory cannot be locked" in refused.text
    assert workspace.snakemake("--unlock").returncode == 0
    run = workspace.snakemake(TARGET)
    assert run.returncode == 0, run.text
    made = results(workspace.path)
    assert differing(made, {name: whole for name, whole in results(finished[0].path).items() if name in made}) == []
    assert {"results/ybco/screening/posterior.nc", "results/ybco/linear/fit.json", TARGET} <= set(made)
    assert "Nothing to be done" in workspace.snakemake(TARGET).text


def test_damaged_and_edited_results_are_named_and_made_again(workspace, finished, tcreferee):
    """`verify` and `verdicts` refuse them, and so does the report; `tcreferee run` makes them again."""
    table = workspace.path / "results/ybco/comparison.csv"
    table.write_text(table.read_text().replace("0.", "9.", 1))
    said = "results/ybco/comparison.csv: is not as it was written: it was edited or cut short. Delete it and run again"
    for refused in (tcreferee("verdicts"), workspace.snakemake()):
        assert (refused.returncode, said in refused.text, "Traceback" in refused.text) == (1, True, False), refused.text

    cut = ["ybco/screening/posterior.nc", "ybco/linear/pointwise.csv", "ybco/figures/data.svg", "datasets.html"]
    for path in (workspace.path / "results" / file for file in cut):
        path.write_bytes(path.read_bytes()[:1000] if path.suffix == ".nc" else b"")
    record = workspace.path / "results/ybco/audits.json"
    record.write_text("")
    verified = tcreferee("verify")
    assert verified.returncode == 1
    assert "results/ybco/audits.json, line 1: not a whole JSON file. Delete it and run again" in verified.text
    record.unlink()
    verified = tcreferee("verify")
    assert [file for file in cut if f"results/{file}: is not as it was written" not in verified.text] == []
    assert said in verified.text

    run = workspace.tcreferee("run", "--cores", "2")
    assert run.returncode == 0, run.text
    for file in (*cut, "ybco/comparison.csv"):
        assert (
            f"results/{file} is not as it was written (edited or cut short): it is deleted and made again" in run.text
        )
    assert differing(results(workspace.path), results(finished[0].path)) == []
    verified = tcreferee("verify")
    assert (verified.returncode, "files are unmodified and match their input files" in verified.text) == (0, True)


@pytest.mark.slow
def test_results_restored_from_a_copy_are_made_again(workspace, tmp_path):
    """Older results with their record: they are the newest files, and Snakemake alone would go on from them."""
    older = [
        f"results/{file}" for file in ("ybco/comparison.csv", "ybco/comparison.json", "checksums/compare/ybco.json")
    ]
    for i, file in enumerate(older):
        shutil.copy2(workspace.path / file, tmp_path / str(i))
    workspace.edit("config.yaml", "seed: 1", "seed: 2")
    run = workspace.tcreferee("run", "--cores", "2")
    assert run.returncode == 0, run.text
    right = results(workspace.path)

    for i, file in enumerate(older):
        shutil.copy(tmp_path / str(i), workspace.path / file)
    assert not [job for job in workspace.planned() if job.startswith("compare")]
    run = workspace.tcreferee("run", "--cores", "2")
    assert run.returncode == 0, run.text
    assert (
        "results/checksums/compare/ybco.json lists results that were made from another results/ybco/inference.json"
        in (" ".join(run.text.split()))
    )
    assert differing(results(workspace.path), right) == []


@pytest.mark.slow
def test_two_runs_in_one_directory(unfinished):
    workspace = tiny(unfinished)
    first = start(workspace, *COMMAND, "results/ybco/observations.csv")
    wait_until("the first run holds the directory", lambda: [*workspace.path.glob(".snakemake/locks/*")], 60)
    os.killpg(first.pid, signal.SIGSTOP)  # the second run starts before the first has ended, on any machine
    second = workspace.snakemake()
    os.killpg(first.pid, signal.SIGCONT)
    assert second.returncode == 1
    assert "Directory cannot be locked. Please make sure that no other Snakemake process is trying" in second.text
    assert "Traceback" not in second.text
    code, text = process_end(first, 200)
    assert code == 0, text


@OWN_MOUNTS
def test_a_disk_without_room_stops_the_run_at_once(unfinished):
    code, text = on_own_disk(tiny(unfinished), 10)
    assert code == 1
    assert "results: the disk is full (10 MB are left, 50 MB are the least). Make room and run again" in text
    assert "Traceback" not in text
    assert "Execute" not in text


@OWN_MOUNTS
def test_results_that_cannot_be_written_stop_the_run_at_once(unfinished):
    code, text = on_own_disk(tiny(unfinished), 100, options=",ro")
    assert code == 1
    assert "results: cannot be written; expected a folder of your own. Change its permissions" in text
    assert "Traceback" not in text
    assert "Execute" not in text


@OWN_MOUNTS
def test_a_disk_that_fills_up_is_told_in_words(unfinished):
    workspace = tiny(unfinished)
    fill = "(while [ ! -e results/logs/infer/ybco.log ]; do sleep 0.1; done; cat /dev/zero > results/fill 2>&-) &"
    code, text = on_own_disk(workspace, 60, first=fill)
    assert code == 1
    assert "the disk is full. Make room and run again: what is complete is kept" in text
    assert "Traceback" not in text
