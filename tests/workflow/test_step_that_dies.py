"""A heavy step that is killed costs its own section: the report is made, the run ends with 1, the next tries again."""

from __future__ import annotations

import pytest
from workflow.slurm_run import differing, results

# the audit of one comparison kills its process while a file says so; the file is no input of any rule
DIES = """
_audit = audit


def audit(case: Case) -> list[Row]:
    import os
    import signal
    from pathlib import Path

    if "linear" in case.tried and Path("die").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return _audit(case)
"""
SAID = "results/ybco: recovery: Not computed: the process was killed (SIGKILL), most often for want of memory."


@pytest.mark.slow
def test_an_audit_that_is_killed_is_named_and_tried_again(workspace):
    path = workspace.path / "src/tcreferee/audits/questions/recovery.py"
    path.write_text(path.read_text() + DIES)
    workspace.edit("src/tcreferee/audits/run.py", "BY_ITSELF, NOT_COMPUTED = 60,", "BY_ITSELF, NOT_COMPUTED = 0,")
    before = results(workspace.path)
    flag = workspace.path / "die"
    flag.touch()
    run = workspace.tcreferee("run", "--cores", "2")
    assert run.returncode == 1, run.text
    assert "The run is over, but steps are missing" in run.text
    assert SAID in run.text
    assert "Traceback" not in run.text
    page = workspace.path / "results/report/comparisons/ybco.html"
    assert page.read_text().count("Not computed: the process was killed") == 1

    # nothing has changed but that the step no longer dies
    flag.unlink()
    run = workspace.tcreferee("run", "--cores", "2")
    assert run.returncode == 0, run.text
    assert "results/ybco lacks a step that is tried again: recovery: Not computed: the process was killed" in run.text
    assert {job.split()[0] for job in run.jobs} == {"audit", "write"}
    # the sources were edited, and so their checksums; all numbers are those of the undisturbed run
    assert not [name for name in differing(results(workspace.path), before) if name.endswith((".csv", "report.html"))]
    assert workspace.planned() == []
