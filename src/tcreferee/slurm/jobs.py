"""Run each job of the workflow as a SLURM job by Snakemake's executor, and watch for jobs that wait for ever."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tcreferee.base.engine import check_engine
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.slurm.ask import NoAnswerError, State, states_of
from tcreferee.slurm.check import Request, check
from tcreferee.slurm.needs import MEM_MB, need
from tcreferee.slurm.site import TITLE, Site, site_path

PROFILE = "workflow/profiles/slurm"
MANY = 50  # models in a job, as docs/clusters.md advises
POLL_S = 10.0
WORD_S = 60.0
LOST_S = 120.0  # a job that SLURM has not known for so long is lost
STOP_S = 120.0  # time for Snakemake to cancel its jobs


def run_as_jobs(site: Site, targets: Sequence[str], say: Callable[[str], None]) -> int:
    """Run Snakemake with the SLURM profile, watch the queue, and return its exit code.

    The parameters are those of `tcreferee.slurm.allocation.run_in_allocation`.

    Raises
    ------
    RefereeError
        Snakemake's executor is not installed, the requests cannot be served, or jobs can never start.
    """
    check_engine("slurm")
    largest = [need(rule, MANY) for rule in MEM_MB]
    request = Request(1, max(n.mem_mb for n in largest), max(n.minutes for n in largest))
    for remark in check(site, request):
        say(remark)
    command = [sys.executable, "-m", "snakemake", "--workflow-profile", PROFILE, *targets]
    path = os.pathsep.join([str(Path(PROFILE, "bin").absolute()), os.environ.get("PATH", os.defpath)])
    # a group of its own: an interrupt reaches Snakemake once, from here
    with subprocess.Popen(
        command, env=os.environ | {"PATH": path}, process_group=0, text=True, bufsize=1,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        seen = Seen(say)
        reader = threading.Thread(target=seen.read, args=(process.stdout,), daemon=True)
        reader.start()
        try:
            return _watch(process, seen, say)
        finally:
            reader.join(timeout=5)


class Seen:
    """What Snakemake has said of its jobs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.name = ""  # of all SLURM jobs of the run
        self._submitted: dict[str, str] = {}
        self._since: dict[str, float] = {}

    def read(self, lines: Sequence[str]) -> None:
        """Show each line and note what it says of jobs."""
        for line in lines:
            self.note(line.rstrip("\n"))

    def note(self, line: str) -> None:
        """Show a line and note what it says of jobs."""
        self._say(line)
        if found := re.search(r"SLURM run ID: (\S+)", line):
            self.name = found[1]
        elif found := re.search(r"Job (\d+) has been submitted with SLURM jobid (\d+)", line):
            self._submitted[found[1]] = found[2]
            self._since[found[2]] = time.monotonic()
        elif found := re.search(r"Finished jobid: (\d+)|^\s+jobid: (\d+)$", line):
            self._submitted.pop(found[1] or found[2], None)  # the second: it failed, and is told in full

    def lost(self, known: dict[str, State]) -> list[str]:
        """Return jobs that Snakemake waits for and that SLURM has not known for a while."""
        now = time.monotonic()
        waited = sorted(self._submitted.values())
        self._since |= {job: now for job in waited if job in known}
        return [job for job in waited if now - self._since[job] > LOST_S]


def _watch(process: subprocess.Popen[str], seen: Seen, say: Callable[[str], None]) -> int:
    spoken = time.monotonic()
    before: set[str] = set()
    while True:
        try:
            return process.wait(timeout=POLL_S)
        except subprocess.TimeoutExpired:
            pass
        except KeyboardInterrupt:
            say("Snakemake cancels its jobs; what is complete is kept")
            _stop(process)
            return 130
        if not seen.name:
            continue
        try:
            states = states_of(seen.name)
        except NoAnswerError as error:
            if time.monotonic() - spoken > WORD_S:
                say(f"SLURM's controller does not answer ({error}); jobs that run go on")
                spoken = time.monotonic()
            continue
        stuck = {job for job, state in states.items() if state.stuck}
        if stuck & before:
            _stop(process)
            reasons = {job: states[job].reason for job in sorted(stuck & before)}
            raise RefereeError(TITLE, [
                Problem(f"SLURM job {job}", f"can never start, SLURM says {reason}; the run is stopped",
                        do=f"change {site_path()}, or ask those who run the cluster")
                for job, reason in reasons.items()
            ])  # fmt: skip
        before = stuck
        if lost := seen.lost(states):
            _stop(process)
            what = (
                f"SLURM no longer knows {', '.join(lost)}, for which Snakemake would wait for ever; the run is stopped"
            )
            raise RefereeError(
                "lost sight of jobs", [Problem("squeue", what, do="run again: what is complete is kept")]
            )
        waiting = [f"{job} ({state.reason})" for job, state in states.items() if state.state == "PENDING"]
        if waiting and time.monotonic() - spoken > WORD_S:
            say(f"{len(waiting)} SLURM jobs wait in the queue, the first is {waiting[0]}")
            spoken = time.monotonic()


def _stop(process: subprocess.Popen[str]) -> None:
    """Stop Snakemake cleanly: it cancels its jobs and unlocks the directory."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
