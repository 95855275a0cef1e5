"""Rows that were reported later, and what composition alone says: the tables of `tcreferee split` and `learned`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.records import number, read_rows
from tcreferee.comparison.difference import standard_error
from tcreferee.comparison.side_by_side import difference, plain

LATER = """## Fitted to what was reported early

Models are fitted to the rows that were first reported up to the year by which half of them were, and predict the later
ones (`tcreferee split`). D ± 1 SE over the later rows, to the null that predicts them best; a choice of length by row
has no closed form and is not asked. Only the rows are split: Tc and number of reports of a row are those of all years.

| comparison | up to | later rows | formula | rms error (K) | D ± SE |
|---|---|---|---|---|---|
"""
LEARNED = """## What composition alone says

A forest on composition (`tcreferee learned`): D ± 1 SE to the constant, nats, and the share of the variance that it
explains, where each row is left out, and where each family is. It knows no formula and no length.

| comparison | rows | each row left out | each family left out |
|---|---|---|---|
"""


def unseen(results: Path | str) -> str:
    """Return both tables as Markdown, of those comparisons whose folder has them; "" if none has.

    Parameters
    ----------
    results : Path or str
    """
    folders = sorted(path.parent for path in Path(results).glob("*/comparison.csv"))
    later = [line for each in folders if (each / "split.csv").is_file() for line in _later(each)]
    learned = [_learned(each) for each in folders if (each / "learned.csv").is_file()]
    parts = [(LATER, later), (LEARNED, learned)]
    return "\n".join(head + "\n".join(lines) + "\n" for head, lines in parts if lines)


def _later(folder: Path) -> Iterator[str]:
    """Yield a line for each formula of a comparison."""
    cells: dict[str, list[Mapping[str, str]]] = {}
    for row in read_rows(folder / "split.csv"):
        cells.setdefault(row["model"], []).append(row)
    scores = {model: _column(rows, "log_density") for model, rows in cells.items()}
    about = {row["model"]: row for row in read_rows(folder / "comparison.csv")}
    nulls = [model for model in scores if about[model]["kind"] == "null"]
    null = max(nulls, key=lambda model: float(scores[model].sum()))
    for model, rows in cells.items():
        if model not in nulls:
            miss = _column(rows, "mean") - _column(rows, "measured")
            said = f"{_said(scores[model] - scores[null])} to {plain(about[null]['label'])}"
            yield (
                f"| {folder.name} | {number(rows[0]['last_year']):.0f} | {len(rows)} | {plain(about[model]['label'])} "
                f"| {np.sqrt(np.mean(miss**2)):.1f} | {said} |"
            )


def _learned(folder: Path) -> str:
    """Return the line of a comparison."""
    rows = [row for row in read_rows(folder / "learned.csv") if not row["why"]]
    measured, parts = _column(rows, "measured"), []
    for way in ("loo", "family"):
        if not rows[0][f"mean_{way}"]:
            parts.append("–")
            continue
        d = _column(rows, f"log_density_{way}") - _column(rows, f"log_density_constant_{way}")
        left = np.sum((_column(rows, f"mean_{way}") - measured) ** 2) / np.sum((measured - measured.mean()) ** 2)
        parts.append(f"{_said(d)}; {100 * (1 - left):.0f} %")
    return f"| {folder.name} | {len(rows)} | {' | '.join(parts)} |"


def _column(rows: Sequence[Mapping[str, str]], name: str) -> Array:
    return np.array([number(row[name]) for row in rows])


def _said(d: Array) -> str:
    """Return the sum of differences (rows,) and its standard error."""
    return difference(float(d.sum()), standard_error(d))
