"""From tables and models in hand to the rows and settings of a comparison: the workflow's own checks and steps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypedDict

from tcreferee.api.datasets import Dataset, load_dataset
from tcreferee.api.models import load_model
from tcreferee.api.typed_formulas import with_formulas
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.progress import step
from tcreferee.base.quantities import CLASS, TC
from tcreferee.base.records import read_rows
from tcreferee.config.folder import declare_of
from tcreferee.config.load import make_plan, typed
from tcreferee.config.plan import Plan
from tcreferee.data import DEFAULT_GRADES, SIGMA
from tcreferee.data.grades import doubtful, grades_in
from tcreferee.data.observations import Observations, read_observations
from tcreferee.data.select import Selection, select
from tcreferee.data.tidy import tidy
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT, TcModel
from tcreferee.formulas.typed import is_formula
from tcreferee.inference.bind import make_trial
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial

NAME = "comparison"
_WHERE = "the arguments"
# ASSUME: the default prior knowledge of Tc, before the rows are looked at: superconductors at ambient
# pressure lie between 0 and 135 K
ANY_TC_K = (50.0, 50.0)
# ASSUME: before the rows are looked at, both classes are equally probable and no probability is near 0 or 1
ANY_LOG_ODDS = (0.0, 1.5)
_PRIOR = {"mean", "sd", "note"}
_AS_ASKED = ("likelihood", "sigma", "input_sigma", "families", "sigma_prior")
ModelLike = str | Path | TcModel
Source = Dataset | str | Path | Mapping[str, Any]


class Asked(TypedDict, total=False):
    """Settings of a trial, all optional, with the names of config.yaml.

    Parameters
    ----------
    response : str
        Column that the models predict; "tc_K" by default.
    x : str
        Column of the null models; by default the first input of the first formula.
    inputs : mapping of str to str
        Input -> column, needed where the table has several columns of one quantity.
    likelihood : str
        By default the errors that the table declares decide: "normal_eiv" where an input has them, "normal_known" where
        only the response has them, else "normal".
    sigma : str or sequence of float
        Column with the standard deviation of the response, by default the declared one; or, for a table in memory, the
        standard deviations.
    input_sigma : mapping of str to str
        Column -> column with its standard deviation.
    families : str
        Column of words that names the family of each material.
    accept_grades : sequence of str
        Grades of the cells that may be used; by default all, and the sentence says if any is estimated, recalled or
        undeclared. A comparison of config.yaml takes read, computed and package numbers unless its title says more.
    prior : (float, float)
        Mean and standard deviation of the response in this class of materials, as `material_classes` has them;
        (50, 50) K by default for Tc. For a yes-or-no response, of the log odds; (0, 1.5) by default.
    sigma_prior : mapping
        Keys of `sigma_prior` in config.yaml: family, nu and scale of the prior of the scatter.
    seed : int
    sampler : mapping
        Keys of `sampler` in config.yaml.
    """

    response: str
    x: str
    inputs: Mapping[str, str]
    likelihood: str
    sigma: str | Sequence[float]
    input_sigma: Mapping[str, str]
    families: str
    accept_grades: Sequence[str]
    prior: tuple[float, float]
    sigma_prior: Mapping[str, Any]
    seed: int
    sampler: Mapping[str, Any]


@dataclass(frozen=True)
class Prepared:
    """Models bound to the rows of one table.

    Parameters
    ----------
    models : dict of str to TcModel
        By entry.
    plan : Plan
        Of one comparison, `NAME`.
    observations : Observations
    csv : Path
        File of the rows.
    doubtful : str
        How many rows use estimated, recalled or undeclared numbers; "" if none does.
    """

    models: dict[str, TcModel]
    plan: Plan
    observations: Observations
    csv: Path
    doubtful: str = ""

    def settings(self, entry: str) -> InferSettings:
        """Return the settings of one model."""
        return InferSettings.of(self.plan.infer_settings(NAME, entry))

    def trial(self, entry: str) -> Trial:
        """Return one model bound to the rows."""
        return make_trial(self.models[entry], self.observations, self.settings(entry))


def prepare(models: Sequence[ModelLike], dataset: Source, asked: Asked, folder: Path) -> Prepared:
    """Check models and table against each other and write the rows into a folder.

    Raises
    ------
    RefereeError
        Lists every problem, as the workflow would report it.
    """
    step("reading the table")
    know(dataset)
    models = [each if is_formula(each) else load_model(each) for each in models]
    dataset, asked = _with_sigma(dataset, asked)
    data = dataset if isinstance(dataset, Dataset) else load_dataset(dataset)
    response, x = asked.get("response", "tc_K"), asked.get("x", "")
    models, inputs, data = with_formulas(models, data, response, x)
    asked = {**asked, "inputs": inputs | dict(asked.get("inputs", {}))}
    loaded = _named(list(map(load_model, models)))
    sidecar = data.write(folder / "raw")
    plan = _plan(_content(loaded, data, asked), {data.name: sidecar}, loaded)
    table, rejected, record = (folder / f"processed/{data.name}{end}" for end in (".csv", ".rejected.csv", ".json"))
    tidy(sidecar.with_suffix(".csv"), sidecar, table, rejected, record)
    rows = folder / NAME / "observations.csv"
    select([(table, record)], Selection(**plan.selection(NAME)), rows, rows.with_suffix(".json"))
    observations = read_observations(rows)
    said = doubtful(observations.record["columns"], read_rows(rows), [observations.response, *plan.inputs(NAME)])
    return Prepared(loaded, plan, observations, rows, said)


def know(dataset: Source) -> None:
    """Make the quantities known that the sidecar of a table defines, so that formulas can use them."""
    if isinstance(dataset, str | Path) and Path(dataset).suffix in (".csv", ".tsv", ".yaml"):
        declare_of(Path(dataset).with_suffix(".yaml"))


def _with_sigma(dataset: Source, asked: Asked) -> tuple[Source, Asked]:
    """Return table and settings with standard deviations in memory made a column of the table."""
    sigma = asked.get("sigma", "")
    if not isinstance(sigma, str):
        if isinstance(dataset, str | Path | Dataset):
            what = "are numbers, and the table is not in memory"
            do = "name the column that holds them, or give the table as columns of numbers"
            raise RefereeError(f"{_WHERE} cannot be used", [Problem(f"{_WHERE}, sigma", what, "a column's name", do)])
        response = asked.get("response", "tc_K")
        column = f"{response}_{SIGMA}"
        dataset = {**{str(key): dataset[key] for key in dataset}, column: list(sigma)}
        asked = {**asked, "sigma": column}
    return dataset, asked


def _plan(content: Mapping[str, Any], datasets: Mapping[str, Path], models: Mapping[str, TcModel]) -> Plan:
    """Check the configuration that the arguments stand for; messages name the arguments, not the configuration."""
    try:
        return make_plan(typed(content, _WHERE), datasets, models, _WHERE)
    except RefereeError as error:
        inside = re.compile(rf", comparisons\.{NAME}(?:\.|$)")
        named = [replace(each, where=inside.sub(", ", each.where).rstrip(", ")) for each in error.problems]
        raise RefereeError(error.title, named) from None


def _named(models: Sequence[TcModel]) -> dict[str, TcModel]:
    """Return the models by name; a number is added to a name that occurs twice."""
    found: dict[str, TcModel] = {}
    for model in models:
        name, count = model.name, 1
        while name in found:
            count += 1
            name = f"{model.name}_{count}"
        found[name] = replace(model, name=name)
    return found


def _content(models: Mapping[str, TcModel], data: Dataset, asked: Asked) -> dict[str, Any]:
    """Return the configuration of one comparison that is equivalent to the arguments."""
    response, inputs = asked.get("response", "tc_K"), asked.get("inputs", {})
    grades = list(asked.get("accept_grades", grades_in(data.record["columns"])))
    further = [grade for grade in grades if grade not in DEFAULT_GRADES]
    quantity = data.quantities.get(response)
    mean, sd = _prior(asked.get("prior", ANY_LOG_ODDS if quantity == CLASS else ANY_TC_K))
    tc, odds = (ANY_TC_K, (mean, sd)) if quantity == CLASS else ((mean, sd), ANY_LOG_ODDS)
    if quantity not in (TC, CLASS):
        tc = ANY_TC_K  # a prior of its own stands in the comparison
    known = {"tc_mean_K": tc[0], "tc_sd_K": tc[1], "log_odds_mean": odds[0], "log_odds_sd": odds[1]}
    comparison: dict[str, Any] = {
        "title": f"{data.title} ({', '.join(further)})" if further else data.title,
        "dataset": data.name,
        "response": response,
        "material_class": "given",
        "x": asked.get("x") or _first_column(models, data, inputs, response),
        "accept_grades": grades,
        "models": [
            {"model": name, "inputs": {word: column for word, column in inputs.items() if word in model.inputs}}
            for name, model in models.items()
        ],
        **{key: given for key, given in asked.items() if key in _AS_ASKED},
    }
    if "prior" in asked and quantity not in (TC, CLASS):
        comparison["prior"] = {"mean": mean, "sd": sd, "note": "given as an argument"}
    return {
        "seed": asked.get("seed", 0),
        "material_classes": {"given": known},
        "comparisons": {NAME: comparison},
        "sampler": dict(asked.get("sampler", {})),
    }


def _prior(given: Any) -> tuple[float, float]:
    """Return mean and standard deviation of a prior, given as a pair or as a mapping."""
    pair = (given.get("mean"), given.get("sd")) if isinstance(given, Mapping) and set(given) <= _PRIOR else given
    try:
        mean, sd = map(float, pair)
    except (TypeError, ValueError):
        expected = "mean and standard deviation of the response: prior=(25, 10), or prior={'mean': 25, 'sd': 10}"
        what = f"{given!r} is not understood"
        raise RefereeError(f"{_WHERE} cannot be used", [Problem(f"{_WHERE}, prior", what, expected)]) from None
    return mean, sd


def _first_column(models: Mapping[str, TcModel], data: Dataset, inputs: Mapping[str, str], response: str) -> str:
    """Return the column of the first input of a model that names a quantity, else the table's first; "" if none."""
    for word in (word for model in models.values() for word in model.inputs):
        if word in (ANY_INPUT, STANDARD_INPUT):
            continue
        columns = [name for name, quantity in data.quantities.items() if quantity == word]
        if word in inputs or columns:
            return inputs.get(word) or (word if word in columns else columns[0])
    return next((name for name in data.complete if name != response), "")
