"""Write the report as a site, and one table of all comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tcreferee.base.kept import FOLDER as KEPT
from tcreferee.base.kept import made_from, once
from tcreferee.base.provenance import versions
from tcreferee.base.records import read_rows, write_record, write_rows
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.questions import MEANINGS, SIGNS
from tcreferee.comparison.questions import WORDS as OUTCOMES
from tcreferee.comparison.read import read_results
from tcreferee.comparison.thresholds import SMALL_DIFFERENCE, factor
from tcreferee.figures.captions import CAPTIONS
from tcreferee.papers.claim import Verdict
from tcreferee.report.addresses import (
    CLAIMS,
    PREDICTIONS,
    PROVENANCE,
    REMADE,
    TITLES,
    WORDS,
    comparison_page,
    other_names,
    other_page,
    source_names,
)
from tcreferee.report.cite import program
from tcreferee.report.columns import GROUPS
from tcreferee.report.compared import dataset_record
from tcreferee.report.content import ComparisonView, joined
from tcreferee.report.doubts import doubts_of
from tcreferee.report.elsewhere import elsewhere
from tcreferee.report.forecast import Forecast, read_forecasts
from tcreferee.report.ledger import PaperView, read_ledger
from tcreferee.report.overview import groups, source_of
from tcreferee.report.referee import Referee, write_referees
from tcreferee.report.site import Site
from tcreferee.report.standing import COLUMNS as STANDING
from tcreferee.report.standing import Standing, standings, summary
from tcreferee.report.standing import rows as standing_rows

DRAWN_WITH = ("matplotlib", "jinja2", "snakemake", "pandas")
# what the page of a comparison is made from, in its folder; the records hold checksums of the models and figures
OF_A_PAGE = ("observations.csv", "observations.json", "comparison.csv", "comparison.json", "inference.json",
             "audits.json", "figures.json")  # fmt: skip


def write_report(
    results: Path | str, processed: Path | str, settings: Mapping[str, Any], out_html: Path | str, out_csv: Path | str,
    out_standing: Path | str, code: str = "",
) -> None:  # fmt: skip
    """Write the pages, the table of all comparisons with its record, and the table of how each theory stands.

    Parameters
    ----------
    results, processed : path
        Folders of the results (comparisons and claims ledger) and of the processed tables.
    settings : mapping
        The configuration as plain values: `seed`, `effect_factor`, `sampler`, `material_classes`,
        `comparisons`; its comparisons are shown, in its order; `ledger: false` leaves out the claims ledger.
    out_html, out_csv, out_standing : path
        The first page, to whose folder `report/` the others go, and the tables.
    code : str
        Checksum of all that makes a page. With it, the page of a comparison is written only if it would change.

    Raises
    ------
    RefereeError
        If a result is missing.
    """
    views = _views(Path(results), Path(processed), settings)
    write_rows(out_csv, ("comparison", *COLUMNS), _summary(Path(results), list(settings["comparisons"])))
    write_record(Path(out_csv).with_suffix(".json"), {"comparisons": list(settings["comparisons"])})
    standing = standings(views)
    write_rows(out_standing, STANDING, standing_rows(standing))
    papers = read_ledger(results) if settings.get("ledger", True) else []
    words = {view.name: view.words[""] for view in views}
    titles = {view.name: str(view.settings["title"]) for view in views}
    forecasts = read_forecasts(results, settings.get("predict", {}), words, titles)
    remade = [name for name in CAPTIONS if papers and (Path(results) / "figures" / f"{name}.svg").is_file()]
    site = _site(Path(out_html), Path(results), settings, views, standing, papers, bool(remade))
    _write_first(site, Path(out_html).name, views, standing, papers)
    for view in views:
        _write_comparison(site, view, code)
    _write_others(site, views, papers, forecasts, remade)
    write_referees(site, Referee(views, standing, papers, forecasts))


def _views(results: Path, processed: Path, settings: Mapping[str, Any]) -> list[ComparisonView]:
    views = [
        ComparisonView(
            name,
            about,
            read_results(results / name),
            [dataset_record(processed / f"{each}.json") for each in _names(about["dataset"])],
            results / name / "figures",
        )
        for name, about in settings["comparisons"].items()
    ]
    doubts = doubts_of(views)
    return [replace(view, doubts=doubts) for view in views]


def _names(dataset: str | list[str]) -> list[str]:
    return [dataset] if isinstance(dataset, str) else dataset


def _site(
    first: Path, results: Path, settings: Mapping[str, Any], views: Sequence[ComparisonView],
    standing: Sequence[Standing], papers: Sequence[PaperView], remade: bool,
) -> Site:  # fmt: skip
    proposed = [source_of(model) for view in views for model in view.results.models if model.credited]
    names = source_names(proposed, {paper.name: paper.ledger_title for paper in papers})
    order = [each.title for each in standing]  # those whose formulas stand come first
    sources = {title: names[title] for title in [*order, *(each for each in names if each not in order)]}
    grouped = [(g.title, [(c.name, str(c.settings["title"])) for c in g.comparisons]) for g in groups(views)]
    others = other_names(bool(settings.get("predict")), bool(papers), remade)
    return Site(first.parent, results, settings, grouped, sources, others, program(settings["seed"], Path.cwd()))


def _write_first(
    site: Site, name: str, views: Sequence[ComparisonView], standing: Sequence[Standing], papers: Sequence[PaperView]
) -> None:
    site.write(
        "report.html.j2", name, "Report",
        overview=groups(views), comparisons=views, standings=standing, standing_summary=summary(standing),
        outcomes=[(outcome, sign, OUTCOMES[outcome], MEANINGS[outcome]) for outcome, sign in SIGNS.items()],
        papers=papers,
        elsewhere=elsewhere(site.results) if site.program.repository else [], asked=SMALL_DIFFERENCE, factor=factor,
        targets=[],
    )  # fmt: skip


def _write_comparison(site: Site, view: ComparisonView, code: str) -> None:
    """Write the page of a comparison, unless all that it shows is as it was."""
    address = comparison_page(view.name)
    before, after = site.beside(view.name)
    group = next(title for title, listed in site.groups if view.name in dict(listed))

    def make() -> None:
        site.write(
            "page_comparison.html.j2", address, str(view.settings["title"]),
            c=view, before=before, after=after, group=group,
        )  # fmt: skip

    if not code:
        make()
        return
    folder = view.figures.parent
    about = {
        "settings": site.settings["comparisons"][view.name], "seed": site.settings["seed"], "groups": site.groups,
        "sources": site.sources, "others": site.others, "version": site.program.version,
        "repository": site.program.repository, "doubts": {t.model: t.objections for t in view.trials},
        "datasets": [each["sha256"] for each in view.datasets],
        "documents": [each["sidecar"]["sha256"] for each in view.datasets],
    }  # fmt: skip
    words = made_from(code, about, [path for each in OF_A_PAGE if (path := folder / each).is_file()])
    once(f"report/{view.name}", words, [site.folder / address], make, KEPT)


def _write_others(
    site: Site, views: Sequence[ComparisonView], papers: Sequence[PaperView], forecasts: Sequence[Forecast],
    remade: Sequence[str],
) -> None:  # fmt: skip
    content: dict[str, dict[str, Any]] = {
        CLAIMS: {"papers": papers, "verdicts": list(map(str, Verdict)), "targets": ["results/claims.csv"]},
        PREDICTIONS: {
            "forecasts": forecasts, "targets": [f"results/predictions/{each.name}.csv" for each in forecasts],
        },
        REMADE: {
            "remade": [(name, CAPTIONS[name]) for name in remade],
            "targets": [f"results/figures/{name}.svg" for name in remade],
        },
        WORDS: {"groups": GROUPS, "checks": _checks(views), "targets": []},
        PROVENANCE: {"priors": _priors(site.settings, views), "versions": all_versions(views), "targets": []},
    }  # fmt: skip
    for name in site.others:
        site.write(f"page_{name}.html.j2", other_page(name), TITLES[name], **content[name])


def _checks(views: Sequence[ComparisonView]) -> list[tuple[str, str]]:
    """Return name and meaning of each check that any model has."""
    models = [model for view in views for model in view.results.models]
    found = {(each["name"], each["meaning"]) for model in models for each in model.diagnostics["checks"]}
    return sorted(found)


def _priors(settings: Mapping[str, Any], views: Sequence[ComparisonView]) -> list[tuple[str, str, float, float, str]]:
    """Return name, response, mean, sd and origin of every prior scale that a comparison uses."""
    rows = []
    for name, about in settings["material_classes"].items():
        rows.append((name, "$T_c$ (K)", about["tc_mean_K"], about["tc_sd_K"], about["note"]))
        if about.get("log_odds_sd") is not None:
            rows.append((name, "log odds", about.get("log_odds_mean") or 0.0, about["log_odds_sd"], about["note"]))
    for view in views:
        if own := view.settings.get("prior"):
            response = view.results.observations.response
            name = view.words[""].get(response, response)
            rows.append((view.settings["title"], name, own["mean"], own["sd"], own["note"]))
    return rows


def all_versions(views: Sequence[ComparisonView]) -> dict[str, str]:
    """Return the versions that made the results, all of them if they differ, and the versions that drew the report."""
    return joined([*(view.versions for view in views), versions(*DRAWN_WITH)])


def _summary(results: Path, names: list[str]) -> list[dict[str, str]]:
    return [{"comparison": name, **row} for name in names for row in read_rows(results / name / "comparison.csv")]
