"""Wall time of the main job: cold, after editing one model, with nothing to do; peak memory of a job.

    .venv/bin/python benchmarks/main_job.py [REPETITIONS]

Works on a copy in a temporary folder; prints a Markdown table of medians, smallest and largest values.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("Snakefile", "workflow", "src", "data/raw", "config.yaml")
EDITED = "src/tcreferee/models/screening.py"


def main(repetitions: int = 3) -> None:
    """Time the three cases `repetitions` times and print the table."""
    seconds: dict[str, list[float]] = {"cold": [], f"after editing {EDITED}": [], "nothing to do": []}
    for _ in range(repetitions):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "repository"
            _copy(folder)
            seconds["cold"].append(_timed(folder))
            with (folder / EDITED).open("a") as stream:
                stream.write("\n# edited\n")
            seconds[f"after editing {EDITED}"].append(_timed(folder))
            seconds["nothing to do"].append(_timed(folder))
    print("| case | median (s) | min | max |\n|---|---|---|---|")
    for case, values in seconds.items():
        print(f"| {case} | {statistics.median(values):.1f} | {min(values):.1f} | {max(values):.1f} |")
    peak_MB = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\n{os.cpu_count()} cores; largest process of all runs: {peak_MB:.0f} MB")


def _copy(folder: Path) -> None:
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, target)


def _timed(folder: Path) -> float:
    start = time.monotonic()
    _snakemake(folder)
    return time.monotonic() - start


def _snakemake(folder: Path) -> None:
    command = [sys.executable, "-m", "snakemake", "--cores", "all", "--workflow-profile", "workflow/profiles/default"]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "OMP_NUM_THREADS": "1"}
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
