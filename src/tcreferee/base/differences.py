"""The first number that differs between the results of two runs, file by file."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from tcreferee.base.checksums import records_of
from tcreferee.base.records import reading

# what is made first is compared first, so that the first difference is nearest to the cause
ORDER = (
    "observations",
    "fit",
    "posterior",
    "pointwise",
    "diagnostics",
    "comparison",
    "audits",
    "recovery",
    "specifications",
)
# not numbers: which programs were at work
NO_NUMBERS = ("versions",)
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """One number, or word, that differs.

    Parameters
    ----------
    file : str
        Below the results folder.
    where : str
        Row and column, key, or variable and index; "" for a file that one of the runs has not made.
    before, after : str
        The values.
    """

    file: str
    where: str
    before: str
    after: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.before} before, {self.after} now"


def differences(before: Path, after: Path, within: float = 0.0) -> tuple[int, list[Difference]]:
    """Compare the tables, records and draws of a results folder with those of a second run.

    Parameters
    ----------
    before, after : Path
        Results folders. Files that the second run did not make (studies, figures on demand) are not compared; pages,
        figures and records of checksums hold no number that is not in the others.
    within : float
        Largest relative difference at which two numbers count as equal.

    Returns
    -------
    int
        How many files were compared.
    list of Difference
        The first of each file that differs, those nearest to the cause first.
    """
    records = set(records_of(after))
    files = [path for end in READERS for path in after.rglob(f"*{end}") if path not in records]
    files = sorted((path.relative_to(after) for path in files if "logs" not in path.parts), key=_order)
    found = (_first(before, after, file, within) for file in files)
    return len(files), [each for each in found if each is not None]


def _order(file: Path) -> tuple[int, str]:
    return ORDER.index(file.stem) if file.stem in ORDER else len(ORDER), file.as_posix()


def _first(before: Path, after: Path, file: Path, within: float) -> Difference | None:
    name, old, new = file.as_posix(), before / file, after / file
    if not old.is_file():
        return Difference(name, "", "no such file", "there is one")
    if old.read_bytes() == new.read_bytes():
        return None
    with reading(old):
        for (where, one), (_, other) in _together(READERS[file.suffix], old, new):
            if not _same(one, other, within):
                return Difference(name, where, one, other)
    return None


def _together(
    read: Callable[[Path], Iterator[tuple[str, str]]], old: Path, new: Path
) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pair the values of two files; where one of them has another place next, it has nothing there."""
    for one, other in zip_longest(read(old), read(new)):
        if one is None:
            yield (other[0], NOTHING), other
        elif other is None or one[0] != other[0]:
            yield one, (one[0], NOTHING)
        else:
            yield one, other


def _same(one: str, other: str, within: float) -> bool:
    if one == other or not within:
        return one == other
    try:
        return math.isclose(float(one), float(other), rel_tol=within)
    except ValueError:
        return False


def _table(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        header = next(rows, [])
        yield from ((f"header, column {i}", name) for i, name in enumerate(header, 1))
        for number, row in enumerate(rows, 1):
            for name, cell in zip_longest(header, row, fillvalue="?"):
                yield f"row {number} ({row[0] if row else ''}), column {name}", cell


def _record(path: Path) -> Iterator[tuple[str, str]]:
    yield from _leaves("", json.loads(path.read_text(encoding="utf-8")))


def _leaves(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key in sorted(value):
            if key not in NO_NUMBERS:
                yield from _leaves(f"{where}.{key}" if where else key, value[key])
    elif isinstance(value, list):
        for i, each in enumerate(value):
            yield from _leaves(f"{where}[{i}]", each)
    else:
        yield where, json.dumps(value, ensure_ascii=False)


def _draws(path: Path) -> Iterator[tuple[str, str]]:
    import netCDF4

    with netCDF4.Dataset(path) as file:
        for group in sorted(file.groups):
            for name, variable in sorted(file[group].variables.items()):
                flat = variable[...].ravel()
                yield f"{group}/{name}, shape", str(variable.shape)
                yield from ((f"{group}/{name}, value {i}", repr(each)) for i, each in enumerate(flat.tolist()))


READERS: Mapping[str, Callable[[Path], Iterator[tuple[str, str]]]] = {".csv": _table, ".json": _record, ".nc": _draws}
