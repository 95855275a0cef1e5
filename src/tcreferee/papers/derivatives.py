"""Derivatives of Tc with pressure and ion mass that a formula predicts, beside measured ones.

A formula says how Tc changes when its inputs do, whatever constant was fitted: the scale of a power law drops out of
d ln Tc. `data/claims/papers.derivatives.csv` says for each measured row of `tc_derivatives` how the inputs change:

- `xi_A=-ybco-c`: relative change per GPa, a row of `compressibilities` with its sign;
- `omega_log_K=-0.5` or `mu_star=-0.5*mu_star`: relative change per relative change of the ion mass, a number or a
  multiple of the input itself;
- nothing, if no input of the formula depends on volume or mass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tcreferee.base.errors import Problem, nearest
from tcreferee.base.places import claims_folder
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import TcModel
from tcreferee.papers.claim import Cell
from tcreferee.papers.ledger import Tables
from tcreferee.papers.rows import Row, read_table

COLUMNS = ("trial", "measured", "model", "base", "parameters", "changes", "note")
MEASURED, CHANGES = "tc_derivatives", "compressibilities"
STEP = 1e-5  # of ln x
DOUBLED = 2.0  # ASSUME: a derivative within two standard deviations of zero has no sign
# ASSUME: where no error is stated, below this it has none either (K/GPa; exponent)
LEAST = {"pressure": 0.1, "isotope": 0.05}
FACTOR = 2.0  # the size agrees within it


@dataclass(frozen=True)
class Derivative:
    """A predicted derivative beside a measured one.

    Parameters
    ----------
    trial, row, material, which : str
        Name of the trial; the measured row, its material, and the axis or the element.
    kind : str
        "pressure" (K/GPa) or "isotope" (-d ln Tc/d ln M).
    predicted, measured, sd : float
        `sd` is NaN if the source gives none.
    note : str
    """

    trial: str
    row: str
    material: str
    which: str
    kind: str
    predicted: float
    measured: float
    sd: float
    note: str

    @property
    def outcome(self) -> str:
        """What comes of it, in words."""
        least = LEAST[self.kind] if math.isnan(self.sd) else DOUBLED * self.sd
        if abs(self.measured) <= least:
            return "no sign measured"
        if self.predicted == 0:
            return "none predicted"
        return "sign agrees" if self.predicted * self.measured > 0 else "wrong sign"

    @property
    def ratio(self) -> float:
        """Predicted over measured; NaN where the measured one is zero."""
        return self.predicted / self.measured if self.measured else math.nan


def elasticity(model: TcModel, inputs: Mapping[str, float], theta: Iterable[float], name: str) -> float:
    """Return d ln Tc/d ln x of one input of a formula.

    Parameters
    ----------
    model : TcModel
    inputs : mapping of str to float
    theta : iterable of float
        Parameters, in the order of the model.
    name : str
        The input.
    """
    values = np.array(list(theta), dtype=float)

    def log_tc(shift: float) -> float:
        moved = {word: np.array([value * (math.exp(shift) if word == name else 1)]) for word, value in inputs.items()}
        return math.log(float(model(moved, values)[0]))

    return (log_tc(STEP) - log_tc(-STEP)) / (2 * STEP)


def read_derivatives(tables: Tables, problems: list[Problem], folder: Path | None = None) -> list[Derivative]:
    """Compute every derivative of `papers.derivatives.csv`; add what is wrong with a row to `problems`."""
    path = (folder or claims_folder()) / "papers.derivatives.csv"
    found = []
    for row in read_table(path, COLUMNS, problems):
        try:
            found.append(_derivative(row, tables))
        except (KeyError, ValueError) as error:
            problems.append(row.problem(str(error.args[0])))
    return found


def _derivative(row: Row, tables: Tables) -> Derivative:
    cells = row.cells
    models = find_models()
    if cells["model"] not in models:
        raise KeyError(f"there is no model '{cells['model']}'; {nearest(cells['model'], models)}")
    model, inputs = load_model(models[cells["model"]]), _numbers(cells["base"])
    parameters = _numbers(cells["parameters"])
    theta = [parameters[parameter.name] for parameter in model.parameters]
    total = sum(
        elasticity(model, inputs, theta, name) * _change(text, inputs, tables)
        for name, text in _pairs(cells["changes"]).items()
    )

    def cell(column: str) -> str:
        return tables.printed(Cell(MEASURED, cells["measured"], column)).text

    kind = cell("kind")
    slope = kind == "pressure"
    value = "dTc_dp" if slope else "alpha"
    predicted = total * float(cell("Tc")) if slope else 0.0 - total
    return Derivative(
        cells["trial"], cells["measured"], tables.row(MEASURED, cells["measured"])["material"], cell("which"), kind,
        predicted, float(cell(value)), float(tables.row(MEASURED, cells["measured"])[f"{value}_sd"] or "nan"),
        cells["note"],
    )  # fmt: skip


def _pairs(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (item.partition("=") for item in text.split())}


def _numbers(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in _pairs(text).items()}


def _change(text: str, inputs: Mapping[str, float], tables: Tables) -> float:
    factor, star, word = text.partition("*")
    if star:
        return float(factor) * inputs[word]
    try:
        return float(text)
    except ValueError:
        sign = -1.0 if text.startswith("-") else 1.0
        return sign * float(tables.printed(Cell(CHANGES, text.removeprefix("-"), "kappa")).text)


def summary(derivatives: Iterable[Derivative]) -> dict[str, str]:
    """Return for each trial how it ends: "5 of 8 signs agree, 1 size within a factor of 2"."""
    trials: dict[str, list[Derivative]] = {}
    for each in derivatives:
        trials.setdefault(each.trial, []).append(each)
    return {trial: _ends([each for each in of if each.outcome != "no sign measured"]) for trial, of in trials.items()}


def _ends(asked: list[Derivative]) -> str:
    if not asked:
        return "no sign is measured"
    outcomes = [each.outcome for each in asked]
    if (none := outcomes.count("none predicted")) == len(asked):
        return f"no effect predicted where {none} {'is' if none == 1 else 'are'} measured"
    near = sum(1 / FACTOR <= each.ratio <= FACTOR for each in asked)
    return f"{outcomes.count('sign agrees')} of {len(asked)} signs agree, {near} within a factor of {FACTOR:g} in size"


def table(derivatives: Iterable[Derivative]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = ["| formula | material | change | predicted | measured | sign | ratio |", "|---|---|---|---|---|---|---|"]
    for each in derivatives:
        unit = " K/GPa" if each.kind == "pressure" else ""
        what = f"pressure, {each.which}" if each.kind == "pressure" else f"isotope, {each.which}"
        sd = "" if math.isnan(each.sd) else f" ± {each.sd:g}"
        ratio = "–" if math.isnan(each.ratio) else f"{each.ratio + 0.0:.2g}"
        predicted = f"{each.predicted + 0.0:.2g}{unit}"
        lines.append(
            f"| {each.trial} | {each.material} | {what} | {predicted} | {each.measured:g}{sd}{unit} | {each.outcome} | "
            f"{ratio} |"
        )
    return lines
