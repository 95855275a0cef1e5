"""Which measurement would decide: for the undecided formulas of a comparison that was run."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tcreferee.api.comparisons import Compared
from tcreferee.api.datasets import Dataset, load_dataset
from tcreferee.api.models import load_model
from tcreferee.base.errors import Problem, RefereeError, nearest
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


@told("looking for the next measurement")
def next_measurements(
    source: Compared | Path | str, materials: Dataset | Path | str | None = None, formulas: Sequence[str] = (),
    effort: Effort = ON_DEMAND,
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
    asked = formulas or undecided.names
    for i, name in enumerate(asked, start=1):
        step(name, i, len(asked))
        candidates = None if materials is None else _pool(undecided, name, materials)
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


def _pool(undecided: Undecided, name: str, materials: Dataset | Path | str) -> Places:
    """Return the candidates for a formula and its null: rows of a table that have every input of both."""
    data = materials if isinstance(materials, Dataset) else load_dataset(materials)
    with tempfile.TemporaryDirectory() as folder:
        shown = process(data.write(folder))
    entry: Entry = next(e for e in undecided.entries if e.name == name)
    rows, columns = undecided.observations, undecided.columns(name)
    names, missing = dict[str, str](), list[Problem]()
    for column in columns:
        quantity = rows.quantities[column]
        alike = [own for own, about in shown.record["columns"].items() if about["quantity"] == quantity]
        own = column if column in alike else alike[0] if len(alike) == 1 else ""
        if own:
            names[column] = own
        else:
            many = f"several columns of {quantity}: {', '.join(alike)}" if alike else f"no column of {quantity}"
            missing.append(Problem(data.name, f"has {many}", f"one named '{column}'"))
    if missing:
        raise RefereeError("These materials cannot be candidates", missing)
    family = [row.get(str(rows.record["families"] or ""), "") for row in shown.rows]
    found = pool(shown.rows, names, rows, family, domain_of(entry))
    if not len(found):
        problem = Problem(data.name, "has no row with every input that is not one of the rows at hand")
        raise RefereeError("These materials cannot be candidates", [problem])
    return found
