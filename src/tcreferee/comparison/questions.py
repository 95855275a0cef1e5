"""The four questions of a trial, and the one answer that headline, sign, table and sentence follow.

1. Does it predict? A formula must be ahead of *each* null: 4 nats or more, and beyond c(n) standard errors.
2. Does it say all its inputs can say? It must not be behind the best generic curve over its inputs.
3. Is it special among equally simple formulas? How many of them predict as well (`tcreferee.special`); descriptive.
4. Can its inputs and rows be trusted? Audits that object, the lowest grade of its inputs, and what is declared: how
   each input was obtained, how the rows were chosen, where its constants came from, the signs its source expects.

It *stands* if it predicts, is not incomplete, nothing speaks against inputs and rows, each of its inputs is declared
independent of Tc, and the rows are declared complete. It is judged by the rows inside of the domain that
its source declares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from tcreferee.comparison import declared
from tcreferee.comparison.completeness import Completeness, completeness
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.lead import Lead, Scored, lead
from tcreferee.comparison.thresholds import factor
from tcreferee.data import DEFAULT_GRADES
from tcreferee.special.said import Special
from tcreferee.special.said import from_record as special_from_record


class Predicts(StrEnum):
    """Whether a formula predicts better than every null."""

    YES = "yes"
    LEVEL = "not told apart"
    WORSE = "worse"


class Complete(StrEnum):
    """Whether a formula says all that its inputs can say."""

    YES = "not behind"
    NO = "incomplete"
    UNDEFINED = "undefined"


class Outcome(StrEnum):
    """What one comparison says of a formula, best first."""

    STANDS = "stands"
    UNKNOWN = "unknown"
    INCOMPLETE = "incomplete"
    OBJECTED = "objected"
    LEVEL = "level"
    BEHIND = "behind"
    OUTSIDE = "outside"


SIGNS = {
    Outcome.STANDS: "✓", Outcome.UNKNOWN: "?", Outcome.INCOMPLETE: "~", Outcome.OBJECTED: "!", Outcome.LEVEL: "=",
    Outcome.BEHIND: "×", Outcome.OUTSIDE: "○",
}  # fmt: skip
WORDS = {
    Outcome.STANDS: "stands",
    Outcome.UNKNOWN: "predicts, but how an input was obtained, or how the rows were chosen, is not known",
    Outcome.INCOMPLETE: "predicts, but a curve without physics predicts better from the same inputs",
    Outcome.OBJECTED: "predicts, but its inputs or rows are in doubt",
    Outcome.LEVEL: "not told apart from a null model",
    Outcome.BEHIND: "worse than a null model",
    Outcome.OUTSIDE: "not judged: too few rows of the materials it was proposed for",
}
MEANINGS = {
    Outcome.STANDS: "stands: predicts better than every null model, no curve without physics says more from the same "
    "inputs (or none says more than a constant), nothing objects, no input is recalled or estimated, each is "
    "declared independent of Tc, and the rows are declared complete",
    Outcome.UNKNOWN: "would stand, but nobody declared how an input was obtained relative to Tc, or how the rows were "
    "chosen: an input set with Tc in view can reproduce Tc by itself, and rows can be left out for how they fit",
    Outcome.INCOMPLETE: "predicts better than every null model, but a curve without physics (a parabola, a product of "
    "powers, a smooth curve) predicts better from the same inputs",
    Outcome.OBJECTED: "predicts better than every null model, but an audit objects to its inputs or rows, an input is "
    "recalled or estimated, its constants came from these rows, or they contradict a sign or constant of its source",
    Outcome.LEVEL: "not told apart from at least one null model: less than 4 nats, or within the error; too few rows "
    "look the same",
    Outcome.BEHIND: "worse than a null model",
    Outcome.OUTSIDE: "not judged: fewer than six rows lie inside of the domain that its source declares",
}


@dataclass(frozen=True)
class Answers:
    """The questions about one formula, but for what audits say of its inputs and rows.

    Parameters
    ----------
    predicts : Predicts
    null : Lead or None
        The null that decides: the one that is cleared least, or that is ahead.
    complete : Complete
    generic : Lead or None
        The best generic curve over the inputs of the formula.
    declared : Declared
        What is declared of the formula, held against the rows.
    completeness : Completeness or None
        How much of what its inputs can say it says; None where that is undefined.
    special : Special or None
        Its rank among equally simple formulas; None where nobody asked.
    sharpness : float or None
        Width of its prior predictive over that of a constant, see `tcreferee.comparison.sharpness`.
    same : str
        Label of a curve without physics that is the same formula, and therefore no rival of it; "" if there is none.
    """

    predicts: Predicts
    null: Lead | None
    complete: Complete
    generic: Lead | None
    declared: Declared = field(default_factory=Declared)
    completeness: Completeness | None = None
    special: Special | None = None
    sharpness: float | None = None
    same: str = ""


def answer(own: Scored, others: Sequence[Scored]) -> Answers:
    """Answer the first two questions about a formula.

    Parameters
    ----------
    own : Scored
    others : sequence of Scored
        Curves without physics. All nulls count, generic curves where they use no other columns than the formula does.
    """
    alike = [each for each in others if own.is_curve(each)]
    same = alike[0].label if alike else ""
    nulls = [each for each in others if each.kind == "null"]
    leads = [lead(own, each) for each in nulls]
    within = [
        each for each in others if each.kind == "generic" and each.columns and set(each.columns) <= set(own.columns)
    ]
    predicts, decides = predicted(leads)
    best = max(within, key=_score, default=None)
    if best in alike and lead(own, best).behind:  # by their priors only
        best = max((each for each in within if each not in alike), key=_score, default=None)
    if best is None:
        return Answers(predicts, decides, Complete.UNDEFINED, None, same=same)
    generic = lead(own, best)
    constant = next((each for each in nulls if each.constant), None)
    says = constant is None or lead(best, constant).ahead
    complete = Complete.NO if generic.behind else Complete.YES if says else Complete.UNDEFINED
    share = completeness(own.elpd, best.elpd, constant.elpd) if says and constant is not None else None
    return Answers(predicts, decides, complete, generic, completeness=share, same=same)


def _score(scored: Scored) -> float:
    return float(scored.elpd.sum())


def predicted(leads: Sequence[Lead]) -> tuple[Predicts, Lead | None]:
    """Return the answer and the null that decides it."""
    if not leads:
        return Predicts.LEVEL, None
    beaten_by = [each for each in leads if each.behind]
    if beaten_by:
        return Predicts.WORSE, min(beaten_by, key=lambda each: each.total + factor(each.n) * each.se)
    open_ones = [each for each in leads if not each.ahead]
    if open_ones:
        return Predicts.LEVEL, min(open_ones, key=lambda each: each.total)
    return Predicts.YES, min(leads, key=lambda each: each.total - factor(each.n) * each.se)


def outcome(answers: Answers, objections: Sequence[str], grade: str) -> Outcome:
    """Return the one outcome that everything else follows.

    Parameters
    ----------
    answers : Answers
    objections : sequence of str
        What audits and declarations have against the formula, its inputs or rows.
    grade : str
        Lowest grade of the inputs.
    """
    if not answers.declared.judged:
        return Outcome.OUTSIDE
    if answers.predicts == Predicts.WORSE:
        return Outcome.BEHIND
    if answers.predicts == Predicts.LEVEL:
        return Outcome.LEVEL
    if objections or grade not in DEFAULT_GRADES:
        return Outcome.OBJECTED
    if answers.complete == Complete.NO:
        return Outcome.INCOMPLETE
    unknown = answers.declared.unknown or answers.declared.unknown_rows
    return Outcome.UNKNOWN if unknown else Outcome.STANDS


def as_record(answers: Answers) -> dict[str, Any]:
    """Return answers as plain values, for comparison.json."""
    return asdict(answers)


def from_record(record: Mapping[str, Any]) -> Answers:
    """Return the answers of a record."""
    null, generic = (None if record[key] is None else Lead(**record[key]) for key in ("null", "generic"))
    said = declared.from_record(record.get("declared"))
    share = record.get("completeness")
    return Answers(
        Predicts(record["predicts"]), null, Complete(record["complete"]), generic, said,
        Completeness(**share) if isinstance(share, Mapping) else None, special_from_record(record.get("special")),
        record.get("sharpness"), record.get("same", ""),
    )  # fmt: skip
