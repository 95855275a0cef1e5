"""The one sentence that says what the rows of a comparison decide, from the answers about each formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tcreferee.comparison.lead import Lead, Scored
from tcreferee.comparison.questions import Answers, Complete, Outcome, Predicts
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor

NOT_RANKED = "Not ranked, because a check failed"
PLURAL = {"predicts": "predict", "cannot": "cannot"}
# what follows "predicts better than every null", by the outcome that declarations leave; audits are not known yet
DOUBTS = {
    Outcome.OBJECTED: "inputs or rows are in doubt",
    Outcome.UNKNOWN: "how an input was obtained relative to Tc is not known",
}


def sentence(
    n: int, answers: Mapping[str, Answers], label: Mapping[str, str], leader: Scored | None,
    outcomes: Mapping[str, Outcome] | None = None,
) -> str:  # fmt: skip
    """Return the one sentence that says what these rows decide.

    Parameters
    ----------
    n : int
        Rows.
    answers : mapping of name to Answers
        Of each ranked formula, best first.
    label : mapping of name to label
    leader : Scored or None
        What has the highest score of all.
    outcomes : mapping of name to Outcome, optional
        By the one rule, from what is declared; none: nothing is declared.
    """
    if leader is None:
        return "No model converged: these rows decide nothing yet."
    if not answers:
        return f"On these {n} rows no formula is ranked. {_scores_highest(leader)}"
    # formulas of which the same is said share a clause: each curve is named beside those that are held against it
    clauses: dict[tuple[int, str, str, str], list[str]] = {}
    for name, each in answers.items():
        place, verb, rest = _clause(each, (outcomes or {}).get(name))
        clauses.setdefault((place, _judged_on(each), verb, rest), []).append(label[name])
    said = [
        f"{listed(names)}{rows if len(names) == 1 else rows.replace('inside its', 'inside their')} "
        f"{verb if len(names) == 1 else PLURAL[verb]} {rest}"
        for (_, rows, verb, rest), names in sorted(clauses.items(), key=lambda item: item[0][0])
    ]
    text = f"On these {n} rows {'; '.join(said)}.{_alike(answers, label)}"
    return text if leader.credited or leader.label in text else f"{text} {_scores_highest(leader)}"


def _alike(answers: Mapping[str, Answers], label: Mapping[str, str]) -> str:
    """Say which formulas are curves without physics: the two differ in nothing but their priors."""
    of: dict[str, list[str]] = {}
    for name, each in answers.items():
        if each.same and each.declared.judged:
            of.setdefault(each.same, []).append(label[name])
    return "".join(f" {listed([*names, curve])} are the same formula." for curve, names in of.items())


def _scores_highest(leader: Scored) -> str:
    # the highest sum, whatever its error: it decides nothing by itself
    what = "null model" if leader.kind == "null" else "curve without physics"
    return f"A {what} scores highest: {leader.label}."


def _clause(each: Answers, outcome: Outcome | None) -> tuple[int, str, str]:
    """Return the place of a clause in the sentence, its verb and the rest."""
    if not each.declared.judged:
        return 4, "cannot", "be judged"
    generic = f"{_named(each.generic)}, without physics, predicts better from the same inputs"
    if each.predicts == Predicts.WORSE:
        return 3, "predicts", f"worse than {_named(each.null)}"
    if each.predicts == Predicts.LEVEL:
        more = f", and {generic}" if each.complete == Complete.NO else ""
        return 2, "cannot", f"be told apart from {_named(each.null)}{_why_level(each.null)}{more}"
    doubts = [DOUBTS[outcome]] if outcome in DOUBTS else []
    if each.complete == Complete.NO:
        return 1, "predicts", f"better than every null, but {', and '.join([*doubts, generic])}"
    return 0, "predicts", ", but ".join(["better than every null", *doubts])


def _named(curve: Lead | None) -> str:
    return curve.label if curve else "a null"


def _why_level(null: Lead | None) -> str:
    """Say why a difference of 4 nats or more does not tell two curves apart."""
    if null is None or abs(null.total) < SMALL_DIFFERENCE:
        return ""
    side = "ahead" if null.total > 0 else "behind"
    return f" ({side} by {SMALL_DIFFERENCE:.0f} nats or more, but within {factor(null.n):.1f} SE)"


def _judged_on(each: Answers) -> str:
    if not each.declared.judged:
        return f", proposed for {each.declared.domain},"
    inside = each.declared.inside + each.declared.not_known
    return f", judged on the {inside} rows inside its domain," if each.declared.outside else ""


def listed(words: Sequence[str]) -> str:
    """Return a list in words: "a, b and c"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
