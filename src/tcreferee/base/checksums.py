"""Checksums of the files that a job read and wrote, and the check that these files are unchanged.

Every job ends by writing such a record. It reveals outputs that were edited or truncated, or made from other inputs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import NewerResultError, sha256
from tcreferee.base.records import read_record, write_record

# Of one comparison; the records of all other jobs lie in results/checksums.
OF_COMPARISON = ("inference.json", "audits.json", "figures.json")
FOLDER = "checksums"
LOCKS = Path(".snakemake/locks")  # Snakemake's, of a run that is at work or was killed
MEMORY = Path(".snakemake/metadata")  # Snakemake's, of the code and the settings that each result was made with
DO = "delete it and run again ('tcreferee run', in the repository 'make')"


@dataclass(frozen=True)
class Made:
    """One record: files by their path as it was recorded, each with its checksum.

    Parameters
    ----------
    path : Path
        Of the record.
    results : Path
        The folder that recorded paths are relative to.
    inputs, outputs : dict of str to str
    missing : list of str
        Heavy steps that died, and of what.
    """

    path: Path
    results: Path
    inputs: dict[str, str]
    outputs: dict[str, str]
    missing: list[str]

    def place(self, name: str) -> Path:
        """Return the path of a recorded file."""
        return Path(os.path.normpath(self.results / name))

    @property
    def files(self) -> list[Path]:
        """The record and all outputs."""
        return [self.path, *map(self.place, self.outputs)]

    def changed(self) -> Iterator[Path]:
        """Yield the outputs that exist and are not as they were written."""
        for name, known in self.outputs.items():
            path = self.place(name)
            if path.is_dir() or (path.is_file() and _checksum(path, *_state(path)) != known):
                yield path


def write_checksums(
    path: Path | str, inputs: Iterable[Path | str], outputs: Iterable[Path | str], missing: Sequence[str] = ()
) -> None:
    """Write the checksums of what a job has read and written.

    Parameters
    ----------
    path : path
        Record to write; it is not listed among the outputs.
    inputs, outputs : iterable of path
        Inputs outside the folder that holds `results` are left out: where they lie differs between machines.
    missing : sequence of str
        What the outputs lack because a heavy step died: the run ends with 1, and the next one tries it again.
    """
    path = Path(path)
    results = _results_of(path)
    top = results.absolute().parent
    read = [file for file in map(Path, inputs) if file.absolute().is_relative_to(top)]
    written = [file for file in map(Path, outputs) if file != path]
    lacking = {"missing": missing} if missing else {}
    write_record(path, {"inputs": _sums(read, results), "outputs": _sums(written, results)} | lacking)


def _results_of(record: Path) -> Path:
    return next((above.parent for above in record.parents if above.name == FOLDER), record.parents[1])


def _sums(files: Iterable[Path], results: Path) -> dict[str, str]:
    return {Path(os.path.relpath(file, results)).as_posix(): sha256(file) for file in sorted(files)}


def records_of(results: Path | str) -> list[Path]:
    """List every record below a results folder."""
    results = Path(results)
    return sorted(
        [*results.glob(f"{FOLDER}/**/*.json"), *(p for name in OF_COMPARISON for p in results.glob(f"*/{name}"))]
    )


def read_checksums(paths: Iterable[Path | str]) -> list[Made]:
    """Read records.

    Raises
    ------
    RefereeError
        With every record that is damaged or was written by a newer version.
    """
    found, problems = [], list[Problem]()
    for path in map(Path, paths):
        try:
            record = read_record(path)
            sums = dict(record["inputs"]), dict(record["outputs"])
            found.append(Made(path, _results_of(path), *sums, list(record.get("missing", ()))))
        except NewerResultError:
            raise
        except RefereeError as error:
            problems += error.problems
        except (KeyError, TypeError, ValueError):
            problems.append(Problem(str(path), "does not hold the checksums of a job", do=DO))
    raise_if("result files", problems)
    return found


def changed_files(results: Path | str) -> list[Path]:
    """Return the results that were changed after they were written and the records that cannot be read, sorted."""
    found = set[Path]()
    for path in records_of(results):
        try:
            found |= {each for made in read_checksums([path]) for each in made.changed()}
        except NewerResultError:  # an older program must not write over it without a word
            raise
        except RefereeError:
            found.add(path)
    return sorted(found)


def make_ready(results: Path | str, say: Callable[[str], None]) -> None:
    """Delete results that Snakemake must make again, and say why.

    These are results that were changed after they were written, results that were made from other versions of their
    inputs, results of jobs in which a heavy step died, and everything that was made from any of them. Snakemake alone
    would miss some of these: it compares the times of files, which a copy or a clock that was set back falsifies, and
    it makes a missing file only if it also makes something from it. Beside another run nothing is deleted.
    """
    if any(LOCKS.glob("*")):
        return
    if records_of(results) and not any(MEMORY.glob("*")):
        say(f"{results} came without .snakemake: other code or settings are noticed by 'verify --rerun' only")
    changed = changed_files(results)
    raise_if("Nothing is run", [Problem(str(p), "is a folder", do="move it away") for p in changed if p.is_dir()])
    for path in changed:
        say(f"{path} is not as it was written (edited or cut short): it is deleted and made again")
    records = read_checksums(path for path in records_of(results) if path not in changed)
    died = [made for made in records if made.missing]
    for made in died:
        say(f"{made.path.parent} lacks a step that is tried again: {'; '.join(made.missing)}")
    stale = _stale(records, {*changed, *(file for made in died for file in made.files)})
    for made, source in stale:
        say(f"{made.path} lists results that were made from another {source}: they are deleted and made again")
    again = [*died, *(made for made, _ in stale)]
    for path in _with_all_made_from({*changed, *(file for made in again for file in made.files)}, records):
        path.unlink(missing_ok=True)


def _stale(records: Sequence[Made], gone: set[Path]) -> list[tuple[Made, Path]]:
    """Return the records whose results were made from another version of a result that will not be made again."""
    results = {file for made in records for file in made.files} - gone
    found = ((made, next((path for path in _differing_inputs(made) if path in results), None)) for made in records)
    return [(made, path) for made, path in found if path is not None]


def _with_all_made_from(first: set[Path], records: Sequence[Made]) -> set[Path]:
    gone, further = set[Path](), first
    while further:
        gone |= further
        concerned = (made for made in records if any(made.place(name) in gone for name in made.inputs))
        further = {file for made in concerned for file in made.files} - gone
    return gone


def steps_missing(results: Path | str) -> dict[Path, list[str]]:
    """Return the records of jobs in which a heavy step died, each with the names of these steps."""
    return {made.path: made.missing for made in read_checksums(records_of(results)) if made.missing}


def check_whole(results: Path | str) -> None:
    """Raise if a heavy step died in the run that made the results.

    Raises
    ------
    RefereeError
        With every such step.
    """
    do = "give it more memory, or run again ('tcreferee run', in the repository 'make'): it is tried again"
    steps = [(path.parent, step) for path, missing in steps_missing(results).items() for step in missing]
    raise_if("The run is over, but steps are missing", [Problem(str(where), step, do=do) for where, step in steps])


def check_made(paths: Iterable[Path | str], missing: bool = False) -> int:
    """Raise if a result was changed after it was written, or was made from other versions of its inputs.

    Parameters
    ----------
    paths : iterable of path
        The records to check.
    missing : bool
        True if a recorded output that does not exist counts as a fault.

    Returns
    -------
    int
        How many results were compared.

    Raises
    ------
    RefereeError
        With every such file.
    """
    records = read_checksums(paths)
    changed = {path for made in records for path in made.changed()}
    problems = [Problem(str(path), "is not as it was written: it was edited or cut short", do=DO) for path in changed]
    for made in records:
        stale = [path for path in _differing_inputs(made) if path not in changed]
        if stale:
            what = f"lists results that were made from another {stale[0]} than the one at hand"
            problems.append(Problem(str(made.path), what, do=DO))
        if missing:
            gone = [made.place(name) for name in made.outputs if not made.place(name).exists()]
            problems += [Problem(str(path), "does not exist", do="run again, which makes it") for path in gone]
    raise_if("results that do not belong together", sorted(problems, key=str))
    return len({made.place(name) for made in records for name in made.outputs})


def _differing_inputs(made: Made) -> list[Path]:
    paths = {made.place(name): known for name, known in made.inputs.items()}
    return [path for path, known in paths.items() if path.is_file() and _checksum(path, *_state(path)) != known]


def _state(path: Path) -> tuple[int, int]:
    return (found := path.stat()).st_mtime_ns, found.st_size


@cache
def _checksum(path: Path, *_: int) -> str:
    """Compute each checksum once, as most files are an output of one job and an input of others."""
    return sha256(path)
