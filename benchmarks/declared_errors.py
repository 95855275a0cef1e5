"""What the errors that tables declare change: D of every formula to the best of its comparison, without and with them.

    python benchmarks/declared_errors.py

Takes every comparison of config.yaml whose tables declare errors, fits and integrates its models without sampling,
once with `likelihood: normal` and once as the tables decide, and prints the numbers of the table in docs/statistics.md.
"""

from __future__ import annotations

import logging
import math
import tempfile
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from tcreferee.config.load import load_plan
from tcreferee.config.plan import Plan
from tcreferee.data.observations import Observations, read_observations
from tcreferee.data.select import Selection, select
from tcreferee.data.tidy import tidy
from tcreferee.formulas.loading import load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.quick import integrated
from tcreferee.inference.settings import InferSettings

Array = NDArray[np.float64]
LOG = logging.getLogger(__name__)
WITHOUT = {"likelihood": "normal", "sigma": "", "input_sigma": {}}


def observations(plan: Plan, name: str, folder: Path) -> Observations:
    """Return the rows of a comparison."""
    tables = []
    for dataset in plan.config.comparisons[name].datasets:
        sidecar = plan.datasets[dataset]
        table, rejected, record = (folder / f"{dataset}{end}" for end in (".csv", ".rejected.csv", ".json"))
        tidy(sidecar.with_suffix(".csv"), sidecar, table, rejected, record)
        tables.append((table, record))
    out = folder / "observations.csv"
    select(tables, Selection(**plan.selection(name)), out, out.with_suffix(".json"))
    return read_observations(out)


def scores(plan: Plan, name: str, rows: Observations, **changes: object) -> dict[str, Array]:
    """Return the leave-one-out scores (rows,) of each model."""
    found = {}
    for entry, asked in plan.entries[name].items():
        settings = InferSettings.of(plan.infer_settings(name, entry) | changes)
        trial = make_trial(load_model(asked.path), rows, settings)
        found[entry] = integrated(trial, settings, LOG).exact.elpd_loo
    return found


def differences(elpd: dict[str, Array]) -> dict[str, str]:
    """Return D ± SE of each model to the best."""
    best = max(elpd.values(), key=np.sum)
    return {name: _said(each - best) for name, each in elpd.items()}


def _said(off: Array) -> str:
    return f"{off.sum():.1f} ± {math.sqrt(len(off) * off.var(ddof=1)):.1f}" if off.any() else "0 (scores highest)"


def main() -> None:
    """Print a row for each model of each comparison."""
    root = Path(__file__).parents[1]
    plan = load_plan(yaml.safe_load((root / "config.yaml").read_text(encoding="utf-8")))
    print("| comparison | formula | D without errors | D with errors |\n|---|---|---|---|")
    for name in plan.config.comparisons:
        if plan.config.comparisons[name].likelihood not in ("normal_known", "normal_eiv"):
            continue
        with tempfile.TemporaryDirectory() as folder:
            rows = observations(plan, name, Path(folder))
        without, known = (differences(scores(plan, name, rows, **changes)) for changes in (WITHOUT, {}))
        for entry in known:
            print(f"| `{name}` | {entry} | {without[entry]} | {known[entry]} |", flush=True)


if __name__ == "__main__":
    main()
