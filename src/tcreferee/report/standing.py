"""How the formulas of each source stand over all their trials, by the rule of `tcreferee.comparison.questions`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tcreferee.comparison.completeness import Completeness
from tcreferee.comparison.lead import Lead
from tcreferee.comparison.luck import MOST_ROWS, Luck
from tcreferee.comparison.questions import WORDS, Outcome
from tcreferee.report.content import ComparisonView
from tcreferee.report.overview import source_of
from tcreferee.report.trials import ORDER, Trial
from tcreferee.text.html import plain_text, text_html
from tcreferee.text.typeset import typeset

COLUMNS = (
    "source", "identifier", "comparison", "outcome", "model", "predicts", "null", "d_null", "se_d_null",
    "complete", "completeness", "completeness_lo", "completeness_hi",
    "generic", "d_generic", "se_d_generic", "special", "grade", "objections",
    "d_elpd", "se_d_elpd", "unknown_origin", "unknown_rows", "notes", "domain", "n_inside", "n_outside", "luck_here",
    "luck", "left_out",
)  # fmt: skip


SAID = 3  # objections to an outcome on the first page; the referee's report lists all


@dataclass(frozen=True)
class Standing:
    """One source and all its trials, in the configured order.

    Parameters
    ----------
    title, identifier : str
        Reference with all its authors, and DOI or the like.
    trials : list of Trial
    """

    title: str
    identifier: str
    trials: list[Trial]

    @property
    def formulas(self) -> str:
        """The formulas that are the best of their source in some trial; mathtext allowed."""
        return ", ".join(dict.fromkeys(trial.label for trial in self.trials))

    @property
    def best(self) -> tuple[float, ...]:
        """Share of the trials with each outcome, best first; sources are sorted by it."""
        return tuple(sum(t.outcome is each for t in self.trials) / len(self.trials) for each in ORDER)

    @property
    def sentence(self) -> Markup:
        """The outcomes counted, in words, best first: a line for each."""
        counts = Counter(trial.outcome for trial in self.trials)
        return Markup("<br>").join(self._part(outcome, counts[outcome]) for outcome in ORDER if counts[outcome])

    def _part(self, outcome: Outcome, count: int) -> Markup:
        total = len(self.trials)
        every = "Its only trial" if total == 1 else f"All {total} trials"
        where = every if count == total else f"{count} of {total} trials"
        said = Markup("{}: <strong>{}</strong>").format(where, WORDS[outcome])
        # what speaks against inputs and rows is said whatever the outcome
        found = Counter(each for t in self.trials if t.outcome is outcome for each in t.doubts)
        shown = [
            Markup('<span class="doubt">{}{}</span>').format(
                text_html(typeset(each)), _where(times) if times < count else ""
            )
            for each, times in found.most_common(SAID)
        ]
        if len(found) > SAID:
            shown.append(Markup("and {} more").format(len(found) - SAID))
        return said + (Markup(". Against it: ") + Markup("; ").join(shown) if shown else "")

    @property
    def luck(self) -> Luck | None:
        """In which exchanges of Tc a worthless formula predicts in at least one of its trials; None if not told."""
        together: Luck | None = None
        for each in (t.luck for t in self.trials):
            together = each.beside(together) if each and each.tried else together
        return together

    @property
    def left_out(self) -> int:
        """Trials without a formula that luck can be told of: no free parameter, or no exact integral of many rows."""
        return sum(t.luck is None or not t.luck.tried for t in self.trials if t.outcome is not Outcome.OUTSIDE)

    @property
    def luck_words(self) -> str:
        """The chance in words, for the first screen."""
        if self.luck is None:
            return "luck: not computed"
        said = f"luck: {len(self.luck.hits)} of {self.luck.exchanges}"
        left_out = [f"{self.left_out} of {len(self.trials)} trials left out"] if self.left_out else []
        some = [f"of a long table about {MOST_ROWS} rows"] if self.luck.rows else []
        return said + (f" ({'; '.join([*left_out, *some])})" if left_out or some else "")


def standings(views: Sequence[ComparisonView]) -> list[Standing]:
    """Return every source with the comparisons that rank a formula of it, each by its best formula there.

    Two sources are the same if their full references agree, so two papers that share an identifier stay two. Those
    whose formulas stand come first.
    """
    found: dict[str, Standing] = {}
    for view in views:
        sources = {model.name: source_of(model) for model in view.results.models}
        taken = set[str]()
        for trial in view.trials:
            reference, identifier = sources[trial.model]
            if reference not in taken and not trial.freed:
                taken.add(reference)
                found.setdefault(reference, Standing(reference, identifier, [])).trials.append(trial)
    return sorted(found.values(), key=lambda each: each.best, reverse=True)


def summary(standings: Sequence[Standing]) -> str:
    """Return in two sentences how many sources stand, and what becomes of the others."""
    held = [{trial.outcome for trial in theory.trials} for theory in standings]
    ahead = {Outcome.INCOMPLETE, Outcome.OBJECTED}
    stand = sum(Outcome.STANDS in each for each in held)
    often = sum(each == {Outcome.STANDS} for each in held)
    where = {stand: "in every trial", 0: "in some of its trials"}.get(often, f"{often} of them in every trial")
    first = f"Of {len(held)} sources, {stand or 'none'} {_has(stand)} a formula that stands"
    first += f", {where}." if stand else "."
    counts = (
        (sum(Outcome.STANDS not in each and Outcome.UNKNOWN in each for each in held),
         "would stand in some trial if it were known how an input was obtained or how the rows were chosen"),
        (sum(not each & {Outcome.STANDS, Outcome.UNKNOWN} and bool(each & ahead) for each in held),
         "predicted better than every null model in some trial, but there a curve without physics said more, or inputs "
         "or rows were in doubt"),
        (sum(not each & {Outcome.STANDS, Outcome.UNKNOWN, *ahead} and each != {Outcome.OUTSIDE} for each in held),
         "never predicted better than every null model by more than the error"),
        (sum(each == {Outcome.OUTSIDE} for each in held),
         "could not be judged, because no trial had enough rows of the materials in question"),
    )  # fmt: skip
    rest = [f"{count} {words}" for count, words in counts if count]
    return f"{first} Of the sources, {'; '.join(rest)}." if rest else first


def _where(times: int) -> str:
    return f" in {times} trial{'s' * (times > 1)}"


def _has(count: int) -> str:
    return "have" if count > 1 else "has"


def rows(standings: Iterable[Standing]) -> list[dict[str, str | float]]:
    """Return the rows of standing.csv: one for each source and trial."""
    return [
        {
            "source": theory.title, "identifier": theory.identifier, "comparison": trial.comparison.name,
            "outcome": trial.outcome, "model": trial.model, "predicts": trial.answers.predicts,
            **_lead("null", trial.answers.null), "complete": trial.answers.complete,
            **_share_of(trial.answers.completeness), **_lead("generic", trial.answers.generic),
            "special": trial.answers.special.words if trial.answers.special else "not computed", "grade": trial.grade,
            "objections": plain_text("; ".join(trial.objections)),
            # the names of version 0.1 for the lead over the null that decides
            "d_elpd": trial.answers.null.total if trial.answers.null else "",
            "se_d_elpd": trial.answers.null.se if trial.answers.null else "",
            "unknown_origin": "; ".join(trial.answers.declared.unknown),
            "unknown_rows": "; ".join(trial.answers.declared.unknown_rows),
            "notes": plain_text("; ".join(trial.answers.declared.notes)), "domain": trial.answers.declared.domain,
            "n_inside": trial.answers.declared.inside, "n_outside": len(trial.answers.declared.outside),
            "luck_here": _share(trial.luck), "luck": _share(theory.luck), "left_out": theory.left_out,
        }
        for theory in standings
        for trial in theory.trials
    ]  # fmt: skip


def _share(luck: Luck | None) -> float | str:
    return len(luck.hits) / luck.exchanges if luck and luck.tried else ""


def _share_of(found: Completeness | None) -> dict[str, str | float]:
    share, low, high = ("", "", "") if found is None else (found.share, found.low, found.high)
    return {"completeness": share, "completeness_lo": low, "completeness_hi": high}


def _lead(word: str, found: Lead | None) -> dict[str, str | float]:
    if found is None:
        return {word: "", f"d_{word}": "", f"se_d_{word}": ""}
    return {word: plain_text(found.label), f"d_{word}": found.total, f"se_d_{word}": found.se}
