"""One comparison in the report: everything that the template shows, formatted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from markupsafe import Markup

from tcreferee.base.quantities import display_unit
from tcreferee.base.records import number, read_rows
from tcreferee.comparison.lead import Scored
from tcreferee.comparison.questions import from_record
from tcreferee.comparison.read import ModelResult
from tcreferee.comparison.sentence import sentence
from tcreferee.data.spoken import in_words
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.report.audits import RecoveryView, read_recovery
from tcreferee.report.cite import entries
from tcreferee.report.columns import PARTS, Column
from tcreferee.report.compared import Compared
from tcreferee.report.doubts import Doubts
from tcreferee.report.miniature import headline, miniature
from tcreferee.report.model_view import ModelView, shown
from tcreferee.report.specified import CurveView
from tcreferee.report.trials import Trial, best, trials_of
from tcreferee.specifications.write import read_specifications
from tcreferee.text.html import math_html, text_html
from tcreferee.text.numbers import MISSING, decimals, plain, seen, tabulated


@dataclass(frozen=True)
class ComparisonView(Compared):
    """One comparison, for the template.

    Parameters
    ----------
    doubts : Doubts
        What audits found in any comparison, see `tcreferee.report.doubts.doubts_of`.
    """

    doubts: Doubts = field(default_factory=Doubts)

    def figure(self, name: str) -> str:
        """Return the address of a figure from the folder of the results."""
        return f"{self.name}/figures/{shown(self.figures / name).name}"

    @property
    def entries(self) -> str:
        """BibTeX entries of its tables and of the formulas that somebody proposed."""
        sources = [m.fit["model"]["source"] for m in self.results.models if m.credited]
        return entries(self.datasets, {s["reference"]: (s["identifier"], s["equation"]) for s in sources})

    @property
    def models(self) -> list[ModelView]:
        """The models, best first."""
        return [ModelView(model, self.words[model.name]) for model in self.results.models]

    @property
    def caveats(self) -> list[tuple[str, list[str]]]:
        """Label and caveats of each model that has any."""
        listed = [(m.label, [c for c in m.row["caveats"].split("; ") if c]) for m in self.results.models]
        return [(label, said) for label, said in listed if said]

    @property
    def recovery(self) -> list[RecoveryView]:
        """Which model is picked in simulated data sets."""
        return read_recovery(self.figures.parent / "recovery.csv", {m.name: m.label for m in self.results.models})

    @property
    def doubts_of_best(self) -> list[str]:
        """What speaks against the formula that the headline names; mathtext allowed."""
        found = best(self.trials)
        return found.doubts if found else []

    @property
    def ranking_in_words(self) -> str:
        """The ranking figure in words, for readers who cannot see it."""
        said = []
        for m in self.results.models:
            d, se = number(m.row["d_elpd"]), number(m.row["se_d_elpd"])
            if not m.ranked:
                said.append(f"{m.label}: not ranked")
            elif se != se:
                said.append(f"{m.label}: best")
            else:
                said.append(f"{m.label}: D = {plain(d)}, standard error {plain(se)}")
        return "Difference to the best model, nats. " + "; ".join(said).replace("$", "") + "."

    @property
    def scan(self) -> dict[str, Any] | None:
        """The evidence of each model at each prior scale; the largest at each scale is marked."""
        scans = {m.label: m.diagnostics["evidence"]["prior_scan"] for m in self.results.models if _scan(m)}
        if not scans:
            return None
        factors = sorted(next(iter(scans.values())), key=float)
        best = {f: max(scans, key=lambda label: scans[label][f]) for f in factors}
        rows = [
            (text_html(label), [(seen(decimals(scan[f], 2)), best[f] == label) for f in factors])
            for label, scan in scans.items()
        ]
        return {"factors": [f"× {float(f):g}" for f in factors], "rows": rows}

    @property
    def rows(self) -> dict[str, Any]:
        """Headings and cells of the response and of every column a model uses, with grades that differ by cell."""
        observations = self.results.observations
        used = {column for m in self.results.models for column in m.columns}
        heads = [self._heading(c) for c in (observations.response, *(c for c in observations.columns if c in used))]
        printed = read_rows(self.figures.parent / "observations.csv")
        return {
            "heads": heads,
            "rows": [
                (row["point_id"].rpartition(":")[2], row["label"], [self._cell(row, head) for head in heads])
                for row in printed
            ],
        }

    def _cell(self, row: Mapping[str, str], head: Mapping[str, Any]) -> Markup:
        value = tabulated(float(row[head["column"]]) / head["scale"]) if row[head["column"]] else MISSING
        grade = row.get(head["grade_column"] or "", "")
        return Markup("{} <small>{}</small>").format(value, grade) if grade else value

    @cached_property
    def trials(self) -> list[Trial]:
        """The trials of its formulas, the best first."""
        return trials_of(self, self.doubts)

    @property
    def specifications(self) -> list[CurveView]:
        """The specification curves of its formulas, in the order of their trials."""
        labels = {m.name: m.label for m in self.results.models}
        found = read_specifications(self.figures.parent / "specifications.csv", labels)
        order = [trial.model for trial in self.trials]
        return [CurveView(found[name]) for name in order if name in found]

    @property
    def sentence(self) -> str:
        """What these rows decide, as `comparison.json` says it, with what audits found since; mathtext allowed."""
        said, leader = self.results.verdict, self.results.verdict.get("leader")
        if not leader:
            return str(said["sentence"])
        answers = {name: from_record(each) for name, each in said["questions"].items()}
        labels = {m.name: m.label for m in self.results.models}
        highest = Scored("", leader["label"], leader["kind"], (), np.empty(0))
        return sentence(said["n"], answers, labels, highest, {trial.model: trial.outcome for trial in self.trials})

    @property
    def short(self) -> Markup:
        """The verdict in a few words: that of its best formula."""
        return headline(best(self.trials), self.results)

    @property
    def table_parts(self) -> list[tuple[str, list[tuple[str, tuple[Column, ...]]]]]:
        """The comparison table in parts that fit a page: a title, and the groups of columns that are not empty."""
        parts = []
        for words, part in PARTS:
            groups = [(title, c) for title, c in part if any(m.row[x.name] for m in self.results.models for x in c)]
            parts.append((words, groups))
        return parts

    @property
    def strength(self) -> str:
        """How far the best formula is from the decisive curves without physics; "" if there is no formula or curve."""
        found = best(self.trials)
        return found.numbers if found else ""

    @property
    def next_rows(self) -> list[tuple[str, str]]:
        """Label of each undecided formula, and the measurement that would decide: first those where one would."""
        found = self.results.verdict.get("next", {})
        asked = [m for m in self.results.models if m.name in found]
        asked.sort(key=lambda m: found[m.name]["rows"][1] is None)
        return [(m.label, found[m.name]["sentence"]) for m in asked]

    @property
    def next_drawn(self) -> bool:
        """Whether the figure `next` has a panel."""
        return any(each["curve"] for each in self.results.verdict.get("next", {}).values())

    @property
    def curves(self) -> list[dict[str, Any]]:
        """The generated curves, those that predict best first."""
        ordered = sorted(self.results.generated, key=lambda row: -number(row["elpd_loo"]))
        cells = {"elpd": "elpd_loo", "d": "d_elpd", "se": "se_d_elpd"}
        return [
            {"label": row["label"], "kind": row["kind"], "k": row["k"]}
            | {word: decimals(row[name], 1) for word, name in cells.items()}
            for row in ordered
        ]

    @property
    def miniature(self) -> Markup:
        """The ranking, small."""
        return miniature(self.results, self.ranking_in_words)

    @property
    def likelihood(self) -> str:
        """The likelihood in words, and the declared errors that it uses."""
        meaning = LIKELIHOODS[self.results.models[0].likelihood].meaning
        return " ".join([f"{meaning}.", *self.results.verdict.get("errors", ())])

    @property
    def versions(self) -> dict[str, str]:
        """The versions that made the results; all of them if models differ."""
        return joined(model.fit["versions"] for model in self.results.models)

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Label and reason of each model that could not be fitted."""
        return [(m.label, m.refused) for m in self.results.models if m.refused]

    @property
    def excluded(self) -> list[tuple[str, str]]:
        """Rows of the printed tables that are not used, with the reason."""
        listed = [(e["row"], e["reason"]) for dataset in self.datasets for e in dataset["exclusions"]]
        dropped = self.results.observations.record["dropped"]
        return listed + [(d["point_id"], in_words(d["reason"], self.words[""])) for d in dropped]

    def _heading(self, column: str) -> dict[str, Any]:
        about = self.results.observations.record["columns"][column]
        quantity = self.results.observations.quantity(column)
        scale = quantity.scale
        unit = display_unit(quantity.unit)
        if scale != 1:
            unit = f"$10^{{{len(f'{scale:.0f}') - 1}}}$ {unit}"
        return {
            "column": column, "symbol": math_html(quantity.symbol), "unit": text_html(unit), "scale": scale,
            "grade": about["grade"] or "row by row", "grade_column": about.get("grade_column"),
            "suspect": about["suspect"],
        }  # fmt: skip


def _scan(model: ModelResult) -> bool:
    return bool(model.ranked and model.diagnostics["evidence"] and model.diagnostics["evidence"]["prior_scan"])


def joined(each: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return every package with its version, or with all versions if they differ."""
    found: dict[str, dict[str, None]] = {}
    for name, version in (item for some in each for item in some.items()):
        found.setdefault(name, {})[version] = None
    return {name: ", ".join(sorted(found[name])) for name in sorted(found)}
