"""The ledger as LaTeX tables for a manuscript, one file for each paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

from tcreferee.base.provenance import write_text
from tcreferee.papers.claim import Precision
from tcreferee.papers.ledger import shown_unit
from tcreferee.papers.verdict import Judged
from tcreferee.papers.words import WORDS, counts, printed_digits
from tcreferee.text.latex import escape

HEADS = ("location", "quantity", "printed", "recomputed", "verdict")
SIGNS = {Precision.ABOUT: r"\approx", Precision.ORDER: r"\sim", Precision.AT_MOST: r"\le", Precision.AT_LEAST: r"\ge"}


def number(text: str, sign: str = "") -> str:
    """Return a number in math mode: "5.651e6" becomes 5.651 times a power of ten."""
    mantissa, _, exponent = text.lower().partition("e")
    power = rf" \times 10^{{{int(exponent)}}}" if exponent else ""
    return f"${f'{sign} ' if sign else ''}{mantissa}{power}$"


def table(judged: Sequence[Judged]) -> str:
    r"""Return the table of the claims of one paper; needs \usepackage{booktabs,longtable}."""
    caption = f"{judged[0].title}: {counts(judged)}."
    heads = " & ".join(HEADS)
    lines = [
        r"% Needs \usepackage{booktabs,longtable,array}. Made by the rule `claims`, with results/claims.csv.",
        r"\begin{longtable}{@{}>{\raggedright}p{0.2\textwidth}>{\raggedright}p{0.3\textwidth}rrl@{}}",
        rf"\caption{{{escape(caption)}}}\\",
        rf"\toprule {heads} \\ \midrule \endfirsthead",
        rf"\toprule {heads} \\ \midrule \endhead",
        r"\bottomrule \endfoot",
        *(f"{' & '.join(_cells(each))} \\\\" for each in judged),
        r"\end{longtable}",
    ]
    return "\n".join(lines) + "\n"


def _cells(judged: Judged) -> list[str]:
    claim, outcome = judged.claim, judged.outcome
    unit = shown_unit(claim.unit) and rf"\,{escape(shown_unit(claim.unit))}"
    recomputed = "--"
    if math.isfinite(outcome.recomputed):
        digits = printed_digits(judged.printed.text) + 1
        recomputed = number(f"{outcome.recomputed:.{max(3, digits)}g}") + unit
    printed = "lost"
    if math.isfinite(outcome.printed):
        printed = number(judged.printed.text, SIGNS.get(claim.precision, "")) + unit
    quantity = escape(claim.quantity) + (" (implied)" if claim.implied else "")
    return [escape(claim.location), quantity, printed, recomputed, WORDS[outcome.verdict][0]]


def write_tables(judged: Iterable[Judged], paths: Iterable[Path | str]) -> None:
    """Write the table of a paper to each path, named `claims_{paper}.tex`."""
    listed = list(judged)
    for path in map(Path, paths):
        paper = path.stem.removeprefix("claims_")
        write_text(path, table([each for each in listed if each.paper == paper]))
