"""A copy of the repository with a tiny configuration, run once; each test works on a copy of that."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from shared import shared
from slurm.lab import Lab, make_lab

ROOT = Path(__file__).parents[2]
PARTS = ("Snakefile", "workflow", "src", "data/raw", "data/claims")
TINY = """\
seed: 1
ledger: true
material_classes:
  cuprates: { tc_mean_K: 80, tc_sd_K: 35 }
sampler: { ensembles: 2, walkers: 16, steps: 300, max_steps: 1200, keep: 100, rhat_max: 1.2, ess_min: 50 }
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
        """The messages of the jobs that were, or would be, run."""
        return sorted(re.findall(r"^Job \d+: (.+)$", self.text, flags=re.M))


@cache
def warm_snakemake() -> subprocess.Popen[str]:
    """A Snakemake that is imported once for all tests; what it plans and runs, it does in forks."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, Path(__file__).with_name("warm_snakemake.py")]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


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
        environment = os.environ | {"PYTHONPATH": str(self.path / "src"), "OMP_NUM_THREADS": "1"}
        done = subprocess.run(
            command, cwd=self.path, env=environment, capture_output=True, text=True, check=False, timeout=300
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
            shutil.copytree(ROOT / part, path / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            path.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / part, path / part)
    (path / "config.yaml").write_text(config)
    return Workspace(path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Run]:
    """The tiny configuration, run from nothing; nobody may change it."""

    def make(folder: Path) -> None:
        run = repository(folder / "repository", TINY).snakemake()
        (folder / "run.json").write_text(json.dumps([run.returncode, run.text]), encoding="utf-8")

    folder = shared(tmp_path_factory, "finished", make)
    return Workspace(folder / "repository"), Run(*json.loads((folder / "run.json").read_text(encoding="utf-8")))


@pytest.fixture
def unfinished(tmp_path: Path) -> Callable[[str], Workspace]:
    """A working directory where nothing has run, with a configuration of the test's own after the common keys."""
    return lambda config: repository(tmp_path / "repository", TINY.partition("comparisons:")[0] + config)


@pytest.fixture
def workspace(finished: tuple[Workspace, Run], tmp_path: Path) -> Workspace:
    """A finished run to change."""
    first, run = finished
    assert run.returncode == 0, run.text
    copy = tmp_path / "repository"
    shutil.copytree(first.path, copy, ignore=shutil.ignore_patterns("__pycache__"))
    return Workspace(copy)


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A single-node SLURM; see tests/slurm."""
    lab = make_lab(tmp_path_factory.mktemp("slurm"), 17817)
    yield lab
    lab.stop("--wipe")
