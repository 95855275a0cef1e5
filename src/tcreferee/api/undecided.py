"""Which measurement would decide: for the undecided formulas of a comparison that was run."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from tcreferee.api.comparisons import Compared
from tcreferee.api.datasets import Dataset, load_dataset
from tcreferee.api.models import load_model
from tcreferee.api.named import matches
from tcreferee.base.errors import Problem, RefereeError, nearest, raise_if
from tcreferee.base.progress import step, told
from tcreferee.comparison.declared import domain_of
from tcreferee.comparison.entry import Entry, read_entry
from tcreferee.comparison.questions import Answers, from_record
from tcreferee.comparison.read import Results, read_results
from tcreferee.comparison.undecided import Undecided
from tcreferee.data.check import process
from tcreferee.formulas.model import TcModel
from tcreferee.prediction.next_measurement import ON_DEMAND, Effort, NextMeasurement
from tcreferee.prediction.places import Places, pool

TITLE = "These materials cannot be candidates"


@told("looking for the next measurement")
def next_measurements(
    source: Compared | Path | str, materials: Dataset | Path | str | None = None, formulas: Sequence[str] = (),
    effort: Effort = ON_DEMAND, inputs: Mapping[str, str] | None = None,
    where: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, NextMeasurement]:  # fmt: skip
    """Return which further measurement would tell each undecided formula from the null that decides.

    Parameters
    ----------
    source : Compared or path
        What `compare` returned, or the folder `results/{comparison}` of a run.
    materials : Dataset or path, optional
        Real candidate materials: a table with the inputs. By default any place in the range of the rows, widened.
    formulas : sequence of str
        Entries; by default all that are undecided.
    effort : Effort
        How many draws, places and simulated data sets.
    inputs : mapping of str to str, optional
        For each column of the comparison, the column of the candidates; by default the same, or the only one of its
        quantity.
    where : mapping of str to words, optional
        Only candidates with one of these words in each column.

    Returns
    -------
    dict of str to NextMeasurement
        By entry.

    Raises
    ------
    RefereeError
        A result is missing, a formula is not among the undecided ones, or the table lacks an input.

    Examples
    --------
    >>> next_measurements("results/quantum_well_iron")["quantum_well_printed"].rows  # doctest: +SKIP
    (4, 8, None)
    """
    folder = source.folder if isinstance(source, Compared) else Path(source)
    results = read_results(folder)
    models = dict(source.models) if isinstance(source, Compared) else _models(results)
    undecided = undecided_of(results, models, folder, effort)
    unknown = [name for name in formulas if name not in undecided.names]
    if unknown:
        problems = [
            Problem(name, f"is not an undecided formula of '{results.comparison}'", do=nearest(name, undecided.names))
            for name in unknown
        ]
        raise RefereeError("No next measurement", problems)
    found = dict[str, NextMeasurement]()
    listed = None if materials is None else Candidates.of(materials, dict(inputs or {}), dict(where or {}))
    asked = formulas or undecided.names
    for i, name in enumerate(asked, start=1):
        step(name, i, len(asked))
        candidates = None if listed is None else listed.places(undecided, name)
        found |= dict(undecided.found(candidates, [name]))
    return found


def undecided_of(results: Results, models: Mapping[str, TcModel], folder: Path, effort: Effort) -> Undecided:
    """Return the undecided formulas of results that were read back."""
    entries = [read_entry(model.name, folder / model.name) for model in results.ranked]
    answers: dict[str, Answers] = {name: from_record(each) for name, each in results.verdict["questions"].items()}
    labels = {model.name: model.label for model in results.models}
    folders = {entry.name: folder / entry.name for entry in entries}
    return Undecided(entries, labels, answers, {}, models, folders, results.observations, effort)


def _models(results: Results) -> dict[str, TcModel]:
    return {model.name: load_model(model.fit["model"]["name"]) for model in results.fitted}


@dataclass(frozen=True)
class Candidates:
    """Real materials: rows of a table as text, and the record of its columns.

    Parameters
    ----------
    name : str
        Of the table.
    columns : mapping
        What the record says of each column.
    rows : sequence of mapping
    inputs : mapping of str to str
        Column of the comparison -> column of the table, where it is told.
    """

    name: str
    columns: Mapping[str, Mapping[str, Any]]
    rows: Sequence[Mapping[str, str]]
    inputs: Mapping[str, str]

    @classmethod
    def of(cls, table: Dataset | Path | str, inputs: Mapping[str, str], where: Mapping[str, Sequence[str]]) -> Self:
        """Return the rows of a table, or some of them.

        Raises
        ------
        RefereeError
            The table cannot be read, or has no such column.
        """
        data = table if isinstance(table, Dataset) else load_dataset(table)
        with tempfile.TemporaryDirectory() as folder:
            shown = process(data.write(folder))
        unknown = [name for name in inputs.values() if name not in shown.record["columns"]]
        problems = [Problem(data.name, f"has no column '{n}'", do=nearest(n, shown.record["columns"])) for n in unknown]
        raise_if(TITLE, problems)
        rows = [row for row in shown.rows if matches(row, where, data.name)]
        return cls(data.name, shown.record["columns"], rows, inputs)

    def places(self, undecided: Undecided, name: str) -> Places:
        """Return the candidates that have every input of a formula and of its null, as places.

        Raises
        ------
        RefereeError
            The table has not every input, or no row with all of them that is not at hand.
        """
        entry: Entry = next(e for e in undecided.entries if e.name == name)
        rows = undecided.observations
        names, missing = dict[str, str](), list[Problem]()
        for column in undecided.columns(name):
            own, lack = self._column(column, rows.quantities[column])
            names[column] = own
            if lack:
                missing.append(Problem(self.name, f"has {lack}", f"one named '{column}', or told by inputs"))
        raise_if(TITLE, missing)
        family = [row.get(str(rows.record["families"] or ""), "") for row in self.rows]
        found = pool(self.rows, names, rows, family, domain_of(entry), self._measured(rows.response, rows.quantities))
        if not len(found):
            problem = Problem(self.name, "has no row with every input that is not one of the rows at hand")
            raise RefereeError(TITLE, [problem])
        return found

    def _column(self, column: str, quantity: str) -> tuple[str, str]:
        """Return the column of the table for one of the comparison, and what is in the way of that."""
        alike = [own for own, about in self.columns.items() if about["quantity"] == quantity]
        told = self.inputs.get(column, column)
        if told in alike:
            return told, ""
        if len(alike) == 1:
            return alike[0], ""
        return "", f"several columns of {quantity}: {', '.join(alike)}" if alike else f"no column of {quantity}"

    def _measured(self, response: str, quantities: Mapping[str, str]) -> str:
        """Return the column in which the response of a candidate may stand already; "" if there is none."""
        alike = [own for own, about in self.columns.items() if about["quantity"] == quantities[response]]
        return response if response in alike else alike[0] if alike else ""
