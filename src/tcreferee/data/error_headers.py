"""Which columns of a new table hold uncertainties, and of which other column: read from the headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tcreferee.data.called import ENDINGS
from tcreferee.data.guess import header_parts

_WORD = r"(?:uncertainty|uncert|unc|error|err|sigma|std|sd|±|\+/-|σ|δ|Δ)"
_BEFORE = re.compile(rf"^(?:{_WORD}(?:of|in)?|d)(?P<owner>.+)$", re.IGNORECASE)
_BEHIND = re.compile(rf"^(?P<owner>.+?)\(?{_WORD}\)?$", re.IGNORECASE)
_SIDES = {
    side: re.compile(
        rf"(?P<owner>.*?)(?:\(?{sign}\)?|{_WORD}\(?(?:{sign}|{words})\)?|(?:{words}){_WORD}|{sign}{_WORD})"
    )
    for side, sign, words in (("upper", r"\+", "upper|up|plus|high"), ("lower", "[-−–]", "lower|low|down|minus"))
}
_ALONE = re.compile(rf"^\(?{_WORD}\)?$", re.IGNORECASE)


def error_owners(headers: Sequence[str]) -> dict[str, str]:
    """Return each column of uncertainties with the column that they belong to.

    Parameters
    ----------
    headers : sequence of str
        As printed. "dTc", "sigma_Tc", "Tc error (K)" and "Tc (±)" belong to "Tc" or "Tc (K)"; a header that is only
        "±", "error" or the like belongs to the column on its left.
    """
    called = _called(headers)
    found: dict[str, str] = {}
    for i, header in enumerate(headers):
        word = _plain(header)
        if _ALONE.match(word):
            if i and headers[i - 1] not in found:
                found[header] = headers[i - 1]
            continue
        owners = (match["owner"] for match in (_BEFORE.match(word), _BEHIND.match(word)) if match)
        owner = next((called[each] for each in owners if each in called and called[each] != header), "")
        if owner and owner not in found:
            found[header] = owner
    return found


def two_sides(headers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return each column that has uncertainties upwards and downwards, with the columns of both.

    Parameters
    ----------
    headers : sequence of str
        As printed. "+" and "-", "Tc+" and "Tc-", "Tc error up" and "Tc error down" are two sides; without a side named
        beside it the column on the left is meant. "Tc_lower" alone may be a value, and is none.
    """
    called = _called(headers)
    sides: dict[str, dict[str, str]] = {}
    left = ""
    for header in headers:
        word = _bare(header)
        found = next(((side, match) for side, pattern in _SIDES.items() if (match := pattern.fullmatch(word))), None)
        if found is None:
            left = header
            continue
        owner = called.get(found[1]["owner"], "") if found[1]["owner"] else left
        if owner:
            sides.setdefault(owner, {}).setdefault(found[0], header)
    return {owner: (each["upper"], each["lower"]) for owner, each in sides.items() if len(each) == len(_SIDES)}


def _called(headers: Sequence[str]) -> dict[str, str]:
    """Return the headers by what they may be called: with the unit in their ending, or without it."""
    return {_bare(header): header for header in headers} | {_plain(header): header for header in headers}


def _bare(header: str) -> str:
    """Return a header without the unit in brackets, as it stands otherwise: "tc_K" is tck, as "tc_K_sigma" says."""
    return re.sub(r"[\s_$\\{}]", "", header_parts(header)[0]).lower()


def _plain(header: str) -> str:
    """Return what a header calls its column: "T_c (K)" and "tc_K" are tc, "Tc (±)" is tc(±)."""
    word, _ = header_parts(header)
    word = re.sub(rf"_(?:{'|'.join(ENDINGS)})$", "", word)
    if _ALONE.match(f"({header[len(word) :].strip(' ()[]')})"):
        word = header
    return re.sub(r"[\s_$\\{}]", "", word).lower()
