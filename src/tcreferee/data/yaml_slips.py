"""The usual slips in a YAML file, found in its text near the line where a parser stumbled."""

from __future__ import annotations

import re
from collections.abc import Sequence

ODD = {"\u00a0": "a non-breaking blank", "\u202f": "a narrow non-breaking blank", "\u2003": "a wide blank",
       "\ufeff": "an invisible mark", "\u200b": "an invisible blank"}  # fmt: skip
CURLY = "\u201c\u201d\u201e\u2018\u2019"
KEY = re.compile(r"^[ ]*(?:- )?([\w.+-]+):(\S.*)$")
OPENS, CLOSES = {"[": "]", "{": "}"}, {"]", "}"}


def slip(lines: Sequence[str], at: int, begun: int) -> tuple[int, str, str] | None:
    """Return the line (from 1) of the likely slip, what is wrong there and what to do; None if none is recognised.

    Parameters
    ----------
    lines : sequence of str
    at, begun : int
        Lines, from 1, where the parser stumbled and where what it was reading begins.
    """
    near = [i for i in dict.fromkeys((at, begun, at - 1)) if 1 <= i <= len(lines)]
    for i in near:
        if found := _odd(lines[i - 1]) or _missing_blank(lines[i - 1]) or _open_quote(lines[i - 1]):
            return i, *found
    if (opened := _open_bracket(lines[:at])) is not None:
        i, bracket = opened
        return i, f"'{bracket}' is opened and not closed", f"add '{OPENS[bracket]}'"
    return _indented(lines, at)


def _odd(line: str) -> tuple[str, str] | None:
    """Find tabs and other characters that only look like blanks or quotes."""
    if re.match(r"^ *\t", line):
        return "begins with a tab", "indent with blanks"
    for character, name in ODD.items():
        if character in line:
            return f"holds {name} (U+{ord(character):04X})", "put an ordinary blank there, or nothing"
    if re.search(rf"[:\[,-]\s*[{CURLY}]", line):
        return "has curly quotes", 'write straight ones: "..."'
    return None


def _missing_blank(line: str) -> tuple[str, str] | None:
    found = KEY.match(line)
    if found and not found[2].startswith("//"):
        return f"there is no blank after '{found[1]}:'", f"write '{found[1]}: {found[2].strip()}'"
    return None


def _open_quote(line: str) -> tuple[str, str] | None:
    for quote in "\"'":
        if re.search(rf"[:\[,-]\s*{quote}", line) and line.count(quote) % 2:
            return f"a quote is opened with {quote} and not closed", f"end the text with {quote}"
        if re.search(rf"{quote}\s*$", line) and line.count(quote) % 2:
            return f"a quote is closed with {quote} and not opened", f"begin the text with {quote}"
    return None


def _open_bracket(lines: Sequence[str]) -> tuple[int, str] | None:
    """Return the line and kind of the last bracket that is still open."""
    opened: list[tuple[int, str]] = []
    for i, line in enumerate(lines, 1):
        for character in re.sub(r"\"[^\"]*\"|'[^']*'|(^|\s)#.*", "", line):
            if character in OPENS:
                opened.append((i, character))
            elif character in CLOSES and opened:
                opened.pop()
    return opened[-1] if opened else None


def _indented(lines: Sequence[str], at: int) -> tuple[int, str, str] | None:
    """Find a line that is indented like none of those above it."""
    if not 1 <= at <= len(lines) or not re.match(r"^ *[^\s#]", lines[at - 1]):
        return None
    depth = _depth(lines[at - 1])
    above = [(i, line) for i, line in enumerate(lines[: at - 1], 1) if re.match(r"^ *[^\s#]", line)]
    if not above:
        return None
    i, last = above[-1]
    other = _depth(last)
    if depth > other and not re.search(r":\s*(#.*)?$", last):
        what = f"is indented more than line {i}, which has a value already"
        return at, what, f"indent both by {other}, or put a text that holds ': ' in quotes"
    if depth < other and depth not in {_depth(line) for _, line in above}:
        return at, f"is indented by {depth}, and no line above it is", f"indent it by {other}, as line {i}"
    return None


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
