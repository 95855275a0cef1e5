"""Which columns of a new table hold uncertainties, and of which other column: read from the headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tcreferee.data.guess import ENDINGS, header_parts

_WORD = r"(?:uncertainty|uncert|unc|error|err|sigma|std|sd|±|\+/-|σ|δ|Δ)"
_BEFORE = re.compile(rf"^(?:{_WORD}(?:of|in)?|d)(?P<owner>.+)$", re.IGNORECASE)
_BEHIND = re.compile(rf"^(?P<owner>.+?)\(?{_WORD}\)?$", re.IGNORECASE)
_ALONE = re.compile(rf"^\(?{_WORD}\)?$", re.IGNORECASE)


def error_owners(headers: Sequence[str]) -> dict[str, str]:
    """Return each column of uncertainties with the column that they belong to.

    Parameters
    ----------
    headers : sequence of str
        As printed. "dTc", "sigma_Tc", "Tc error (K)" and "Tc (±)" belong to "Tc" or "Tc (K)"; a header that is only
        "±", "error" or the like belongs to the column on its left.
    """
    called = {_plain(header): header for header in headers}
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


def _plain(header: str) -> str:
    """Return what a header calls its column: "T_c (K)" and "tc_K" are tc, "Tc (±)" is tc(±)."""
    word, _ = header_parts(header)
    word = re.sub(rf"_(?:{'|'.join(ENDINGS)})$", "", word)
    if _ALONE.match(f"({header[len(word) :].strip(' ()[]')})"):
        word = header
    return re.sub(r"[\s_$\\{}]", "", word).lower()
