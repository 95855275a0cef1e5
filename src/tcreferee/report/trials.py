"""One trial: what one comparison says of one formula. Headline, sign, table word and sentence all come from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tcreferee.comparison.luck import Luck
from tcreferee.comparison.questions import SIGNS, WORDS, Answers, Complete, Outcome, from_record, outcome
from tcreferee.comparison.sharpness import words as risked
from tcreferee.data import DEFAULT_GRADES
from tcreferee.data.spoken import aside
from tcreferee.report.compared import Compared
from tcreferee.report.doubts import Doubts, objections
from tcreferee.text.html import plain_text

ORDER = list(Outcome)


@dataclass(frozen=True)
class Trial:
    """A formula in one comparison.

    Parameters
    ----------
    comparison : Compared
    model, label : str
        Of the formula.
    answers : Answers
    grade : str
        Lowest grade of the response and the inputs.
    objections : list of str
        What speaks against inputs and rows; mathtext allowed.
    freed : tuple of str
        Symbols of what its source prints as numbers and is free here: then it is not credited to the source.
    """

    comparison: Compared
    model: str
    label: str
    answers: Answers
    grade: str
    objections: list[str] = field(default_factory=list)
    freed: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The outcome, by the one rule."""
        return outcome(self.answers, self.objections, self.grade)

    @property
    def sign(self) -> str:
        """The outcome as one letter."""
        return SIGNS[self.outcome]

    @property
    def verdict(self) -> str:
        """The outcome in a few words."""
        return WORDS[self.outcome]

    @property
    def difference(self) -> float:
        """D to the null that decides, nats."""
        return self.answers.null.total if self.answers.null else 0.0

    @property
    def sharpness(self) -> str:
        """How much the formula risked, in words; "" if it is not known."""
        return "" if self.answers.sharpness is None else risked(self.answers.sharpness)

    @property
    def numbers(self) -> str:
        """Both leads in words, with what their errors are; mathtext allowed."""
        null, generic = self.answers.null, self.answers.generic
        said = [null.words] if null else []
        if generic and self.answers.complete != Complete.UNDEFINED:
            said.append(generic.words)
        if said and self.outcome is Outcome.OUTSIDE:
            return "on rows outside of its domain " + "; ".join(said)
        inside = f"on the {self.inside} rows inside its domain: " if said and self.inside < self.n else ""
        return inside + "; ".join(said)

    @property
    def n(self) -> int:
        """Rows of the comparison."""
        return self.comparison.results.observations.n

    @property
    def inside(self) -> int:
        """Rows that the formula is judged by: all of them, or those that its domain does not exclude."""
        return self.n - len(self.answers.declared.outside)

    @property
    def rows(self) -> str:
        """Number of rows that it is judged by, with that of the comparison where it is another."""
        return str(self.n) if self.inside == self.n else f"{self.inside} of {self.n}"

    @property
    def doubts(self) -> list[str]:
        """What speaks against inputs and rows, a low grade included."""
        weak = [f"{self.grade} numbers"] if self.grade and self.grade not in DEFAULT_GRADES else []
        return [*self.objections, *weak, *self.not_declared]

    @property
    def not_declared(self) -> list[str]:
        """What nobody declared: the origin of which inputs, the choice of rows; mathtext allowed."""
        names, said = self.comparison.results.observations.spoken, self.answers.declared
        origins = [f"origin not declared{aside(column, names)}" for column in said.unknown]
        return [*origins, "not declared how the rows were chosen"] if said.unknown_rows else origins

    @property
    def words(self) -> str:
        """The trial in a line, for a pointer that rests on its sign and for those who cannot see it."""
        said = f"{self.comparison.settings['title']}, {self.rows} rows: {self.label} "
        said += f"{self.verdict}: {self.numbers}" if self.numbers else self.verdict
        return plain_text("; in doubt: ".join([said, *filter(None, ["; ".join(self.doubts)])]))

    @property
    def luck(self) -> Luck | None:
        """What luck gives to its source here."""
        model = next(m for m in self.comparison.results.models if m.name == self.model)
        found = self.comparison.results.verdict.get("luck", {}).get(model.fit["model"]["source"]["reference"])
        return Luck(**found | {"hits": tuple(found["hits"])}) if found else None


def trials_of(view: Compared, doubts: Doubts) -> list[Trial]:
    """Return the trials of a comparison: its ranked formulas, by outcome and D, those with a freed exponent last."""
    record = view.results.verdict.get("questions", {})
    found = []
    for m in view.results.models:
        if m.name in record and record[m.name]["null"]:
            answers = from_record(record[m.name])
            said = objections(view, m, doubts, answers.declared)
            freed = tuple(view.words[m.name].get(name, name) for name in m.fit["model"]["source"].get("freed", ()))
            found.append(Trial(view, m.name, m.label, answers, m.row.get("grade", ""), said, freed))
    # what the source does not print in this form comes last: no sign and no headline are its own
    return sorted(found, key=lambda trial: (bool(trial.freed), ORDER.index(trial.outcome), -trial.difference))


def best(trials: Sequence[Trial]) -> Trial | None:
    """Return the trial that a comparison's headline gives: that of its best formula."""
    return trials[0] if trials else None
