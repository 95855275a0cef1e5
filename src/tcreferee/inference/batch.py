"""All models of some comparisons in one job, so that the libraries are imported once.

Models that would come out as in an earlier run are put back, not inferred again (`tcreferee.base.kept`): after an edit
of one model only that model is inferred.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tcreferee.base.checksums import write_checksums
from tcreferee.base.child import NotComputedError, in_child, of_what
from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.kept import FOLDER, once
from tcreferee.base.provenance import sha256, versions
from tcreferee.base.records import DIED, RESULT_FILES, clean, read_record
from tcreferee.data.observations import Observations, know_quantities, read_observations
from tcreferee.formulas.loading import load_model, verify
from tcreferee.inference.record import VERSIONED
from tcreferee.inference.settings import InferSettings

# rows above which a model is inferred in a process of its own
BY_ITSELF = 500


@dataclass(frozen=True)
class Job:
    """One model of the comparison.

    Parameters
    ----------
    model_path : path
    sources : tuple of paths
        The model file and what it imports of this package.
    settings : InferSettings
    """

    model_path: Path
    sources: tuple[Path, ...]
    settings: InferSettings


def infer_batch(
    comparisons: Mapping[str, Mapping[str, Job]], code: str, results: Path | str, log: logging.Logger
) -> None:
    """Infer the models of several comparisons.

    Parameters
    ----------
    comparisons : mapping of comparison to mapping of entry name to Job
    code : str
        Checksum of the inference itself.
    results : path
        Folder with a folder for each comparison, which holds its rows.
    log : logging.Logger

    Raises
    ------
    RefereeError
        If model files cannot be used; all of them are named, before anything is computed.
    """
    for name in comparisons:
        know_quantities(Path(results) / name / "observations.json")
    problems = list[Problem]()
    for path in sorted({job.model_path for jobs in comparisons.values() for job in jobs.values()}):
        try:
            verify(load_model(path), path)
        except RefereeError as error:
            problems += error.problems
    raise_if("models that cannot be used", problems)
    for number, (name, jobs) in enumerate(comparisons.items(), 1):
        folder = Path(results) / name
        made = infer_comparison(folder / "observations.csv", jobs, code, folder, log)
        log.info("%s: inferred %d of %d models (%d of %d)", name, len(made), len(jobs), number, len(comparisons))


def infer_comparison(
    observations_path: Path | str, jobs: Mapping[str, Job], code: str, folder: Path | str,
    log: logging.Logger, kept: Path = FOLDER,
) -> list[str]:  # fmt: skip
    """Infer every model of a comparison that an earlier run has not inferred from the same rows, file and settings.

    Parameters
    ----------
    observations_path : path
    jobs : mapping of entry name to Job
    code : str
        Checksum of the inference itself.
    folder : path
        results/{comparison}; a folder for each model is made in it, and `inference.json`, the checksums of all files.
    log : logging.Logger
    kept : Path
        Where results of earlier runs are kept.

    Returns
    -------
    list of str
        Names of the models that were inferred.

    Raises
    ------
    RefereeError
        If rows or model files cannot be used; all of them are named.
    """
    folder, observations_path = Path(folder), Path(observations_path)
    rows = read_observations(observations_path)
    shared = [*_identity(rows), code, json.dumps(versions(*VERSIONED))]
    made, problems = [], list[Problem]()
    for name, job in jobs.items():
        words = [*shared, *map(sha256, job.sources), json.dumps(clean(asdict(job.settings)), sort_keys=True)]
        files, own_log = _files(folder, name), _Named(log, {"model": f"{folder.name}, {name}"})
        infer_one = partial(_infer, observations_path, rows.n, job, files, own_log)
        part, lacks = f"infer/{folder.name}/{name}", partial(_missing, folder, [name])
        try:
            if once(part, words, [*files.values()], infer_one, kept, lacks):
                made.append(name)
        except RefereeError as error:
            problems += error.problems
    raise_if(f"models of {folder.name} that cannot be used", problems)
    _record_checksums(folder, observations_path, jobs)
    return made


def _record_checksums(folder: Path, observations_path: Path, names: Iterable[str]) -> None:
    """Write `inference.json`: the checksums of the rows and of every model's files, and which models are missing."""
    inputs = [observations_path, observations_path.with_suffix(".json")]
    outputs = [file for name in names for file in _files(folder, name).values()]
    write_checksums(folder / "inference.json", inputs, outputs, _missing(folder, names))


def _identity(rows: Observations) -> list[str]:
    """Return what tells these rows from others: equal numbers may be another quantity, or another response."""
    return [rows.sha256, rows.response, json.dumps(rows.quantities, sort_keys=True)]


def _missing(folder: Path, names: Iterable[str]) -> list[str]:
    """Return the models whose inference died, and of what."""
    records = {name: read_record(_files(folder, name)["diagnostics"]) for name in names}
    return [f"{name}: not fitted: {record[DIED]}" for name, record in records.items() if DIED in record]


def _files(folder: Path, name: str) -> dict[str, Path]:
    return {key: folder / name / file for key, file in RESULT_FILES.items()}


def _infer(
    rows: Path, count: int, job: Job, files: Mapping[str, Path], log: logging.LoggerAdapter[logging.Logger]
) -> None:
    """Infer one model, in a process of its own where there are many rows: its death costs this model alone."""
    # costs a second, and often nothing is inferred
    from tcreferee.inference.infer import infer, write_died

    infer_it = partial(infer, rows, job.model_path, job.settings, files, log)
    try:
        in_child(infer_it) if count > BY_ITSELF else infer_it()
    except (NotComputedError, MemoryError) as died:
        model = load_model(job.model_path), sha256(job.model_path)
        write_died(of_what(died), read_observations(rows), *model, job.settings, files)
        log.warning("not fitted: %s", of_what(died))


class _Named(logging.LoggerAdapter[logging.Logger]):
    """Puts the model's name before each line."""

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        return f"{(self.extra or {})['model']}: {msg}", kwargs
