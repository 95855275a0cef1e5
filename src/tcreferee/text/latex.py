"""Text with simple mathtext as LaTeX that does nothing but print, whatever the text says."""

from __future__ import annotations

from collections.abc import Iterator

from tcreferee.papers.latex import SPECIAL, escape
from tcreferee.text.html import SYMBOLS, TOKEN, UPRIGHT

_SPACES = {",": r"\,", ";": r"\;", " ": r"\ ", "!": r"\!"}
_NAMES = {"left": "", "right": "", "AA": r"\mbox{\AA}"}
_SAME = frozenset(r"{}$%&_#|")  # a backslash and one of these is the letter itself


def latex(text: str) -> str:
    r"""Return text as LaTeX that does nothing but print: "$...$" is mathtext, all else stands as it is.

    Mathtext is taken apart and put together again from known commands, so that "$\input{x}$" prints "input x".
    An odd number of dollar signs is taken literally.
    """
    pieces = text.split("$")
    if len(pieces) % 2 == 0:
        return escape(text)
    try:
        return "".join(_mathematics(piece) if i % 2 else _words(piece) for i, piece in enumerate(pieces))
    except RecursionError:  # braces nested as nobody nests them
        return escape(text)


def _mathematics(mathtext: str) -> str:
    inner = maths(mathtext)
    return f"${inner}$" if inner else ""  # two dollar signs would begin a display


def _words(text: str) -> str:
    # `escape` takes off the blanks at the ends, which here part words from mathtext
    before, after = (" " if end.isspace() else "" for end in (text[:1], text[-1:]))
    return f"{before}{escape(text)}{after}" if text.strip() else before


def maths(mathtext: str) -> str:
    """Return mathtext (without dollar signs) as LaTeX in math mode; unknown commands print their name."""
    tokens, done = iter(TOKEN.findall(mathtext)), []
    while (piece := _sequence(tokens)) is not None:
        done.append(piece)  # a brace that closes nothing ends a sequence, not the text
    return "".join(done)


def _sequence(tokens: Iterator[str]) -> str | None:
    """Translate tokens up to the closing brace of this group, or to the end; None if there are none left."""
    done: list[str] = []
    scripts = ""  # of the last letter; LaTeX stops at a second of one kind
    token = None
    for token in tokens:
        if token == "}":
            break
        if token in "^_":
            done.append(f"{'{}' if token in scripts else ''}{token}{{{_argument(tokens)}}}")
            scripts = token if token in scripts else scripts + token
        else:
            done.append(_atom(token, tokens))
            scripts = ""
    return None if token is None else "".join(done)


def _atom(token: str, tokens: Iterator[str]) -> str:
    name = token[1:]
    if token == "{":
        return f"{{{_sequence(tokens) or ''}}}"
    if token.startswith("\\") and name:
        return _command(name, tokens)
    if token == "'":
        return r"{}^{\prime}{}"
    if token.isspace():
        return " "
    if token == "~" or (token.isascii() and token not in SPECIAL):
        return token
    return token if token in "<>|[]*" else rf"\mbox{{{escape(token)}}}"


def _command(name: str, tokens: Iterator[str]) -> str:
    if name in UPRIGHT:
        font = name if name in ("mathbf", "mathit", "mathsf") else "mathrm"
        return rf"\{font}{{{_argument(tokens)}}}"
    if name in ("frac", "dfrac", "tfrac"):
        return rf"\frac{{{_argument(tokens)}}}{{{_argument(tokens)}}}"
    if name in ("sqrt", "hat"):
        return rf"\{name}{{{_argument(tokens)}}}"
    if name in _SAME:
        return rf"\{name}"
    if name in _SPACES:
        return _SPACES[name]
    if name in _NAMES:
        return _NAMES[name]
    if name in SYMBOLS:
        return rf"\{name} "
    return rf"\mathrm{{{name}}}" if name.isalpha() else rf"\mbox{{{escape(name)}}}"


def _argument(tokens: Iterator[str]) -> str:
    """Return the next atom or group: what an exponent, a font or a fraction applies to."""
    for token in tokens:
        if token == "{":
            return _sequence(tokens) or ""
        if token == "}":
            return ""
        if not token.isspace():
            return "" if token in "^_" else _atom(token, tokens)
    return ""
