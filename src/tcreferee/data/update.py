"""Bring an existing sidecar up to date with its table and with further answers; its own words and comments stay.

The text is changed at the places that YAML's own parser names, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import sha256
from tcreferee.data import ROW_NUMBER
from tcreferee.data.answers import Known
from tcreferee.data.draft import column_text, columns, text_of, tokens
from tcreferee.data.guess import free
from tcreferee.data.late import conflicts
from tcreferee.data.layout import MEGABYTES, read_printed
from tcreferee.data.sidecar_text import Edit, NoPlaceError, Place, SidecarText
from tcreferee.data.strict_yaml import read_yaml
from tcreferee.data.textfile import read_text

_TOP = {"title": "title", "location": "location", "obtained": "obtained", "licence": "licence"}
_SOURCE = {"title": "paper", "doi": "doi", "year": "year", "arxiv": "arxiv", "url": "url", "note": "note"}
Said = tuple[Edit | None, str]  # a change, and what is said of it; "" for a part of another one


def updated(sidecar: Path, csv_path: Path, known: Known) -> tuple[str, list[str]]:
    """Return the new text of a sidecar, and what changed in words.

    The checksum is that of the table as it is now, columns that are new are added, and places that are empty take the
    answers. Nothing that is already said is changed.

    Raises
    ------
    RefereeError
        The sidecar cannot be read, or is written in a way that cannot be extended without a loss.
    """
    text, old = read_text(sidecar, MEGABYTES), read_yaml(sidecar)
    if not isinstance(old, dict) or not isinstance(old.get("columns"), dict):
        raise RefereeError("Nothing is written", [Problem(str(sidecar), "has no 'columns'", do="move it away")])
    raise_if("Nothing is written", list(conflicts(sidecar, old, known)))
    header = read_printed(csv_path, known.layout).header
    key = old.get("row_key")
    known = replace(known, key=key if key in (*header, ROW_NUMBER) else known.key)
    place = SidecarText(text)
    try:
        found = [*_checksum(csv_path, place), *_columns(csv_path, known, old, place, header)]
        found += [*_missing(csv_path, known, old, place), *_late(csv_path, known, old, place)]
        found += _answers(known, old, place)
        text = place.changed([edit for edit, _ in found if edit])
        kept = _keeps(_without_guesses(old, known), yaml.load(text, yaml.BaseLoader))  # every value stays a text
    except NoPlaceError as error:
        do = "write its entries on lines of their own"
        problem = Problem(f"{sidecar}, {error}", "cannot be extended: it is missing, or stands in brackets", do=do)
        raise RefereeError("Nothing is written", [problem]) from None
    except yaml.YAMLError:
        kept = False
    if not kept:
        do = "enter the checksum, columns and answers by hand, or move it away and start again"
        raise RefereeError("Nothing is written", [Problem(str(sidecar), "cannot be updated without a loss", do=do)])
    gone = [f"column '{name}' is no longer in the table: remove it" for name in old["columns"] if name not in header]
    return text, [said for _, said in found if said] + gone


def _checksum(csv_path: Path, place: SidecarText) -> Iterator[Said]:
    new, said = sha256(csv_path), "the checksum of the table"
    if place.at("sha256") is None:
        yield place.before("columns", f"sha256: {new}"), said
    elif place.value("sha256") != new:
        yield place.instead("sha256", to=new), said


def _answers(known: Known, old: Mapping[str, Any], place: SidecarText) -> Iterator[Said]:
    """Fill places that are empty, and say which answers found their place taken."""
    words = {word: said if word == "year" else text_of(said) for word, said in known.words.items()}
    names = [name.strip() for name in known.words.get("authors", "").split(";") if name.strip()]
    complete = words.get("complete", "")
    answers: list[tuple[str, Place, str]] = [
        ("authors", ("source", "authors"), json.dumps(names, ensure_ascii=False) if names else ""),
        *((word, (key,), words.get(word, "")) for key, word in _TOP.items()),
        *((word, ("source", key), words.get(word, "")) for key, word in _SOURCE.items()),
        ("complete", ("rows_chosen",), f"{{complete: {complete}}}" if complete else ""),
    ]
    for word, path, answer in answers:
        if answer:
            yield from _filled(place, path, answer, word)
    graded = [place.fill("columns", column, "grade", to=known.grade) for column in _ungraded(known, old, place)]
    yield from ((edit, "") for edit in graded)
    if graded:
        yield None, "grade"


def _ungraded(known: Known, old: Mapping[str, Any], place: SidecarText) -> list[str]:
    return [column for column in old["columns"] if known.grade and place.empty("columns", column, "grade")]


def _filled(place: SidecarText, path: Place, answer: str, name: str) -> Iterator[Said]:
    if place.empty(*path):
        yield place.fill(*path, to=answer), name
    elif place.at(*path) is None:
        yield place.add(path, answer), name


def _late(csv_path: Path, known: Known, old: Mapping[str, Any], place: SidecarText) -> Iterator[Said]:
    """Fill what columns that are there already leave open, where the user now says what they hold."""
    _, found = columns(csv_path, known)
    taken = _names(old)
    for column in old["columns"]:
        about, told = found.get(column), False
        if about and (column in known.quantities or column in known.units):
            parts = {"name": free(about.name, taken), "quantity": about.quantity, "unit": text_of(about.unit)}
            for part, answer in parts.items():
                if place.empty("columns", column, part):
                    if answer:
                        told = True
                        yield place.fill("columns", column, part, to=answer), ""
                elif part == "unit" and column in known.units and _unrecognised(old["columns"][column]):
                    told = True
                    yield place.instead("columns", column, part, to=answer), ""
        if (said := known.origins.get(column)) and place.empty("columns", column, "origin"):
            told = True
            yield place.fill("columns", column, "origin", to=f"{{independent: {text_of(said)}}}"), ""
        if told:
            yield None, f"what '{column}' holds"


def _columns(
    csv_path: Path, known: Known, old: Mapping[str, Any], place: SidecarText, header: Sequence[str]
) -> Iterator[Said]:
    """Add the columns of the table that the sidecar does not name, as read, or as not read."""
    _, found = columns(csv_path, known)
    declared, left, taken = _declared(old), list[str](), _names(old)
    errors = {each: owner for owner, about in found.items() for each in about.errors}
    for column in header:
        if column in declared:
            continue
        if column in found:
            about = replace(found[column], name=free(found[column].name, taken) if found[column].name else "")
            taken.append(about.name)
            yield place.append_key("columns", column_text(column, about, known)), f"column '{column}'"
        elif errors.get(column) in declared:
            rule = f"uncertainty: {found[errors[column]].uncertainty}"
            yield None, f"column '{column}' seems to hold the errors of '{errors[column]}': write '{rule}' there"
        elif column not in errors:
            left.append(column)
    if left:
        said = f"not read: {', '.join(left)}"
        yield place.append_items("unused", [text_of(each) for each in left]), said


def _missing(csv_path: Path, known: Known, old: Mapping[str, Any], place: SidecarText) -> Iterator[Said]:
    """Add texts that mean 'no value' in rows that are new."""
    new = [each for each in tokens(csv_path, known.layout) if each not in (old.get("missing") or ())]
    if new:
        said = f"texts that mean 'no value': {', '.join(new)}"
        yield place.append_items("missing", [text_of(each) for each in new]), said


def _names(old: Mapping[str, Any]) -> list[str]:
    """Return the names that columns of the processed table have already."""
    return [each["name"] for each in old["columns"].values() if isinstance(each, dict) and each.get("name")]


def _declared(old: Mapping[str, Any]) -> set[str]:
    """Return the columns of the table that a sidecar names anywhere."""
    named = {*old["columns"], old.get("row_key"), old.get("label"), *(old.get("unused") or ())}
    for about in old["columns"].values():
        for rule in about.values() if isinstance(about, dict) else ():
            if isinstance(rule, dict):
                named |= {rule[word] for word in ("column", "lower", "upper") if word in rule}
    return {each for each in named if isinstance(each, str)}


def _without_guesses(old: dict[str, Any], known: Known) -> dict[str, Any]:
    """Return what was said without the guessed unit of columns that nobody recognised, for which there is an answer."""
    guessed = [column for column in known.units if _unrecognised(old["columns"].get(column))]
    return old | {"columns": old["columns"] | {each: old["columns"][each] | {"unit": ""} for each in guessed}}


def _unrecognised(about: Any) -> bool:
    return isinstance(about, dict) and not about.get("quantity")


def _keeps(old: Any, new: Any) -> bool:
    """Whether everything that was said is still said, but for the checksum; a list may have grown."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            key == "sha256" or not value or (key in new and _keeps(value, new[key])) for key, value in old.items()
        )
    if isinstance(old, list):
        return isinstance(new, list) and old == new[: len(old)]
    return bool(old == new)
