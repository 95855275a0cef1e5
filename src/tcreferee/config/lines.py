"""The lines of config.yaml on which the keys stand that a message names, and comparisons that stand elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, RefereeError, raise_if

PLACE, MOVE = "comparisons", "move it under 'comparisons:', each line indented as those of the comparisons there"

# blocks whose own entries have a table and models
LIKE_IT = {"predict", "joint", "study"}


def refuse_misplaced(content: Mapping[str, Any], where: str) -> None:
    """Refuse comparisons that stand anywhere but under `comparisons`: one message for each, none for their keys.

    Raises
    ------
    RefereeError
        With the place of each.
    """
    problems = [
        Problem(f"{where}, {'.'.join(path)}", "is a comparison, and this is not its place", do=MOVE)
        for path in _comparisons(content, ())
        if path[0] not in LIKE_IT and (path[0] != PLACE or len(path) != 2)
    ]
    raise_if(f"{where} cannot be used", problems)


def _comparisons(content: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield where a mapping has models and a table."""
    if not isinstance(content, Mapping) or len(path) > 3:
        return
    if path and isinstance(content.get("models"), list) and {"dataset", "datasets"} & {*content}:
        yield path
    for key, value in content.items():
        yield from _comparisons(value, (*path, str(key)))


@contextmanager
def with_lines(path: Path) -> Iterator[None]:
    """Name the line of each key that a problem with a configuration names."""
    try:
        yield
    except RefereeError as error:
        raise RefereeError(error.title, [_with_line(each, path) for each in error.problems]) from None


def _with_line(problem: Problem, path: Path) -> Problem:
    found = re.match(rf"{re.escape(str(path))}, (?!line )(.+)$", problem.where)
    line = _line(path, found[1]) if found else None
    return replace(problem, where=f"{path}, line {line}, {found[1]}") if found and line else problem


def _line(path: Path, key: str) -> int | None:
    """Return the line of the deepest part of a dotted key that the file has."""
    import yaml

    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (yaml.YAMLError, OSError, UnicodeDecodeError):
        return None
    line, rest = None, key
    while rest:
        part, node, at = _step(node, rest)
        if not part:
            break
        line, rest = at, rest[len(part) :].lstrip(".")
    return line


def _step(node: Any, key: str) -> tuple[str, Any, int]:
    """Return the first part of a key that a node has, what stands there, and on which line."""
    import yaml

    if isinstance(node, yaml.MappingNode):
        for name, value in sorted(node.value, key=lambda each: -len(str(each[0].value))):
            own = str(name.value)
            if key == own or key.startswith((f"{own}.", f"{own}[")):
                return own, value, name.start_mark.line + 1
    found = re.match(r"\[(\d+)\]", key)
    if isinstance(node, yaml.SequenceNode) and found and int(found[1]) < len(node.value):
        value = node.value[int(found[1])]
        return found[0], value, value.start_mark.line + 1
    return "", None, 0
