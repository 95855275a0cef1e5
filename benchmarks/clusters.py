"""What a cluster costs and gives: the numbers of docs/clusters.md.

    .venv/bin/python benchmarks/clusters.py graph|memory|walls|study ... [--pairs N ...] [--out FILE]

graph   building the graph for generated configurations: time, memory, and what of it every job pays again
memory  the largest process of each rule of the default run
walls   the main job: local, in one allocation, as SLURM jobs, and what a submission costs
study   chunks of a study on 1 and 2 cores

`walls` needs a SLURM of two CPUs (tests/slurm/start.sh --cpus 2, then its env.sh). Each part prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import main_job
import yaml

PROFILE = "workflow/profiles/default"
MODELS = ["screening", "linear", "constant", "logarithm", "power_law"]
QUICK = {"ensembles": 2, "walkers": 16, "steps": 300, "max_steps": 1200, "keep": 100, "rhat_max": 1.2, "ess_min": 50}


def generated(pairs: int, models_a_job: int = 20) -> dict[str, object]:
    """Return a configuration of so many (comparison, model) pairs."""
    comparison = {"title": "t", "dataset": "ybco_jorgensen1990", "material_class": "cuprates", "x": "n_m3",
                  "models": MODELS}  # fmt: skip
    return {
        "seed": 1,
        "jobs": pairs // models_a_job,
        "material_classes": {"cuprates": {"tc_mean_K": 80, "tc_sd_K": 35}},
        "sampler": QUICK,
        "audits": {"replicates": 20, "scored": 10, "permutations": 100},
        "comparisons": {f"c{i}": comparison for i in range(pairs // len(MODELS))},
    }


def workspace(scratch: str, config: dict[str, object] | None = None) -> Path:
    """Copy the repository, with a configuration of its own if one is given."""
    folder = Path(scratch) / "repository"
    main_job._copy(folder)
    if config:
        (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    return folder


def run(folder: Path, *command: str, **extra: str) -> tuple[float, float, float, str]:
    """Run to the end; return wall and processor seconds, MB of the largest process, and what was said."""
    own = {"PYTHONPATH": str(folder / "src"), "OMP_NUM_THREADS": "1"} | extra
    start = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", *command], cwd=folder, env=os.environ | own, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        text = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed:\n{text[-3000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def snakemake(folder: Path, *arguments: str, cores: int = 2) -> tuple[float, float, float, str]:
    """Run Snakemake on this machine."""
    return run(folder, "snakemake", "--cores", str(cores), "--workflow-profile", PROFILE, *arguments)


def graph(options: argparse.Namespace) -> str:
    """Graphs of generated configurations."""
    lines = ["| pairs | jobs of the run | graph: wall (s) | processor (s) | memory (MB) | each job's own start (s) |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    for pairs in options.pairs:
        with tempfile.TemporaryDirectory() as scratch:
            folder = workspace(scratch, generated(pairs))
            wall, cpu, memory_MB, text = snakemake(folder, "--dry-run")
            jobs = re.search(r"^total\s+(\d+)", text, flags=re.M)
            _, own, _, _ = snakemake(folder, "--dry-run", "data/processed/ybco_jorgensen1990.csv")
            row = [pairs, jobs[1] if jobs else "?", f"{wall:.1f}", f"{cpu:.1f}", f"{memory_MB:.0f}", f"{own:.1f}"]
            lines.append(f"| {' | '.join(map(str, row))} |")
    return "\n".join(lines)


class Largest:
    """The largest process of each script, read while they run."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self.MB: dict[str, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Largest:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.wait(0.1):
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    said = (path / "cmdline").read_text()
                    status = (path / "status").read_text()
                except OSError:
                    continue
                name = re.search(r"\.snakemake/scripts/tmp\w+\.(\w+)\.py", said)
                high = re.search(r"VmHWM:\s+(\d+) kB", status)
                if name and high and self._folder in said and "python" in said.split("\0")[0]:
                    self.MB[name[1]] = max(self.MB.get(name[1], 0.0), int(high[1]) / 1024)


def memory(_: argparse.Namespace) -> str:
    """Memory of each rule of the default run."""
    with tempfile.TemporaryDirectory() as scratch, Largest(Path(scratch)) as largest:
        folder = workspace(scratch)
        snakemake(folder)
        snakemake(folder, "results/study/ybco_carrier_density/chunks/1.recovery.csv")
    lines = ["| rule | largest process (MB) |", "|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {MB:.0f} |" for name, MB in sorted(largest.MB.items()))])


def walls(_: argparse.Namespace) -> str:
    """The main job three ways on the same cores, from nothing."""
    seconds, overheads = {}, []
    for way in ("local", "allocation", "jobs"):
        with tempfile.TemporaryDirectory() as scratch:
            folder = workspace(scratch)
            site = folder / "site.yaml"
            site.write_text("cpus: 2\nmem_mb: 8000\nminutes: 100\ncheck_seconds: 8\n")
            if way == "local":
                seconds[way] = snakemake(folder)[0]
                continue
            seconds[way], *_rest, text = run(folder, "tcreferee.slurm", way, TCREFEREE_SITE=str(site))
            if way == "jobs":
                overheads = list(_overheads(folder, text))
    lines = ["| way | wall (s) | times local |", "|---|---|---|"]
    lines += [f"| {way} | {wall:.0f} | {wall / seconds['local']:.2f} |" for way, wall in seconds.items()]
    middle = f"{statistics.median(overheads):.1f} ({min(overheads):.1f} to {max(overheads):.1f})"
    return "\n".join([*lines, "", f"{len(overheads)} SLURM jobs; each ran {middle} s longer than its script."])


def _overheads(folder: Path, text: str) -> list[float]:
    """Seconds by which each SLURM job was longer than what its script did."""
    found = []
    for job, rule in re.findall(r"SLURM jobid (\d+) \(log: .*/rule_(\w+?)/\d+\.log\)", text):
        said = subprocess.run(["scontrol", "-o", "show", "job", job], capture_output=True, text=True, check=True).stdout
        clock = re.search(r"RunTime=(\d+):(\d+):(\d+)", said)
        kind, _, batch = rule.partition("_")
        log = folder / f"results/logs/{kind}/{batch}.log"
        done = re.search(r"done in ([\d.]+) s", log.read_text()) if log.is_file() else None
        if clock and done:
            hours, minutes, rest = map(int, clock.groups())
            found.append(hours * 3600 + minutes * 60 + rest - float(done[1]))
    return found


def study(_: argparse.Namespace) -> str:
    """A study of one comparison on one core and on two."""
    config = generated(5, 5) | {"study": {"replicates": 8000, "scored": 800, "chunks": 8}}
    seconds = {}
    for cores in (1, 2):
        with tempfile.TemporaryDirectory() as scratch:
            folder = workspace(scratch, config)
            snakemake(folder, "results/c0/comparison.csv", "results/c0/comparison.json")
            seconds[cores] = snakemake(folder, "study", cores=cores)[0]
    lines = ["| cores | wall (s) | times faster |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {n} | {wall:.0f} | {seconds[1] / wall:.2f} |" for n, wall in seconds.items())])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=["graph", "memory", "walls", "study"])
    parser.add_argument("--pairs", type=int, nargs="+", default=[100, 1000, 10000])
    given = parser.parse_args()
    for part in given.parts:
        load = os.getloadavg()[0]
        print(f"{part} (load before: {load:.1f} on {os.cpu_count()} cores)\n\n{globals()[part](given)}\n", flush=True)
