"""The text of a sidecar, changed at single places so that all others stay as a person wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

Place = tuple[str, ...]
Edit = tuple[int, int, str]  # from, to, and what stands there instead


class NoPlaceError(ValueError):
    """A mapping or list is written in a way that cannot be extended by lines; the message is its key."""


class SidecarText:
    """Places of a YAML text by their keys.

    Parameters
    ----------
    text : str
        YAML that holds a mapping.
    """

    def __init__(self, text: str) -> None:
        self._end = "\r\n" if "\r\n" in text else "\n"
        self._text = text if text.endswith("\n") else text + self._end
        self._root: Any = yaml.compose(self._text, yaml.BaseLoader)

    def at(self, *path: str) -> yaml.Node | None:
        """Return the value at a place; None if there is no such key."""
        node: yaml.Node | None = self._root
        for key in path:
            pairs = node.value if isinstance(node, yaml.MappingNode) else ()
            node = next((value for name, value in pairs if name.value == key), None)
        return node

    def value(self, *path: str) -> str:
        """Return the text at a place; "" if there is none."""
        node = self.at(*path)
        return str(node.value) if isinstance(node, yaml.ScalarNode) else ""

    def empty(self, *path: str) -> bool:
        """Whether a place is there and nothing is said: no text, or an empty list."""
        node = self.at(*path)
        return node is not None and not node.value

    def fill(self, *path: str, to: str) -> Edit | None:
        """Return the change that puts a text into an empty place."""
        return self._instead(self.at(*path), to)

    def instead(self, *path: str, to: str) -> Edit | None:
        """Return the change of a single text; quotes about it stay."""
        node = self.at(*path)
        mark = node.style if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else ""
        return self._instead(node, f"{mark}{to}{mark}")

    def _instead(self, node: yaml.Node | None, to: str) -> Edit | None:
        if node is None:
            return None
        start, end = node.start_mark.index, node.end_mark.index
        return start, end, to if self._text[start - 1 : start] == " " else f" {to}"

    def before(self, key: str, line: str) -> Edit | None:
        """Return the change that writes a line before a key of the whole."""
        found = next((name for name, _ in self._root.value if name.value == key), None)
        return None if found is None else (found.start_mark.index, found.start_mark.index, line + self._end)

    def add(self, path: Place, answer: str) -> Edit:
        """Return the change that adds a key with an answer."""
        return (
            self.append_key(path[0], f"  {path[1]}: {answer}\n") if path[1:] else self._last(f"{path[0]}: {answer}\n")
        )

    def append_key(self, key: str, lines: str) -> Edit:
        """Return the change that writes lines, indented by two, behind the last entry of a mapping in lines."""
        node = self.at(key)
        if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
            raise NoPlaceError(key)
        indent = " " * node.value[0][0].start_mark.column
        shifted = "".join(f"{indent}{line[2:].rstrip()}\n" for line in lines.splitlines())
        return self._behind(node, shifted)

    def append_items(self, key: str, items: Sequence[str]) -> Edit | None:
        """Return the change that adds entries to a list, or the list itself."""
        node = self.at(key)
        if node is None:
            return self._last(f"{key}: [{', '.join(items)}]\n")
        if not node.value:
            return self._instead(node, f"[{', '.join(items)}]")
        if not isinstance(node, yaml.SequenceNode):
            raise NoPlaceError(key)
        if node.flow_style:
            return _end(node) - 1, _end(node) - 1, "".join(f", {item}" for item in items)
        indent = " " * node.start_mark.column
        return self._behind(node, "".join(f"{indent}- {item}\n" for item in items))

    def changed(self, edits: Sequence[Edit]) -> str:
        """Return the text with changes; those at one place in their order."""
        pieces, at = list[str](), 0
        for start, end, new in sorted(edits, key=lambda edit: edit[0]):
            pieces += [self._text[at:start], new]
            at = end
        return "".join([*pieces, self._text[at:]])

    def _last(self, lines: str) -> Edit:
        return self._behind(self._root, lines)

    def _behind(self, node: yaml.Node, lines: str) -> Edit:
        at = _end(node)
        if self._text[at - 1 : at] != "\n":
            at = self._text.find("\n", at) + 1
        return at, at, lines.replace("\n", self._end)


def _end(node: Any) -> int:
    """Return where a value ends, without the comments and empty lines behind it."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
