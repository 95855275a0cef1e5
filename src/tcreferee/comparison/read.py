"""Read back everything that is known of one comparison, in the order of its table."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.priors import Array
from tcreferee.base.quantities import display_unit
from tcreferee.base.records import number, read_record, read_rows, reading
from tcreferee.comparison.entry import read_entry
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.model import CREDITED
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.settings import flat


@dataclass(frozen=True)
class ModelResult:
    """One model of a comparison.

    Parameters
    ----------
    name, label : str
        Entry of the configuration, and what a reader sees.
    row : mapping of str to str
        Its row of comparison.csv, cells as text.
    fit, diagnostics : mapping
        Records of fit.json and diagnostics.json.
    rows : list of mapping
        Rows of pointwise.csv.
    folder : Path
    """

    name: str
    label: str
    row: Mapping[str, str]
    fit: Mapping[str, Any]
    diagnostics: Mapping[str, Any]
    rows: list[dict[str, str]]
    folder: Path

    @property
    def ranked(self) -> bool:
        """Whether the model stands in the ranking."""
        return bool(self.row["rank"])

    @property
    def refused(self) -> str:
        """Why no honest fit could be made, in a sentence without its full stop; "" if one was made."""
        return str(self.diagnostics.get("refused") or "").rstrip(".")

    @property
    def reason(self) -> str:
        """Why the model is not ranked: every failed check with value and threshold; "" for a ranked one."""
        if self.ranked:
            return ""
        if self.refused:
            return self.refused
        failed = [c for c in self.diagnostics["checks"] if not c["passed"]]
        if not failed:
            return "no exact leave-one-out for this model"
        return "; ".join(f"{c['name']} = {_short(c['value'])}, limit {_short(c['threshold'])}" for c in failed)

    @property
    def credited(self) -> bool:
        """Whether a source is credited with the formula: it is a theory or a rival, not a curve without physics."""
        return self.fit["model"]["kind"] in CREDITED

    @property
    def null(self) -> bool:
        """Whether it is a null model."""
        return bool(self.fit["model"]["kind"] == "null")

    @property
    def sigma(self) -> float:
        """Maximum-likelihood scatter in the unit of the response (of its logarithm for `lognormal`); NaN without."""
        estimates = [p["estimate"] for p in self.fit["parameters"] if p["name"] == "sigma_K"]
        return math.nan if not estimates or estimates[0] is None else float(estimates[0])

    @property
    def likelihood(self) -> str:
        """Name of the likelihood."""
        return str(self.fit["settings"]["likelihood"])

    @property
    def inputs(self) -> list[tuple[str, ...]]:
        """The columns each input of the formula is bound to: several if each row may use any of them."""
        bound = self.fit["settings"]["inputs"].values()
        return [(each,) if isinstance(each, str) else tuple(each) for each in bound]

    @property
    def columns(self) -> list[str]:
        """All of these columns."""
        return flat(self.inputs)

    def parameter(self, name: str) -> Mapping[str, Any]:
        """Return the row of one parameter."""
        return next(p for p in self.fit["parameters"] if p["name"] == name)

    def column(self, name: str) -> Array:
        """Return a column of pointwise.csv, shape (rows,)."""
        return np.array([number(row[name]) for row in self.rows])


@dataclass(frozen=True)
class Results:
    """A comparison: its rows, its verdict and its models, best first, unranked ones last.

    `generated` are the rows of comparison.csv of the nulls and generic curves that every comparison is given.
    """

    comparison: str
    observations: Observations
    verdict: Mapping[str, Any]
    models: tuple[ModelResult, ...]
    generated: tuple[Mapping[str, str], ...] = ()

    @property
    def ranked(self) -> tuple[ModelResult, ...]:
        """The models that are ranked, best first."""
        return tuple(model for model in self.models if model.ranked)

    @property
    def fitted(self) -> tuple[ModelResult, ...]:
        """The models of which a fit could be made: those that can be drawn."""
        return tuple(model for model in self.models if not model.refused)

    @property
    def yes_or_no(self) -> bool:
        """Whether the response is a class, superconducting or not."""
        return self.models[0].likelihood == "bernoulli"

    @property
    def log_response(self) -> bool:
        """Whether it is the logarithm of the response that scatters."""
        return LIKELIHOODS[self.models[0].likelihood].log_response

    @property
    def families(self) -> tuple[str, ...]:
        """Families of the rows in the order of their first row; empty if the comparison names none."""
        return tuple(word for word in dict.fromkeys(getattr(self.observations, "family", ())) if word)

    @property
    def unit(self) -> str:
        """Unit of the response, mathtext; "" where it has none."""
        return display_unit(self.observations.quantity(self.observations.response).unit)

    @property
    def unranked(self) -> tuple[ModelResult, ...]:
        """The models that are shown but not ranked."""
        return tuple(model for model in self.models if not model.ranked)


def _short(value: float | None) -> str:
    return "not a number" if value is None else f"{value:.4g}"


def read_results(folder: Path | str) -> Results:
    """Read the results of one comparison.

    Parameters
    ----------
    folder : path
        `results/{comparison}`, with a folder for each model.

    Raises
    ------
    RefereeError
        If a file is missing or was written by a newer version.
    """
    folder = Path(folder)
    try:
        table = read_rows(folder / "comparison.csv")
        with reading(folder / "comparison.csv"):
            models = [_model(row, folder / row["model"]) for row in table if row["generated"] != "true"]
        verdict = read_record(folder / "comparison.json")
    except FileNotFoundError as error:
        problem = Problem(str(error.filename), "the file does not exist", do="run the workflow, which makes it")
        raise RefereeError(f"the results in {folder} are not complete", [problem]) from None
    generated = tuple(row for row in table if row.get("generated") == "true")
    return Results(folder.name, read_observations(folder / "observations.csv"), verdict, tuple(models), generated)


def _model(row: Mapping[str, str], folder: Path) -> ModelResult:
    entry = read_entry(row["model"], folder)
    return ModelResult(entry.name, row["label"], row, entry.fit, entry.diagnostics, entry.rows, folder)
