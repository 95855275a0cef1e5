"""The formulas of a comparison, as its results have them, before their specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tcreferee.base.records import read_rows
from tcreferee.comparison.declared import Where, domain_of
from tcreferee.comparison.entry import Entry, read_entry
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.loading import load_model
from tcreferee.formulas.model import CREDITED, TcModel
from tcreferee.formulas.scope import Inside
from tcreferee.inference.settings import InferSettings
from tcreferee.specifications.subject import Assumed, Formula, Subject

ModelLike = Path | str | TcModel


@dataclass(frozen=True)
class Asked:
    """What a comparison says of its specifications, as plain values.

    Parameters
    ----------
    assumed_errors : mapping of str to mapping
        Column -> fields of `tcreferee.specifications.subject.Assumed`.
    conventions : sequence of str
        Columns that hold the response by another convention.
    """

    assumed_errors: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    conventions: Sequence[str] = ()


def read_subject(folder: Path, models: Mapping[str, ModelLike], asked: Asked) -> Subject:
    """Read what is specified otherwise from the folder of a comparison's results.

    Parameters
    ----------
    folder : Path
        With observations.csv, comparison.csv and a folder for each model.
    models : mapping of str to path or TcModel
    asked : Asked
    """
    where = Where(read_observations(folder / "observations.csv"), read_rows(folder / "observations.csv"))
    labels = {row["model"]: row["label"] for row in read_rows(folder / "comparison.csv")}
    entries = [each for each in (read_entry(name, folder / name) for name in models) if each.ranked]
    return subject_of(where, entries, labels, models, asked)


def subject_of(
    where: Where, entries: Sequence[Entry], labels: Mapping[str, str], models: Mapping[str, ModelLike], asked: Asked
) -> Subject:
    """Return what is specified otherwise, from what is read already."""
    found = [_formula(e, labels[e.name], models[e.name], where) for e in entries]
    credited = [e.kind in CREDITED for e in entries]
    return Subject(
        where.observations, where.cells,
        tuple(each for each, own in zip(found, credited, strict=True) if own),
        tuple(each for each, e in zip(found, entries, strict=True) if e.kind == "null"),
        {column: Assumed(**about) for column, about in asked.assumed_errors.items()},  # type: ignore[arg-type]
        tuple(asked.conventions),
    )  # fmt: skip


def _formula(e: Entry, label: str, model: ModelLike, where: Where) -> Formula:
    loaded = model if isinstance(model, TcModel) else load_model(model)
    theta, sigma = _estimates(e, where.observations)
    inside = [i for i, each in enumerate(where.inside(domain_of(e))) if each != Inside.NO]
    return Formula(
        e.name, label, loaded, InferSettings.of(e.fit["settings"]), theta, sigma, np.array(inside, dtype=np.intp)
    )


def _estimates(e: Entry, rows: Observations) -> tuple[np.ndarray, float]:
    """Return estimates (parameters,) and the scatter; NaN where there are none."""
    told = [np.nan if p["estimate"] is None else float(p["estimate"]) for p in e.fit.get("parameters", ())]
    scatter = bool(told) and e.fit["parameters"][-1]["name"].startswith("sigma")
    return np.array(told[:-1] if scatter else told), told[-1] if scatter else float(np.nan)
