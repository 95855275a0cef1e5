"""Commands that ask SLURM something, each with a time limit of seconds."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.slurm.site import TITLE

ANSWER_S = 20
# Reasons why a job waits until somebody acts; all others resolve by themselves. Reasons of SLURM 20 to 24.
NEVER = frozenset({
    "AccountNotAllowed", "AssocMaxCpuPerJobLimit", "AssocMaxMemPerJob", "AssocMaxNodePerJobLimit",
    "AssocMaxWallDurationPerJobLimit", "BadConstraints", "DependencyNeverSatisfied", "InvalidAccount", "InvalidQOS",
    "JobHeldAdmin", "JobHeldUser", "JobLaunchFailure", "MaxMemPerLimit", "NodeDown", "PartitionConfig",
    "PartitionDown", "PartitionInactive", "PartitionNodeLimit", "PartitionTimeLimit", "QOSMaxCpuPerJobLimit",
    "QOSMaxMemoryPerJob", "QOSMaxNodePerJobLimit", "QOSMaxWallDurationPerJobLimit", "QOSNotAllowed",
})  # fmt: skip


class NoAnswerError(Exception):
    """SLURM did not answer, for example because the controller is being restarted."""


class UnknownJobError(Exception):
    """SLURM does not know a job, or no longer."""


@dataclass(frozen=True)
class State:
    """State of a job in SLURM.

    Parameters
    ----------
    state : str
        PENDING, RUNNING, COMPLETED, ...
    reason : str
        Why it waits.
    """

    state: str
    reason: str

    @property
    def over(self) -> bool:
        """Whether the job has ended."""
        return self.state not in {
            "CONFIGURING", "COMPLETING", "PENDING", "PREEMPTED", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESIZING",
            "RUNNING", "SIGNALING", "STAGE_OUT", "STOPPED", "SUSPENDED",
        }  # fmt: skip

    @property
    def stuck(self) -> bool:
        """Whether the job can never start."""
        return self.state == "PENDING" and self.reason in NEVER


def ask(*command: str, content: str | None = None) -> str:
    """Return what a SLURM command prints.

    Raises
    ------
    RefereeError
        If there is no such command on this machine.
    NoAnswerError
        If it fails or takes too long.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=ANSWER_S,
            input=content, stdin=subprocess.DEVNULL if content is None else None,
        )  # fmt: skip
    except FileNotFoundError:
        do = "log in where jobs are submitted (perhaps 'module load slurm'), or run 'make' on this machine alone"
        raise RefereeError(TITLE, [Problem(command[0], "is not installed on this machine", do=do)]) from None
    except subprocess.TimeoutExpired:
        raise NoAnswerError(f"{command[0]} did not answer within {ANSWER_S} s") from None
    if done.returncode:
        raise NoAnswerError(" ".join(done.stderr.split()) or f"{command[0]} ended with {done.returncode}")
    return done.stdout


def state_of(job: str) -> State:
    """Return the state of a job; raises `UnknownJobError` or `NoAnswerError`."""
    try:
        lines = ask("squeue", "--noheader", "--states=all", "--jobs", job, "--format=%T|%r").splitlines()
    except NoAnswerError as error:
        if "Invalid job id" in str(error):
            raise UnknownJobError(job) from None
        raise
    if not lines:
        raise UnknownJobError(job)
    state, _, reason = lines[0].partition("|")
    return State(state, reason)


def states_of(name: str) -> dict[str, State]:
    """Return the states of all jobs of a name, also of those that ended a short while ago; raises `NoAnswerError`."""
    found = ask("squeue", "--noheader", "--states=all", "--name", name, "--format=%i|%T|%r").splitlines()
    parts = [line.split("|", 2) for line in found]
    return {job: State(state, reason) for job, state, reason in parts}


def exit_code_of(job: str) -> int:
    """Return the exit code of a job that has ended; 1 if SLURM knows none, or if it was ended by a signal."""
    try:
        words = ask("scontrol", "--oneliner", "show", "job", job).split()
    except NoAnswerError:
        return 1
    given = {key: value for key, _, value in (word.partition("=") for word in words)}
    code, _, signal = given.get("ExitCode", "1:0").partition(":")
    return int(code) or (1 if int(signal) or given.get("JobState") != "COMPLETED" else 0)
