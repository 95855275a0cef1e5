"""The watch over a queue, with the states SLURM would tell played one after the other."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tcreferee.base.errors import RefereeError
from tcreferee.slurm import allocation, jobs
from tcreferee.slurm.allocation import Log, follow, script
from tcreferee.slurm.ask import NoAnswerError, State, UnknownJobError
from tcreferee.slurm.needs import MEM_MB, need, resources
from tcreferee.slurm.site import Site

RUNNING, DONE = State("RUNNING", "None"), State("COMPLETED", "None")


class Played:
    """SLURM's answers in turn; the last one stays."""

    def __init__(self, *answers):
        self.left, self.cancelled = list(answers), []

    def state_of(self, job):
        answer = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, *command):
        self.cancelled.append(command)
        return ""


@pytest.fixture
def played(monkeypatch):
    def play(*answers, code=0):
        found = Played(*answers)
        monkeypatch.setattr(allocation, "state_of", found.state_of)
        monkeypatch.setattr(allocation, "ask", found.ask)
        monkeypatch.setattr(allocation, "exit_code_of", lambda job: code)
        return found

    return play


def followed(tmp_path):
    said = []
    log = Log(tmp_path / "job.log", said.append)
    return follow("7", log, said.append, poll_s=0), said


def test_the_log_is_shown_and_the_exit_code_handed_on(played, tmp_path):
    (tmp_path / "job.log").write_text("one\ntwo")
    played(State("PENDING", "Priority"), RUNNING, DONE)
    code, said = followed(tmp_path)
    assert code == 0
    assert said == ["SLURM job 7 waits in the queue (Priority)", "one", "two"] or said == [
        "one", "SLURM job 7 waits in the queue (Priority)", "two",
    ]  # fmt: skip
    played(State("FAILED", "NonZeroExitCode"), code=3)
    assert followed(tmp_path)[0] == 3


@pytest.mark.parametrize(("state", "advice"), [("TIMEOUT", "raise minutes"), ("OUT_OF_MEMORY", "raise mem_mb")])
def test_what_to_do_about_a_job_that_was_ended(played, tmp_path, state, advice):
    played(State(state, state), code=0)
    code, said = followed(tmp_path)
    assert code == 1
    assert f"SLURM job 7 ended as {state}; {advice} in workflow/profiles/slurm/site.yaml and run again" in said[-1]


def test_a_job_that_cannot_start_is_cancelled_at_its_second_word(played, tmp_path):
    found = played(State("PENDING", "BadConstraints"))
    with pytest.raises(RefereeError, match="SLURM job 7: can never start, SLURM says BadConstraints; it is cancelled"):
        followed(tmp_path)
    assert found.cancelled == [("scancel", "7")]


def test_a_reason_that_passes_is_waited_for(played, tmp_path):
    played(State("PENDING", "PartitionDown"), RUNNING, DONE)
    assert followed(tmp_path)[0] == 0


def test_a_controller_that_comes_back(played, tmp_path):
    played(RUNNING, NoAnswerError("connection refused"), NoAnswerError("connection refused"), DONE)
    assert followed(tmp_path)[0] == 0


def test_a_controller_that_stays_away(played, tmp_path, monkeypatch):
    monkeypatch.setattr(allocation, "SILENCE_S", -1)
    played(NoAnswerError("connection refused"))
    with pytest.raises(RefereeError, match=r"connection refused\. Job 7 goes on without this watch; its log is"):
        followed(tmp_path)


def test_a_job_that_slurm_has_forgotten(played, tmp_path):
    played(RUNNING, UnknownJobError("7"))
    code, said = followed(tmp_path)
    assert (code, said) == (1, ["SLURM no longer knows job 7; run again: what is complete is kept"])


def test_the_batch_script_hands_signals_to_snakemake():
    text = script(Site(cpus=3, mem_mb=5000), ["study"])
    assert text.splitlines()[-1] == (
        f"exec {sys.executable} -m snakemake --cores 3 --resources mem_mb=5000 "
        "--workflow-profile workflow/profiles/default study"
    )


SAID = """\
SLURM run ID: tc-referee_1
Job 5 has been submitted with SLURM jobid 12 (log: a/12.log).
Job 6 has been submitted with SLURM jobid 13 (log: a/13.log).
Job 7 has been submitted with SLURM jobid 14 (log: a/14.log).
Finished jobid: 5 (Rule: infer_bec)
Error in rule infer_ybco:
    jobid: 6
"""


def test_jobs_that_slurm_has_forgotten_are_noticed(monkeypatch):
    shown = []
    seen = jobs.Seen(shown.append)
    seen.read(io.StringIO(SAID))
    assert shown == SAID.splitlines()
    assert seen.name == "tc-referee_1"
    assert seen.lost({}) == []
    monkeypatch.setattr(jobs, "LOST_S", -1)
    assert seen.lost({}) == ["14"]
    monkeypatch.setattr(jobs, "LOST_S", 1)
    assert seen.lost({"14": RUNNING}) == []


def test_a_run_with_jobs_that_cannot_start_is_ended(monkeypatch):
    monkeypatch.setattr(jobs, "POLL_S", 0.05)
    monkeypatch.setattr(jobs, "states_of", lambda name: {"12": State("PENDING", "PartitionTimeLimit"), "13": RUNNING})
    seen = jobs.Seen(lambda line: None)
    seen.note("SLURM run ID: tc-referee_1")
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        with pytest.raises(RefereeError, match=r"SLURM job 12: can never start, SLURM says PartitionTimeLimit"):
            jobs._watch(process, seen, lambda line: None)
        assert process.returncode not in (None, 0)


def test_each_attempt_asks_for_more_and_never_too_little():
    for rule in MEM_MB:
        assert need(rule).mem_mb >= 500
        asked = resources(rule, 50)
        first, second = ({k: f(None, attempt) for k, f in asked.items()} for attempt in (1, 2))
        assert all(second[key] == 2 * first[key] for key in first)
    # twenty minutes, and twelve seconds for each model: some fifteen times the time of a model in the default run
    assert (need("infer", 0).minutes, need("infer", 50).minutes) == (20, 20 + 50 * 12 / 60)


@pytest.mark.parametrize("name", ["slurm", "generic"])
def test_profiles_for_clusters_keep_clear_of_known_faults(name):
    profile = yaml.safe_load((Path(__file__).parents[2] / f"workflow/profiles/{name}/config.yaml").read_text())
    default = yaml.safe_load((Path(__file__).parents[2] / "workflow/profiles/default/config.yaml").read_text())
    assert profile["retries"] == 2
    assert "groups" not in profile
    assert "slurm-array-jobs" not in profile
    assert profile["default-resources"]["mem_mb"] >= 500
    assert {key: profile.get(key) for key in default} == default
    if name == "slurm":
        assert profile["slurm-status-command"] == "squeue"
