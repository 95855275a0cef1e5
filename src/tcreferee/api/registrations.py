"""Predictions that are registered before the measurement, and scored after it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tcreferee.api.materials import asked_of, declared_outcome, folders_of, lacks
from tcreferee.api.named import Named, Table, materials_of
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.progress import told
from tcreferee.base.provenance import seed_from_names
from tcreferee.comparison.questions import WORDS
from tcreferee.comparison.read import ModelResult, Results, read_results
from tcreferee.prediction import registered
from tcreferee.prediction.material import Asked, beyond, quantiles, shown, value_of


@told("registering a prediction")
def register(
    formula: str, materials: Table, results: Path | str = "results", folder: Path | str = "registered",
    date: str = "",
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

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    RefereeError
        No such formula, an input is missing, or a material is one of the rows that the formula was fitted to.
    """
    title = "This prediction cannot be registered"
    comparison, _, entry = formula.partition("/")
    read = read_results(folders_of(Path(results), [comparison])[0])
    models = {model.name: model for model in read.ranked}
    if entry not in models or not models[entry].credited:
        known = [model.name for model in read.ranked if model.credited]
        what = f"comparison '{comparison}' ranks no formula '{entry}'"
        raise RefereeError(title, [Problem(formula, what, "COMPARISON/ENTRY", nearest(entry, known))])
    rows, own = read.observations, asked_of(models[entry])
    listed = list(materials_of(materials))
    wrong = []
    for each in listed:
        if each.label in rows.label or (each.point and each.point in rows.point_id):
            wrong.append(Problem(each.label, "is one of the rows that the formula was fitted to", do="leave it out"))
        elif missing := own.missing(each.values, rows.quantities, each.family):
            wrong.append(Problem(each.label, f"has no {missing}"))
    raise_if(title, wrong)
    nulls = [
        model for model in read.ranked
        if not model.credited and not any(lacks(model, each.values, rows.quantities, each.family) for each in listed)
    ]  # fmt: skip
    if not nulls:
        raise RefereeError(title, [Problem(comparison, "ranks no null that these materials have the inputs of")])
    content = _content(read, models[entry], asked_of(nulls[0]), listed, date or datetime.date.today().isoformat())
    return registered.write(content, Path(folder), f"{comparison}_{entry}")


def _content(read: Results, model: ModelResult, null: Asked, listed: Sequence[Named], date: str) -> dict[str, Any]:
    """Return all that a registered prediction says."""
    rows, fit, own = read.observations, model.fit, asked_of(model)
    values, families = [each.values for each in listed], [each.family for each in listed]
    seed = seed_from_names(0, read.comparison, model.name, date)
    made = own.predict(values, families, rows.quantities, seed)
    beside = null.predict(values, families, rows.quantities, seed)
    drawn = shown(made, rows.quantities[rows.response])
    materials = [
        {"label": each.label, "family": each.family,
         "inputs": {c: value_of(c, each.values, rows.quantities) for c in own.columns}, **quantiles(drawn[:, i]),
         "beyond": beyond(own, each.values, rows), "draws": mine, "null_draws": its}
        for i, (each, mine, its) in enumerate(
            zip(listed, registered.draws_of(made), registered.draws_of(beside), strict=True))
    ]  # fmt: skip
    said = declared_outcome(read, model)
    return {
        "registered": registered.FORMAT, "date": date, "comparison": read.comparison, "entry": model.name,
        "label": model.label, "verdict": WORDS[said], "response": rows.response,
        "unit": rows.quantity(rows.response).unit, "likelihood": model.likelihood,
        "formula": {"name": own.model.name, "title": own.model.title, "equation": own.model.equation,
                    "source": own.model.source.reference, "file_sha256": fit["checksums"]["model"]},
        "constants": fit["parameters"], "settings": fit["settings"], "versions": fit["versions"],
        "rows": list(rows.point_id), "rows_sha256": rows.sha256, "null": null.label, "materials": materials,
    }  # fmt: skip


@told("scoring")
def score(file: Path | str, measured: Table) -> list[registered.Scored]:
    """Say how a registered prediction did.

    Parameters
    ----------
    file : path
        What `register` wrote. A file that was changed is refused.
    measured : Dataset, path or str
        Table with `label` and the measured response.

    Raises
    ------
    RefereeError
        The file was changed, or no material of it is in the table.
    """
    content = registered.read(Path(file))
    response = str(content["response"])
    known = {each.label: each.values[response] for each in materials_of(measured) if response in each.values}
    found = registered.score(content, known)
    if not found:
        labels = [each["label"] for each in content["materials"]]
        problem = Problem(str(measured), f"has no {response} of any material of {Path(file).name}", ", ".join(labels))
        raise RefereeError("Nothing to score", [problem])
    return found
