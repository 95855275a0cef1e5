"""The configuration: typed, checked against the models and tables that exist, before any job starts.

Read while Snakemake parses the workflow (on a cluster: in every job), so nothing heavy is imported here.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.places import data_folders
from tcreferee.base.provenance import from_here
from tcreferee.config.bind import Column, Offer, bind, offer
from tcreferee.config.check import (
    class_faults,
    comparison_faults,
    match_faults,
    model_faults,
    table_faults,
)  # fmt: skip
from tcreferee.config.errors import decided
from tcreferee.config.fields import Comparison, Config, ModelEntry, Prediction, Sampler
from tcreferee.config.joint import joint_faults
from tcreferee.config.known import MaterialClass
from tcreferee.config.lines import refuse_misplaced
from tcreferee.config.plan import Entry, Plan, input_columns
from tcreferee.config.predict import prediction_faults
from tcreferee.data.grades import column_faults, title_faults
from tcreferee.data.own_quantities import declare_block
from tcreferee.data.schema import Sidecar
from tcreferee.data.schema_errors import problems_of
from tcreferee.data.sidecar import find_datasets, read_sidecar
from tcreferee.data.strict_yaml import VALUES, check_keys, is_bounded
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import CREDITED, TcModel

__all__ = [
    "Comparison",
    "Config",
    "Entry",
    "MaterialClass",
    "ModelEntry",
    "Plan",
    "Prediction",
    "Sampler",
    "check_keys",
    "load_plan",
    "make_plan",
    "typed",
]


def load_plan(content: Mapping[str, Any], where: str = "config.yaml") -> Plan:
    """Check a configuration against the models and tables that exist.

    Parameters
    ----------
    content : mapping
        As read from YAML.
    where : str
        Name used in messages.

    Raises
    ------
    RefereeError
        With every problem: unknown keys, models, datasets and columns (the nearest name is offered), models
        whose inputs the tables lack or that predict another quantity, comparisons of fewer than two models.
    """
    config, problems = _read(content, where)
    datasets = find_datasets(data_folders(config.data_paths))
    return make_plan(config, datasets, find_models(config.model_paths), where, problems)


def make_plan(
    config: Config, datasets: Mapping[str, Path], models: Mapping[str, Path | TcModel], where: str,
    known: Sequence[Problem] = (),
) -> Plan:  # fmt: skip
    """Check a typed configuration against tables and models, `known` problems included; see `load_plan`.

    Parameters
    ----------
    config : Config
    datasets : mapping of str to path
        Sidecar of each dataset.
    models : mapping of str to path or TcModel
        A model's file, or the model itself if it has none.

    Raises
    ------
    RefereeError
        With every problem.
    """
    problems = list(known)
    # a cluster's jobs read this again, and a study may have thousands of comparisons of the same tables and models
    read, load = cache(read_sidecar), cache(load_model)
    entries: dict[str, dict[str, Entry]] = {}
    offers: dict[str, Offer | None] = {}
    complete: dict[str, Comparison] = {}
    for name, comparison in config.comparisons.items():
        key = f"{where}, comparisons.{name}"
        problems += comparison_faults(key, comparison, config)
        problems += class_faults(key, comparison, config)
        problems += title_faults(key, comparison.title, comparison.accept_grades)
        offers[name], faults = _offer(key, comparison, datasets, read)
        problems += faults
        tables = offers[name]
        entries[name], model_problems = _entries(key, comparison, models, tables, load)
        inputs = input_columns(entries[name])
        comparison = complete[name] = decided(comparison, tables, inputs)
        if tables is not None:
            problems += table_faults(key, comparison, tables, set(inputs))
            needed = dict.fromkeys([comparison.response, *inputs])
            model_problems += column_faults(key, list(needed), tables.grades, comparison.accept_grades)
        problems += model_problems
    problems += _predict_faults(where, config, datasets, entries, offers)
    problems += joint_faults(where, config, entries)
    raise_if(f"{where} cannot be used", list(dict.fromkeys(problems)))
    config = config.model_copy(update={"comparisons": complete})
    used = {name: datasets[name] for name in sorted(_used(config))}
    own = {name: _own(config, read(path)) for name, path in used.items()} if config.quantities else {}
    return Plan(config, used, dict(datasets), entries, own)


def _own(config: Config, sidecar: Sidecar) -> dict[str, Any]:
    """Return the definitions of config.yaml that a table uses, as plain values."""
    words = {about.quantity for about in [*sidecar.columns.values(), *sidecar.derived.values()]}
    return {word: about.model_dump() for word, about in config.quantities.items() if word in words}


def _used(config: Config) -> set[str]:
    """Return the datasets that comparisons and predictions use."""
    used = {name for c in config.comparisons.values() for name in c.datasets}
    return used | {prediction.dataset for prediction in config.predict.values() if prediction.dataset}


def typed(content: Mapping[str, Any], where: str) -> Config:
    """Return the typed configuration.

    Raises
    ------
    RefereeError
        With every key that is unknown, missing or has a value that is not allowed.
    """
    config, problems = _read(content, where)
    raise_if(f"{where} cannot be used", problems)
    return config


def _offer(
    key: str, comparison: Comparison, datasets: Mapping[str, Path], read: Callable[[Path], Sidecar]
) -> tuple[Offer | None, list[Problem]]:
    """Return the columns that the tables of a comparison offer together; None if a table does not exist."""
    problems = [
        Problem(f"{key}.dataset", f"unknown dataset '{name}'", do=nearest(name, datasets))
        for name in comparison.datasets
        if name not in datasets
    ]
    if problems:
        return None, problems
    sidecars = {name: read(datasets[name]) for name in comparison.datasets}
    return offer(list(sidecars.values()), comparison.combine), list(match_faults(key, comparison, sidecars))


def _predict_faults(
    where: str, config: Config, datasets: Mapping[str, Path], entries: Mapping[str, Mapping[str, Entry]],
    offers: Mapping[str, Offer | None],
) -> list[Problem]:  # fmt: skip
    problems: list[Problem] = []
    for name, prediction in config.predict.items():
        key = f"{where}, predict.{name}"
        comparison = config.comparisons.get(prediction.comparison)
        if comparison is None:
            do = nearest(prediction.comparison, config.comparisons)
            problems.append(Problem(f"{key}.comparison", f"unknown comparison '{prediction.comparison}'", do=do))
        tables, own = offers.get(prediction.comparison), entries.get(prediction.comparison, {})
        fitted: dict[str, str] = {}
        if tables is None:
            comparison = None  # what it can be asked is not known
        elif comparison is not None:
            words = [comparison.response, *input_columns(own)]
            fitted = {word: tables.columns[word] for word in words if word in tables.numbers}
        problems += prediction_faults(key, prediction, datasets, comparison, own, fitted)
    return problems


def _entries(
    key: str,
    comparison: Comparison,
    models: Mapping[str, Path | TcModel],
    tables: Offer | None,
    load: Callable[[Path], TcModel],
) -> tuple[dict[str, Entry], list[Problem]]:
    """Resolve the models of one comparison; without a table (already a problem) no input is bound."""
    problems: list[Problem] = []
    entries: dict[str, Entry] = {}
    for i, entry in enumerate(comparison.models):
        place = f"{key}.models[{i}]"
        if entry.model not in models:
            problems.append(Problem(place, f"unknown model '{entry.model}'", do=nearest(entry.model, models)))
            continue
        found = models[entry.model]
        try:
            model = found if isinstance(found, TcModel) else load(found)
        except RefereeError as error:
            problems += error.problems
            continue
        bound: dict[str, Column] = {}
        if tables is not None:
            problems += model_faults(place, model, comparison, tables)
            bound, faults = bind(place, model, entry, comparison, tables)
            problems += faults
        own = entry.name or entry.model
        if own in entries:
            problems.append(Problem(place, f"'{own}' occurs twice in this comparison", "a 'name' of its own"))
        path = Path(f"{model.name}.py") if isinstance(found, TcModel) else from_here(found)
        proposed = (model.source.reference, model.source.identifier) if model.kind in CREDITED else ("", "")
        entries[own] = Entry(own, entry.label or model.title, path, bound, model.constant, proposed)
    return entries, problems


def _read(content: Mapping[str, Any], where: str) -> tuple[Config, list[Problem]]:
    """Return the typed configuration; unknown keys are removed first, so that all others are checked too."""
    if not is_bounded(content):
        problem = Problem(where, "becomes too large when its aliases are expanded", f"at most {VALUES} values")
        raise RefereeError(f"{where} cannot be used", [problem])
    refuse_misplaced(content, where)
    declare_block(content.get("quantities"), where)
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
