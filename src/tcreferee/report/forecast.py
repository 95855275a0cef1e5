"""Predictions for materials that were not fitted, for the report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from tcreferee.base.quantities import display_unit
from tcreferee.base.records import number, read_record, read_rows
from tcreferee.data.spoken import in_words
from tcreferee.text.html import plain_text
from tcreferee.text.numbers import MISSING, significant

# ASSUME: materials are independent of each other when their measured values are counted
RARE = 0.05  # intervals are called too narrow if so few values lie in them less often than this


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
    title_of : str
        Title of the comparison whose fits it uses.
    """

    name: str
    record: dict[str, Any]
    rows: list[dict[str, str]]
    words: Mapping[str, str] = field(default_factory=dict)
    title_of: str = ""

    @property
    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Which materials were measured, and the scores of the models that cover just these, highest D first.

        Models that cover different materials stand in different groups: their scores cannot be compared. The largest
        set of materials comes first.
        """
        found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for name in self.record["models"]:
            found.setdefault(tuple(self._counted(name)), []).append(self._score(name))
        ordered = sorted(found.items(), key=lambda item: -len(item[0]))
        return [(_covered(names), sorted(scores, key=lambda each: -each["d"])) for names, scores in ordered]

    def said_of(self, name: str) -> tuple[str, str, str]:
        """Return label, D with its error, and coverage in words of a model; mathtext allowed."""
        score = self._score(name)
        if not score["measured"]:
            return score["label"], "–", "no material that it covers was measured"
        return score["label"], score["shown_d"], score["covered"]

    def _counted(self, name: str) -> list[str]:
        """Return the measured materials that a model predicts and that count, by label."""
        return [row["label"] for row in self.rows if row["model"] == name and row["counted"] == "true"]

    def _score(self, name: str) -> dict[str, Any]:
        about, n = self.record["models"][name], self.record["models"][name]["n_measured"]
        d, se = about["d_elpd_constant"], self._error(name)
        known = [level for level in (95, 50) if n and about[f"coverage_{level}"] is not None]
        counts = {level: round(n * about[f"coverage_{level}"]) for level in known}
        inside = [f"{count} of {n} measured values within the {level} % interval" for level, count in counts.items()]
        narrow = [level for level, count in counts.items() if _at_most(count, n, level / 100) < RARE]
        said = [f"fewer than the {' and '.join(f'{level} %' for level in narrow)} promised"] if narrow else []
        return {
            "label": about["label"] + ("" if about["converged"] else " (not converged)"), "measured": n,
            "covered": "; ".join([", ".join(inside), *said]) if inside else "a probability, no interval",
            "rmse": _number(about["rmse"]),
            "d": -math.inf if d is None else d, "shown_d": _shown(d, se, n, self._is_constant(name)),
            "outside": str(about["n_extrapolated"]),
        }  # fmt: skip

    def _error(self, name: str) -> float:
        """Return the standard error of D over the materials; not a number for the constant or fewer than two."""
        constant = next(filter(self._is_constant, self.record["models"]), name)
        own, null = self._elpd(name), self._elpd(constant)
        parts = [own[key] - null[key] for key in own if key in null]
        if name == constant or len(parts) < 2:
            return math.nan
        return float(np.sqrt(len(parts)) * np.std(parts, ddof=1))

    def _is_constant(self, name: str) -> bool:
        """Whether this is the null model to which D is taken."""
        about = self.record["models"][name]
        return bool(about.get("n_constant")) and about["elpd"] == about["elpd_constant"]

    def _elpd(self, name: str) -> dict[str, float]:
        rows = [row for row in self.rows if row["model"] == name and row["counted"] == "true"]
        return {row["point_id"] or row["label"]: number(row["elpd"]) for row in rows}

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


def _covered(names: Sequence[str]) -> str:
    if not names:
        return "No material that these models cover was measured"
    return f"{len(names)} measured material{'s' if len(names) > 1 else ''}: {', '.join(dict.fromkeys(names))}"


def _at_most(count: int, n: int, share: float) -> float:
    """Return the probability of at most `count` of `n`, each with a probability of `share`."""
    return sum(math.comb(n, i) * share**i * (1 - share) ** (n - i) for i in range(count + 1))


def _shown(d: float | None, se: float, n: int, reference: bool) -> str:
    if d is None:
        return str(MISSING)
    if reference:
        return "0, the reference"
    return _signed(d) + (f" ± {se:.1f}" if math.isfinite(se) else " (one material: no SE)" if n == 1 else "")


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def _number(value: float | None) -> str:
    return MISSING if value is None else significant(value, 3)


def read_forecasts(
    results: Path | str, names: Iterable[str], words: Mapping[str, Mapping[str, str]] | None = None,
    titles: Mapping[str, str] | None = None,
) -> list[Forecast]:  # fmt: skip
    """Read predictions.

    Parameters
    ----------
    results : path
        Folder of the results.
    names : iterable of str
        Of the predictions.
    words : mapping of str to mapping of str to str, optional
        For each comparison, how sentences name its columns.
    titles : mapping of str to str, optional
        Title of each comparison.
    """
    folder = Path(results) / "predictions"
    records = {name: read_record(folder / f"{name}.json") for name in names}
    return [
        Forecast(
            name,
            record,
            read_rows(folder / f"{name}.csv"),
            (words or {}).get(record["comparison"], {}),
            (titles or {}).get(record["comparison"], record["comparison"]),
        )
        for name, record in records.items()
    ]
