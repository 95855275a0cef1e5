"""The posteriors of the benchmarks on the real rows of the default run, and what all benchmarks share."""

from __future__ import annotations

import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from posteriors import POSTERIORS, QuantumWell

from tcreferee.base.priors import Array
from tcreferee.base.provenance import versions
from tcreferee.config.load import load_plan
from tcreferee.data.observations import read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.fit import maximise
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial

ROOT = Path(__file__).parents[1]
# comparison, entry, input that the plain posterior takes
CHOSEN = (
    ("ybco_carrier_density", "screening_exponent", "n_m3"),
    ("quantum_well_cuprates", "quantum_well_printed", "xi_A"),
)
VERSIONED = ("numpy", "scipy", "emcee", "lmfit", "dynesty", "arviz-stats", "snakemake-minimal", "snakemake")


@dataclass(frozen=True)
class Problem:
    """A posterior: this package's and the plain one.

    Parameters
    ----------
    name, about : str
    trial : Trial
    settings : InferSettings
    start : (d,) array
        Coordinates of the maximum of the likelihood.
    plain : QuantumWell
    data : dict
        What the plain posterior was made from.
    """

    name: str
    about: str
    trial: Trial
    settings: InferSettings
    start: Array
    plain: QuantumWell
    data: dict[str, Any]


def problems() -> list[Problem]:
    """Return the chosen posteriors; their rows are made by `make`."""
    plan = load_plan(yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8")))
    return [_problem(plan, *chosen) for chosen in CHOSEN]


def _problem(plan: Any, comparison: str, entry: str, word: str) -> Problem:
    path = ROOT / f"results/{comparison}/observations.csv"
    if not path.is_file():
        sys.exit(f"{path.relative_to(ROOT)} is missing: run `make` first")
    settings = InferSettings.of(plan.infer_settings(comparison, entry))
    model = load_model(plan.entries[comparison][entry].path)
    trial = make_trial(model, read_observations(path), settings)
    scales = trial.scales
    data = {
        "kind": model.name, "y": trial.y.tolist(), "x": np.asarray(trial.inputs[word]).tolist(),
        "centre": scales.centre_K, "effect": scales.effect_K, "scale": scales.sigma_K,
    }  # fmt: skip
    plain = POSTERIORS[model.name](np, data)
    fit = maximise(trial, 1)
    start = trial.coordinates(fit.theta, fit.sigma)
    z = start + 0.1 * np.random.default_rng(1).standard_normal((50, trial.dimension))
    np.testing.assert_allclose([plain.log_posterior(each) for each in z], trial.log_posterior(z), rtol=1e-9)
    return Problem(
        entry, f"{comparison}, {len(trial.y)} rows, d = {trial.dimension}", trial, settings, start, plain, data
    )


def cpu_seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor time of some work of this process, and what it gave."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def median(values: list[float]) -> float:
    return statistics.median(values)


def machine() -> str:
    """Return cores and versions, for the foot of a table."""
    packages = []
    for name in VERSIONED:
        try:
            packages.append(f"{name} {versions(name)[name]}")
        except Exception:  # a package of another name does the same
            continue
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(packages)}"
