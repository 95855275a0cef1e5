"""Materials to predict: rows of a table that was not fitted, or rows written in the configuration."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tcreferee.data.observations import Observations, read_processed
from tcreferee.data.select import faults_of

LABEL, FAMILY = "label", "family"


@dataclass(frozen=True)
class Held:
    """The part of `tcreferee.prediction.predict.Question` that says where the materials are."""

    rows: Sequence[Mapping[str, Any]]
    inputs: Mapping[str, str]
    family: str
    accept_grades: Sequence[str]
    table: tuple[Path, Path] | None


@dataclass(frozen=True)
class Material:
    """A material that is not among the fitted rows.

    Parameters
    ----------
    point_id, label, family : str
    values : dict of str to float
        Value of each column, by its name in the comparison.
    lacks : dict of str to str
        Reason for each column that has no usable value.
    measured : float
        The response; NaN if it was not measured.
    not_counted : str
        Why the measured value is left out of coverage and score; "" if it counts.
    """

    point_id: str
    label: str
    family: str
    values: dict[str, float]
    lacks: dict[str, str]
    measured: float
    not_counted: str


def materials_of(held: Held, observations: Observations, columns: Sequence[str]) -> list[Material]:
    """Return the materials, each with the columns that the models need.

    Parameters
    ----------
    held : Held
    observations : Observations
        The rows that were fitted.
    columns : sequence of str
        The columns that the models need.

    Raises
    ------
    RefereeError
        If the table cannot be read.
    """
    if held.table is None:
        return [_typed(row, held, observations, columns) for row in held.rows]
    record, header, rows = read_processed(*held.table)
    named = held.family or str(observations.record["families"])
    family = [row[named] if named in header else held.family for row in rows]
    return [
        _of_row(row, record["columns"], word, held, observations, columns)
        for row, word in zip(rows, family, strict=True)
    ]


def _of_row(
    row: Mapping[str, str], about: Mapping[str, Any], family: str, held: Held, observations: Observations,
    columns: Sequence[str],
) -> Material:  # fmt: skip
    """Return the material of one row of the table, whose columns `about` describes."""
    values: dict[str, float] = {}
    lacks: dict[str, str] = {}
    for column in columns:
        own = held.inputs.get(column, column)
        if own not in about or about[own]["quantity"] != observations.quantities[column]:
            lacks[column] = f"the table has no {column}"
        elif faults := faults_of(row, about, [own], held.accept_grades):
            lacks[column] = "; ".join(faults)
        else:
            values[column] = float(row[own])
    response = held.inputs.get(observations.response, observations.response)
    measured = row[response] if response in about else ""
    faults = faults_of(row, about, [response], held.accept_grades) if measured else []
    if row["point_id"] in observations.point_id:
        faults.append("one of the fitted rows")
    not_counted = f"not counted: {'; '.join(faults)}" if faults else ""
    return Material(row["point_id"], row["label"], family, values, lacks, float(measured or "nan"), not_counted)


def _typed(row: Mapping[str, Any], held: Held, observations: Observations, columns: Sequence[str]) -> Material:
    given = {name: float(value) for name, value in row.items() if name not in (LABEL, FAMILY)}
    lacks = {column: f"no value of {column} is given" for column in columns if column not in given}
    measured = given.get(observations.response, math.nan)
    family = str(row.get(FAMILY, held.family))
    return Material("", str(row[LABEL]), family, given, lacks, measured, "")
