"""The ledger in words: how many claims hold, and those a reader should look at first."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from tcreferee.papers.claim import Precision, Verdict
from tcreferee.papers.ledger import Judged, shown_unit

WORDS = {
    Verdict.REPRODUCED: ("reproduced", "reproduced"),
    Verdict.DIFFERS: ("differs", "differ"),
    Verdict.NOT_DEFINED: ("not defined", "not defined"),
    Verdict.NOT_RECOVERABLE: ("not recoverable", "not recoverable"),
}
SIGNS = {Precision.ABOUT: "≈", Precision.ORDER: "∼", Precision.AT_MOST: "≤", Precision.AT_LEAST: "≥"}
SHOWN = (Verdict.DIFFERS, Verdict.NOT_DEFINED)


def counts(judged: Iterable[Judged]) -> str:
    """Return the sentence of `sentence` for judged claims."""
    return sentence(count(each.outcome.verdict for each in judged))


def count(verdicts: Iterable[str]) -> dict[Verdict, int]:
    """Count verdicts; those that do not occur are 0."""
    listed = [Verdict(verdict) for verdict in verdicts]
    return {verdict: listed.count(verdict) for verdict in Verdict}


def sentence(counted: Mapping[Verdict, int]) -> str:
    """Return "12 claims: 9 reproduced, 1 differs, 2 not defined, 0 not recoverable"."""
    total = sum(counted.values())
    said = ", ".join(f"{n} {WORDS[verdict][n != 1]}" for verdict, n in counted.items())
    return f"{total} claim{'s' if total != 1 else ''}: {said}"


def printed_digits(text: str) -> int:
    """Return how many significant digits a number has in print; those of "1300" are four."""
    mantissa = text.lower().partition("e")[0]
    return max(1, len("".join(filter(str.isdigit, mantissa)).lstrip("0")))


def listing(judged: Sequence[Judged], papers: Iterable[str]) -> str:
    """Return the counts per paper, then each claim that differs or is not defined, with its reason."""
    chosen = list(papers)
    width = max(map(len, chosen), default=0)
    lines = [f"{paper:{width}s}  {counts(e for e in judged if e.paper == paper)}" for paper in chosen]
    for each in judged:
        if each.outcome.verdict in SHOWN:
            lines += ["", *_claim(each)]
    return "\n".join(lines)


def _claim(judged: Judged) -> list[str]:
    claim, outcome = judged.claim, judged.outcome
    sign, unit = SIGNS.get(claim.precision, ""), shown_unit(claim.unit)
    numbers = "the printed number is lost"
    if math.isfinite(outcome.printed):
        numbers = f"printed {sign}{judged.printed.text} {unit}".rstrip()
    if outcome.verdict is Verdict.DIFFERS:
        digits = printed_digits(judged.printed.text) + 2
        numbers += f", recomputed {outcome.recomputed:.{digits}g} {unit}".rstrip()
        if math.isfinite(outcome.rel_diff):
            numbers += f" ({100 * outcome.rel_diff:+.3g} %)"
    wrapped = textwrap.wrap(claim.reason, width=100, initial_indent="    ", subsequent_indent="    ")
    return [
        f"{judged.paper}/{claim.id}: {WORDS[outcome.verdict][0]}",
        f"    {claim.location}: {claim.quantity}",
        f"    {numbers}",
        *wrapped,
    ]
