"""Predictions for materials that were not fitted, for the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.base.quantities import display_unit
from tcreferee.base.records import number, read_record, read_rows
from tcreferee.data.spoken import in_words
from tcreferee.text.html import plain_text
from tcreferee.text.numbers import MISSING, significant


@dataclass(frozen=True)
class Forecast:
    """One prediction, for the template.

    Parameters
    ----------
    name : str
    record : dict
        Coverage, RMSE and log predictive density of each model.
    rows : list of dict
        One for each material and model.
    words : mapping of str to str
        How sentences name the columns.
    """

    name: str
    record: dict[str, Any]
    rows: list[dict[str, str]]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def models(self) -> list[dict[str, str]]:
        """The table of scores, one row for each model: those with measured materials first, highest density first."""
        known = sorted(
            self.record["models"].items(),
            key=lambda item: (item[1]["n_measured"] == 0, -(item[1]["d_elpd_constant"] or 0.0)),
        )
        return [
            {
                "label": about["label"] + ("" if about["converged"] else " (not converged)"),
                "measured": str(about["n_measured"]),
                "coverage_50": _share(about["coverage_50"]),
                "coverage_95": _share(about["coverage_95"]),
                "rmse": _number(about["rmse"]),
                "d_elpd": _number(about["d_elpd_constant"]),
                "outside": str(about["n_extrapolated"]),
            }
            for _, about in known
        ]

    @property
    def unit(self) -> str:
        """Unit of the prediction, in brackets; "" if it has none."""
        unit = display_unit(self.record["unit"])
        return f" ({unit})" if unit else ""

    @property
    def names(self) -> list[str]:
        """Labels of the models, in the order of the configuration."""
        seen = dict.fromkeys(row["model"] for row in self.rows)
        return [self.record["models"][name]["label"] for name in seen]

    @property
    def materials(self) -> list[dict[str, Any]]:
        """One row for each material: the measured value and, for each model, median and 95 % interval or a reason."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            key = row["point_id"] or row["label"]
            about = found.setdefault(key, {"label": row["label"], "measured": "", "cells": []})
            about["measured"] = significant(number(row["measured"]), 3) if row["measured"] else MISSING
            about["cells"].append(_cell(row, self.words))
        return list(found.values())


def _cell(row: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    if not row["median"]:
        return {"text": MISSING, "why": plain_text(in_words(row["note"] or "no prediction", words)), "kind": ""}
    middle, low, high = (significant(number(row[key]), 3) for key in ("median", "lower95", "upper95"))
    outside = f"outside the fitted range: {row['extrapolates']}" if row["extrapolates"] else ""
    kind = "missed" if row["inside_95"] == "false" else ""
    return {
        "text": Markup("{} ({} to {})").format(middle, low, high),
        "why": plain_text(in_words("; ".join(filter(None, (outside, row["note"]))), words)),
        "kind": kind,
    }


def _share(value: float | None) -> str:
    return MISSING if value is None else f"{100 * value:.0f} %"


def _number(value: float | None) -> str:
    return MISSING if value is None else significant(value, 3)


def read_forecasts(
    results: Path | str, names: Iterable[str], words: Mapping[str, Mapping[str, str]] | None = None
) -> list[Forecast]:
    """Read predictions.

    Parameters
    ----------
    results : path
        Folder of the results.
    names : iterable of str
        Of the predictions.
    words : mapping of str to mapping of str to str, optional
        For each comparison, how sentences name its columns.
    """
    folder = Path(results) / "predictions"
    records = {name: read_record(folder / f"{name}.json") for name in names}
    return [
        Forecast(name, record, read_rows(folder / f"{name}.csv"), (words or {}).get(record["comparison"], {}))
        for name, record in records.items()
    ]
