"""Answers that come after a sidecar was written: they fill what is empty, and do not change what is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem
from tcreferee.data.answers import Known

# words of the command line: where their answers stand in a sidecar
_PLACES = {
    "title": ("title",), "location": ("location",), "obtained": ("obtained",), "licence": ("licence",),
    "paper": ("source", "title"), "doi": ("source", "doi"), "year": ("source", "year"),
    "authors": ("source", "authors"), "complete": ("rows_chosen", "complete"),
}  # fmt: skip


def conflicts(sidecar: Path, old: Mapping[str, Any], known: Known) -> Iterator[Problem]:
    """Say which answers differ from what a sidecar says already."""
    for word, place in _PLACES.items():
        if given := known.words.get(word, ""):
            yield from _differs(f"{sidecar}, {'.'.join(place)}", _at(old, place), given)
    if known.key:
        yield from _differs(f"{sidecar}, row_key", old.get("row_key"), known.key)
    about = {column: each for column, each in old["columns"].items() if isinstance(each, dict)}
    for key, answers in (("quantity", known.quantities), ("unit", known.units)):
        for column, given in answers.items():
            if key == "unit" and not about.get(column, {}).get("quantity"):
                continue  # what was guessed of a column that nobody recognised
            yield from _differs(f"{sidecar}, columns.{column}.{key}", about.get(column, {}).get(key), given)
    for column, given in known.origins.items():
        said = _at(about.get(column, {}), ("origin", "independent")) or about.get(column, {}).get("origin")
        yield from _differs(f"{sidecar}, columns.{column}.origin", said, given)
    grades = {column: each.get("grade") for column, each in about.items()}
    if known.grade and all(grades.values()):
        for column, said in grades.items():
            yield from _differs(f"{sidecar}, columns.{column}.grade", said, known.grade)


def _at(record: Any, place: tuple[str, ...]) -> Any:
    for key in place:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def _differs(where: str, said: Any, given: str) -> Iterator[Problem]:
    words = "; ".join(map(str, said)) if isinstance(said, list) else "" if said is None else str(said)
    if words and words != "; ".join(part.strip() for part in given.split(";")):
        yield Problem(where, f"says '{words}', and the answer is '{given}'", do="edit it by hand")
