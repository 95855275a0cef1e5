"""What the report says of one comparison: everything the template shows, found and formatted here."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.data import KEY_COLUMNS, TEXT
from tcreferee.errors import Problem, RefereeError
from tcreferee.quantities import QUANTITIES, display_unit
from tcreferee.report.digits import MISSING, decimals, interval, plain, significant, tabulated, with_error
from tcreferee.report.markup import math_html, text_html
from tcreferee.report.read import ModelResult, Results
from tcreferee.results import number, read_record, read_rows

PROFILE_LEVELS = ("68.3%", "95.4%")


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
    dataset : mapping
        Record of the processed table.
    figures : Path
    """

    name: str
    settings: Mapping[str, Any]
    results: Results
    dataset: Mapping[str, Any]
    figures: Path

    def figure(self, name: str) -> str:
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
            (text_html(label), [(decimals(scan[f], 2), best[f] == label) for f in factors])
            for label, scan in scans.items()
        ]
        return {"factors": [f"× {float(f):g}" for f in factors], "rows": rows}

    @property
    def rows(self) -> dict[str, Any]:
        """Headings and cells of the response and of every column a model uses; a cell with its own grade says so."""
        observations = self.results.observations
        used = {column for m in self.results.models for column in m.fit["settings"]["inputs"].values()}
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
    def columns(self) -> list[dict[str, Any]]:
        """Every column of the processed table, with its unit, grade, origin and doubts."""
        return [
            {"name": name, "unit": text_html(display_unit(about["unit"] or "")), **about}
            for name, about in self.dataset["columns"].items()
        ]

    @property
    def excluded(self) -> list[tuple[str, str]]:
        """Rows of the printed table that are not used, with the reason."""
        listed = [(e["row"], e["reason"]) for e in self.dataset["exclusions"]]
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

    def figure(self, kind: str) -> str:
        """Return the trace or corner plot, or the equation, as a data address."""
        suffix = "svg" if kind == "equation" else "png"
        return data_address(self.figures / "models" / f"{self.result.name}_{kind}.{suffix}")

    @property
    def equation_text(self) -> str:
        """The equation as plain text, for those who cannot see it."""
        return math_html(self.result.fit["model"]["equation"]).striptags()

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
                "unit": text_html(p["unit"]),
                "meaning": text_html(p["meaning"]),
                "estimate": with_error(p["estimate"], p["standard_error"]),
                "profiles": [interval(p["intervals"].get(level)) for level in PROFILE_LEVELS],
                "median": significant(p["posterior"]["q50"], 3),
                "posterior": interval([p["posterior"]["q2.5"], p["posterior"]["q97.5"]]),
                "prior": interval([p["prior_quantiles"]["q2.5"], p["prior_quantiles"]["q97.5"]]),
            }
            for p in self.result.fit["parameters"]
        ]

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """Input of the formula and column of the rows that fills it."""
        return sorted(self.result.fit["settings"]["inputs"].items())


def _scan(model: ModelResult) -> bool:
    return bool(model.ranked and model.diagnostics["evidence"] and model.diagnostics["evidence"]["prior_scan"])


def data_address(path: Path) -> str:
    """Return a file as a data address, so that the report needs no other file.

    Raises
    ------
    RefereeError
        If the figure does not exist.
    """
    kind = {".svg": "image/svg+xml", ".png": "image/png"}[path.suffix]
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        do = f"delete the folder {path.parent} and run the workflow again"
        raise RefereeError("the report lacks a figure", [Problem(str(path), "does not exist", do=do)]) from None
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def dataset_record(path: Path | str) -> dict[str, Any]:
    """Read the record of a processed table; text columns other than the keys are dropped from its columns."""
    record = read_record(path)
    columns = record["columns"].items()
    record["columns"] = {
        name: about for name, about in columns if name not in KEY_COLUMNS and about["quantity"] != TEXT
    }
    return record
