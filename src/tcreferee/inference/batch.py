"""All models of some comparisons in one job, so that the libraries are imported once.

What is already there is kept if nothing it depends on has changed (`tcreferee.base.kept`): an edited model is inferred
anew and its rivals are not.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.kept import Kept, mark
from tcreferee.base.provenance import sha256, versions
from tcreferee.base.records import RESULT_FILES, clean
from tcreferee.data.observations import read_observations
from tcreferee.formulas.loading import load_model, verify
from tcreferee.inference.record import VERSIONED
from tcreferee.inference.settings import InferSettings


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
    log: logging.Logger,
) -> list[str]:  # fmt: skip
    """Infer every model of a comparison that is not up to date.

    Parameters
    ----------
    observations_path : path
    jobs : mapping of entry name to Job
    code : str
        Checksum of the inference itself.
    folder : path
        results/{comparison}; a folder for each model is made in it, and `inference.json`, the record of the job.
    log : logging.Logger

    Returns
    -------
    list of str
        Names of the models that were inferred.

    Raises
    ------
    RefereeError
        If rows or model files cannot be used; all of them are named.
    """
    folder = Path(folder)
    kept = Kept(folder / "inference.json")
    rows = read_observations(observations_path)
    # the same numbers may be another quantity, or another column the response
    shared = [rows.sha256, rows.response, json.dumps(rows.quantities, sort_keys=True), code]
    shared.append(json.dumps(versions(*VERSIONED)))
    made, problems = [], list[Problem]()
    for name, job in jobs.items():
        its_mark = mark([*shared, *map(sha256, job.sources), json.dumps(clean(asdict(job.settings)), sort_keys=True)])
        out = {key: folder / name / file for key, file in RESULT_FILES.items()}
        if not kept.whole(name, its_mark, out.values()):
            from tcreferee.inference.infer import infer

            try:
                infer(
                    observations_path,
                    job.model_path,
                    job.settings,
                    out,
                    _Named(log, {"model": f"{folder.name}, {name}"}),
                )
            except RefereeError as error:
                problems += error.problems
                continue
            made.append(name)
        kept.add(name, its_mark, out.values())
    if problems:
        raise RefereeError(f"models of {folder.name} that cannot be used", problems)
    kept.write()
    return made


class _Named(logging.LoggerAdapter[logging.Logger]):
    """Puts the model's name before each line."""

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        return f"{(self.extra or {})['model']}: {msg}", kwargs
