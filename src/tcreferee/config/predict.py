"""Check the predictions of the configuration before any model is fitted."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.quantities import QUANTITIES
from tcreferee.config.bind import Offer, offer
from tcreferee.config.fields import Comparison, Prediction
from tcreferee.data.grades import title_faults
from tcreferee.data.sidecar import read_sidecar

LABEL, FAMILY = "label", "family"


def prediction_faults(
    key: str, prediction: Prediction, datasets: Mapping[str, Path], comparison: Comparison | None,
    entries: Collection[str], fitted: Mapping[str, str],
) -> Iterator[Problem]:  # fmt: skip
    """Say what is wrong with one prediction.

    Parameters
    ----------
    key : str
        Where it is written.
    prediction : Prediction
    datasets : mapping of str to Path
        Sidecars of all datasets.
    comparison : Comparison or None
        The one it names; None if there is none of that name (already a problem).
    entries : collection of str
        Names of the comparison's models.
    fitted : mapping of str to str
        Columns that can be said of a material, the response too, with their quantities.
    """
    if bool(prediction.dataset) == bool(prediction.rows):
        what = "names both a dataset and rows" if prediction.rows else "names no material"
        yield Problem(key, what, "either 'dataset' or 'rows'")
    if prediction.dataset and prediction.dataset not in datasets:
        do = nearest(prediction.dataset, datasets)
        yield Problem(f"{key}.dataset", f"unknown dataset '{prediction.dataset}'", do=do)
    yield from title_faults(key, prediction.title, prediction.accept_grades)
    if comparison is None:
        return
    for name in prediction.models:
        if name not in entries:
            what = f"'{name}' is not in comparison '{prediction.comparison}'"
            yield Problem(f"{key}.models", what, do=nearest(name, entries))
    for column in prediction.inputs:
        if column not in fitted:
            what = f"comparison '{prediction.comparison}' does not use a column '{column}'"
            yield Problem(f"{key}.inputs.{column}", what, do=nearest(column, fitted))
    if prediction.dataset in datasets:
        tables = offer([read_sidecar(datasets[prediction.dataset])], "")
        yield from _column_faults(key, prediction, tables, fitted)
    elif prediction.rows:
        if prediction.inputs:
            yield Problem(f"{key}.inputs", "names columns of a dataset, but there is no dataset", do="leave it out")
        yield from _row_faults(key, prediction, fitted)


def _column_faults(key: str, prediction: Prediction, tables: Offer, fitted: Mapping[str, str]) -> Iterator[Problem]:
    for column, own in prediction.inputs.items():
        where = f"{key}.inputs.{column}"
        if own not in tables.numbers:
            what = f"dataset '{prediction.dataset}' has no column of numbers '{own}'"
            yield Problem(where, what, do=nearest(own, tables.numbers))
        elif column in fitted and tables.columns[own] != fitted[column]:
            yield Problem(where, f"column '{own}' holds {tables.columns[own]}, the fitted one {fitted[column]}")
    if not any(
        tables.columns.get(prediction.inputs.get(column, column)) == quantity for column, quantity in fitted.items()
    ):
        what = f"dataset '{prediction.dataset}' has none of the columns that were fitted: {', '.join(sorted(fitted))}"
        yield Problem(f"{key}.inputs", what, "{fitted column: column of the dataset}")


def _row_faults(key: str, prediction: Prediction, fitted: Mapping[str, str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, row in enumerate(prediction.rows):
        where = f"{key}.rows[{i}]"
        label = row.get(LABEL)
        if not isinstance(label, str) or not label.strip():
            yield Problem(f"{where}.{LABEL}", "is missing", "what a reader recognises the material by")
        elif label in seen:
            yield Problem(f"{where}.{LABEL}", f"'{label}' occurs twice", "a label of its own")
        seen.add(str(label))
        for column, given in row.items():
            if column in (LABEL, FAMILY):
                continue
            if column not in fitted:
                what = f"comparison '{prediction.comparison}' does not use a column '{column}'"
                yield Problem(f"{where}.{column}", what, do=nearest(column, [LABEL, *fitted]))
                continue
            about = QUANTITIES[fitted[column]]
            value = number_of(given)
            if value is None:
                yield Problem(f"{where}.{column}", f"'{given}' is not a number", f"a number in {about.unit or 'ones'}")
            elif not about.allows(value):
                unit = f" {about.unit}" if about.unit else ""
                yield Problem(f"{where}.{column}", f"{value!r}{unit} is not a possible {about.label}")


def number_of(given: float | str) -> float | None:
    """Return the number of a cell. YAML reads 4e27, without a decimal point, as text."""
    try:
        value = float(given)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
