"""Copies of the repository with a tiny configuration, and what runs in them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "workflow", "src", "data/raw", "data/claims")
TINY = """\
seed: 1
ledger: true
material_classes:
  cuprates: { tc_mean_K: 80, tc_sd_K: 35 }
sampler: { ensembles: 2, walkers: 16, steps: 300, max_steps: 1200, keep: 100, rhat_max: 1.2, ess_min: 50 }
audits: { permutations: 200, replicates: 20, scored: 10 }
comparisons:
  bec:
    title: "Condensation of pairs"
    dataset: bec_table1_cuprates
    material_class: cuprates
    x: n_pair_m3
    models: [bec_ideal, bec_free_constant]
  ybco:
    title: "Screening length"
    dataset: ybco_jorgensen1990
    material_class: cuprates
    x: n_m3
    models: [screening, linear]
"""


@dataclass(frozen=True)
class Run:
    """What one call of snakemake said."""

    returncode: int
    text: str

    @property
    def jobs(self) -> list[str]:
        """The messages of the jobs that were, or would be, run; what a target rule says at the end is left out."""
        jobs = re.findall(r"^Job \d+: (.+)$", self.text, flags=re.M)
        return sorted(job for job in jobs if job != "everything in config.yaml is made")


def environment(path: Path | None = None) -> dict[str, str]:
    """The environment of runs; `src` of a working directory comes first where Python looks for the package.

    Byte code is written, so that each source is compiled once and not in every job.
    """
    own = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    source = {} if path is None else {"PYTHONPATH": str(path / "src")}
    return own | source | {"OMP_NUM_THREADS": "1"}


@cache
def warm_snakemake() -> subprocess.Popen[str]:
    """A Snakemake that is imported once for all tests; what it plans and runs, it does in forks."""
    command = [sys.executable, Path(__file__).with_name("warm_snakemake.py")]
    return subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def call_snakemake(folder: Path, profile: Path | str, *arguments: str) -> Run:
    """Run Snakemake in a folder; its `src` comes first where Python looks for the package."""
    question = json.dumps([str(folder), ["--cores", "2", "--workflow-profile", str(profile), *arguments]])
    warm = warm_snakemake()
    print(question, file=warm.stdin, flush=True)
    return Run(*json.loads(warm.stdout.readline()))


@dataclass(frozen=True)
class Workspace:
    """A working directory with the workflow, the package and the tables."""

    path: Path

    def snakemake(self, *arguments: str) -> Run:
        return call_snakemake(self.path, "workflow/profiles/default", *arguments)

    def tcreferee(self, *arguments: str) -> Run:
        code = "import sys; from tcreferee.cli import main; sys.exit(main(sys.argv[1:]))"
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(
            command, cwd=self.path, env=environment(self.path), capture_output=True, text=True, check=False, timeout=300
        )
        return Run(done.returncode, done.stdout + done.stderr)

    def planned(self) -> list[str]:
        """The jobs that would run now."""
        run = self.snakemake("--dry-run")
        assert run.returncode == 0, run.text
        return run.jobs

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.path / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))


def repository(path: Path, config: str) -> Workspace:
    """Copy what a run needs to `path`, with a configuration."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, path / part)
        else:
            path.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, path / part)
    (path / "config.yaml").write_text(config)
    return Workspace(path)
