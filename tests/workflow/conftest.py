"""A copy of the repository with a tiny configuration, run once; each test works on a copy of that."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from shared import shared
from slurm.lab import Lab, make_lab
from workflow.runs import TINY, Run, Workspace, repository


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
    shutil.copytree(first.path, copy)
    return Workspace(copy)


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A single-node SLURM; see tests/slurm."""
    lab = make_lab(tmp_path_factory.mktemp("slurm"), 17817)
    yield lab
    lab.stop("--wipe")
