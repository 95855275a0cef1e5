"""A single-node SLURM for tests, by the scripts beside this file."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# set by .ci/run: packages may be installed, and a SLURM that cannot run is a failure instead of a skip
REQUIRED = "TCREFEREE_SLURM"
CONF = Path("/etc/slurm/slurm.conf")
PACKAGES = ("slurmctld", "slurmd", "sbatch", "munged")


@dataclass(frozen=True)
class Lab:
    """A SLURM that runs.

    Parameters
    ----------
    folder : Path
        Everything it writes.
    port : int
        First of four.
    """

    folder: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which sbatch and the like find it."""
        own = {"SLURM_LAB_DIR": str(self.folder), "SLURM_LAB_PORT": str(self.port)}
        return os.environ | own | {"SLURM_CONF": str(self.folder / "slurm.conf")}

    def ask(self, *command: str) -> str:
        """Return what a command of SLURM prints."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    def start(self, *options: str) -> None:
        """Start what does not run."""
        install = ["--install"] if os.environ.get(REQUIRED) else []
        command = [HERE / "start.sh", "--cpus", "4", "--owner", str(os.getpid()), *install, *options]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=400)
        assert done.returncode == 0, done.stdout + done.stderr

    def stop(self, *options: str) -> None:
        """Stop it, or one daemon of it."""
        command = [HERE / "stop.sh", *options]
        subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=120)


def lacking() -> str:
    """Return why a SLURM cannot run here; nothing if it can."""
    if os.geteuid() != 0:
        return "needs root: slurmd starts jobs as the user who submits them"
    if not shutil.which("dpkg-query"):
        return "needs Debian or a relative of it"
    if CONF.exists() and not CONF.is_symlink():  # a link is a lab's, and start.sh sees to one that was left behind
        return f"this machine has a SLURM of its own: {CONF} is there"
    missing = [name for name in PACKAGES if not shutil.which(name)]
    if missing and not os.environ.get(REQUIRED):
        return f"{', '.join(missing)} not installed; {REQUIRED}=required installs what is missing"
    return ""


def make_lab(folder: Path, port: int, *options: str) -> Lab:
    """Start a SLURM; skip the test where it cannot run, unless it is required."""
    if why := lacking():
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(f"no SLURM: {why}")
    lab = Lab(folder, port)
    lab.start(*options)
    return lab
