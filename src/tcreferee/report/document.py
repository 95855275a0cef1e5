"""Write the report as one self-contained HTML file, and one table of all comparisons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.base.provenance import versions, write_text
from tcreferee.base.records import read_rows, write_record, write_rows
from tcreferee.comparison.columns import COLUMNS
from tcreferee.comparison.questions import MEANINGS, SIGNS
from tcreferee.comparison.read import read_results
from tcreferee.figures.captions import CAPTIONS
from tcreferee.papers.claim import Verdict
from tcreferee.report.columns import GROUPS
from tcreferee.report.compared import dataset_record
from tcreferee.report.content import ComparisonView, joined
from tcreferee.report.doubts import doubts_of
from tcreferee.report.forecast import Forecast, read_forecasts
from tcreferee.report.ledger import PaperView, read_ledger
from tcreferee.report.model_view import data_address
from tcreferee.report.overview import groups
from tcreferee.report.page import fill
from tcreferee.report.standing import COLUMNS as STANDING
from tcreferee.report.standing import Standing, standings, summary
from tcreferee.report.standing import rows as standing_rows
from tcreferee.text import numbers
from tcreferee.text.html import math_html, note_html, plain_text, text_html

DRAWN_WITH = ("matplotlib", "jinja2", "snakemake", "pandas")


def write_report(
    results: Path | str, processed: Path | str, settings: Mapping[str, Any], out_html: Path | str, out_csv: Path | str,
    out_standing: Path | str,
) -> None:  # fmt: skip
    """Write the report, the table of all comparisons with its record, and the table of how each theory stands.

    Parameters
    ----------
    results, processed : path
        Folders of the results (comparisons and claims ledger) and of the processed tables.
    settings : mapping
        The configuration as plain values: `seed`, `effect_factor`, `sampler`, `material_classes`,
        `comparisons`; its comparisons are shown, in its order; `ledger: false` leaves out the claims ledger.
    out_html, out_csv, out_standing : path

    Raises
    ------
    RefereeError
        If a result is missing.
    """
    views = [
        ComparisonView(
            name,
            about,
            read_results(Path(results) / name),
            [dataset_record(Path(processed) / f"{each}.json") for each in _names(about["dataset"])],
            Path(results) / name / "figures",
        )
        for name, about in settings["comparisons"].items()
    ]
    doubts = doubts_of(views)
    views = [replace(view, doubts=doubts) for view in views]
    write_rows(out_csv, ("comparison", *COLUMNS), _summary(Path(results), list(settings["comparisons"])))
    write_record(Path(out_csv).with_suffix(".json"), {"comparisons": list(settings["comparisons"])})
    words = {view.name: view.words[""] for view in views}
    forecasts = read_forecasts(results, settings.get("predict", {}), words)
    drawn = {name: Path(results) / "figures" / f"{name}.svg" for name in CAPTIONS}
    remade = [(data_address(path), CAPTIONS[name]) for name, path in drawn.items() if path.is_file()]
    standing = standings(views)
    write_rows(out_standing, STANDING, standing_rows(standing))
    papers = read_ledger(results) if settings.get("ledger", True) else []
    write_text(out_html, render(views, standing, papers, settings, forecasts, remade if papers else []))


def _names(dataset: str | list[str]) -> list[str]:
    return [dataset] if isinstance(dataset, str) else dataset


def render(
    views: list[ComparisonView],
    standing: list[Standing],
    papers: list[PaperView],
    settings: Mapping[str, Any],
    forecasts: Sequence[Forecast] = (),
    remade: Sequence[tuple[Markup, str]] = (),
) -> str:
    """Return the HTML of the report; every text that comes from a file is escaped."""
    filters = {"math": text_html, "note": note_html, "symbol": math_html, "plain": plain_text, "short": numbers.short}
    return fill(
        "report.html.j2",
        filters,
        "report.js",
        comparisons=views,
        overview=groups(views),
        standings=standing,
        standing_summary=summary(standing),
        outcomes=[(outcome, sign, MEANINGS[outcome]) for outcome, sign in SIGNS.items()],
        papers=papers,
        forecasts=forecasts,
        remade=remade,
        verdicts=[str(verdict) for verdict in Verdict],
        settings=settings,
        priors=_priors(settings, views),
        groups=GROUPS,
        checks=_checks(views),
        versions=all_versions(views),
        missing=numbers.MISSING,
    )


def _checks(views: list[ComparisonView]) -> list[tuple[str, str]]:
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
