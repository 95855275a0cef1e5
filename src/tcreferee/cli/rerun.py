"""Run everything again in a scratch folder, and compare the numbers with those at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tcreferee.base.differences import differences
from tcreferee.base.engine import check_engine
from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.places import profiles, snakefile
from tcreferee.cli.say import say
from tcreferee.config.folder import CONFIG, data_folders, model_folders, need_configuration

RESULTS = Path("results")
# what a run reads; the folders that config.yaml names come with it
PARTS = (str(CONFIG), "Snakefile", "workflow", "src/tcreferee", "data/raw", "data/claims")

DO = (
    "if the processor is of another type, last digits may differ (--within 1e-6); else the results were made by "
    "other sources, another lock or another program than those at hand"
)


def rerun(results: Path, cores: str = "all", within: float = 0.0) -> None:
    """Run everything of the working directory again in a scratch folder and compare the numbers.

    Parameters
    ----------
    results : Path
        The results at hand.
    cores : str
        How many may be used.
    within : float
        Relative difference of two numbers that still counts as none.

    Raises
    ------
    RefereeError
        There is nothing to run here, the run fails, or a number differs: the first one is named.
    """
    need_configuration()
    check_engine()
    with tempfile.TemporaryDirectory(prefix="tcreferee-rerun-") as scratch:
        _copy_sources(Path(scratch))
        say("everything is run again in a scratch folder; this takes as long as the first run")
        _run(Path(scratch), cores)
        count, found = differences(results, Path(scratch) / RESULTS, within)
    if found:
        problem = Problem(str(results / found[0].file), str(found[0]), do=DO)
        raise RefereeError(f"not the same numbers: {len(found)} of {count} files differ, first", [problem])
    near = f", within {within:g}" if within else ""
    say(f"{results}: same numbers in all {count} tables, records and files of draws{near}")


def _copy_sources(scratch: Path) -> None:
    """Copy what a run reads.

    Raises
    ------
    RefereeError
        config.yaml names a folder outside the working directory by a relative path.
    """
    here = Path.cwd()
    own = [folder for folder in (*data_folders(), *model_folders()) if not folder.is_absolute()]
    outside = [folder for folder in own if not Path(os.path.normpath(here / folder)).is_relative_to(here)]
    do = "name it by its absolute path"
    raise_if(
        "Nothing is run", [Problem(f"{CONFIG}, {folder}", "lies outside this folder", do=do) for folder in outside]
    )
    for part in dict.fromkeys([*map(Path, PARTS), *own]):
        if part.is_dir():
            shutil.copytree(part, scratch / part, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        elif part.is_file():
            shutil.copy(part, scratch / part)


def _run(scratch: Path, cores: str) -> None:
    command = [sys.executable, "-m", "snakemake", "--workflow-profile", str(profiles()["default"].absolute())]
    command += ["--cores", cores, "--quiet", "all"]
    if not (scratch / "Snakefile").exists() and not (scratch / "workflow/Snakefile").exists():
        command += ["--snakefile", snakefile()]
    # the sources at hand, not those that happen to be installed
    path = {"PYTHONPATH": str(scratch / "src")} if (scratch / "src/tcreferee").is_dir() else {}
    done = subprocess.run(command, cwd=scratch, env=os.environ | path, capture_output=True, text=True, check=False)
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-20:])
        raise RefereeError("the rerun failed", [Problem("snakemake", f"ended with {done.returncode}:\n{last}")])
