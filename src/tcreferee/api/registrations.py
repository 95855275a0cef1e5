"""Predictions that are registered before the measurement, and scored after it."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tcreferee.api.materials import asked_of, declared_outcome, folders_of, lacks, outcomes_of, row_of
from tcreferee.api.named import Named, Table, materials_of
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.progress import told
from tcreferee.base.provenance import seed_from_names
from tcreferee.comparison.questions import WORDS
from tcreferee.comparison.read import ModelResult, Results, read_results
from tcreferee.prediction import registered
from tcreferee.prediction.material import Asked, beyond, quantiles, shown, value_of

TITLE = "This prediction cannot be registered"


@told("registering a prediction")
def register(
    formula: str, materials: Table, results: Path | str = "results", folder: Path | str = "registered",
    date: str = "", where: Mapping[str, Sequence[str]] | None = None,
) -> Path:  # fmt: skip
    """Write down what a fitted formula predicts for named materials, in one dated and hashed file.

    Parameters
    ----------
    formula : str
        "COMPARISON/ENTRY".
    materials : Dataset, path or str
        Table of the materials with the inputs of the formula; none of them may be one of the fitted rows.
    results, folder : path
        Of the run; and where the file is written.
    date : str
        ISO date; by default today.
    where : mapping of str to words, optional
        Only rows of the table with one of these words in each column.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    RefereeError
        No such formula, an input is missing, or a material is one of the rows that the formula was fitted to.
    """
    comparison, _, entry = formula.partition("/")
    read = read_results(folders_of(Path(results), [comparison])[0])
    models = {model.name: model for model in read.ranked if model.credited}
    if entry not in models:
        what = f"comparison '{comparison}' ranks no formula '{entry}'"
        raise RefereeError(TITLE, [Problem(formula, what, "COMPARISON/ENTRY", nearest(entry, models))])
    listed = _listed(read, materials, where)
    wrong, own = _fitted(read, listed), asked_of(models[entry])
    for each in listed:
        if missing := own.missing(each.values, read.observations.quantities, each.family):
            wrong.append(Problem(each.label, f"has no {missing}"))
    raise_if(TITLE, wrong)
    return _written(read, models[entry], listed, Path(folder), date)


def register_all(
    comparison: str, materials: Table, results: Path | str = "results", folder: Path | str = "registered",
    date: str = "", where: Mapping[str, Sequence[str]] | None = None,
) -> list[Path]:  # fmt: skip
    """Write down what every formula of a comparison predicts for the materials that have its inputs.

    Parameters
    ----------
    comparison : str
    materials, results, folder, date, where
        As of `register`.

    Returns
    -------
    list of Path
        One file for each formula that has the inputs of a material.

    Raises
    ------
    RefereeError
        No formula has its inputs, or a material is one of the rows of the comparison.
    """
    read = read_results(folders_of(Path(results), [comparison])[0])
    listed, rows = _listed(read, materials, where), read.observations
    raise_if(TITLE, _fitted(read, listed))
    found, missing = list[Path](), list[Problem]()
    for model in read.ranked:
        if not model.credited:
            continue
        lacking = [lacks(model, each.values, rows.quantities, each.family) for each in listed]
        some = [each for each, lack in zip(listed, lacking, strict=True) if not lack]
        if some:
            found.append(_written(read, model, some, Path(folder), date))
        else:
            missing.append(Problem(f"{comparison}/{model.name}", f"no material has {lacking[0]}"))
    raise_if(TITLE, [] if found else missing)
    return found


def _listed(read: Results, materials: Table, where: Mapping[str, Sequence[str]] | None) -> list[Named]:
    return list(materials_of(materials, str(read.observations.record["families"] or "family"), where))


def _fitted(read: Results, listed: Sequence[Named]) -> list[Problem]:
    """Name the materials that are fitted rows."""
    rows, what = read.observations, "is one of the rows that the formula was fitted to"
    return [Problem(each.label, what, do="leave it out") for each in listed if row_of(each, rows)]


def _written(read: Results, model: ModelResult, listed: Sequence[Named], folder: Path, date: str) -> Path:
    """Write the prediction of one formula for materials that have its inputs, and of the best null that has its own."""
    quantities = read.observations.quantities
    known = [each for each in read.ranked if each.null]
    nulls = [each for each in known if not any(lacks(each, one.values, quantities, one.family) for one in listed)]
    if not nulls:
        problem = Problem(read.comparison, "ranks no null that these materials have the inputs of")
        raise RefereeError(TITLE, [problem])
    content = _content(read, model, asked_of(nulls[0]), listed, date or datetime.date.today().isoformat())
    return registered.write(content, folder, f"{read.comparison}_{model.name}")


def _content(read: Results, model: ModelResult, null: Asked, listed: Sequence[Named], date: str) -> dict[str, Any]:
    """Return all that a registered prediction says."""
    rows, fit, own = read.observations, model.fit, asked_of(model)
    values, families = [each.values for each in listed], [each.family for each in listed]
    seed = seed_from_names(0, read.comparison, model.name, date)
    made = own.predict(values, families, rows.quantities, seed)
    beside = null.predict(values, families, rows.quantities, seed)
    drawn = shown(made, rows.quantities[rows.response])
    (same, mine), (its_same, its) = (registered.shared(registered.draws_of(each)) for each in (made, beside))
    materials = [
        {"label": each.label, "family": each.family,
         "inputs": {c: value_of(c, each.values, rows.quantities) for c in own.columns}, **quantiles(drawn[:, i]),
         "beyond": beyond(own, each.values, rows), registered.FORMULA: mine[i], registered.NULL: its[i]}
        for i, each in enumerate(listed)
    ]  # fmt: skip
    # what the report says, audits included; without a report, what is declared
    found = outcomes_of(model.folder.parents[1]).get((read.comparison, model.name))
    said = found or declared_outcome(read, model)
    return {
        "registered": registered.FORMAT, "date": date, "comparison": read.comparison, "entry": model.name,
        "label": model.label, "verdict": WORDS[said], "response": rows.response,
        "quantity": rows.quantities[rows.response], "unit": rows.quantity(rows.response).unit,
        "likelihood": model.likelihood,
        "formula": {"name": own.model.name, "title": own.model.title, "equation": own.model.equation,
                    "source": own.model.source.reference, "file_sha256": fit["checksums"]["model"]},
        "constants": fit["parameters"], "settings": fit["settings"], "versions": fit["versions"],
        "rows": list(rows.point_id), "rows_sha256": rows.sha256, "null": null.label,
        "same": {registered.FORMULA: same, registered.NULL: its_same}, "materials": materials,
    }  # fmt: skip


@told("scoring")
def score(file: Path | str, measured: Table) -> list[registered.Scored]:
    """Say how a registered prediction did.

    Parameters
    ----------
    file : path
        What `register` wrote. A file that was changed is refused.
    measured : Dataset, path or str
        Table with `label` and the measured response: a column of its name, or of its quantity.

    Raises
    ------
    RefereeError
        The file was changed, or no material of it is in the table.
    """
    content = registered.read(Path(file))
    response, quantity = str(content["response"]), str(content["quantity"])
    known = {
        each.label: each.values.get(response, each.values.get(quantity, math.nan)) for each in materials_of(measured)
    }
    known = {label: value for label, value in known.items() if math.isfinite(value)}
    found = registered.score(content, known)
    if not found:
        labels = [each["label"] for each in content["materials"]]
        problem = Problem(str(measured), f"has no {quantity} of any material of {Path(file).name}", ", ".join(labels))
        raise RefereeError("Nothing to score", [problem])
    return found
