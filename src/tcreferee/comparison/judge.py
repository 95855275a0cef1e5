"""Make the nulls and generic curves of a comparison, and judge its formulas by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tcreferee.base.records import read_rows
from tcreferee.comparison.entry import Entry
from tcreferee.comparison.nulls import Generated, generate
from tcreferee.comparison.questions import Answers, Scored, answer
from tcreferee.data import GRADES, worst_grade
from tcreferee.data.observations import Observations, read_observations
from tcreferee.formulas.model import CREDITED
from tcreferee.inference.settings import InferSettings


@dataclass(frozen=True)
class Judged:
    """What is found.

    Parameters
    ----------
    generated : tuple of Generated
    answers : mapping of str to Answers
        Of each ranked formula, by the name of its entry.
    grades : mapping of str to str
        Lowest grade of the response and of the inputs of each of them; "" where no grade is known.
    leader : Scored or None
        What predicts best of all, generated curves included.
    """

    generated: tuple[Generated, ...]
    answers: Mapping[str, Answers]
    grades: Mapping[str, str]
    leader: Scored | None


def judge(ranked: Sequence[Entry], labels: Mapping[str, str], observations_csv: Path | str) -> Judged:
    """Make the curves of a comparison and answer the first two questions about each of its ranked formulas.

    Parameters
    ----------
    ranked : sequence of Entry
    labels : mapping of entry name to label
    observations_csv : path
    """
    if not ranked:
        return Judged((), {}, {}, None)
    observations, cells = read_observations(observations_csv), read_rows(observations_csv)
    settings = InferSettings.of(ranked[0].fit["settings"])
    found = judge_scored(observations, settings, [_scored(e, labels[e.name]) for e in ranked])
    return replace(found, grades={e.name: _grade(e, observations, cells) for e in ranked if e.kind in CREDITED})


def judge_scored(observations: Observations, settings: InferSettings, scored: Sequence[Scored]) -> Judged:
    """Make the curves and answer the questions for formulas and curves that are already scored on some rows.

    Parameters
    ----------
    observations : Observations
    settings : InferSettings
        Of any of them: likelihood and prior scales are those of all.
    scored : sequence of Scored
    """
    formulas = [each for each in scored if each.credited]
    plain = [(each.model, tuple(each.columns)) for each in scored if not each.credited]
    made = tuple(generate(observations, settings, [each.columns for each in formulas], plain)) if formulas else ()
    curves = [_curve(each) for each in made]
    others = [each for each in scored if not each.credited]
    answers = {
        # a generated null counts for the formulas whose inputs it uses, one that the comparison names for all of them
        own.name: answer(own, [*others, *(each for each in curves if set(each.columns) <= set(own.columns))])
        for own in formulas
    }
    leader = max([*scored, *curves], key=lambda each: float(each.elpd.sum()))
    return Judged(made, answers, {}, leader)


def _scored(e: Entry, label: str) -> Scored:
    constant = bool(e.fit["model"]["constant"])
    return Scored(e.name, label, e.kind, tuple(e.columns), e.column("elpd_loo"), constant, e.fit["model"]["name"])


def _curve(made: Generated) -> Scored:
    constant = made.kind == "null" and made.k == 1 and not made.columns
    return Scored(made.name, made.label, made.kind, made.columns, made.elpd, constant)


def _grade(e: Entry, observations: Observations, cells: Sequence[Mapping[str, str]]) -> str:
    """Return the lowest grade of the response and of the inputs of a formula, of all cells where they differ."""
    found = list[str]()
    for column in (observations.response, *e.columns):
        about = observations.record["columns"][column]
        by_cell = about.get("grade_column")
        found += [row.get(by_cell, "") for row in cells] if by_cell else [about.get("grade") or ""]
    known = [grade for grade in found if grade in GRADES]
    return worst_grade(known) if known else ""
