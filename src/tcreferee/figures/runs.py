"""Elements of an SVG that follow each other and look alike share one group, which says the look once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)[^>]*?(/?)>")
_CLIP = re.compile(r" clip-path='[^']*'")
_TEXT = re.compile(r"<text( [^>]*?) class='([^']*)'>([^<]*</text>)")


def grouped(body: str) -> str:
    """Return a row of elements with less repetition.

    Those cut off at one frame stand in a group that is cut off; texts of one class in a group of that class.

    Parameters
    ----------
    body : str
        Elements side by side, attributes in single quotes.
    """
    done = []
    for clip, run in itertools.groupby(elements(body), key=_clip):
        members = list(run)
        if clip and len(members) > 1:
            bare = (_CLIP.sub("", each, count=1) for each in members)
            done.append(f"<g{clip}>{''.join(bare)}</g>")
        else:
            done.extend(_texts(members))
    return "".join(done)


def elements(body: str) -> Iterator[str]:
    """Return the elements one by one, each with all that is in it."""
    depth = start = 0
    for found in _TAG.finditer(body):
        closes, alone = found.groups()
        depth += -1 if closes else 0 if alone else 1
        if depth == 0:
            yield body[start : found.end()]
            start = found.end()


def _clip(element: str) -> str:
    found = _CLIP.search(element[: element.index(">")])
    return found[0] if found else ""


def _texts(members: list[str]) -> Iterator[str]:
    for look, run in itertools.groupby(members, key=_text_look):
        same = list(run)
        if look and len(same) > 1:
            bare = (_TEXT.sub(r"<text\1>\3", each) for each in same)
            yield f"<g class='{look}'>{''.join(bare)}</g>"
        else:
            yield from same


def _text_look(element: str) -> str:
    found = _TEXT.fullmatch(element)
    return found[2] if found else ""
