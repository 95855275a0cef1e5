"""What speaks against the inputs and rows of a formula: what is declared, and what audits found here or elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tcreferee.audits.case import FIRES
from tcreferee.audits.questions import rivals
from tcreferee.comparison.declared import Declared, objections_to, row_names
from tcreferee.comparison.read import ModelResult
from tcreferee.data.spoken import aside
from tcreferee.report.compared import Compared

# audits whose findings are about the rivals or the families of one comparison: they say nothing in another
OF_ONE_COMPARISON = (rivals.NAME, "influence", "between_families")


@dataclass(frozen=True)
class Found:
    """What an audit found of a formula in one comparison.

    Parameters
    ----------
    said : str
        In a few words.
    comparison, title : str
        Where.
    formula : tuple of str
        The model file and its columns, see `_formula`.
    rows : frozenset of str
        Names of the rows there.
    """

    said: str
    comparison: str
    title: str
    formula: tuple[str, ...]
    rows: frozenset[str]


@dataclass(frozen=True)
class Doubts:
    """What audits found in any comparison, so that it follows into the others.

    Parameters
    ----------
    columns : mapping of (table, column) to tuple of str
        What was found of a column: it holds wherever the column is used.
    formulas : tuple of Found
        What was found of a formula: it holds wherever the formula is tried on some of the same rows and no others.
    """

    columns: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    formulas: tuple[Found, ...] = ()


def doubts_of(views: Iterable[Compared]) -> Doubts:
    """Collect what audits found of columns and of formulas, so that it follows them into other comparisons."""
    columns: dict[tuple[str, str], dict[str, None]] = {}
    formulas = list[Found]()
    for view in views:
        models = {model.name: model for model in view.results.models}
        for audit in view.audits:
            for row in audit.rows if audit.name != rivals.NAME else ():
                if row["verdict"] != FIRES:
                    continue
                if row["column"]:
                    for table in _tables(view, row["column"]):
                        columns.setdefault((table, row["column"]), {})[audit.found] = None
                elif row["model"] in models and audit.name not in OF_ONE_COMPARISON:
                    rows = frozenset().union(*row_names(view.results.observations))
                    about = _formula(models[row["model"]])
                    formulas.append(Found(audit.found, view.name, view.settings["title"], about, rows))
    return Doubts({key: tuple(said) for key, said in columns.items()}, tuple(formulas))


def _formula(model: ModelResult) -> tuple[str, ...]:
    """Return what makes a formula the same in two comparisons: its model file and the columns it reads."""
    return (str(model.fit["model"].get("name", model.name)), *model.columns)


def _tables(view: Compared, column: str) -> list[str]:
    """Return the tables of a comparison that hold a column."""
    return [str(each["dataset"]) for each in view.datasets if column in each["columns"]]


def objections(view: Compared, model: ModelResult, doubts: Doubts, declared: Declared) -> list[str]:
    """Return what declarations and audits that fire have against a model, a column it uses, or the comparison."""
    observations = view.results.observations
    columns, names = list(dict.fromkeys(model.columns)), observations.spoken
    found: dict[str, None] = dict.fromkeys(objections_to(columns, declared, observations))
    own = set[str]()
    for audit in view.audits:
        for row in audit.rows if audit.name != rivals.NAME else ():
            if row["verdict"] == FIRES and (row["model"] in ("", model.name) or row["column"] in columns):
                found[audit.found + aside(row["column"], names)] = None
                own.add(audit.found)
    for column in columns:
        for table in _tables(view, column):
            for said in doubts.columns.get((table, column), ()):
                found[said + aside(column, names)] = None
    for each in doubts.formulas:
        elsewhere = each.comparison != view.name and each.formula == _formula(model) and each.said not in own
        if elsewhere and all(row & each.rows for row in row_names(observations)):
            found[f"{each.said} (found in '{each.title}')"] = None
    return list(found)
