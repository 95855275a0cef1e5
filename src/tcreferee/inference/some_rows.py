"""Restrict a trial to some of its rows, and choose a representative subset if there are too many."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial


def on_rows(trial: Trial, rows: slice | NDArray[np.intp]) -> Trial:
    """Return the trial of some of the rows; its priors on the effect scale are those of these rows."""

    def of(values: Array) -> Array:
        return values.reshape(trial.choices, -1)[:, rows].ravel()

    return replace(
        trial,
        inputs={name: of(values) for name, values in trial.inputs.items()},
        y=trial.y[rows],
        family=trial.family[rows] if trial.family.size else trial.family,
        sd=np.broadcast_to(trial.sd, trial.y.shape)[rows],
        limit=np.broadcast_to(trial.limit, trial.y.shape)[rows],
        shifts=np.broadcast_to(trial.shifts, (len(trial.shifts), len(trial.y)))[:, rows],
        sides=np.broadcast_to(trial.sides, (2, *trial.y.shape))[:, rows],
        input_sd={
            source: {name: of(values) for name, values in moves.items()} for source, moves in trial.input_sd.items()
        },
    )


def evenly(rows: int, most: int, family: Array) -> NDArray[np.intp]:
    """Return at most `most` of the rows, evenly spaced in the table, and some of every family.

    Parameters
    ----------
    rows, most : int
    family : (rows,) array of int
        Family of each row; empty if the rows do not fall in families.
    """
    if rows <= most:
        return np.arange(rows)
    order = np.argsort(family, kind="stable") if family.size else np.arange(rows)
    chosen = order[np.linspace(0, rows - 1, most).round().astype(np.intp)]
    first = np.unique(family, return_index=True)[1] if family.size else np.empty(0, np.intp)
    return np.unique(np.concatenate([chosen, first]))
