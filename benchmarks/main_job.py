"""Wall time of the main job: cold, after editing a model of one comparison and one of seven, with nothing to do.

    .venv/bin/python benchmarks/main_job.py [--repetitions N] [--config FILE]

Works on a copy in a temporary folder; prints a Markdown table of medians, smallest and largest values, which models
the runs after the edits inferred anew, and the peak memory of a process. It ends with 1 if those are not the edited
model's alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
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
EDITED = ("hole_dome", "screening")
COLD, NOTHING = "cold", "nothing to do"
AFTER = {name: f"after editing src/tcreferee/models/{name}.py" for name in EDITED}


def run(repetitions: int, config: Path | None = None) -> tuple[str, bool]:
    """Return the table as Markdown, and whether only the edited model was inferred anew each time."""
    seconds: dict[str, list[float]] = {case: [] for case in (COLD, *AFTER.values(), NOTHING)}
    right, said = True, dict[str, str]()
    for _ in range(repetitions):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "repository"
            _copy(folder)
            if config:
                shutil.copy(config, folder / "config.yaml")
            seconds[COLD].append(_timed(folder))
            for name, case in AFTER.items():
                before, logs = _marks(folder), _logs(folder)
                with (folder / f"src/tcreferee/models/{name}.py").open("a") as stream:
                    stream.write("\n# edited\n")
                seconds[case].append(_timed(folder))
                alone, said[name] = _inferred_anew(folder, name, before, logs)
                right = right and alone
            seconds[NOTHING].append(_timed(folder))
    lines = ["| case | median (s) | min | max |", "|---|---|---|---|"]
    for case, values in seconds.items():
        lines.append(f"| {case} | {statistics.median(values):.1f} | {min(values):.1f} | {max(values):.1f} |")
    peak_MB = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    foot = f"{repetitions} repetitions; {os.cpu_count()} cores; largest process of all runs: {peak_MB:.0f} MB."
    return "\n".join([*lines, "", *said.values(), foot]), right


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
    command = [sys.executable, "-m", "snakemake", "--cores", "all", "--workflow-profile", "workflow/profiles/default"]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"the main job failed:\n{done.stderr[-3000:]}")
    return time.monotonic() - start


def _marks(folder: Path) -> dict[tuple[str, str], str]:
    """Return what each model of each comparison was made from, as the record of its kept results says."""
    marks = {}
    for path in sorted(folder.glob(".snakemake/kept/infer/*/*/kept.json")):
        marks[path.parents[1].name, path.parent.name] = json.loads(path.read_text(encoding="utf-8"))["mark"]
    return marks


def _logs(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("results/logs/infer/*.log")}


def _inferred_anew(
    folder: Path, model: str, before: dict[tuple[str, str], str], logs: dict[str, str]
) -> tuple[bool, str]:
    """Return whether only the edited model was inferred, by records and logs alike, and a sentence about it.

    Times of files do not tell: Snakemake sets those of all outputs of a job that ran.
    """
    after = _marks(folder)
    changed = {pair for pair in after if after[pair] != before.get(pair)}
    fits = {pair: folder / "results" / pair[0] / pair[1] / "fit.json" for pair in after}
    own = {pair for pair, path in fits.items() if json.loads(path.read_text())["model"]["name"] == model}
    # the log of a job that did not run is the run's before
    fresh = [text for name, text in _logs(folder).items() if text != logs.get(name)]
    counted = sum(int(number) for text in fresh for number in re.findall(r"inferred (\d+) of \d+ models", text))
    right = changed == own and counted == len(own) and bool(own)
    named = ", ".join("/".join(pair) for pair in sorted(changed)) or "none"
    expected = "the edited model's alone" if right else f"EXPECTED {', '.join('/'.join(p) for p in sorted(own))}"
    return (
        right,
        f"{len(after)} (comparison, model) pairs; inferred anew after {model}: {counted}, {named}: {expected}.  ",
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--config", type=Path, help="instead of config.yaml")
    options = parser.parse_args()
    text, alone = run(options.repetitions, options.config)
    print(text)
    sys.exit(0 if alone else 1)
