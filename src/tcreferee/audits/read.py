"""Read the input of the audits from the results of a comparison."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.audits.case import Case, Settings, Tried
from tcreferee.base.records import number, read_record, read_rows, reading
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import TcModel
from tcreferee.inference.bind import make_trial
from tcreferee.inference.drawn import stored_draws
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import SIGMA
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.true_inputs import with_populations_as_fitted


@dataclass(frozen=True)
class Asked:
    """What is to be audited.

    Parameters
    ----------
    models : mapping of str to path or TcModel
        File of each model of the comparison, or the model itself if it has no file.
    predictions : sequence of str
        Names of the predictions made by models of this comparison.
    related : sequence of str
        Comparisons that take the same input from another source.
    specifications : mapping
        Fields of `tcreferee.specifications.read.Asked`.
    report_sd_K : sequence of float
        Quartiles of the scatter of repeated reports in the class of materials, K; empty if the class declares none.
    """

    models: Mapping[str, Path | str | TcModel]
    predictions: Sequence[str] = ()
    related: Sequence[str] = ()
    specifications: Mapping[str, Any] = field(default_factory=dict)
    report_sd_K: Sequence[float] = ()


def read_case(comparison: str, asked: Asked, settings: Settings, results: Path | str) -> Case:
    """Read the results of a comparison for its audits.

    Parameters
    ----------
    comparison : str
    asked : Asked
    settings : Settings
    results : path
        Folder with the results of all comparisons.
    """
    results = Path(results)
    folder = results / comparison
    observations = read_observations(folder / "observations.csv")
    with reading(folder / "comparison.csv"):
        scores = {row["model"]: row for row in read_rows(folder / "comparison.csv")}
        scored = {name: scores[name] for name in asked.models}
    tried = {name: _tried(name, path, scored[name], folder, observations) for name, path in asked.models.items()}
    related = {
        other: {path.parent.name: read_record(path) for path in sorted((results / other).glob("*/fit.json"))}
        for other in asked.related
    }
    predictions = {
        name: {
            **read_record(results / f"predictions/{name}.json"),
            "rows": read_rows(results / f"predictions/{name}.csv"),
        }
        for name in asked.predictions
    }
    record = read_record(folder / "comparison.json")
    rows = {other: read_observations(results / other / "observations.csv") for other in asked.related}
    lower, middle, upper = asked.report_sd_K or (None, None, None)
    scatter = None if lower is None or middle is None or upper is None else (lower, middle, upper)
    return Case(comparison, observations, tried, record, settings, predictions, related, rows, scatter)


def _tried(
    name: str, given: Path | str | TcModel, score: Mapping[str, str], folder: Path, observations: Observations
) -> Tried:  # fmt: skip
    fit = read_record(folder / name / "fit.json")
    model = given if isinstance(given, TcModel) else load_model(given)
    settings = InferSettings.of(fit["settings"])
    trial = with_populations_as_fitted(make_trial(model, observations, settings), fit)
    elpd = np.array([number(row["elpd_loo"]) for row in read_rows(folder / name / "pointwise.csv")])
    theta, sigma = np.empty((0, len(trial.model.parameters))), np.empty(0)
    if not read_record(folder / name / "diagnostics.json").get("refused"):
        stored = stored_draws(folder / name / "posterior.nc")
        count = next(iter(stored.values())).size
        columns = [stored[p.name].ravel() for p in trial.model.parameters]
        theta = np.stack(columns, axis=-1) if columns else np.empty((count, 0))
        sigma = stored[SIGMA].ravel() if LIKELIHOODS[settings.likelihood].scatter else np.zeros(count)
    return Tried(name, score["label"], model, trial, settings.inputs, fit, score, elpd, theta, sigma)
