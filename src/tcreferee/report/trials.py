"""One trial: what one comparison says of one formula. Headline, sign, table word and sentence all come from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tcreferee.audits.case import FIRES
from tcreferee.audits.questions import rivals
from tcreferee.base.quantities import QUANTITIES
from tcreferee.comparison.declared import Declared
from tcreferee.comparison.errors_used import CURVE_ROWS
from tcreferee.comparison.luck import Luck
from tcreferee.comparison.questions import SIGNS, WORDS, Answers, Complete, Outcome, from_record, outcome
from tcreferee.comparison.read import ModelResult
from tcreferee.data import DEFAULT_GRADES
from tcreferee.report.compared import Compared
from tcreferee.text.html import plain_text

ORDER = list(Outcome)
SUSPECT = "an input may have been set with Tc in view"
# what audits found of a column: (table, column) -> finding -> title of the comparison where it was found
Doubts = Mapping[tuple[str, str], Mapping[str, str]]


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
    """

    comparison: Compared
    model: str
    label: str
    answers: Answers
    grade: str
    objections: list[str] = field(default_factory=list)

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
    def numbers(self) -> str:
        """Both leads in words, with what their errors are; mathtext allowed."""
        null, generic = self.answers.null, self.answers.generic
        said = [null.words] if null else []
        if generic and self.answers.complete != Complete.UNDEFINED:
            said.append(generic.words)
        outside = "on rows outside of its domain " if said and self.outcome is Outcome.OUTSIDE else ""
        return outside + "; ".join(said)

    @property
    def doubts(self) -> list[str]:
        """What speaks against inputs and rows, a low grade included."""
        weak = [f"{self.grade} numbers"] if self.grade and self.grade not in DEFAULT_GRADES else []
        return [*self.objections, *weak, *self.origins]

    @property
    def origins(self) -> list[str]:
        """Which inputs nobody declared the origin of, in words; mathtext allowed."""
        about = self.comparison.results.observations.record["columns"]
        return [f"origin not declared{_symbol(column, about)}" for column in self.answers.declared.unknown]

    @property
    def words(self) -> str:
        """The trial in a line, for a pointer that rests on its sign and for those who cannot see it."""
        said = f"{self.comparison.settings['title']}, {self.comparison.results.observations.n} rows: {self.label} "
        said += f"{self.verdict}: {self.numbers}" if self.numbers else self.verdict
        return plain_text("; in doubt: ".join([said, *filter(None, ["; ".join(self.doubts)])]))

    @property
    def luck(self) -> Luck | None:
        """What luck gives to its source here."""
        model = next(m for m in self.comparison.results.models if m.name == self.model)
        found = self.comparison.results.verdict.get("luck", {}).get(model.fit["model"]["source"]["reference"])
        return Luck(**found | {"hits": tuple(found["hits"])}) if found else None


def trials_of(view: Compared, doubts: Doubts) -> list[Trial]:
    """Return the trials of a comparison: its ranked formulas, what is ahead first, by outcome and D."""
    record = view.results.verdict.get("questions", {})
    found = []
    for m in view.results.models:
        if m.name in record and record[m.name]["null"]:
            answers = from_record(record[m.name])
            said = _objections(view, m, doubts, answers.declared)
            found.append(Trial(view, m.name, m.label, answers, m.row.get("grade", ""), said))
    return sorted(found, key=lambda trial: (ORDER.index(trial.outcome), -trial.difference))


def column_doubts(views: Iterable[Compared]) -> dict[tuple[str, str], dict[str, str]]:
    """Collect what audits found of columns, so that it follows a column into every comparison that uses it."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for view in views:
        for audit in view.audits:
            for row in audit.rows if audit.name != rivals.NAME else ():
                if row["verdict"] == FIRES and row["column"]:
                    for table in _tables(view, row["column"]):
                        found.setdefault((table, row["column"]), {}).setdefault(audit.found, view.settings["title"])
    return found


def _tables(view: Compared, column: str) -> list[str]:
    """Return the tables of a comparison that hold a column."""
    return [str(each["dataset"]) for each in view.datasets if column in each["columns"]]


def _objections(view: Compared, model: ModelResult, doubts: Doubts, declared: Declared) -> list[str]:
    """Return what declarations and audits that fire have against a model, a column it uses, or the comparison."""
    columns = list(dict.fromkeys(model.columns))
    about = view.results.observations.record["columns"]
    found: dict[str, None] = dict.fromkeys(declared.objections)
    for audit in view.audits:
        for row in audit.rows if audit.name != rivals.NAME else ():
            if row["verdict"] == FIRES and (row["model"] in ("", model.name) or row["column"] in columns):
                found[audit.found + _symbol(row["column"], about)] = None
    for column in columns:
        if about.get(column, {}).get("suspect"):
            found[SUSPECT + _symbol(column, about)] = None
        for table in _tables(view, column):
            for said in doubts.get((table, column), {}):
                found[said + _symbol(column, about)] = None
    if any(table.get("evaluated_curve") for table in view.datasets):
        found[CURVE_ROWS] = None
    return list(found)


def _symbol(column: str, about: Mapping[str, Mapping[str, str]]) -> str:
    return f" (${QUANTITIES[about[column]['quantity']].symbol}$)" if column in about else ""


def best(trials: Sequence[Trial]) -> Trial | None:
    """Return the trial that a comparison's headline gives: that of its best formula."""
    return trials[0] if trials else None
