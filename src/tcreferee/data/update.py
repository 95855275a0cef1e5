"""Bring an existing sidecar up to date with its table and with further answers; its own words and comments stay."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.provenance import sha256
from tcreferee.data.answers import Known
from tcreferee.data.draft import column_text, columns, text_of
from tcreferee.data.guess import free
from tcreferee.data.late import conflicts, filled_block
from tcreferee.data.layout import MEGABYTES, read_printed
from tcreferee.data.strict_yaml import read_yaml
from tcreferee.data.textfile import read_text

_TOP = {"title": "title", "location": "location", "obtained": "obtained", "licence": "licence"}
_SOURCE = {"title": "paper", "doi": "doi", "year": "year"}


def updated(sidecar: Path, csv_path: Path, known: Known) -> tuple[str, list[str]]:
    """Return the new text of a sidecar, and what changed in words.

    The checksum is that of the table as it is now, columns that are new are added, and places that are empty take the
    answers. Nothing that is already said is changed: an answer that differs from it is refused.

    Raises
    ------
    RefereeError
        The sidecar cannot be read, or is written in a way that cannot be extended without a loss.
    """
    text, old = read_text(sidecar, MEGABYTES), read_yaml(sidecar)
    if not isinstance(old, dict) or not isinstance(old.get("columns"), dict):
        raise RefereeError("Nothing is written", [Problem(str(sidecar), "has no 'columns'", do="move it away")])
    raise_if("Nothing is written", list(conflicts(sidecar, old, known)))
    said: list[str] = []
    for change in (_checksum(csv_path), _answers(known), _columns(csv_path, known, old)):
        text, words = change(text)
        said += words
    for column in known.units:
        if column in old["columns"] and not (old["columns"][column] or {}).get("quantity"):
            old["columns"][column]["unit"] = ""  # what was guessed of a column that nobody recognised
    if not _keeps(old, yaml.load(text, yaml.BaseLoader)):  # every value stays a text
        do = "enter the checksum, columns and answers by hand, or move it away and start again"
        raise RefereeError("Nothing is written", [Problem(str(sidecar), "cannot be updated without a loss", do=do)])
    return text, said + _gone(csv_path, known, old)


Change = Callable[[str], tuple[str, list[str]]]


def _checksum(csv_path: Path) -> Change:
    def change(text: str) -> tuple[str, list[str]]:
        new = re.sub(r"^sha256:.*$", f"sha256: {sha256(csv_path)}", text, count=1, flags=re.MULTILINE)
        return new, ["the checksum of the table"] if new != text else []

    return change


def _answers(known: Known) -> Change:
    """Fill places that are empty."""
    names = [name.strip() for name in known.words.get("authors", "").split(";") if name.strip()]
    places = [("  authors:", json.dumps(names, ensure_ascii=False) if names else "")]
    places += [(f"{key}:", text_of(known.words.get(word, ""))) for key, word in _TOP.items()]
    places += [(f"  {key}:", text_of(known.words.get(word, ""))) for key, word in _SOURCE.items()]
    places += [("    grade:", known.grade)]
    complete = known.words.get("complete", "")
    places += [("rows_chosen:", f"{{complete: {text_of(complete)}}}" if complete else "")]

    def change(text: str) -> tuple[str, list[str]]:
        said = []
        for place, answer in places:
            if answer:
                pattern = rf"^({re.escape(place)})[ \t]*(?:\[\])?[ \t]*(?=#|$)"
                text, count = re.subn(pattern, partial(_filled, answer), text, flags=re.MULTILINE)
                said += [place.strip(" :")] if count else []
        return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE), said

    return change


def _filled(answer: str, place: re.Match[str]) -> str:
    return f"{place[1]} {answer} "


def _columns(csv_path: Path, known: Known, old: Mapping[str, Any]) -> Change:
    key, found = columns(csv_path, known)
    declared = _declared(old)
    new = {column: about for column, about in found.items() if column not in declared and column != key}
    taken = [about["name"] for about in old["columns"].values() if isinstance(about, dict) and about.get("name")]
    for column, about in new.items():
        new[column] = replace(about, name=free(about.name, taken) if about.name else "")
        taken.append(new[column].name)
    late = {
        column: replace(found[column], name=free(found[column].name, taken))
        for column, about in old["columns"].items()
        if column in found and found[column].quantity and isinstance(about, dict) and not about.get("quantity")
    }

    def change(text: str) -> tuple[str, list[str]]:
        filled = list[str]()
        for column, about in late.items():
            text, count = filled_block(text, column, column_text(column, about, known))
            filled += [f"what column '{column}' holds"] * count
        text, added = add(text)
        return text, filled + added

    def add(text: str) -> tuple[str, list[str]]:
        block = re.search(r"^columns:[ \t]*(?:#.*)?\n(?:(?:[ \t].*|#.*)?\n)*", text + "\n", re.MULTILINE)
        if not new or block is None:
            return text, []
        end = len(text[: block.end()].rstrip()) + 1
        added = "".join(column_text(column, about, known) for column, about in new.items())
        added = "".join(f"{line.rstrip()}\n" for line in added.splitlines())
        return text[:end].rstrip("\n") + "\n" + added + text[end:], [f"column '{column}'" for column in new]

    return change


def _declared(old: Mapping[str, Any]) -> set[str]:
    """Return the columns of the table that a sidecar names anywhere."""
    named = {*old["columns"], old.get("row_key"), old.get("label"), *(old.get("unused") or ())}
    for about in old["columns"].values():
        for rule in (about or {}).values():
            if isinstance(rule, dict):
                named |= {rule[word] for word in ("column", "lower", "upper") if word in rule}
    return {each for each in named if isinstance(each, str)}


def _gone(csv_path: Path, known: Known, old: Mapping[str, Any]) -> list[str]:
    header = read_printed(csv_path, known.layout).header
    return [f"column '{name}' is no longer in the table: remove it" for name in old["columns"] if name not in header]


def _keeps(old: Any, new: Any) -> bool:
    """Whether everything that was said is still said, but for the checksum."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(
            key == "sha256" or not value or (key in new and _keeps(value, new[key])) for key, value in old.items()
        )
    return bool(old == new)
