"""How each theory stands over all its trials: ahead of the formulas without physics or not, and what audits object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tcreferee.audits.case import FIRES, QUIET
from tcreferee.audits.questions import rivals
from tcreferee.base.quantities import QUANTITIES
from tcreferee.base.records import number
from tcreferee.comparison.read import ModelResult
from tcreferee.report.model_view import inputs_of
from tcreferee.report.outcome import SIGNS, WORDS, Outcome
from tcreferee.report.overview import identity
from tcreferee.text.html import plain_text, text_html
from tcreferee.text.numbers import distance

if TYPE_CHECKING:
    from tcreferee.report.content import ComparisonView


_ORDER = list(Outcome)
COLUMNS = ("source", "identifier", "comparison", "outcome", "model", "d_elpd", "se_d_elpd", "objections")


@dataclass(frozen=True)
class Trial:
    """A theory in one comparison.

    Parameters
    ----------
    comparison : ComparisonView
    outcome : Outcome
        Of its best formula there.
    model, label : str
        Of that formula.
    difference, error : float
        D of that formula to the best null model and its standard error, nats.
    objections : list of str
        What the audits that fire on it found; mathtext allowed.
    """

    comparison: ComparisonView
    outcome: Outcome
    model: str
    label: str
    difference: float
    error: float
    objections: list[str]

    @property
    def sign(self) -> str:
        """The outcome as one letter."""
        return SIGNS[self.outcome]

    @property
    def words(self) -> str:
        """The trial in a line, for a pointer that rests on its sign and for those who cannot see it."""
        said = f"{self.comparison.settings['title']}, {self.comparison.results.observations.n} rows: {self.label} "
        said += f"{distance(self.difference, self.error)} the best null model"
        return plain_text("; audits: ".join([said, *filter(None, ["; ".join(self.objections)])]))


@dataclass(frozen=True)
class Standing:
    """One theory and all its trials, in the configured order.

    Parameters
    ----------
    identifier, title : str
        Of its source, and the reference.
    trials : list of Trial
    """

    identifier: str
    title: str
    trials: list[Trial]

    @property
    def formulas(self) -> str:
        """The formulas that were the best of their source in some trial; mathtext allowed."""
        return ", ".join(dict.fromkeys(trial.label for trial in self.trials))

    @property
    def best(self) -> tuple[float, ...]:
        """Share of the trials with each outcome, best first: what theories are ordered by."""
        return tuple(sum(t.outcome is each for t in self.trials) / len(self.trials) for each in Outcome)

    @property
    def sentence(self) -> Markup:
        """The outcomes counted, in words, best first."""
        counts = Counter(trial.outcome for trial in self.trials)
        return Markup("; ").join(self._part(outcome, counts[outcome]) for outcome in Outcome if counts[outcome])

    def _part(self, outcome: Outcome, count: int) -> Markup:
        total = len(self.trials)
        where = f"all {total}" if count == total else f"{count} of {total}"
        said = Markup("<strong>{}</strong> in {}").format(WORDS[outcome], "its only trial" if total == 1 else where)
        found = Counter(each for t in self.trials if t.outcome is outcome for each in t.objections)
        if outcome is not Outcome.OBJECTED:
            return said
        return (
            said
            + ": "
            + Markup(", ").join(Markup('<span class="doubt">{}</span>').format(text_html(each)) for each in found)
        )


def standings(views: Sequence[ComparisonView]) -> list[Standing]:
    """Return every theory with the comparisons that rank it beside a null model.

    Those that stand come first. The shortest of several spellings of a source is its title.
    """
    trials: dict[str, list[Trial]] = {}
    titles: dict[str, str] = {}
    for view in views:
        for name, members in _theories(view.results.models).items():
            title = min((identity(m.fit["model"]["source"])[1] for m in members), key=len)
            titles[name] = min(title, titles.get(name, title), key=len)
            trials.setdefault(name, []).extend(_trial(view, members))
    found = [Standing(name, titles[name], members) for name, members in trials.items() if members]
    return sorted(found, key=lambda each: each.best, reverse=True)


def summary(standings: Sequence[Standing]) -> str:
    """Return in a sentence how many sources stand."""
    held = [{trial.outcome for trial in theory.trials} for theory in standings]
    counts = (
        (sum(each == {Outcome.STANDS} for each in held), "standing in every trial"),
        (sum(Outcome.STANDS in each and len(each) > 1 for each in held), "standing in some trials"),
        (sum(Outcome.STANDS not in each and Outcome.OBJECTED in each for each in held),
         "ahead of the null models only where audits object"),
        (sum(not each & {Outcome.STANDS, Outcome.OBJECTED} for each in held),
         "never ahead of the null models beyond the error"),
    )  # fmt: skip
    return f"Of {len(held)} sources: {'; '.join(f'{count} {words}' for count, words in counts if count)}."


def rows(standings: Iterable[Standing]) -> list[dict[str, str | float]]:
    """Return the rows of standing.csv: one for each theory and trial."""
    return [
        {
            "source": theory.title, "identifier": theory.identifier, "comparison": trial.comparison.name,
            "outcome": trial.outcome, "model": trial.model, "d_elpd": trial.difference, "se_d_elpd": trial.error,
            "objections": plain_text("; ".join(trial.objections)),
        }
        for theory in standings
        for trial in theory.trials
    ]  # fmt: skip


def _theories(models: Iterable[ModelResult]) -> dict[str, list[ModelResult]]:
    """Return the models that are not null models by the identifier of their source."""
    found: dict[str, list[ModelResult]] = {}
    for model in models:
        if model.credited:
            found.setdefault(identity(model.fit["model"]["source"])[0], []).append(model)
    return found


def _trial(view: ComparisonView, members: Sequence[ModelResult]) -> list[Trial]:
    """Return the trial of a theory by its best formula; none where no formula is ranked beside a null model."""
    against = {row["model"]: row for row in view.audit_rows(rivals.NAME) if row["value"] and row["model"]}
    tried = []
    for model in members:
        if row := against.get(model.name):
            value, upper = number(row["value"]), number(row["upper"])
            objections = _objections(view, model)
            outcome = Outcome.LEVEL
            if row["verdict"] == QUIET:
                outcome = Outcome.OBJECTED if objections else Outcome.STANDS
            elif row["verdict"] == FIRES:
                outcome = Outcome.BEHIND
            tried.append(Trial(view, outcome, model.name, model.label, value, (upper - value) / 4, objections))
    return sorted(tried, key=lambda trial: (_ORDER.index(trial.outcome), -trial.difference))[:1]


def _objections(view: ComparisonView, model: ModelResult) -> list[str]:
    """Return what the audits that fire found of a model, of a column it uses, or of the whole comparison."""
    columns, known = (
        {column for bound in inputs_of(model) for column in bound},
        view.results.observations.record["columns"],
    )
    found: dict[str, None] = {}
    for audit in view.audits:
        for row in audit.rows if audit.name != rivals.NAME else ():
            if row["verdict"] == FIRES and (row["model"] in ("", model.name) or row["column"] in columns):
                about = known.get(row["column"])
                symbol = f" (${QUANTITIES[about['quantity']].symbol}$)" if about else ""
                found[audit.found + symbol] = None
    return list(found)
