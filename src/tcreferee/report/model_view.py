"""What the report says of one model of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.quantities import display_unit
from tcreferee.comparison.read import ModelResult
from tcreferee.data.spoken import in_words
from tcreferee.text.html import math_html, text_html
from tcreferee.text.mathml import mathml
from tcreferee.text.numbers import decimals, interval, seen, share, significant, with_error

PROFILE_LEVELS = ("68.3%", "95.4%")


@dataclass(frozen=True)
class ModelView:
    """One model as the template sees it; `words` says how sentences name columns and parameters."""

    result: ModelResult
    words: Mapping[str, str] = field(default_factory=dict)

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
    def notes(self) -> list[str]:
        """What a reader must know of the fit; mathtext allowed."""
        return [in_words(note, self.words) for note in self.result.fit["notes"]]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The parameter table."""
        return [
            {
                "symbol": math_html(p["symbol"]),
                "name": p["name"],
                "unit": text_html(display_unit(p["unit"])),
                "meaning": text_html(in_words(p["meaning"], self.words)),
                "estimate": with_error(p["estimate"], p["standard_error"]),
                "profiles": [interval(p["intervals"].get(level)) for level in PROFILE_LEVELS],
                "median": seen(significant(p["posterior"]["q50"], 3)),
                "posterior": interval([p["posterior"]["q2.5"], p["posterior"]["q97.5"]]),
                "prior": interval([p["prior_quantiles"]["q2.5"], p["prior_quantiles"]["q97.5"]]),
            }
            for p in self.result.fit["parameters"]
        ]

    @property
    def correlations(self) -> list[tuple[Markup, Markup]]:
        """Each pair of parameters with the correlation of their estimates, where there is one."""
        matrix = self.result.fit["correlations"]["matrix"] or []  # in the order of the parameters
        symbols = [math_html(p["symbol"]) for p in self.result.fit["parameters"]]
        return [
            (Markup("{}, {}").format(symbols[i], symbols[j]), seen(decimals(row[j], 4)))
            for i, row in enumerate(matrix)
            for j in range(i)
        ]

    @property
    def replicated(self) -> list[dict[str, Any]]:
        """Statistics of the rows beside those of rows that the posterior predicts."""
        return [
            {
                "statistic": each["statistic"],
                "observed": seen(significant(each["observed"])),
                "interval": interval([each["q2.5"], each["q97.5"]]),
                "p": seen(share(each["p_value"])),
            }
            for each in self.result.diagnostics.get("predictive_checks", ())
        ]

    @property
    def inputs(self) -> list[tuple[str, tuple[str, ...]]]:
        """Input of the formula and the column of the rows that fills it; several where each row may use any."""
        return sorted(zip(self.result.fit["settings"]["inputs"], self.result.inputs, strict=True))


def shown(path: Path) -> Path:
    """Return a figure that a page is to show.

    A page shows it as an image: whatever the file holds, an image runs no script and loads nothing.

    Raises
    ------
    RefereeError
        If the figure does not exist.
    """
    if not path.is_file():
        do = f"delete the folder {path.parent} and run the workflow again"
        raise RefereeError("the report lacks a figure", [Problem(str(path), "does not exist", do=do)])
    return path
