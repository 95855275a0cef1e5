"""Planning and running many comparisons, and many models in one: nothing may grow faster than their number.

    .venv/bin/python benchmarks/comparisons.py [--planned N ...] [--run N ...] [--models N ...]

Makes configurations of comparisons of three models on one table of twelve rows in a temporary folder, asks Snakemake
for its plan (`--planned`) or runs it whole with the report (`--run`); `--models` runs one comparison of so many models.
Prints a Markdown table with processor time, peak memory and the size of the report, and ends with 1 where a bound of
`BOUNDS` is broken.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("Snakefile", "workflow", "src")
TABLE = "ybco_kraut1993"
MODELS = ("screening", "constant", "linear")
# (step, number): seconds of wall time, seconds of processor time, GB; none where there is no bound
BOUNDS = {
    ("planned", 1000): (None, 60.0, 0.6),
    ("run", 300): (1500.0, None, 1.0),
    ("models", 60): (None, 200.0, 0.6),
}


def configuration(comparisons: int, models: int) -> str:
    """Return a config.yaml of so many comparisons, each of three models or of one model many times."""
    lines = [
        "seed: 1", "ledger: false",
        "material_classes:", "  cuprates: {tc_mean_K: 80, tc_sd_K: 35}", "comparisons:",
    ]  # fmt: skip
    for i in range(1, comparisons + 1):
        lines += [f"  trial_{i}:", f"    title: trial {i}", f"    dataset: {TABLE}", "    material_class: cuprates"]
        lines += ["    x: n_m3", "    models:", *(f"      - {{model: {name}}}" for name in MODELS)]
        lines += [f"      - {{model: linear, name: line_{j}, label: line {j}}}" for j in range(len(MODELS), models)]
    return "\n".join(lines) + "\n"


def measured(step: str, comparisons: int, models: int, folder: Path) -> tuple[float, float, float, float]:
    """Return wall time (s), processor time (s), peak memory (GB) and the size of all HTML (MB) of one call."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, folder / part)
    shutil.copytree(ROOT / "data/raw", folder / "data/raw")
    (folder / "config.yaml").write_text(configuration(comparisons, models), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--workflow-profile", "workflow/profiles/default"]
    environment = os.environ | {"PYTHONPATH": str(folder / "src"), "OMP_NUM_THREADS": "1"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    dry = ["--dry-run", "--quiet"] if step == "planned" else []
    done = subprocess.run([*command, *dry], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{step} of {comparisons} comparisons failed:\n{done.stderr[-3000:]}{done.stdout[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    pages = sum(path.stat().st_size for path in folder.glob("results/**/*.html")) / 1e6
    return time.monotonic() - start, cpu, after.ru_maxrss / 1024**2, pages


def run(asked: dict[str, list[int]]) -> tuple[str, bool]:
    """Return the table as Markdown, and whether every bound was kept."""
    lines = ["| step | number | wall time (s) | processor time (s) | peak memory (GB) | pages (MB) |"]
    lines, kept = [*lines, "|---|---|---|---|---|---|"], True
    for step, numbers in asked.items():
        for number in numbers:
            comparisons, models = (1, number) if step == "models" else (number, len(MODELS))
            with tempfile.TemporaryDirectory() as scratch:
                *used, pages = measured(step, comparisons, models, Path(scratch))
            most = BOUNDS.get((step, number), (None, None, None))
            over = any(bound is not None and value > bound for value, bound in zip(used, most, strict=True))
            kept = kept and not over
            mark = " **over its bound**" if over else ""
            lines.append(f"| {step} | {number} | {used[0]:.0f} | {used[1]:.1f} | {used[2]:.2f} | {pages:.1f}{mark} |")
            print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines), kept


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planned", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--run", type=int, nargs="*", default=[30, 300])
    parser.add_argument("--models", type=int, nargs="*", default=[60])
    options = parser.parse_args()
    text, within = run({step: getattr(options, step) for step in ("planned", "run", "models")})
    print(text)
    sys.exit(0 if within else 1)
