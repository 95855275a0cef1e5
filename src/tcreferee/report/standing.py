"""How each theory stands over all its trials: ahead of the formulas without physics or not, and what audits object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from tcreferee.audits import rivals
from tcreferee.audits.case import FIRES, QUIET
from tcreferee.report.digits import distance
from tcreferee.report.model_view import inputs_of
from tcreferee.report.outcome import SIGNS, WORDS, Outcome
from tcreferee.report.overview import identity, is_null, theory
from tcreferee.report.read import ModelResult
from tcreferee.results import number

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
        What the audits that fire on it found.
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
        return "; audits: ".join([said, *filter(None, ["; ".join(self.objections)])]).replace("$", "")


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
        return said + ": " + Markup(", ").join(Markup('<span class="doubt">{}</span>').format(each) for each in found)


def standings(views: Sequence[ComparisonView]) -> list[Standing]:
    """Return every theory with the comparisons that rank it beside a null model.

    First those that a comparison was made for, in the configured order, then their rivals from the literature. The
    shortest of several spellings of a source is its title.
    """
    leading = dict.fromkeys(theory(view)[0] for view in views)
    trials: dict[str, list[Trial]] = {name: [] for name in leading}
    titles: dict[str, str] = {}
    for view in views:
        for name, members in _theories(view.results.models).items():
            title = min((identity(m.fit["model"]["source"])[1] for m in members), key=len)
            titles[name] = min(title, titles.get(name, title), key=len)
            trials.setdefault(name, []).extend(_trial(view, members))
    return [Standing(name, titles[name], found) for name, found in trials.items() if found]


def rows(standings: Iterable[Standing]) -> list[dict[str, str | float]]:
    """Return the rows of standing.csv: one for each theory and trial."""
    return [
        {
            "source": theory.title, "identifier": theory.identifier, "comparison": trial.comparison.name,
            "outcome": trial.outcome, "model": trial.model, "d_elpd": trial.difference, "se_d_elpd": trial.error,
            "objections": "; ".join(trial.objections),
        }
        for theory in standings
        for trial in theory.trials
    ]  # fmt: skip


def _theories(models: Iterable[ModelResult]) -> dict[str, list[ModelResult]]:
    """Return the models that are not null models by the identifier of their source."""
    found: dict[str, list[ModelResult]] = {}
    for model in models:
        if not is_null(model):
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
    columns = {column for bound in inputs_of(model) for column in bound}

    def concerns(row: Mapping[str, str]) -> bool:
        return row["verdict"] == FIRES and (row["model"] in ("", model.name) or row["column"] in columns)

    return [audit.found for audit in view.audits if audit.name != rivals.NAME and any(map(concerns, audit.rows))]
