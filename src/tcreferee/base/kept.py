"""Parts of a job that an earlier run has made and that need not be made again.

Snakemake alone decides which jobs run: it deletes the outputs of a job before the job starts, and again if the job
fails. A job of several parts (models, comparisons) therefore keeps a second name of what it made (a hard link) in a
folder that is no output of any rule, with the checksum of everything the part was made from and the checksum of each
file. When the job runs again, a part that would come out the same gets its files back from there (docs/decisions/0023).
A part that lacks something, because a heavy step of it died, is not kept: the next run tries that step again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tcreferee.base.provenance import sha256, write_json

FOLDER = Path(".snakemake/kept")


def once(
    part: str, words: Iterable[str], files: Sequence[Path], make: Callable[[], None], folder: Path = FOLDER,
    missing: Callable[[], Sequence[str]] = tuple,
) -> bool:  # fmt: skip
    """Make the files of a part, or put back those of an earlier run if they would come out the same.

    Parameters
    ----------
    part : str
        Name of the part: step, comparison and perhaps model, with slashes.
    words : iterable of str
        Everything the files depend on: checksums of inputs and code, settings.
    files : sequence of Path
        What `make` writes.
    make : callable
        Writes the files.
    folder : Path
        Where files are kept. Deleting it costs time only.
    missing : callable
        Lists what the files, as they were made, lack; if anything, they are not kept.

    Returns
    -------
    bool
        Whether the files were made, not put back.
    """
    mark = hashlib.sha256("\n".join(words).encode()).hexdigest()
    place = Path(folder, part)
    if _put_back(place, mark, files):
        return False
    make()
    if not missing():
        _keep(place, mark, files)
    return True


def made_from(code: str, about: Mapping[str, Any], sources: Iterable[Path | str]) -> list[str]:
    """Return what a part depends on as words: the code's checksum, settings and the files' checksums."""
    return [code, json.dumps(about, sort_keys=True), *map(sha256, sources)]


def _put_back(place: Path, mark: str, files: Sequence[Path]) -> bool:
    """Link the kept files to their places; do nothing if one is missing or damaged, or made from something else."""
    kept = [place / f"{i}{path.suffix}" for i, path in enumerate(files)]
    try:
        about = json.loads((place / "kept.json").read_text(encoding="utf-8"))
        same = bool(about == {"mark": mark, "files": {path.name: sha256(path) for path in kept}})
    except (OSError, ValueError):
        return False
    if same:
        for source, target in zip(kept, files, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            link(source, target)
    return same


def _keep(place: Path, mark: str, files: Sequence[Path]) -> None:
    """Keep the files in a new folder that takes the place of the old one when it is whole."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        kept = [new / f"{i}{path.suffix}" for i, path in enumerate(files)]
        for source, target in zip(files, kept, strict=True):
            link(source, target)
        write_json(new / "kept.json", {"mark": mark, "files": {path.name: sha256(path) for path in kept}})
        shutil.rmtree(place, ignore_errors=True)
        new.rename(place)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def link(source: Path, target: Path) -> None:
    """Give a file a second name; copy it where the file system has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
