"""What the fitted formulas of a comparison say of one material, given some of its properties."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import CLASS
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import TcModel
from tcreferee.inference.drawn import predictive_draws
from tcreferee.inference.predictive import Predictive
from tcreferee.inference.settings import flat

LEVELS = {"median": 0.5, "lower50": 0.25, "upper50": 0.75, "lower95": 0.025, "upper95": 0.975}


@dataclass(frozen=True)
class Asked:
    """A fitted model that is asked about materials.

    Parameters
    ----------
    name, label : str
    model : TcModel
        As its file declares it.
    fit : mapping
        What `fit.json` holds.
    folder : Path
        With `posterior.nc`.
    weight : float
        Its stacking weight in the comparison.
    """

    name: str
    label: str
    model: TcModel
    fit: Mapping[str, Any]
    folder: Path
    weight: float = 0.0

    @property
    def columns(self) -> list[str]:
        """Columns that it needs."""
        return list(dict.fromkeys(flat(self.fit["settings"]["inputs"].values())))

    def missing(self, given: Mapping[str, float], quantities: Mapping[str, str], family: str) -> str:
        """Say what a material lacks for this model; "" if nothing."""
        lacks = [column for column in self.columns if value_of(column, given, quantities) is None]
        if any(p.families for p in self.model.parameters) and family not in self.fit["bound"]["families"]:
            lacks.append(f"a family of {', '.join(self.fit['bound']['families'])}")
        return ", ".join(lacks)

    def predict(
        self, materials: Sequence[Mapping[str, float]], family: Sequence[str], quantities: Mapping[str, str], seed: int
    ) -> Predictive:
        """Return the posterior predictive of (draws, materials); every material has every column."""
        columns = {
            name: np.array([float(value_of(name, each, quantities) or 0.0) for each in materials])
            for name in self.columns
        }
        columns = columns or {"": np.zeros(len(materials))}
        with np.errstate(all="ignore"):
            return predictive_draws(self.fit, self.folder / "posterior.nc", self.model, columns, family, seed)


def value_of(column: str, given: Mapping[str, float], quantities: Mapping[str, str]) -> float | None:
    """Return the value of a column: by its own name, else by its quantity if no other column holds that one."""
    if column in given:
        return float(given[column])
    quantity = quantities[column]
    alike = [other for other in quantities if quantities[other] == quantity]
    return float(given[quantity]) if quantity in given and len(alike) == 1 else None


def beyond(asked: Asked, given: Mapping[str, float], observations: Observations) -> str:
    """Say how far beyond the fitted rows a material is; "" inside of their range.

    The distance is in units of the range of the rows.
    """
    said = []
    for column in asked.columns:
        value = value_of(column, given, observations.quantities)
        rows = observations.columns[column]
        low, high = float(rows.min()), float(rows.max())
        if value is not None and not low <= value <= high:
            away = (low - value if value < low else value - high) / (high - low) if high > low else np.inf
            said.append(f"{column} {value:.4g} is {away:.2g} ranges beyond the rows ({low:.4g} to {high:.4g})")
    return "; ".join(said)


def of_another_kind(element: str, observations: Observations) -> str:
    """Say that no row, by its label, holds the element of a crystal's planes; "" if one does, or none is given."""
    one = re.compile(rf"{element}(?![a-z])")
    return "" if not element or any(map(one.search, observations.label)) else f"none of the rows holds {element}"


def shown(predictive: Predictive, response: str) -> Array:
    """Return what is shown of a prediction (draws, materials): new measurements, or probabilities of yes."""
    with np.errstate(all="ignore"):
        return predictive.mean if response == CLASS else predictive.new


def quantiles(values: Array, weight: Array | None = None) -> dict[str, float]:
    """Return median, 50 and 95 % interval of draws (draws,), weighted if weights are given."""
    if weight is None:
        return {name: float(np.quantile(values, level)) for name, level in LEVELS.items()}
    order = np.argsort(values)
    below = np.cumsum(weight[order])
    return {name: float(np.interp(level * below[-1], below, values[order])) for name, level in LEVELS.items()}


def mixture(each: Sequence[tuple[float, Array]]) -> dict[str, float]:
    """Return the quantiles of the mixture of some predictions: weight and draws (draws,) of each."""
    total = sum(weight for weight, _ in each)
    values = np.concatenate([draws for _, draws in each])
    weights = [np.full(len(draws), weight / total / len(draws)) for weight, draws in each]
    return quantiles(values, np.concatenate(weights))
