"""One comparison of a job fails: its neighbours' results are gone, the run says so, and the next one puts them back."""

from __future__ import annotations

from workflow.slurm_run import differing, results

# the audit of one comparison fails while a file says so; the file is no input of any rule
FAILS = """
_audit = audit


def audit(case: Case) -> list[Row]:
    from pathlib import Path

    if "linear" in case.tried and Path("fail").exists():
        raise RuntimeError("the sky falls")
    return _audit(case)
"""


def test_what_a_failed_job_had_finished_is_put_back(workspace):
    path = workspace.path / "src/tcreferee/audits/questions/recovery.py"
    path.write_text(path.read_text() + FAILS)
    workspace.edit("config.yaml", "seed: 1", "seed: 1\njobs: 1")
    before, flag = results(workspace.path), workspace.path / "fail"
    flag.touch()
    run = workspace.snakemake()
    assert run.returncode == 1, run.text
    finished, kept = (workspace.path / name for name in ("results/bec/audits.csv", ".snakemake/kept/audit/bec/0.csv"))
    assert not finished.exists()
    assert "not even those of other comparisons in the same job" in run.text
    assert "the next run puts it back and makes only the rest" in run.text

    flag.unlink()
    made = kept.stat().st_ino
    run = workspace.snakemake()
    assert run.returncode == 0, run.text
    assert {job.split()[0] for job in run.jobs} == {"audit", "write"}
    # the file of the first run, not one that was made again
    assert finished.stat().st_ino == made
    assert not [name for name in differing(results(workspace.path), before) if name.endswith(".csv")]
