"""The configuration: typed, checked against the models and tables that exist, before any job starts.

Read while Snakemake parses the workflow (on a cluster: in every job), so nothing heavy is imported here.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tcreferee.data.schema_errors import problems_of
from tcreferee.data.sidecar import find_datasets, produced_columns, read_sidecar
from tcreferee.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.model import ANY_INPUT, TcModel, find_models, load_model
from tcreferee.provenance import PACKAGE
from tcreferee.quantities import QUANTITIES

DATA_FOLDER = Path("data/raw")
_NAME = r"^[A-Za-z][A-Za-z0-9_]*$"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MaterialClass(_Strict):
    """What is known of a class of materials before its rows are looked at."""

    tc_mean_K: float = Field(gt=0, description="mean Tc of the class, K")
    tc_sd_K: float = Field(gt=0, description="standard deviation of Tc over the class, K")
    note: str = Field("", description="where the two numbers come from")


class ModelEntry(_Strict):
    """One model of a comparison."""

    model: str = Field(description="name of a model file")
    name: str = Field("", pattern=rf"{_NAME}|^$", description="name in the results; the model's by default")
    label: str = Field("", description="label in tables and figures; the model's title by default")
    inputs: dict[str, str] = Field({}, description="the model's input: column of the dataset")


class Comparison(_Strict):
    """One trial: one set of rows, one response, one likelihood, several models."""

    title: str = Field(min_length=1, description="one line for the report")
    question: str = Field("", description="what the trial asks")
    dataset: str = Field(description="name of a pair in data/raw")
    response: str = Field("tc_K", description="column that is explained")
    likelihood: str = Field("normal", description=" or ".join(LIKELIHOODS))
    material_class: str = Field(description="a key of material_classes")
    x: str = Field("", description="column the null models use")
    models: list[ModelEntry] = Field(description="two models or more")

    @field_validator("models", mode="before")
    @classmethod
    def _words(cls, given: Any) -> Any:
        if not isinstance(given, list):
            return given
        return [{"model": entry} if isinstance(entry, str) else entry for entry in given]


class Sampler(_Strict):
    """Sampler settings, see `tcreferee.inference.sample.SamplerSettings`."""

    ensembles: int = Field(4, ge=2, description="independent ensembles, at least 2")
    walkers: int = Field(32, ge=8, description="walkers of each ensemble, at least 8")
    steps: int = Field(1000, ge=50, description="steps of the first attempt, at least 50")
    max_steps: int = Field(16000, ge=50, description="steps after which a model counts as not converged")
    keep: int = Field(1000, ge=50, description="draws stored per ensemble, at least 50")
    rhat_max: float = Field(1.01, gt=1, description="gate: R-hat below this")
    ess_min: float = Field(1000, gt=0, description="gate: effective draws, bulk and tail")


class Config(_Strict):
    """The whole of config.yaml."""

    seed: int = Field(ge=0, description="a whole number; all random numbers derive from it and from names")
    effect_factor: float = Field(1.5, gt=0, description="effect scale of the priors in sd of the material class")
    model_paths: list[str] = Field([], description="folders with model files of your own")
    data_paths: list[str] = Field([], description="folders with data pairs of your own")
    sampler: Sampler = Field(default_factory=Sampler, description="sampler settings")
    material_classes: dict[str, MaterialClass] = Field(description="class: mean and sd of Tc")
    comparisons: dict[str, Comparison] = Field(min_length=1, description="name: comparison")


@dataclass(frozen=True)
class Entry:
    """A model of a comparison with everything resolved.

    Parameters
    ----------
    name, label, title : str
    path : Path
        The model file.
    inputs : dict of str to str
        The model's input -> column.
    """

    name: str
    label: str
    path: Path
    inputs: dict[str, str]


@dataclass(frozen=True)
class Plan:
    """A checked configuration: what to run on what.

    Parameters
    ----------
    config : Config
    datasets : dict of str to Path
        Sidecars of the datasets that are used.
    entries : dict of str to dict of str to Entry
        By comparison and name.
    """

    config: Config
    datasets: dict[str, Path]
    entries: dict[str, dict[str, Entry]]

    def inputs(self, comparison: str) -> list[str]:
        """Return every column the comparison's models need, sorted: the same list when a model is added
        that needs nothing new, so that its rows stay as they are.
        """
        return sorted({column for entry in self.entries[comparison].values() for column in entry.inputs.values()})

    def infer_settings(self, comparison: str, name: str) -> dict[str, Any]:
        """Return the settings of one job as plain values."""
        c, entry = self.config.comparisons[comparison], self.entries[comparison][name]
        material = self.config.material_classes[c.material_class]
        return {
            "comparison": comparison,
            "entry": name,
            "inputs": entry.inputs,
            "likelihood": c.likelihood,
            "centre_K": material.tc_mean_K,
            "effect_K": self.config.effect_factor * material.tc_sd_K,
            "seed": self.config.seed,
            "sampler": self.config.sampler.model_dump(),
        }


def load_plan(content: Mapping[str, Any], where: str = "config.yaml") -> Plan:
    """Check a configuration against the models and tables that exist.

    Parameters
    ----------
    content : mapping
        As YAML gives it.
    where : str
        Name used in messages.

    Raises
    ------
    RefereeError
        With every problem: unknown keys, models, datasets and columns (the nearest name is offered), models
        whose inputs the dataset lacks, comparisons of fewer than two models.
    """
    config, problems = _read(content, where)
    folders = [DATA_FOLDER if DATA_FOLDER.is_dir() else PACKAGE.parents[1] / DATA_FOLDER]
    datasets = find_datasets([*folders, *config.data_paths])
    models = find_models(config.model_paths)
    used: dict[str, Path] = {}
    entries: dict[str, dict[str, Entry]] = {}
    loaded: dict[str, TcModel] = {}
    for name, comparison in config.comparisons.items():
        key = f"{where}, comparisons.{name}"
        problems += _comparison_faults(key, comparison, config)
        columns: dict[str, str] | None = None
        if comparison.dataset in datasets:
            used[comparison.dataset] = datasets[comparison.dataset]
            columns = produced_columns(read_sidecar(datasets[comparison.dataset]))
            problems += _column_fault(f"{key}.response", comparison.response, columns)
        else:
            do = nearest(comparison.dataset, datasets)
            problems.append(Problem(f"{key}.dataset", f"unknown dataset '{comparison.dataset}'", do=do))
        entries[name] = {}
        for i, entry in enumerate(comparison.models):
            place = f"{key}.models[{i}]"
            if entry.model not in models:
                problems.append(Problem(place, f"unknown model '{entry.model}'", do=nearest(entry.model, models)))
                continue
            model = loaded.setdefault(entry.model, load_model(models[entry.model]))
            bound, faults = _bind(place, model, entry, comparison, columns)
            problems += faults
            own = entry.name or entry.model
            if own in entries[name]:
                problems.append(Problem(place, f"'{own}' stands twice in this comparison", "a 'name' of its own"))
            entries[name][own] = Entry(own, entry.label or model.title, models[entry.model], bound)
    raise_if(f"{where} cannot be used", problems)
    return Plan(config, used, entries)


def _read(content: Mapping[str, Any], where: str) -> tuple[Config, list[Problem]]:
    """Return the typed configuration; unknown keys are set aside so that all else is checked too."""
    try:
        return Config.model_validate(content), []
    except ValidationError as error:
        problems = problems_of(error, Config, where)
        content = copy.deepcopy(dict(content))
        for detail in error.errors():
            if detail["type"] != "extra_forbidden":
                continue
            owner: Any = content
            for part in detail["loc"][:-1]:
                owner = owner[part]
            del owner[detail["loc"][-1]]
    try:
        return Config.model_validate(content), problems
    except ValidationError:
        raise RefereeError(f"{where} cannot be used", problems) from None


def _comparison_faults(key: str, comparison: Comparison, config: Config) -> list[Problem]:
    problems = []
    if len(comparison.models) < 2:
        count = "no model" if not comparison.models else "one model"
        problems.append(Problem(f"{key}.models", f"{count}: nothing to compare", "two models or more"))
    if comparison.likelihood not in LIKELIHOODS:
        do = nearest(comparison.likelihood, LIKELIHOODS)
        problems.append(Problem(f"{key}.likelihood", f"unknown likelihood '{comparison.likelihood}'", do=do))
    if comparison.material_class not in config.material_classes:
        do = nearest(comparison.material_class, config.material_classes)
        what = f"unknown material class '{comparison.material_class}'"
        problems.append(Problem(f"{key}.material_class", what, do=do))
    return problems


def _column_fault(where: str, column: str, columns: Mapping[str, str]) -> list[Problem]:
    numbers = [name for name, quantity in columns.items() if quantity in QUANTITIES]
    if column in numbers:
        return []
    what = f"column '{column}' holds text" if column in columns else f"the dataset has no column '{column}'"
    return [Problem(where, what, do=nearest(column, numbers))]


def _bind(
    place: str, model: TcModel, entry: ModelEntry, comparison: Comparison, columns: Mapping[str, str] | None
) -> tuple[dict[str, str], list[Problem]]:
    """Find a column for each input of a model; without a table (already a problem) nothing is found."""
    if columns is None:
        return {}, []
    problems = [
        Problem(f"{place}.inputs", f"model '{model.name}' has no input '{word}'", do=nearest(word, model.inputs))
        for word in entry.inputs
        if word not in model.inputs
    ]
    bound: dict[str, str] = {}
    for word in model.inputs:
        column = entry.inputs.get(word) or (comparison.x if word == ANY_INPUT else "")
        candidates = [name for name, quantity in columns.items() if quantity == word]
        if column:
            faults = _column_fault(f"{place}.inputs.{word}", column, columns)
            if not faults and word != ANY_INPUT and columns[column] != word:
                what = f"column '{column}' holds {columns[column]}, model '{model.name}' needs {word}"
                faults = [Problem(f"{place}.inputs.{word}", what)]
            problems += faults
        elif word == ANY_INPUT:
            what = f"null model '{model.name}' does not know its input"
            problems.append(Problem(place, what, "a column", "give the comparison an 'x'"))
        elif word in candidates or len(candidates) == 1:
            column = word if word in candidates else candidates[0]
        else:
            what = f"model '{model.name}' needs {word}, which dataset '{comparison.dataset}' lacks"
            do = ""
            if candidates:
                what = f"model '{model.name}' needs {word}, and {len(candidates)} columns hold one"
                do = f"say which: inputs: {{{word}: {candidates[0]}}} (or {', '.join(candidates[1:])})"
            problems.append(Problem(place, what, do=do))
        bound[word] = column
    return bound, problems
