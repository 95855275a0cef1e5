"""One model of a comparison as read back from its files: its records, and its scores row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.records import number, read_record, read_rows
from tcreferee.formulas.model import Kind
from tcreferee.inference.settings import flat


@dataclass(frozen=True)
class Entry:
    """One model's results, read back."""

    name: str
    fit: dict[str, Any]
    diagnostics: dict[str, Any]
    rows: list[dict[str, str]]
    fitted_here: int = 0  # printed constants that came from these rows: they count as parameters

    def column(self, name: str) -> Array:
        """Return a pointwise column (rows,)."""
        return np.array([number(row[name]) for row in self.rows])

    @property
    def columns(self) -> list[str]:
        """Columns of the rows that the model uses; a latent choice uses several for one input."""
        return flat(self.fit["settings"]["inputs"].values())

    @property
    def kind(self) -> Kind:
        """Theory, rival, null or generic."""
        kind: Kind = self.fit["model"]["kind"]
        return kind

    @property
    def counted(self) -> int | None:
        """Counted parameters; None where a maximum of the likelihood says nothing about the model."""
        if self.fit["lnL_max"] is None or self.fit.get("hierarchical"):
            return None
        return int(self.fit["p"]) + self.fitted_here

    @property
    def elpd_lofo(self) -> float | None:
        """Sum of the log predictive densities of whole families left out; None without families."""
        found = self.diagnostics.get("elpd_family")
        return float(sum(found)) if found and None not in found else None

    @property
    def mcse_elpd(self) -> float:
        """Numerical error of the sum of exact leave-one-out scores: Monte Carlo's, or the grid's for a quadrature."""
        return float((self.diagnostics.get("loo") or {}).get("mcse_elpd") or 0.0)

    @property
    def ranked(self) -> bool:
        """Whether the model may be ranked: converged, with an exact LOO."""
        return bool(self.diagnostics["converged"]) and bool(np.isfinite(self.column("elpd_loo")).all())


def symbols(fit: Mapping[str, Any]) -> dict[str, str]:
    """Return how a sentence names each parameter of a fit: its symbol, with mathtext."""
    return {p["name"]: f"${p['symbol']}$" for p in fit.get("parameters", ())}


def read_entry(name: str, folder: Path | str) -> Entry:
    """Read one model's results from its folder."""
    folder = Path(folder)
    return Entry(
        name,
        read_record(folder / "fit.json"),
        read_record(folder / "diagnostics.json"),
        read_rows(folder / "pointwise.csv"),
    )
