"""The workflow on a real SLURM, both ways, and what may go wrong there."""

from __future__ import annotations

import re
import time

import pytest
from workflow.runs import TINY
from workflow.slurm_run import OnSlurm, differing, kill, process_end, results, wait_until

pytestmark = pytest.mark.slow
CUPRATES = """
  {name}:
    title: "Condensation of pairs"
    dataset: bec_table1_cuprates
    material_class: cuprates
    x: n_pair_m3
    models: [constant, {name}]
"""
# a straight line whose prediction first does something else, where it runs in a job of SLURM
LINE = '''"""A straight line that {what}."""

import os
import time
from pathlib import Path

import numpy as np

from tcreferee.formulas.model import ANY_INPUT, Check, Parameter, Source, TcModel
from tcreferee.base.priors import Effect, Level

BEFORE = Path("{what}.before")


def predict(inputs, parameters):
    global held
    if "SLURM_JOB_ID" in os.environ and "held" not in globals():
        held = None
        with BEFORE.open("a") as stream:
            stream.write(os.environ["SLURM_JOB_ID"] + chr(10))
        attempt = len(set(BEFORE.read_text().split()))
        {does}
    return parameters["a"] + parameters["b"] * inputs[ANY_INPUT]


model = TcModel(
    title="straight line that {what}",
    equation="y = a + b x",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("a", "a", "response", "value at x = 0", Level()),
        Parameter("b", "b", "response", "change per unit of x", Effect()),
    ),
    predict=predict,
    source=Source("test", "none", "none"),
    checks=(Check({{ANY_INPUT: 2.0}}, {{"a": 10.0, "b": 30.0}}, "70", "by definition"),),
)
'''


def misbehaving(unfinished, **does):
    """A workspace with one comparison for each line that does something else first."""
    workspace = unfinished("model_paths: [mine]\ncomparisons:" + "".join(CUPRATES.format(name=name) for name in does))
    (workspace.path / "mine").mkdir()
    for name, action in does.items():
        (workspace.path / f"mine/{name}.py").write_text(LINE.format(what=name, does=action))
    return workspace, [f"results/{name}/inference.json" for name in does]


def attempts(workspace, name):
    """The SLURM jobs that tried; a job loads a model more than once."""
    return list(dict.fromkeys((workspace.path / f"{name}.before").read_text().split()))


def tiny(unfinished):
    return unfinished("comparisons:" + TINY.partition("comparisons:")[2])


def test_one_allocation_gives_the_local_runs_bytes(slurm, finished, unfinished):
    workspace = tiny(unfinished)
    there = OnSlurm(workspace.path, slurm)
    code, text = there.run("allocation")
    assert code == 0, text
    assert "(100%) done" in text
    assert differing(results(workspace.path), results(finished[0].path)) == []
    code, text = there.run("allocation")
    assert (code, "Nothing to be done" in text) == (0, True), text


def test_the_exit_code_of_the_allocation_is_handed_on(slurm, workspace):
    workspace.edit("config.yaml", "[screening, linear]", "[screning, linear]")
    code, text = OnSlurm(workspace.path, slurm).run("allocation")
    assert code == 1
    assert "unknown model 'screning'. Did you mean 'screening'?" in text
    assert "Traceback" not in text


def test_an_allocation_that_is_too_short_leaves_the_directory_in_order(slurm, unfinished):
    workspace, targets = misbehaving(unfinished, sleeps="time.sleep(600)")
    there = OnSlurm(workspace.path, slurm, minutes=2)
    code, text = there.run("allocation", *targets, seconds=240)
    assert code != 0
    assert not list((workspace.path / ".snakemake/locks").glob("*")), text
    # Snakemake ends in order before the limit, or SLURM ends it there
    assert re.search(r"(was stopped before its time limit|ended as TIMEOUT); raise minutes in ", text), text
    assert "Traceback" not in text


def test_killed_and_resumed_jobs_give_the_local_runs_bytes(slurm, finished, unfinished):
    workspace = tiny(unfinished)
    there = OnSlurm(workspace.path, slurm)
    process = there.start("jobs")
    wait_until("both inference jobs run", lambda: slurm.ask("squeue", "-h", "-t", "R").count("tc-refer") == 2, 120)
    kill(process)  # the jobs of SLURM go on

    code, text = there.run("jobs", seconds=60)
    assert code == 1
    assert "another run is at work in this directory, or was killed" in text
    unlocked = workspace.snakemake("--unlock")
    assert unlocked.returncode == 0, unlocked.text
    code, text = there.run("jobs", seconds=60)
    assert code == 1
    assert re.search(r"jobs of an earlier run are still at work here: \d+, \d+\. Wait until they end, or cancel", text)
    wait_until("the jobs that were left end", lambda: not slurm.ask("squeue", "-h"), 120)

    code, text = there.run("jobs")
    assert code == 0, text
    again = re.findall(r"^Job \d+: (.+)$", text, flags=re.M)
    # the jobs that went on without Snakemake have ended well, so they count too
    assert not [job for job in again if job.startswith(("tidy", "select", "infer"))], "complete, and done again"
    assert differing(results(workspace.path), results(finished[0].path)) == []
    code, text = there.run("jobs")
    assert (code, "Nothing to be done" in text) == (0, True), text


def test_jobs_that_fail_once_are_run_again_with_more_memory_and_time(slurm, unfinished):
    workspace, targets = misbehaving(
        unfinished,
        fails="assert attempt > 1, 'the first attempt'",
        swells="held = np.ones(2000 * 2**17)",  # 2000 MB each time: more than the first attempt's 1500
        sleeps="time.sleep(35)",  # twice each time: longer than the first attempt's minute
    )
    code, text = OnSlurm(workspace.path, slurm).run(
        "jobs", *targets, "--set-resources", "infer_sleeps:runtime=1*attempt", seconds=420
    )
    assert code == 0, text
    for name in ("fails", "swells", "sleeps"):
        assert 2 <= len(attempts(workspace, name)) <= 3, text
        assert (workspace.path / f"results/{name}/{name}/fit.json").is_file()
    done = {name: [slurm_job(slurm, job) for job in attempts(workspace, name)] for name in ("swells", "sleeps")}
    assert [job["mem_mb"] for job in done["swells"]] == [1500, 3000]
    assert len(attempts(workspace, "fails")) == 2
    # a slow machine may need a third minute
    assert done["sleeps"][0]["state"] == "TIMEOUT"
    assert done["sleeps"][-1]["state"] == "COMPLETED"


def slurm_job(lab, job):
    """What SLURM noted of a job that has ended."""
    words = dict(word.partition("=")[::2] for word in lab.ask("scontrol", "-o", "show", "job", job).split())
    memory = re.search(r"mem=(\d+)([MG])", words["TRES"])
    return {"state": words["JobState"], "mem_mb": int(memory[1]) * {"M": 1, "G": 1000}[memory[2]]}


def test_a_cancelled_job_is_a_failed_job(slurm, unfinished):
    workspace, targets = misbehaving(unfinished, sleeps="time.sleep(600)")
    process = OnSlurm(workspace.path, slurm).start("jobs", "--retries", "0", *targets)
    wait_until("the job runs", (workspace.path / "sleeps.before").exists, 120)
    slurm.ask("scancel", *attempts(workspace, "sleeps"))
    code, text = process_end(process, 120)
    assert code == 1
    assert "SLURM status is: 'CANCELLED'" in text
    assert not (workspace.path / targets[0]).exists()


def test_a_controller_that_is_restarted_loses_nothing(slurm, finished, unfinished):
    workspace = tiny(unfinished)
    process = OnSlurm(workspace.path, slurm).start("jobs")
    wait_until("a job runs", lambda: slurm.ask("squeue", "-h", "-t", "R"), 120)
    slurm.stop("--only", "slurmctld")
    time.sleep(20)  # Snakemake and its watch ask in vain meanwhile
    slurm.start()
    code, text = process_end(process, 600)
    assert code == 0, text
    assert differing(results(workspace.path), results(finished[0].path)) == []
