"""What the report says of one comparison: everything the template shows, found and formatted here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.data import KEY_COLUMNS, TEXT
from tcreferee.errors import Problem, RefereeError
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.quantities import QUANTITIES, display_unit
from tcreferee.report.digits import MISSING, decimals, interval, plain, seen, significant, tabulated, with_error
from tcreferee.report.markup import math_html, text_html
from tcreferee.report.mathml import mathml
from tcreferee.report.overview import miniature, short_verdict
from tcreferee.report.read import ModelResult, Results
from tcreferee.results import number, read_record, read_rows

PROFILE_LEVELS = ("68.3%", "95.4%")
# Letters that a data address in double quotes cannot hold as they are; encoding more of them costs bytes.
_ENCODED = str.maketrans({letter: f"%{ord(letter):02X}" for letter in '%#"&\r\n\t'})
# Names for people and tests (what a figure refers to begins with "_"), and what browsers do without.
_NEEDLESS = re.compile(r" id='(?!_)[^']*'| xmlns:xlink='[^']*'| version='1.1'|xlink:(?=href)")


@dataclass(frozen=True)
class ComparisonView:
    """One comparison as the template sees it.

    Parameters
    ----------
    name : str
        Of the comparison.
    settings : mapping
        Its block of the configuration.
    results : Results
    datasets : list of mapping
        Records of the processed tables.
    figures : Path
    """

    name: str
    settings: Mapping[str, Any]
    results: Results
    datasets: list[dict[str, Any]]
    figures: Path

    def figure(self, name: str) -> Markup:
        """Return a figure as a data address."""
        return data_address(self.figures / name)

    @property
    def models(self) -> list[ModelView]:
        """The models, best first."""
        return [ModelView(model, self.figures) for model in self.results.models]

    @property
    def caveats(self) -> list[tuple[str, list[str]]]:
        """Label and caveats of each model that has any."""
        listed = [(m.label, [c for c in m.row["caveats"].split("; ") if c]) for m in self.results.models]
        return [(label, said) for label, said in listed if said]

    @property
    def ranking_in_words(self) -> str:
        """The ranking figure for those who cannot see it."""
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
        """The evidence of each model at each prior scale; the largest of a scale is marked."""
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
        """Headings and cells of the response and of every column a model uses; a cell with its own grade says so."""
        observations = self.results.observations
        used = {column for m in self.results.models for columns in inputs_of(m) for column in columns}
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

    @property
    def short(self) -> Markup:
        """The verdict in a few words."""
        return short_verdict(self.results)

    @property
    def miniature(self) -> Markup:
        """The ranking, small."""
        return miniature(self.results, self.ranking_in_words)

    @property
    def likelihood(self) -> str:
        """The likelihood in words."""
        return LIKELIHOODS[self.results.models[0].likelihood].meaning

    @property
    def refused(self) -> list[tuple[str, str]]:
        """Label and reason of each model that could not be fitted."""
        return [(m.label, m.refused) for m in self.results.models if m.refused]

    @property
    def excluded(self) -> list[tuple[str, str]]:
        """Rows of the printed tables that are not used, with the reason."""
        listed = [(e["row"], e["reason"]) for dataset in self.datasets for e in dataset["exclusions"]]
        return listed + [(d["point_id"], d["reason"]) for d in self.results.observations.record["dropped"]]

    def _heading(self, column: str) -> dict[str, Any]:
        about = self.results.observations.record["columns"][column]
        quantity = QUANTITIES[about["quantity"]]
        scale = quantity.scale
        unit = display_unit(quantity.unit)
        if scale != 1:
            unit = f"$10^{{{len(f'{scale:.0f}') - 1}}}$ {unit}"
        return {
            "column": column, "symbol": math_html(quantity.symbol), "unit": text_html(unit), "scale": scale,
            "grade": about["grade"] or "row by row", "grade_column": about.get("grade_column"),
            "suspect": about["suspect"],
        }  # fmt: skip


@dataclass(frozen=True)
class ModelView:
    """One model as the template sees it."""

    result: ModelResult
    figures: Path

    def figure(self, kind: str) -> Markup:
        """Return the trace or corner plot as a data address."""
        return data_address(self.figures / "models" / f"{self.result.name}_{kind}.svg")

    @property
    def equation(self) -> Markup:
        """The equation as MathML."""
        return mathml(self.result.fit["model"]["equation"])

    @property
    def source(self) -> str:
        """Where the equation comes from, in a line."""
        given = self.result.fit["model"]["source"]
        parts = (given["reference"], given["equation"], given["identifier"])
        return ", ".join(part for part in parts if part != "none")

    @property
    def fit_report(self) -> str:
        """The fit report of lmfit."""
        return (self.result.folder / "fit_report.txt").read_text(encoding="utf-8")

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The parameter table."""
        return [
            {
                "symbol": math_html(p["symbol"]),
                "name": p["name"],
                "unit": text_html(display_unit(p["unit"])),
                "meaning": text_html(p["meaning"]),
                "estimate": with_error(p["estimate"], p["standard_error"]),
                "profiles": [interval(p["intervals"].get(level)) for level in PROFILE_LEVELS],
                "median": seen(significant(p["posterior"]["q50"], 3)),
                "posterior": interval([p["posterior"]["q2.5"], p["posterior"]["q97.5"]]),
                "prior": interval([p["prior_quantiles"]["q2.5"], p["prior_quantiles"]["q97.5"]]),
            }
            for p in self.result.fit["parameters"]
        ]

    @property
    def inputs(self) -> list[tuple[str, tuple[str, ...]]]:
        """Input of the formula and the column of the rows that fills it; several where each row may use any."""
        return sorted(zip(self.result.fit["settings"]["inputs"], inputs_of(self.result), strict=True))


def inputs_of(model: ModelResult) -> list[tuple[str, ...]]:
    """Return the columns each input of a model is bound to."""
    bound = model.fit["settings"]["inputs"].values()
    return [(each,) if isinstance(each, str) else tuple(each) for each in bound]


def _scan(model: ModelResult) -> bool:
    return bool(model.ranked and model.diagnostics["evidence"] and model.diagnostics["evidence"]["prior_scan"])


def data_address(path: Path) -> Markup:
    """Return a file as a data address, so that the report needs no other file.

    Raises
    ------
    RefereeError
        If the figure does not exist.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        do = f"delete the folder {path.parent} and run the workflow again"
        raise RefereeError("the report lacks a figure", [Problem(str(path), "does not exist", do=do)]) from None
    # safe inside double quotes: nothing that is left means anything to HTML there, and escaped it would be longer
    return Markup("data:image/svg+xml," + _NEEDLESS.sub("", content.strip()).translate(_ENCODED))


def dataset_record(path: Path | str) -> dict[str, Any]:
    """Read the record of a processed table; text columns other than the keys are dropped from its columns."""
    record = read_record(path)
    columns = record["columns"].items()
    record["columns"] = {
        name: about | {"shown_unit": text_html(display_unit(about["unit"] or ""))}
        for name, about in columns
        if name not in KEY_COLUMNS and about["quantity"] != TEXT
    }
    return record
