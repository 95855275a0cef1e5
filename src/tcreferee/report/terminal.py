"""Print the results of a run on the terminal: how each theory stands, then the verdict of each comparison."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.records import read_rows, reading
from tcreferee.comparison.questions import SIGNS, WORDS, Outcome
from tcreferee.comparison.sentence import NOT_RANKED
from tcreferee.text.html import plain_text

WIDTH = 100


def standing_lines(path: Path | str) -> Iterator[str]:
    """Yield how each theory stands, a line for each with a sign for each trial; nothing if there is no such table.

    Parameters
    ----------
    path : path
        standing.csv.
    """
    if not Path(path).exists():
        return
    signs: dict[str, str] = {}
    with reading(path):
        for row in read_rows(path):
            signs[row["source"]] = signs.get(row["source"], "") + SIGNS[Outcome(row["outcome"])]
    if not signs:
        return
    yield "How the formulas of each source stand, a sign for each comparison:"
    shown = set("".join(signs.values()))
    yield "; ".join(f"{sign} {WORDS[outcome]}" for outcome, sign in SIGNS.items() if sign in shown)
    wide = min(16, max(map(len, signs.values())))
    for source, found in signs.items():
        yield f"  {found:<{wide}}  {textwrap.shorten(source, WIDTH - wide - 4, placeholder='…')}"


def verdict_lines(records: list[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the verdict of each comparison, wrapped.

    Parameters
    ----------
    records : list of mapping
        Of comparison.json.
    """
    for record in records:
        left = [said for said in record.get("cautions", ()) if said.startswith(NOT_RANKED)]
        text = f"{record['comparison']}: {plain_text(' '.join((record['sentence'], *left)))}"
        yield textwrap.fill(text, width=WIDTH, subsequent_indent="    ")
