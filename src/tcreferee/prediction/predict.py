"""Predictions of a comparison's fitted models for materials outside the fit, beside what was measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names, sha256
from tcreferee.base.quantities import CLASS
from tcreferee.base.records import read_record, write_record, write_rows
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import TcModel
from tcreferee.inference.drawn import predictive_draws
from tcreferee.inference.settings import flat
from tcreferee.prediction.materials import Held, Material, materials_of

COLUMNS = (
    "label", "point_id", "model", "measured", "median", "lower50", "upper50", "lower95", "upper95", "inside_50",
    "inside_95", "extrapolates", "elpd", "counted", "note",
)  # fmt: skip
LEVELS = {"median": 0.5, "lower50": 0.25, "upper50": 0.75, "lower95": 0.025, "upper95": 0.975}


@dataclass(frozen=True)
class Question:
    """One prediction: which models, for which materials.

    Parameters
    ----------
    name, title, comparison : str
        The comparison is the one whose fitted models predict.
    dataset : str
        Table of the materials; "" if `rows` holds them.
    rows : sequence of mapping
        Materials: label, family, columns of the comparison in the units of their quantities.
    inputs, family : mapping of str to str, str
        Column of the comparison -> column of the table; column that names the family of a material, or that of all.
    accept_grades : sequence of str
        Grades of cells that may be used; a measured value of another grade is shown, but not counted.
    labels : mapping of str to str
        Label of each model that predicts, by name.
    constants, seed : sequence of str, int
        Names of the models that are the constant.
    pool : bool
        Whether the materials were as eligible for the rows of the comparison as those that are in it.
    """

    name: str
    title: str
    comparison: str
    dataset: str
    rows: Sequence[Mapping[str, Any]]
    inputs: Mapping[str, str]
    family: str
    accept_grades: Sequence[str]
    labels: Mapping[str, str]
    constants: Sequence[str]
    seed: int
    pool: bool = False


@dataclass(frozen=True)
class Fitted:
    """A fitted model of the comparison with its result files."""

    name: str
    model: TcModel
    folder: Path
    fit: dict[str, Any]
    diagnostics: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        """Columns that the model needs for a material."""
        return list(dict.fromkeys(flat(self.fit["settings"]["inputs"].values())))


def predict(
    question: Question, observations_csv: Path | str, models: Mapping[str, Path | str], folders: Mapping[str, Path],
    held_out: tuple[Path, Path] | None, out_csv: Path | str, out_json: Path | str,
) -> str:  # fmt: skip
    """Predict every material with every model and write table and summary.

    Parameters
    ----------
    question : Question
    observations_csv : path
        Rows the models were fitted to.
    models, folders : mapping of str to path
        Model file and folder of results of each name.
    held_out : (Path, Path) or None
        Processed CSV and JSON of the materials' table.
    out_csv, out_json : path

    Returns
    -------
    str
        One line for the log.

    Raises
    ------
    RefereeError
        A file is missing or does not match its record.
    """
    observations = read_observations(observations_csv)
    fitted = [
        Fitted(name, load_model(models[name]), folders[name], read_record(folders[name] / "fit.json"),
               read_record(folders[name] / "diagnostics.json"))
        for name in question.labels
    ]  # fmt: skip
    columns = dict.fromkeys(column for each in fitted for column in each.columns)
    held = Held(question.rows, question.inputs, question.family, question.accept_grades, held_out)
    materials = materials_of(held, observations, list(columns))
    rows = {each.name: _rows(each, materials, observations, question) for each in fitted}
    write_rows(out_csv, COLUMNS, [row for i in range(len(materials)) for each in rows.values() for row in (each[i],)])
    checksums = {"observations": observations.sha256} | {each.name: sha256(models[each.name]) for each in fitted}
    if held_out:
        checksums["held_out"] = sha256(held_out[0])
    pool = {"pool": {each.point_id: each.values for each in materials if each.point_id}} if question.pool else {}
    counted = {"checksums": checksums, "materials": len(materials)} | pool
    write_record(out_json, _record(question, observations, fitted, rows) | counted)
    measured = sum(np.isfinite(material.measured) for material in materials)
    return f"{len(materials)} materials, {measured} of them measured, {len(fitted)} models"


def _rows(fitted: Fitted, materials: Sequence[Material], observations: Observations, question: Question) -> list[Any]:
    """Return one row for each material; a reason replaces the numbers where no prediction is possible."""
    reasons = [_reason(fitted, material) for material in materials]
    asked = [i for i, reason in enumerate(reasons) if not reason]
    rows = [
        dict.fromkeys(COLUMNS)
        | {"label": material.label, "point_id": material.point_id, "model": fitted.name, "measured": material.measured,
           "note": reason}
        for material, reason in zip(materials, reasons, strict=True)
    ]  # fmt: skip
    if not asked:
        return rows
    values = {column: np.array([materials[i].values[column] for i in asked]) for column in fitted.columns}
    family = [materials[i].family for i in asked]
    seed = seed_from_names(question.seed, question.name, fitted.name, "predict")
    with np.errstate(all="ignore"):
        found = predictive_draws(
            fitted.fit, fitted.folder / "posterior.nc", fitted.model, values or {"": np.zeros(len(asked))}, family, seed
        )
        measured = np.array([materials[i].measured for i in asked])
        elpd = found.log_density(np.where(np.isfinite(measured), measured, observations.y.mean()))
    for j, i in enumerate(asked):
        rows[i] |= _numbers(found.mean[..., j], found.new[..., j], _is_class(observations))
        rows[i] |= _held_against(rows[i], materials[i], float(elpd[j]))
        rows[i]["extrapolates"] = _extrapolates(materials[i], fitted.columns, observations)
        if not fitted.diagnostics["converged"]:
            rows[i]["note"] = "; ".join(filter(None, [rows[i]["note"], "the fit did not converge"]))
    return rows


def _record(
    question: Question, observations: Observations, fitted: Sequence[Fitted], rows: Mapping[str, Sequence[Any]]
) -> dict[str, Any]:
    """Return the summary of a prediction: its settings, and how well each model predicts."""
    models = {each.name: _summary(each, rows, question, _is_class(observations)) for each in fitted}
    return {
        "prediction": question.name, "title": question.title, "comparison": question.comparison,
        "dataset": question.dataset, "response": observations.response,
        "unit": observations.quantity(observations.response).unit,
        "accept_grades": question.accept_grades, "seed": question.seed, "models": models,
    }  # fmt: skip


def _is_class(observations: Observations) -> bool:
    return observations.quantities[observations.response] == CLASS


def _reason(fitted: Fitted, material: Material) -> str:
    """Say why a model cannot predict a material; "" if it can."""
    if "refused" in fitted.diagnostics:
        return f"not fitted: {fitted.diagnostics['refused']}"
    reasons = [material.lacks[column] for column in fitted.columns if column in material.lacks]
    if any(p.families for p in fitted.model.parameters):
        known = fitted.fit["bound"]["families"]
        if not material.family:
            reasons.append("its family is not given")
        elif material.family not in known:
            reasons.append(f"family '{material.family}' was not fitted; fitted: {', '.join(known)}")
    return "; ".join(reasons)


def _numbers(mean: Array, new: Array, is_class: bool) -> dict[str, Any]:
    """Return the quantiles of a new measurement; the probability if the response is yes or no."""
    shown = mean if is_class else new
    if not np.isfinite(shown).all():
        return {"note": f"the formula has no finite value here in {np.mean(~np.isfinite(shown)):.2g} of the draws"}
    if is_class:
        return {"median": float(mean.mean()), "note": "the probability of being superconducting"}
    return {name: float(np.quantile(new, level)) for name, level in LEVELS.items()}


def _held_against(row: Mapping[str, Any], material: Material, elpd: float) -> dict[str, Any]:
    """Return the columns that compare the prediction with the measured value; empty without one."""
    if not np.isfinite(material.measured) or row["median"] is None:
        return {}
    note = "; ".join(filter(None, [row["note"], material.not_counted]))
    said: dict[str, Any] = {"elpd": elpd, "counted": not material.not_counted, "note": note}
    for level in ("50", "95"):
        if row[f"lower{level}"] is not None:
            said[f"inside_{level}"] = bool(row[f"lower{level}"] <= material.measured <= row[f"upper{level}"])
    return said


def _extrapolates(material: Material, columns: Sequence[str], observations: Observations) -> str:
    """Name the inputs that lie outside the fitted range, with the range."""
    outside = []
    for column in columns:
        low, high = float(observations.columns[column].min()), float(observations.columns[column].max())
        if not low <= material.values[column] <= high:
            outside.append(f"{column} {material.values[column]:.6g} (fitted {low:.6g} to {high:.6g})")
    return "; ".join(outside)


def _summary(
    fitted: Fitted, rows: Mapping[str, Sequence[Mapping[str, Any]]], question: Question, is_class: bool
) -> dict[str, Any]:
    own = rows[fitted.name]
    counted = [i for i, row in enumerate(own) if row["counted"]]
    record: dict[str, Any] = {
        "label": question.labels[fitted.name],
        "title": fitted.model.title,
        "converged": fitted.diagnostics["converged"],
        "n_predicted": sum(row["median"] is not None for row in own),
        "n_measured": len(counted),
        "n_extrapolated": sum(bool(row["extrapolates"]) for row in own),
        "coverage_50": None, "coverage_95": None, "rmse": None,
        "elpd": sum(own[i]["elpd"] for i in counted) if counted else None,
        "elpd_constant": None, "d_elpd_constant": None, "n_constant": 0,
    }  # fmt: skip
    if counted and not is_class:
        record |= {f"coverage_{level}": np.mean([own[i][f"inside_{level}"] for i in counted]) for level in ("50", "95")}
        record["rmse"] = np.sqrt(np.mean([(own[i]["median"] - own[i]["measured"]) ** 2 for i in counted]))
    for name in question.constants[:1]:
        shared = [i for i in counted if rows[name][i]["counted"]]
        if shared:
            constant = sum(rows[name][i]["elpd"] for i in shared)
            difference = sum(own[i]["elpd"] for i in shared) - constant
            record |= {"elpd_constant": constant, "d_elpd_constant": difference, "n_constant": len(shared)}
    return record
