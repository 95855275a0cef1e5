"""The four questions of a trial, and the one answer that headline, sign, table and sentence follow.

1. Does it predict? A formula must be ahead of *each* null: 4 nats or more, and beyond c(n) standard errors.
2. Does it say all its inputs can say? It must not be behind the best generic curve over its inputs.
3. Is it special among equally simple formulas? Not computed yet.
4. Can its inputs and rows be trusted? Audits that object, the lowest grade of its inputs.

It *stands* if it predicts, is not incomplete, and nothing speaks against inputs and rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import factor, is_clear

NOT_COMPUTED = "not computed"
# what these grades say of an input is not good enough for a formula to stand on
WEAK_GRADES = ("recalled", "estimated")
# best first
GRADES = ("computed", "package", "read", "estimated", "recalled")


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
    INCOMPLETE = "incomplete"
    OBJECTED = "objected"
    LEVEL = "level"
    BEHIND = "behind"


SIGNS = {
    Outcome.STANDS: "✓", Outcome.INCOMPLETE: "~", Outcome.OBJECTED: "!", Outcome.LEVEL: "=", Outcome.BEHIND: "×",
}  # fmt: skip
WORDS = {
    Outcome.STANDS: "stands",
    Outcome.INCOMPLETE: "predicts, but a curve without physics predicts better from the same inputs",
    Outcome.OBJECTED: "predicts, but its inputs or rows are in doubt",
    Outcome.LEVEL: "not told apart from a null model",
    Outcome.BEHIND: "worse than a null model",
}
MEANINGS = {
    Outcome.STANDS: "stands: predicts better than every null model, no curve without physics says more from the same "
    "inputs, no audit objects and no input is recalled or estimated",
    Outcome.INCOMPLETE: "predicts better than every null model, but a curve without physics (a parabola, a product of "
    "powers, a smooth curve) predicts better from the same inputs",
    Outcome.OBJECTED: "predicts better than every null model, but an audit objects to its inputs or rows, or an input "
    "is recalled or estimated",
    Outcome.LEVEL: "not told apart from at least one null model: less than 4 nats, or within the error; too few rows "
    "look the same",
    Outcome.BEHIND: "worse than a null model",
}


@dataclass(frozen=True)
class Scored:
    """A formula or a curve with its exact leave-one-out log densities.

    Parameters
    ----------
    name, label, kind : str
    columns : frozenset of str
    elpd : (rows,) array
    constant : bool
    """

    name: str
    label: str
    kind: str
    columns: frozenset[str]
    elpd: Array
    constant: bool = False

    @property
    def credited(self) -> bool:
        """Whether it is a theory or a rival."""
        return self.kind not in ("null", "generic")


@dataclass(frozen=True)
class Lead:
    """How far a formula is ahead of a curve without physics.

    Parameters
    ----------
    name, label : str
        Of the curve.
    total, se : float
        D and its standard error, nats; above zero the formula is ahead.
    n : int
        Rows.
    """

    name: str
    label: str
    total: float
    se: float
    n: int

    @property
    def ahead(self) -> bool:
        """Whether the formula is ahead by 4 nats or more, beyond c(n) standard errors."""
        return self.total > 0 and is_clear(self.total, self.se, self.n)

    @property
    def behind(self) -> bool:
        """Whether it is behind by as much."""
        return self.total < 0 and is_clear(self.total, self.se, self.n)

    @property
    def words(self) -> str:
        """The lead in words, with what its error is."""
        side = "ahead of" if self.total > 0 else "behind"
        return f"{abs(self.total):.1f} ± {self.se:.1f} (1 SE) nats {side} {self.label}"


def lead(own: Scored, other: Scored) -> Lead:
    """Return how far one is ahead of the other."""
    d = own.elpd - other.elpd
    return Lead(other.name, other.label, float(d.sum()), math.sqrt(len(d) * float(d.var(ddof=1))), len(d))


@dataclass(frozen=True)
class Answers:
    """The first two questions about one formula.

    Parameters
    ----------
    predicts : Predicts
    null : Lead or None
        The null that decides: the one that is cleared least, or that is ahead.
    complete : Complete
    generic : Lead or None
        The best generic curve over the inputs of the formula.
    """

    predicts: Predicts
    null: Lead | None
    complete: Complete
    generic: Lead | None


def answer(own: Scored, others: Iterable[Scored]) -> Answers:
    """Answer the first two questions about a formula.

    Parameters
    ----------
    own : Scored
    others : iterable of Scored
        Every curve without physics of the comparison: all nulls count that use no other columns than the formula does,
        and those the comparison names; generic curves count where they use no other columns.
    """
    others = list(others)
    leads = [lead(own, each) for each in others if each.kind == "null"]
    nulls = {each.name: each for each in others if each.kind == "null"}
    within = [each for each in others if each.kind == "generic" and each.columns and each.columns <= own.columns]
    predicts, decides = _predicts(leads)
    best = max(within, key=lambda each: float(each.elpd.sum()), default=None)
    if best is None:
        return Answers(predicts, decides, Complete.UNDEFINED, None)
    generic = lead(own, best)
    constant = next((each for each in nulls.values() if each.constant), None)
    if generic.behind:
        complete = Complete.NO
    elif constant is not None and not lead(best, constant).ahead:
        complete = Complete.UNDEFINED
    else:
        complete = Complete.YES
    return Answers(predicts, decides, complete, generic)


def _predicts(leads: Sequence[Lead]) -> tuple[Predicts, Lead | None]:
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


def outcome(predicts: Predicts, complete: Complete, objections: Sequence[str], grade: str) -> Outcome:
    """Return the one outcome that everything else follows.

    Parameters
    ----------
    predicts, complete : as `answer` gives them
    objections : sequence of str
        What audits found against the inputs or rows.
    grade : str
        Lowest grade of the inputs.
    """
    if predicts == Predicts.WORSE:
        return Outcome.BEHIND
    if predicts == Predicts.LEVEL:
        return Outcome.LEVEL
    if objections or grade in WEAK_GRADES:
        return Outcome.OBJECTED
    return Outcome.INCOMPLETE if complete == Complete.NO else Outcome.STANDS


def lowest(grades: Iterable[str]) -> str:
    """Return the lowest of some grades; "" of none."""
    known = [grade for grade in grades if grade in GRADES]
    return max(known, key=GRADES.index, default="")


def as_record(answers: Answers) -> dict[str, object]:
    """Return answers as plain values, for comparison.json."""

    def plain(each: Lead | None) -> dict[str, object] | None:
        return None if each is None else {"name": each.name, "label": each.label, "d": each.total, "se": each.se, "n": each.n}

    return {
        "predicts": str(answers.predicts), "null": plain(answers.null), "complete": str(answers.complete),
        "generic": plain(answers.generic), "completeness": NOT_COMPUTED, "special": NOT_COMPUTED,
    }  # fmt: skip


def from_record(record: Mapping[str, Mapping[str, object]]) -> Answers:
    """Return the answers of a record."""
    def read(each: Mapping[str, object] | None) -> Lead | None:
        if each is None:
            return None
        se = each["se"]
        return Lead(str(each["name"]), str(each["label"]), float(str(each["d"])), math.nan if se is None else float(str(se)), int(str(each["n"])))

    null, generic = (read(record[key]) for key in ("null", "generic"))
    return Answers(Predicts(str(record["predicts"])), null, Complete(str(record["complete"])), generic)


__all__ = [name for name in dir() if not name.startswith("_") and name not in ("np",)]
