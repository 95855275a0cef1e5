"""All models of one comparison in one job, so that the libraries are imported once.

What is already there is kept if nothing it depends on has changed: every result carries the checksum of all it was
made from, and the record of the job the checksum of every file it wrote. So an edited model is inferred anew and
its rivals are not, and a file that was cut short is noticed and made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tcreferee.errors import Problem, RefereeError
from tcreferee.inference.record import VERSIONED
from tcreferee.inference.settings import InferSettings
from tcreferee.provenance import sha256, versions
from tcreferee.results import RESULT_FILES, clean, read_record, write_record


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


def infer_comparison(
    observations_path: Path | str, jobs: Mapping[str, Job], code: Iterable[Path | str], folder: Path | str,
    log: logging.Logger,
) -> list[str]:  # fmt: skip
    """Infer every model of a comparison that is not up to date.

    Parameters
    ----------
    observations_path : path
    jobs : mapping of entry name to Job
    code : iterable of paths
        Source files of the inference itself.
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
    known = _known(folder / "inference.json")
    shared = [sha256(observations_path), *map(sha256, sorted(map(str, code))), json.dumps(versions(*VERSIONED))]
    models, made, problems = {}, [], list[Problem]()
    for name, job in jobs.items():
        mark = _mark([*shared, *map(sha256, job.sources), json.dumps(clean(asdict(job.settings)), sort_keys=True)])
        out = {key: folder / name / file for key, file in RESULT_FILES.items()}
        if not _kept(known.get(name), mark, out):
            from tcreferee.inference.infer import infer

            try:
                infer(observations_path, job.model_path, job.settings, out, _Named(log, {"model": name}))
            except RefereeError as error:
                problems += error.problems
                continue
            made.append(name)
        models[name] = {"mark": mark, "files": {file.name: sha256(file) for file in out.values()}}
    if problems:
        raise RefereeError(f"models of {folder.name} that cannot be used", problems)
    write_record(folder / "inference.json", {"models": models})
    return made


class _Named(logging.LoggerAdapter[logging.Logger]):
    """Puts the model's name before each line."""

    def process(self, msg: str, kwargs: MutableMapping[str, Any]) -> tuple[str, MutableMapping[str, Any]]:
        return f"{(self.extra or {})['model']}: {msg}", kwargs


def _known(path: Path) -> dict[str, dict[str, object]]:
    try:
        return dict(read_record(path)["models"])
    except (OSError, RefereeError, KeyError, TypeError):
        return {}


def _mark(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _kept(known: Mapping[str, object] | None, mark: str, out: Mapping[str, Path]) -> bool:
    """Whether a model's files are all there, as they were written, and made of what is there now."""
    if not known or known["mark"] != mark or not all(path.is_file() for path in out.values()):
        return False
    return known["files"] == {path.name: sha256(path) for path in out.values()}
