"""YAML without surprises: every value remains the text as typed.

`3.330` stays "3.330" and `no` stays "no"; only an empty value, `~` and `null` become None. Repeated keys,
anchors, aliases and tags are refused, because each of them lets a file say something else than it shows; without
aliases a small file stays small in memory, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, ClassVar

import yaml
from yaml.composer import Composer, ComposerError
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.data.textfile import read_text
from tcreferee.data.yaml_slips import slip

MEGABYTES = 1
DEPTH = 12
ONE = "keep one of them"
VALUES = 100_000
QUOTES = "texts with ': ', ' #', {} or a leading special character need quotes"
_NULL = ("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"))


_Parser: type[Any]
try:  # ten times faster; a list of forty datasets is a matter of its speed
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:

    class _Parser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):  # type: ignore[no-redef]
        def __init__(self, stream: str) -> None:
            yaml.reader.Reader.__init__(self, stream)
            yaml.scanner.Scanner.__init__(self)
            yaml.parser.Parser.__init__(self)


class _StrictLoader(Composer, _Parser, SafeConstructor, Resolver):  # type: ignore[misc]
    """Loader that collects what it refuses in `faults` as (line, what, do)."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {  # type: ignore[misc]
        first: [_NULL] for first in ("~", "n", "N", "")
    }

    def __init__(self, stream: str) -> None:
        _Parser.__init__(self, stream)
        Composer.__init__(self)
        SafeConstructor.__init__(self)
        Resolver.__init__(self)
        self._depth = 0
        self.faults: list[tuple[int, str, str]] = []

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()
        start, end = event.start_mark, event.end_mark
        line = start.line + 1
        if isinstance(event, yaml.AliasEvent):
            self.faults.append((line, f"alias *{event.anchor} is not allowed", "write the value out"))
            self.get_event()
            return yaml.ScalarNode("tag:yaml.org,2002:null", "", start, end)
        if event.anchor is not None:
            self.faults.append((line, f"anchor &{event.anchor} is not allowed", "write the value out"))
            event.anchor = None
        if event.tag is not None:
            self.faults.append((line, f"tag {event.tag} is not allowed", "remove it"))
            event.tag = None
            event.implicit = (True, False) if isinstance(event, yaml.ScalarEvent) else True
        if self._depth == DEPTH:
            raise ComposerError(None, None, f"is nested more than {DEPTH} levels deep", start)
        self._depth += 1
        try:
            return Composer.compose_node(self, parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        self.faults += [(line, what, ONE) for line, what in _repeated(node)]
        return SafeConstructor.construct_mapping(self, node, deep=deep)


def read_yaml(path: Path | str) -> Any:
    """Read a YAML file into dicts, lists, strings and None.

    Parameters
    ----------
    path : Path or str
        A UTF-8 file that holds one YAML document.

    Raises
    ------
    RefereeError
        The file is missing, not UTF-8, not YAML, or uses what is refused here.
    """
    title = f"{path} cannot be read"
    text = read_text(path, MEGABYTES)
    try:
        loader = _StrictLoader(text)
        try:
            content = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise RefereeError(title, [_syntax(path, error)]) from None
    raise_if(title, [Problem(f"{path}, line {line}", what, do=do) for line, what, do in sorted(loader.faults)])
    return content


class _Composed(Composer, _Parser, Resolver):  # type: ignore[misc]
    """Nodes as they stand in the file, before repeated keys are lost."""

    def __init__(self, stream: str) -> None:
        _Parser.__init__(self, stream)
        Composer.__init__(self)
        Resolver.__init__(self)


def check_keys(*paths: Path | str) -> None:
    """Check that no key of a YAML file, which may have aliases, is there twice: the last one would silently count.

    Raises
    ------
    RefereeError
        A file is not UTF-8 or not YAML, or keys are repeated; all of them are named.
    """
    for path in paths:
        title, seen, faults = f"{path} cannot be read", set[int](), list[tuple[int, str]]()
        try:
            waiting = [_Composed(read_text(path, MEGABYTES)).get_single_node()]
        except yaml.YAMLError as error:
            raise RefereeError(title, [_syntax(path, error)]) from None
        except RecursionError:
            raise RefereeError(title, [Problem(str(path), "is nested too deeply")]) from None
        while waiting:
            node = waiting.pop()
            if id(node) in seen or not isinstance(node, yaml.CollectionNode):
                continue
            seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                waiting += [value for _, value in node.value]
                faults += _repeated(node)
            else:
                waiting += node.value
        raise_if(title, [Problem(f"{path}, line {line}", what, do=ONE) for line, what in sorted(faults)])


def _repeated(node: yaml.MappingNode) -> list[tuple[int, str]]:
    """Return the line of each key that a mapping has already, and what is wrong with it."""
    lines: dict[str, int] = {}
    found = []
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if isinstance(key, yaml.ScalarNode) and key.value in lines:
            found.append((line, f"key '{key.value}' is already on line {lines[key.value]}"))
        lines.setdefault(str(key.value), line)
    return found


def is_bounded(content: Any) -> bool:
    """Whether content with aliases, as a configuration may have them, stays small when they are written out."""
    waiting, seen = [content], 0
    while waiting and seen <= VALUES:
        each = waiting.pop()
        seen += 1
        if isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return not waiting


def _syntax(path: Path | str, error: Exception) -> Problem:
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        return Problem(str(path), str(getattr(error, "problem", None) or "is not YAML"), do=QUOTES)
    at, start = mark.line + 1, (begun or mark).line + 1
    sound = isinstance(error, ComposerError)  # its brackets and quotes are not at fault
    if not sound and (found := slip(read_text(path, MEGABYTES).split("\n"), at, start)):
        line, what, do = found
        return Problem(f"{path}, line {line}", what, do=do)
    what = str(getattr(error, "problem", None) or "is not YAML")
    if start != at:  # the slip is often there
        what += f" {getattr(error, 'context', None) or ''}, which begins on line {start}".replace("  ", " ")
    return Problem(f"{path}, line {at}", what, do=QUOTES)
