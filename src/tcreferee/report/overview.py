"""The first screen: all comparisons in a table, grouped by the theory they try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tcreferee.comparison.read import ModelResult
from tcreferee.report.content import ComparisonView


@dataclass(frozen=True)
class Group:
    """Comparisons whose first theory is the same."""

    title: str
    comparisons: list[ComparisonView]


def groups(views: Sequence[ComparisonView]) -> list[Group]:
    """Group comparisons by the source of the first model with one; groups and members in the configured order.

    Two sources are the same if their full references agree.
    """
    found: dict[str, Group] = {}
    for view in views:
        title = theory(view)
        found.setdefault(title, Group(title, [])).comparisons.append(view)
    return list(found.values())


def theory(view: ComparisonView) -> str:
    """Return the reference of the first theory or rival of a comparison."""
    by_name = {model.name: model for model in view.results.models}
    named = [entry["name"] or entry["model"] for entry in view.settings.get("models", ())]
    ordered = [by_name[name] for name in named if name in by_name] or list(view.results.models)
    return next((source_of(model)[0] for model in ordered if model.credited), "Curves without physics")


def source_of(model: ModelResult) -> tuple[str, str]:
    """Return reference and identifier of the source of a model."""
    source = model.fit["model"]["source"]
    return str(source["reference"]), str(source["identifier"])
