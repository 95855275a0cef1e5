"""The ledger in words: how many claims hold, and those a reader should look at first."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence

from tcreferee.papers.claim import Precision, Verdict
from tcreferee.papers.ledger import shown_unit
from tcreferee.papers.verdict import Judged

WORDS = {
    Verdict.REPRODUCED: ("reproduced", "reproduced"),
    Verdict.WITHIN_ROUNDING: ("within rounding", "within rounding"),
    Verdict.CANNOT_FAIL: ("cannot fail", "cannot fail"),
    Verdict.DIFFERS: ("differs", "differ"),
    Verdict.NOT_DEFINED: ("not defined", "not defined"),
    Verdict.NOT_RECOVERABLE: ("not recoverable", "not recoverable"),
}
SIGNS = {Precision.ABOUT: "≈", Precision.ORDER: "∼", Precision.AT_MOST: "≤", Precision.AT_LEAST: "≥"}
SHOWN = (Verdict.DIFFERS, Verdict.NOT_DEFINED)


def counts(judged: Iterable[Judged]) -> str:
    """Return the sentence of `sentence` for judged claims."""
    return sentence((each.outcome.verdict, each.claim.implied) for each in judged)


def count(verdicts: Iterable[str]) -> dict[Verdict, int]:
    """Return how often each verdict occurs, 0 included."""
    listed = [Verdict(verdict) for verdict in verdicts]
    return {verdict: listed.count(verdict) for verdict in Verdict}


def sentence(verdicts: Iterable[tuple[str, bool]]) -> str:
    """Return "9 printed numbers: 8 reproduced, 1 differs; 2 implied: 2 reproduced" for verdicts and whether implied."""
    listed = list(verdicts)
    printed = [verdict for verdict, implied in listed if not implied]
    implied = [verdict for verdict, implied in listed if implied]
    said = f"{len(printed)} printed number{'' if len(printed) == 1 else 's'}{_counted(printed)}"
    return said + (f"; {len(implied)} implied{_counted(implied)}" if implied else "")


def _counted(verdicts: list[str]) -> str:
    said = ", ".join(f"{n} {WORDS[verdict][n != 1]}" for verdict, n in count(verdicts).items() if n)
    return f": {said}" if said else ""


def printed_digits(text: str) -> int:
    """Return the number of significant digits in print; "1300" has four."""
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
    wrapped = textwrap.wrap(judged.note, width=100, initial_indent="    ", subsequent_indent="    ")
    return [
        f"{judged.paper}/{claim.id}: {WORDS[outcome.verdict][0]}",
        f"    {claim.location}: {claim.quantity}",
        f"    {numbers}",
        *wrapped,
    ]
