"""The whole run in one allocation: one submission, in which Snakemake uses the allocation's cores."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.slurm.ask import NoAnswerError, State, UnknownJobError, ask, exit_code_of, state_of
from tcreferee.slurm.check import NAME, Request, check, options
from tcreferee.slurm.site import TITLE, Site, site_path

LOGS = Path(".snakemake/slurm_logs")
POLL_S = 5.0
WORD_S = 60.0  # a job that waits says why this often
SILENCE_S = 600.0  # stop waiting for a controller that has not answered for so long
STOPPED = "Terminating processes on user request"  # what Snakemake says when it is told to stop
LAST_WORDS_S = 60  # before the time limit Snakemake is told to stop, so that it leaves the directory in order


def run_in_allocation(site: Site, targets: Sequence[str], say: Callable[[str], None]) -> int:
    """Submit the run as one job, show its progress, and return its exit code.

    Parameters
    ----------
    site : Site
    targets : sequence of str
        For Snakemake; none for the default.
    say : callable
        Shows a line.

    Raises
    ------
    RefereeError
        The request cannot be served, or the job can never start.
    """
    request = Request(site.cpus, site.mem_mb, site.minutes)
    for remark in check(site, request):
        say(remark)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "allocation-%j.log"
    command = ["sbatch", "--parsable", f"--job-name={NAME}", "--nodes=1", "--ntasks=1", f"--output={log}"]
    command += [f"--signal=B:INT@{LAST_WORDS_S}", *options(site, request)]
    try:
        job = ask(*command, content=script(site, targets)).strip().split(";")[0]
    except NoAnswerError as error:
        raise RefereeError(TITLE, [Problem("sbatch", str(error), do=f"change {site_path()}")]) from None
    shown = Log(Path(str(log).replace("%j", job)), say)
    say(f"SLURM job {job}: {request.cpus} CPUs, {request.mem_mb} MB, {request.minutes} minutes; log: {shown.path}")
    try:
        return follow(job, shown, say)
    except KeyboardInterrupt:
        ask("scancel", job)
        say(f"SLURM job {job} is cancelled; what is complete is kept")
        return 130


def script(site: Site, targets: Sequence[str]) -> str:
    """Return the batch script. Snakemake replaces the shell, so that signals reach it."""
    command = [sys.executable, "-m", "snakemake", "--cores", str(site.cpus), "--resources", f"mem_mb={site.mem_mb}"]
    command += ["--workflow-profile", "workflow/profiles/default", *targets]
    return f"#!/bin/bash\nexport PYTHONUNBUFFERED=1\nexec {shlex.join(command)}\n"


class Log:
    """The log of a job, shown as it grows."""

    def __init__(self, path: Path, say: Callable[[str], None]) -> None:
        self.path, self._say, self._at = path, say, 0
        self.stopped = False  # Snakemake was told to stop

    def show(self, last: bool = False) -> None:
        """Show new complete lines; with `last`, the rest too."""
        if not self.path.is_file():
            return
        with self.path.open("rb") as stream:
            stream.seek(self._at)
            new = stream.read()
        end = len(new) if last else new.rfind(b"\n") + 1
        self._at += end
        for line in new[:end].decode(errors="replace").splitlines():
            self.stopped |= STOPPED in line
            self._say(line)


def follow(job: str, log: Log, say: Callable[[str], None], poll_s: float = POLL_S) -> int:
    """Wait for a job and return its exit code; cancel it if it can never start."""
    answered = spoken = time.monotonic()
    before = State("", "")
    while True:
        now = time.monotonic()
        try:
            state, answered = state_of(job), now
        except UnknownJobError:
            log.show(last=True)
            say(f"SLURM no longer knows job {job}; run again: what is complete is kept")
            return 1
        except NoAnswerError as error:
            if now - answered > SILENCE_S:
                do = f"job {job} goes on without this watch; its log is {log.path}"
                raise RefereeError(
                    "lost sight of the job", [Problem("SLURM's controller", str(error), do=do)]
                ) from None
            state = before
        log.show(last=state.over)
        if state.over and state.state:
            return _ended(job, state, log, say)
        if state.stuck and before == state:
            ask("scancel", job)
            do = f"change {site_path()}, or ask those who run the cluster"
            what = f"can never start, SLURM says {state.reason}; it is cancelled"
            raise RefereeError(TITLE, [Problem(f"SLURM job {job}", what, do=do)])
        if state.state == "PENDING" and (now - spoken > WORD_S or before.reason != state.reason):
            say(f"SLURM job {job} waits in the queue ({state.reason})")
            spoken = now
        before = state
        time.sleep(poll_s)


def _ended(job: str, state: State, log: Log, say: Callable[[str], None]) -> int:
    code = exit_code_of(job)
    # a minute before its time limit SLURM tells Snakemake to stop, which then ends in order, with a code of its own
    out_of_time = state.state == "FAILED" and log.stopped
    if state.state == "COMPLETED" or (state.state == "FAILED" and code and not out_of_time):
        return code
    advice = {
        "TIMEOUT": f"raise minutes in {site_path()} and run again: what is complete is kept",
        "OUT_OF_MEMORY": f"raise mem_mb in {site_path()} and run again: what is complete is kept",
    }.get("TIMEOUT" if out_of_time else state.state, "run again: what is complete is kept")
    how = "was stopped before its time limit" if out_of_time else f"ended as {state.state}"
    say(f"SLURM job {job} {how}; {advice} (log: {log.path})")
    return code or 1
