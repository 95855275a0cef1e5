"""Make the nulls and generic curves of a comparison, and judge its formulas by them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import seed_from_names
from tcreferee.comparison.declared import Where, declare, domain_of, objections_to
from tcreferee.comparison.entry import Entry
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.luck import Candidate, Luck, luck
from tcreferee.comparison.nulls import SORTS, Generated, generate
from tcreferee.comparison.questions import Answers, Outcome, answer, outcome
from tcreferee.comparison.same import same_curves
from tcreferee.comparison.sharpness import sharpness
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE
from tcreferee.data import GRADES, worst_grade
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.formulas.model import CREDITED, TcModel
from tcreferee.formulas.scope import Inside
from tcreferee.inference import oracle
from tcreferee.inference.bind import make_trial
from tcreferee.inference.curve_scores import of_formula, score
from tcreferee.inference.curves import rows_of
from tcreferee.inference.quick import integrated
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_populations_held
from tcreferee.special.ask import special
from tcreferee.special.said import Special

ModelLike = Path | str | TcModel


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
    luck : mapping of str to Luck
        What luck gives to each source here, by its reference.
    outcomes : mapping of str to Outcome
        Of each ranked formula, by what is declared. Audits are not known yet: they can only add objections.
    """

    generated: tuple[Generated, ...]
    answers: Mapping[str, Answers]
    grades: Mapping[str, str]
    leader: Scored | None
    luck: Mapping[str, Luck] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)


def judge(
    ranked: Sequence[Entry], labels: Mapping[str, str], where: Where, models: Mapping[str, ModelLike] | None = None
) -> Judged:
    """Make the curves of a comparison and answer the questions about each of its ranked formulas.

    Parameters
    ----------
    ranked : sequence of Entry
    labels : mapping of entry name to label
    where : Where
        The rows.
    models : mapping of entry name to path or TcModel
        The formulas themselves. One that is not given is scored by all rows, and what luck gives it is not told.
    """
    if not ranked:
        return Judged((), {}, {}, None)
    settings = InferSettings.of(ranked[0].fit["settings"])
    formulas, loaded = [e for e in ranked if e.kind in CREDITED], _loaded(ranked, models)
    scored = [_scored(e, labels[e.name], loaded.get(e.name), where.observations) for e in ranked]
    found = judge_scored(where.observations, settings, scored)
    said = {e.name: declare(e, where) for e in formulas}
    answers = {e.name: replace(found.answers[e.name], declared=said[e.name]) for e in formulas}
    candidates: dict[tuple[int, ...], list[Candidate]] = {}
    for e in formulas:
        if not said[e.name].judged:
            answers[e.name] = replace(answers[e.name], special=Special(why="these rows cannot judge the formula"))
            continue
        if e.name not in loaded:
            continue
        rows = tuple(i for i, each in enumerate(where.inside(domain_of(e))) if each != Inside.NO)
        own = Candidate(reference(e), loaded[e.name], InferSettings.of(e.fit["settings"]))
        candidates.setdefault(rows, []).append(own)
        inside, elpd = where.observations, e.column("elpd_loo")
        if said[e.name].outside:
            inside = some_rows(inside, np.array(rows))
            elpd = exact(make_trial(own.model, inside, own.settings), own.settings)
            answers[e.name] = replace(_judged_inside(e, labels[e.name], own, inside, elpd), declared=said[e.name])
        trial = with_populations_held(make_trial(own.model, inside, own.settings))
        constant = make_trial(load_model(find_models()["constant"]), inside, replace(own.settings, inputs={}))
        seed = seed_from_names(own.settings.seed, own.settings.comparison, e.name, "sharpness")
        answers[e.name] = replace(answers[e.name], sharpness=sharpness(trial, constant, seed))
        rank = special(trial, inside, own.settings, float(elpd.sum()), SMALL_DIFFERENCE)
        answers[e.name] = replace(answers[e.name], special=rank)
    lucky: dict[str, Luck] = {}
    for rows, some in candidates.items():
        seed = seed_from_names(settings.seed, settings.comparison, "luck")
        for source, each in luck(some, some_rows(where.observations, np.array(rows)), seed).items():
            lucky[source] = each.beside(lucky.get(source))
    grades = {e.name: _grade(e, where.observations, where.cells) for e in formulas}
    objections = {e.name: objections_to(e.columns, answers[e.name].declared, where.observations) for e in formulas}
    outcomes = {name: outcome(each, objections[name], grades[name]) for name, each in answers.items()}
    return replace(found, answers=answers, grades=grades, luck=lucky, outcomes=outcomes)


def reference(e: Entry) -> str:
    """Return the reference of the source of a model."""
    return str(e.fit["model"].get("source", {}).get("reference", ""))


def _loaded(ranked: Sequence[Entry], models: Mapping[str, ModelLike] | None) -> dict[str, TcModel]:
    """Return the formulas among the models that are given."""
    given = models or {}
    wanted = {e.name: given[e.name] for e in ranked if e.kind in CREDITED and e.name in given}
    return {name: each if isinstance(each, TcModel) else load_model(each) for name, each in wanted.items()}


def _judged_inside(e: Entry, label: str, own: Candidate, inside: Observations, elpd: Array) -> Answers:
    """Return the answers about a formula that is fitted to the rows of its domain, and scored by them."""
    scored = replace(_scored(e, label, own.model, inside), elpd=elpd)
    return judge_scored(inside, own.settings, [scored]).answers[e.name]


def exact(trial: Trial, settings: InferSettings) -> Array:
    """Return exact leave-one-out log densities (rows,), in closed form where there is one."""
    if oracle.covers(trial):
        return oracle.quadrature(trial).elpd_loo
    if curve := of_formula(trial):
        return score(curve, rows_of(trial)).elpd
    return integrated(trial, settings, logging.getLogger(__name__)).exact.elpd_loo


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
    rivals = [each for each in [*others, *curves] if not any(own.is_curve(each) for own in formulas)]
    leader = max([*formulas, *rivals], key=lambda each: float(each.elpd.sum()))
    return Judged(made, answers, {}, leader)


def _scored(e: Entry, label: str, model: TcModel | None, observations: Observations) -> Scored:
    constant, name = bool(e.fit["model"]["constant"]), e.fit["model"]["name"]
    inputs = InferSettings.of(e.fit["settings"]).inputs
    same = same_curves(model, inputs, observations) if model and e.kind in CREDITED else {}
    columns, sort = tuple(e.columns), SORTS.get(name, "")
    return Scored(e.name, label, e.kind, columns, e.column("elpd_loo"), constant, name, sort, same)


def _curve(made: Generated) -> Scored:
    constant = made.kind == "null" and made.k == 1 and not made.columns
    return Scored(made.name, made.label, made.kind, made.columns, made.elpd, constant, sort=made.name.split("_")[1])


def _grade(e: Entry, observations: Observations, cells: Sequence[Mapping[str, str]]) -> str:
    """Return the lowest grade of the response and of the inputs of a formula, of all cells where they differ."""
    found = list[str]()
    for column in (observations.response, *e.columns):
        about = observations.record["columns"][column]
        by_cell = about.get("grade_column")
        found += [row.get(by_cell, "") for row in cells] if by_cell else [about.get("grade") or ""]
    known = [grade for grade in found if grade in GRADES]
    return worst_grade(known) if known else ""
