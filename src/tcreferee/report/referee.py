"""The referee's report on a paper: its formulas, its arithmetic, every trial, every audit, and what is left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tcreferee.base.provenance import write_text
from tcreferee.comparison.read import ModelResult
from tcreferee.report.addresses import paper_of, source_page
from tcreferee.report.blocks import Section, document
from tcreferee.report.content import ComparisonView
from tcreferee.report.forecast import Forecast
from tcreferee.report.ledger import PaperView
from tcreferee.report.overview import source_of
from tcreferee.report.site import Site, relative
from tcreferee.report.specified import CurveView
from tcreferee.report.standing import Standing
from tcreferee.report.trials import Trial


@dataclass(frozen=True)
class Referee:
    """All that referees' reports are written from.

    Parameters
    ----------
    views : sequence of ComparisonView
    standing : sequence of Standing
    papers : sequence of PaperView
    forecasts : sequence of Forecast
    """

    views: Sequence[ComparisonView]
    standing: Sequence[Standing]
    papers: Sequence[PaperView]
    forecasts: Sequence[Forecast]

    def case(self, reference: str) -> Case:
        """Return what belongs to one source."""
        tried = [(v, [m for m in v.results.models if m.credited and source_of(m)[0] == reference]) for v in self.views]
        held = [(view, models) for view, models in tried if models]
        identifier = source_of(held[0][1][0])[1] if held else ""
        titles = {paper.name: paper.ledger_title for paper in self.papers}
        name = paper_of(identifier, titles) if held else self._paper(reference, titles)
        asked = {view.name for view, _ in held}
        return Case(
            reference, identifier, held,
            next((each for each in self.standing if each.title == reference), None),
            next((paper for paper in self.papers if paper.name == name), None),
            [each for each in self.forecasts if each.record["comparison"] in asked],
        )  # fmt: skip

    def _paper(self, reference: str, titles: Mapping[str, str]) -> str:
        """Return the paper that a page without a formula is about: by its title, or by its name if two share one."""
        return reference if reference in titles else next((n for n, t in titles.items() if t == reference), "")


@dataclass(frozen=True)
class Case:
    """One source and all that was found of it.

    Parameters
    ----------
    reference, identifier : str
    tried : sequence of (ComparisonView, list of ModelResult)
        Comparisons that try a formula of it, and these formulas.
    standing : Standing or None
        Its trials; None if no formula of it is ranked.
    paper : PaperView or None
        Its claims, if there is a ledger of them.
    forecasts : sequence of Forecast
        Predictions from these comparisons.
    """

    reference: str
    identifier: str
    tried: Sequence[tuple[ComparisonView, list[ModelResult]]]
    standing: Standing | None
    paper: PaperView | None
    forecasts: Sequence[Forecast]

    @cached_property
    def trials(self) -> list[Trial]:
        """Every trial of a formula of it, by comparison in the configured order, the best formula first."""
        return [t for view, models in self.tried for t in view.trials if t.model in {m.name for m in models}]

    @cached_property
    def models(self) -> list[ModelResult]:
        """Its formulas, each model file once."""
        found: dict[str, ModelResult] = {}
        for _, models in self.tried:
            for model in sorted(models, key=lambda m: bool(m.refused)):
                found.setdefault(str(model.fit["model"].get("name", model.name)), model)
        return list(found.values())

    @property
    def curves(self) -> list[tuple[ComparisonView, CurveView]]:
        """The specification curves of its formulas."""
        return [
            (view, curve) for view, models in self.tried for curve in view.specifications
            if curve.curve.model in {m.name for m in models}
        ]  # fmt: skip

    @property
    def datasets(self) -> Mapping[str, Mapping[str, object]]:
        """Records of the tables that its formulas are tried on, by name."""
        return {str(d["dataset"]): d for view, _ in self.tried for d in view.datasets}


def write_referees(site: Site, referee: Referee) -> None:
    """Write the report on each source as a page and as LaTeX.

    Parameters
    ----------
    site : Site
    referee : Referee
    """
    from tcreferee.report.review import review  # what is said of a case imports the case

    listed = list(site.sources.items())
    for i, (reference, name) in enumerate(listed):
        case = referee.case(reference)
        sections = review(case)
        turned = [(listed[j][1], listed[j][0]) if 0 <= j < len(listed) else None for j in (i - 1, i + 1)]
        targets = [f"results/{view.name}/comparison.csv" for view, _ in case.tried] or ["results/claims.csv"]
        site.write(
            "page_source.html.j2", source_page(name), f"Referee's report: {reference}",
            case=case, sections=sections, before=turned[0], after=turned[1], targets=targets, name=name,
            entries=_entries(case),
        )  # fmt: skip
        path = site.folder / source_page(name, "tex")
        write_text(path, _tex(case, site.program.made, sections, relative(site.results, path.parent)))


def _tex(case: Case, made: str, sections: Sequence[Section], figures: str) -> str:
    return document(f"Referee's report: {case.reference}", made, sections, figures)


def _entries(case: Case) -> str:
    from tcreferee.report.cite import entries

    sources = [model.fit["model"]["source"] for model in case.models]
    tables = [dict(each) for each in case.datasets.values()]
    return entries(tables, {s["reference"]: (s["identifier"], s["equation"]) for s in sources})
