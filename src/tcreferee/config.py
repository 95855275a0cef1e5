"""The configuration: typed, checked against the models and tables that exist, before any job starts.

Read while Snakemake parses the workflow (on a cluster: in every job), so nothing heavy is imported here.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tcreferee.config_fields import Comparison, Config, MaterialClass, ModelEntry, Sampler
from tcreferee.data.grades import column_faults, title_faults
from tcreferee.data.schema_errors import problems_of
from tcreferee.data.sidecar import Sidecar, column_grades, find_datasets, produced_columns, read_sidecar
from tcreferee.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.loading import find_models, load_model
from tcreferee.model import ANY_INPUT, TcModel
from tcreferee.provenance import PACKAGE, from_here
from tcreferee.quantities import QUANTITIES

__all__ = ["Comparison", "Config", "Entry", "MaterialClass", "ModelEntry", "Plan", "Sampler", "load_plan"]

DATA_FOLDER = Path("data/raw")


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
    available : dict of str to Path
        Sidecars of all datasets.
    entries : dict of str to dict of str to Entry
        By comparison and name.
    """

    config: Config
    datasets: dict[str, Path]
    available: dict[str, Path]
    entries: dict[str, dict[str, Entry]]

    def inputs(self, comparison: str) -> list[str]:
        """Return every column the comparison's models need, sorted: the same list when a model is added
        that needs nothing new, so that its rows stay as they are.
        """
        return _columns(self.entries[comparison])

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


def _columns(entries: Mapping[str, Entry]) -> list[str]:
    return sorted({column for entry in entries.values() for column in entry.inputs.values()})


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
    for name, comparison in config.comparisons.items():
        key = f"{where}, comparisons.{name}"
        problems += _comparison_faults(key, comparison, config)
        problems += title_faults(key, comparison.title, comparison.accept_grades)
        sidecar: Sidecar | None = None
        if comparison.dataset in datasets:
            used[comparison.dataset] = datasets[comparison.dataset]
            sidecar = read_sidecar(datasets[comparison.dataset])
            problems += _column_fault(f"{key}.response", comparison.response, produced_columns(sidecar))
        else:
            do = nearest(comparison.dataset, datasets)
            problems.append(Problem(f"{key}.dataset", f"unknown dataset '{comparison.dataset}'", do=do))
        entries[name], faults = _entries(key, comparison, models, sidecar)
        problems += faults
        if sidecar is not None:
            needed = dict.fromkeys([comparison.response, *_columns(entries[name])])
            problems += column_faults(key, list(needed), column_grades(sidecar), comparison.accept_grades)
    raise_if(f"{where} cannot be used", list(dict.fromkeys(problems)))
    return Plan(config, used, datasets, entries)


def _entries(
    key: str, comparison: Comparison, models: Mapping[str, Path], sidecar: Sidecar | None
) -> tuple[dict[str, Entry], list[Problem]]:
    """Resolve the models of one comparison; without a table (already a problem) no input is bound."""
    columns = None if sidecar is None else produced_columns(sidecar)
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    for i, entry in enumerate(comparison.models):
        place = f"{key}.models[{i}]"
        if entry.model not in models:
            problems.append(Problem(place, f"unknown model '{entry.model}'", do=nearest(entry.model, models)))
            continue
        try:
            model = load_model(models[entry.model])
        except RefereeError as error:
            problems += error.problems
            continue
        bound, faults = _bind(place, model, entry, comparison, columns)
        problems += faults
        own = entry.name or entry.model
        if own in entries:
            problems.append(Problem(place, f"'{own}' stands twice in this comparison", "a 'name' of its own"))
        entries[own] = Entry(own, entry.label or model.title, from_here(models[entry.model]), bound)
    return entries, problems


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
            owner.pop(detail["loc"][-1], None)  # a list behind a YAML anchor is met once for each use
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
        if column and column == comparison.response:
            what = f"column '{column}' is the response, and a formula of itself always fits"
            problems.append(Problem(f"{place}.inputs.{word}", what, "another column"))
        elif column:
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
