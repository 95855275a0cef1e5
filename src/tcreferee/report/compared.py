"""The results of one comparison as the report reads them: settings, results, tables and audits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tcreferee.base.quantities import display_unit
from tcreferee.base.records import read_record
from tcreferee.comparison.entry import symbols
from tcreferee.comparison.read import Results
from tcreferee.data import KEY_COLUMNS, TEXT
from tcreferee.report.audits import AuditView, read_audits
from tcreferee.text.html import text_html


@dataclass(frozen=True)
class Compared:
    """One comparison.

    Parameters
    ----------
    name : str
    settings : mapping
        Its block of the configuration.
    results : Results
    datasets : list of mapping
        Records of the processed tables, see `dataset_record`.
    figures : Path
        Folder of its figures, in the folder of its results.
    """

    name: str
    settings: Mapping[str, Any]
    results: Results
    datasets: list[dict[str, Any]]
    figures: Path

    @cached_property
    def audits(self) -> list[AuditView]:
        """The audits; those that fire come first."""
        labels = {model.name: model.label for model in self.results.models}
        return read_audits(self.figures.parent / "audits.csv", labels, self.words)

    @cached_property
    def words(self) -> dict[str, dict[str, str]]:
        """How sentences name columns, and the parameters of each model; "" stands for a sentence about no model."""
        columns = self.results.observations.spoken
        return {model.name: columns | symbols(model.fit) for model in self.results.models} | {"": columns}


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
