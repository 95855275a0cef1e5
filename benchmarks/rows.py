"""Processor time and peak memory of a trial by the number of rows: neither may grow faster than the rows.

    .venv/bin/python benchmarks/rows.py [--rows N ...] [--case NAME ...]

Each case and size runs in a process of its own, on one core: `fit` of one formula, `compare` with `audit` of it beside
null models, and the whole workflow with figures and report. Prints a Markdown table and ends with 1 where a bound of
`BOUNDS` is broken.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SIZES = (20, 200, 2000, 20_000)
# rows: (seconds of processor time, GB), of each step
BOUNDS = {2000: (60.0, 1.0), 20_000: (300.0, 2.0)}
FOUR_PARAMETERS = """
from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs, parameters):
    x, z = inputs["omega_log_K"] / 300.0, inputs["coupling"]
    return parameters["a"] + parameters["b"] * x ** parameters["p"] + parameters["c"] * z


model = TcModel(
    title="four parameters",
    equation=r"T_c = a + b\\,x^p + c\\,z",
    inputs=("omega_log_K", "coupling"),
    parameters=(
        Parameter("a", "a", "response", "level", Level()),
        Parameter("b", "b", "response", "effect of x", Effect()),
        Parameter("c", "c", "response", "effect of z", Effect()),
        Parameter("p", "p", "", "exponent", Normal(1.0, 0.5), (0.1, 3.0)),
    ),
    predict=predict,
    source=Source("benchmark", "none", "none"),
    checks=(Check({"omega_log_K": 300.0, "coupling": 1.0}, {"a": 1.0, "b": 2.0, "c": 3.0, "p": 1.0}, "6", "sum"),),
)
"""
SIDECAR = """\
schema_version: 1
id: rows
title: Rows of Allen and Dynes' formula with a scatter of 1 K
source: {{authors: [Benchmark], year: 2026, title: none, licence_note: none, note: simulated}}
location: benchmarks/rows.py
obtained: simulated
licence: none
sha256: "{sha256}"
row_key: row
label: row
columns:
  row: {{name: row, quantity: text, grade: read}}
  omega_log_K: {{name: omega_log_K, quantity: omega_log_K, unit: K, grade: read, uncertainty: unknown}}
  coupling: {{name: coupling, quantity: coupling, grade: read, uncertainty: unknown}}
  tc_K: {{name: tc_K, quantity: tc_K, unit: K, grade: read, uncertainty: unknown}}
"""
CONFIG = """\
seed: 1
model_paths: [models]
data_paths: [data]
material_classes:
  all: {{tc_mean_K: 10, tc_sd_K: 10}}
comparisons:
  many: {{title: Many rows, dataset: rows, material_class: all, x: omega_log_K, models: [{models}]}}
"""
CASES: Mapping[str, tuple[str, ...]] = {
    "straight line": ("linear", "constant"),
    "Allen-Dynes": ("allen_dynes_shared", "linear", "constant"),
    "four parameters": ("four_parameters.py", "linear", "constant"),
}


def table(rows: int) -> dict[str, list[float]]:
    """Return rows whose Tc follows Allen and Dynes' formula with a scatter of 1 K."""
    from tcreferee.physics.electron_phonon import allen_dynes_K

    rng = np.random.default_rng(1)
    omega, coupling = rng.uniform(100.0, 600.0, rows), rng.uniform(0.5, 1.8, rows)
    tc = np.maximum(allen_dynes_K(omega, coupling, np.array(0.12)) + rng.normal(0.0, 1.0, rows), 0.05)
    columns = {"omega_log_K": omega, "coupling": coupling, "tc_K": tc}
    return {name: [round(float(value), 4) for value in values] for name, values in columns.items()}


def measured(case: str, rows: int, what: str, folder: Path) -> dict[str, Any]:
    """Run one case in this process; return its processor time (s) and the peak memory (GB) after each step."""
    import tcreferee

    (folder / "four_parameters.py").write_text(FOUR_PARAMETERS, encoding="utf-8")
    models = [str(folder / name) if name.endswith(".py") else name for name in CASES[case]]
    data = tcreferee.load_dataset(table(rows))
    asked: dict[str, Any] = {"prior": (10.0, 10.0), "x": "omega_log_K", "accept_grades": ["read"]}
    if what == "fit":
        tcreferee.fit(models[0], data, **asked)
        return {"fit": _used()}
    compared = tcreferee.compare(models, data, **asked)
    found = {"compare": _used()}
    tcreferee.audit(compared)
    return found | {"compare and audit": _used()}


def write_pair(folder: Path, rows: int) -> None:
    """Write the rows as `rows.csv` with its sidecar."""
    columns = {"row": list(range(rows)), **table(rows)}
    lines = [",".join(columns), *(",".join(map(str, each)) for each in zip(*columns.values(), strict=True))]
    text = "\n".join(lines) + "\n"
    (folder / "rows.csv").write_text(text, encoding="utf-8")
    sidecar = SIDECAR.format(sha256=hashlib.sha256(text.encode()).hexdigest())
    (folder / "rows.yaml").write_text(sidecar, encoding="utf-8")


def workflow(case: str, rows: int, folder: Path) -> dict[str, Any]:
    """Run the workflow in a folder of one's own; the largest process counts for the memory."""
    (folder / "models").mkdir()
    (folder / "data").mkdir()
    (folder / "models/four_parameters.py").write_text(FOUR_PARAMETERS, encoding="utf-8")
    write_pair(folder / "data", rows)
    models = ", ".join(name.removesuffix(".py") for name in CASES[case])
    (folder / "config.yaml").write_text(CONFIG.format(models=models), encoding="utf-8")
    code = "import sys; from tcreferee.cli import main; sys.exit(main(sys.argv[1:]))"
    subprocess.run([sys.executable, "-c", code, "run", "--cores", "1"], cwd=folder, stdout=sys.stderr, check=True)
    return {"workflow with report": _used()}


def _used() -> tuple[float, float]:
    """Return processor time (s) and peak memory (GB) of this process and its children so far."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    seconds = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    return seconds, max(own.ru_maxrss, others.ru_maxrss) / 1024**2


def run(cases: list[str], sizes: list[int]) -> tuple[str, bool]:
    """Return the table as Markdown, and whether every bound was kept."""
    import tempfile

    lines, kept = ["| case | rows | step | processor time (s) | peak memory (GB) |", "|---|---|---|---|---|"], True
    one_thread = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    for case in cases:
        for rows in sizes:
            for what in ("fit", "whole", "workflow"):
                with tempfile.TemporaryDirectory() as folder:
                    command = [sys.executable, __file__, "--one", case, str(rows), what, folder]
                    done = subprocess.run(command, env=one_thread, capture_output=True, text=True, check=False)
                if done.returncode:
                    lines.append(f"| {case} | {rows} | {what} | failed: {done.stderr.strip()[-200:]} | |")
                    kept = False
                    continue
                for step, (seconds, memory) in json.loads(done.stdout.splitlines()[-1]).items():
                    most = BOUNDS.get(rows, (float("inf"),) * 2)
                    over = seconds > most[0] or memory > most[1]
                    kept = kept and not over
                    mark = " **over its bound**" if over else ""
                    lines.append(f"| {case} | {rows} | {step} | {seconds:.1f} | {memory:.2f}{mark} |")
                print("\n".join(lines[-2:]), file=sys.stderr, flush=True)
    return "\n".join(lines), kept


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--case", nargs="+", choices=sorted(CASES), default=list(CASES))
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        name, size, step, scratch = options.one
        where = Path(scratch)
        found = workflow(name, int(size), where) if step == "workflow" else measured(name, int(size), step, where)
        print(json.dumps(found))
        sys.exit(0)
    text, within = run(options.case, options.rows)
    print(text)
    sys.exit(0 if within else 1)
