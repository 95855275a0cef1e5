"""Runs of a workspace on the SLURM of the tests; everything ends within a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from slurm.lab import Lab

RESULTS = {".csv", ".json", ".nc", ".svg", ".png", ".txt", ".tex", ".html"}


class OnSlurm:
    """A workspace whose runs go to SLURM.

    Parameters
    ----------
    path : Path
        Of the workspace.
    lab : Lab
    **site : int or str
        Keys of site.yaml that differ.
    """

    def __init__(self, path: Path, lab: Lab, **site: object) -> None:
        self.path, self.lab = path, lab
        settings = {"cpus": 2, "mem_mb": 6000, "minutes": 10, "check_seconds": 8} | site
        own = path / "site.yaml"
        own.write_text("".join(f"{key}: {value}\n" for key, value in settings.items()))
        source = {"PYTHONPATH": str(path / "src"), "TCREFEREE_SITE": str(own), "OMP_NUM_THREADS": "1"}
        self.environment = lab.environment | source

    def start(self, way: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a run; way is allocation or jobs."""
        command = [sys.executable, "-m", "tcreferee.slurm", way, "--", *arguments]
        return subprocess.Popen(
            command, cwd=self.path, env=self.environment, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def snakemake(self, *arguments: str, seconds: float = 300) -> tuple[int, str]:
        """Run Snakemake itself."""
        process = subprocess.Popen(
            [sys.executable, "-m", "snakemake", *arguments], cwd=self.path, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return process_end(process, seconds)

    def run(self, way: str, *arguments: str, seconds: float = 300) -> tuple[int, str]:
        """Run and return exit code and all that was said; a run that does not end is ended and fails the test."""
        return process_end(self.start(way, *arguments), seconds)


def process_end(process: subprocess.Popen[str], seconds: float) -> tuple[int, str]:
    """Wait for a process and return exit code and output."""
    try:
        text, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        try:
            text, _ = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            text, _ = process.communicate()
        raise AssertionError(f"the run did not end within {seconds} s:\n{text}") from None
    return process.returncode, text


def kill(process: subprocess.Popen[str]) -> None:
    """Kill a run of jobs: Snakemake and what watches it, at once and without a chance to clean up."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    for child in children:
        os.kill(int(child), signal.SIGKILL)
    process.communicate(timeout=30)


def wait_until(what: str, happens: Callable[[], object], seconds: float) -> None:
    """Wait until something happens."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, f"{what}: not within {seconds} s"
        time.sleep(0.2)


def results(folder: Path) -> dict[str, bytes]:
    """Return everything a run has made, but for its logs."""
    found = [p for p in (folder / "results").rglob("*") if p.suffix in RESULTS and "logs" not in p.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(found)}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Return the names of results that are not the same in two runs."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
