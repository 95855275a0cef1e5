"""The joint trials of a configuration, from the rows that a run has selected for their comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.data.observations import Observations, read_observations, some_rows
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import TcModel
from tcreferee.inference.bind import make_trial
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.joint.trial import JointTrial, joint_trial


@dataclass(frozen=True)
class Entry:
    """A model of a joint trial.

    Parameters
    ----------
    name, label : str
    model : path or TcModel
    shared : sequence of str
        Parameters in common.
    settings : mapping of str to mapping
        For each comparison, the fields of `tcreferee.inference.settings.InferSettings`.
    """

    name: str
    label: str
    model: Path | TcModel
    shared: Sequence[str]
    settings: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Tried:
    """A model of a joint trial, and what was found."""

    name: str
    label: str
    model: TcModel
    found: JointTrial


def read_groups(folder: Path, comparisons: Sequence[str]) -> dict[str, tuple[str, Observations]]:
    """Return the groups of rows by name: each comparison's, or the families of a single one.

    Parameters
    ----------
    folder : Path
        `results` of a run.
    comparisons : sequence of str

    Returns
    -------
    dict of str to (str, Observations)
        The comparison, and its rows.

    Raises
    ------
    RefereeError
        A comparison was not run, or a single one has no two families.
    """
    paths = {name: folder / name / "observations.csv" for name in comparisons}
    missing = [
        Problem(str(path), "does not exist", do="run 'tcreferee run' first")
        for path in paths.values()
        if not path.is_file()
    ]
    if missing:
        raise RefereeError("No joint trial", missing)
    rows = {name: read_observations(path) for name, path in paths.items()}
    if len(rows) > 1:
        return {name: (name, each) for name, each in rows.items()}
    ((name, whole),) = rows.items()
    families = [family for family in dict.fromkeys(whole.family) if family]
    if len(families) < 2:
        raise RefereeError(
            "No joint trial", [Problem(name, "has no two families of rows", "families, or two comparisons")]
        )
    return {
        family: (name, some_rows(whole, np.flatnonzero([each == family for each in whole.family])))
        for family in families
    }


def tried(groups: Mapping[str, tuple[str, Observations]], entries: Sequence[Entry], where: str) -> list[Tried]:
    """Try each model on all groups; see `tcreferee.joint.trial.joint_trial`."""
    found = []
    for entry in entries:
        model = entry.model if isinstance(entry.model, TcModel) else load_model(entry.model)
        # the groups take the place of the families
        plain = replace(model, parameters=tuple(replace(p, families="") for p in model.parameters))
        trials = {
            name: _trial(plain, rows, InferSettings.of(entry.settings[comparison]))
            for name, (comparison, rows) in groups.items()
        }
        key = f"{where}, model '{entry.name}'"
        found.append(Tried(entry.name, entry.label, model, joint_trial(trials, entry.shared, key)))
    return found


def _trial(model: TcModel, rows: Observations, settings: InferSettings) -> Trial:
    return make_trial(model, replace(rows, family=("",) * len(rows.y)), settings)
