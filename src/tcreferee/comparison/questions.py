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
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from tcreferee.base.priors import Array
from tcreferee.comparison.thresholds import factor, interval, is_clear
from tcreferee.data import DEFAULT_GRADES
from tcreferee.formulas.model import CREDITED

NOT_COMPUTED = "not computed"


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
    columns : tuple of str
        That it uses.
    elpd : (rows,) array
    constant : bool
    model : str
        Name of its model file; "" for a generated curve.
    """

    name: str
    label: str
    kind: str
    columns: tuple[str, ...]
    elpd: Array
    constant: bool = False
    model: str = ""

    @property
    def credited(self) -> bool:
        """Whether it is a theory or a rival."""
        return self.kind in CREDITED


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
    def interval(self) -> tuple[float, float]:
        """D - c(n) SE and D + c(n) SE."""
        return interval(self.total, self.se, self.n)

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
        Curves without physics. All nulls count, generic curves where they use no other columns than the formula does.
    """
    others = list(others)
    nulls = [each for each in others if each.kind == "null"]
    leads = [lead(own, each) for each in nulls]
    within = [
        each for each in others if each.kind == "generic" and each.columns and set(each.columns) <= set(own.columns)
    ]
    predicts, decides = _predicts(leads)
    best = max(within, key=lambda each: float(each.elpd.sum()), default=None)
    if best is None:
        return Answers(predicts, decides, Complete.UNDEFINED, None)
    generic = lead(own, best)
    constant = next((each for each in nulls if each.constant), None)
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
    if objections or grade not in DEFAULT_GRADES:
        return Outcome.OBJECTED
    return Outcome.INCOMPLETE if complete == Complete.NO else Outcome.STANDS


def as_record(answers: Answers) -> dict[str, Any]:
    """Return answers as plain values, for comparison.json."""
    return {**asdict(answers), "completeness": NOT_COMPUTED, "special": NOT_COMPUTED}


def from_record(record: Mapping[str, Any]) -> Answers:
    """Return the answers of a record."""
    null, generic = (None if record[key] is None else Lead(**record[key]) for key in ("null", "generic"))
    return Answers(Predicts(record["predicts"]), null, Complete(record["complete"]), generic)
