"""Sentences that were typed in plain letters, as print has them: minus signs, Greek letters, indices and powers."""

from __future__ import annotations

import re
from functools import cache

from tcreferee.text.mathtext import SYMBOLS, split_mathtext

GREEK = sorted((name for name, letter in SYMBOLS.items() if "Α" <= letter <= "ω"), key=len, reverse=True)
_NAME = "|".join(GREEK)
_SYMBOL = rf"(?:{_NAME}|[A-Za-z])"
# a letter with an index, such as xi_alpha or E_F; a name of more words is no symbol
_INDEX = re.compile(rf"(?<![\w^])({_SYMBOL})_({_NAME}|[A-Za-z]|\d+)(?!\w)")
_POWER = re.compile(r"(?<=[\w)])\^(?:\(([-−]?\d+(?:/\d+)?)\)|([-−]?\d+))(?!\w)")
_LETTER = re.compile(rf"(?<![A-Za-z_])({_NAME})(?![A-Za-z_])")
_ODD = re.compile(rf"[_^-]|{_NAME}")  # without any of these nothing changes
_MINUS = re.compile(r"(?<![\w.)\]}%'’”^*-])-(?=\d)")


@cache  # what an audit says of an input stands on many pages
def typeset(text: str) -> str:
    r"""Return a sentence with its symbols as mathtext; what is mathtext already stays as it is.

    Parameters
    ----------
    text : str
        For example "xi_alpha goes as 1/xi^2, by -3 %".

    Examples
    --------
    >>> typeset("xi_alpha goes as 1/xi^2, by -3 %")
    '$\\xi_{\\alpha}$ goes as 1/ξ$^{2}$, by −3 %'
    """
    pieces = split_mathtext(text)
    if pieces is None:  # a dollar sign is meant
        return text
    done = [piece if i % 2 else _plain(piece) for i, piece in enumerate(pieces)]
    return "$".join(done)


def _plain(text: str) -> str:
    if not _ODD.search(text):
        return text
    # between dollar signs nothing is changed again
    parts = re.split(r"(\$[^$]*\$)", _POWER.sub(_raised, _INDEX.sub(_indexed, text)))
    return "".join(part if i % 2 else _letters(part) for i, part in enumerate(parts))


def _letters(text: str) -> str:
    return _MINUS.sub("−", _LETTER.sub(lambda found: SYMBOLS[found[1]], text))


def _indexed(found: re.Match[str]) -> str:
    return f"${_command(found[1])}_{{{_command(found[2])}}}$"


def _raised(found: re.Match[str]) -> str:
    return f"$^{{{found[1] or found[2]}}}$"


def _command(symbol: str) -> str:
    return f"\\{symbol}" if symbol in GREEK else symbol
