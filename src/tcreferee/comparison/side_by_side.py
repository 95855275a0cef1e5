"""Trials of one question by several conventions, side by side: each formula's answer under each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.records import number, read_record, read_rows
from tcreferee.comparison.difference import standard_error
from tcreferee.comparison.thresholds import FEWEST
from tcreferee.data.catalogue import plain as escaped
from tcreferee.text.html import plain_text

# endings of the names of comparisons, and what they say of the rows
CONVENTIONS = {"": "median Tc", "_highest": "highest Tc", "_alternative": "median Tc, alternative structures"}
NOT_RUN = "not run: make court"


@dataclass(frozen=True)
class Trials:
    """One comparison: its table, and what the models say of families they have not seen.

    Parameters
    ----------
    rows : sequence of mapping
        Of comparison.csv; empty if there is no such comparison.
    families : mapping of str to (families,) array
        By model that is not made by the program: log predictive density of each family left out, nats.
    """

    rows: Sequence[Mapping[str, str]] = ()
    families: Mapping[str, Array] = field(default_factory=dict)

    @property
    def count(self) -> str:
        """Number of rows, and of families if there are any."""
        if not self.rows:
            return "–"
        families = next((f" in {len(each)} families" for each in self.families.values()), "")
        return f"{self.rows[0]['n']}{families}"

    def of(self, model: str) -> Mapping[str, str] | None:
        """Return the row of a model."""
        return next((row for row in self.rows if row["model"] == model), None)

    def by_families(self, model: str) -> str:
        """Return D and its standard error of a formula to the null that predicts left-out families best; "" if none.

        ASSUME: families are exchangeable, as rows are elsewhere. With fewer than `FEWEST` there is no standard error.
        """
        nulls = [row for row in self.rows if row["kind"] == "null" and row["model"] in self.families]
        if model not in self.families or not nulls:
            return ""
        null = max(nulls, key=lambda row: float(self.families[row["model"]].sum()))
        d = self.families[model] - self.families[null["model"]]
        if len(d) < FEWEST:
            return f"{_number(float(d.sum()))} to {plain(null['label'])}"
        return f"{difference(float(d.sum()), standard_error(d))} to {plain(null['label'])}"


def side_by_side(results: Path | str) -> str:
    """Return one Markdown table of every formula of `results`, a column for each convention.

    Parameters
    ----------
    results : Path or str
        A results folder whose comparisons are named by a question, with the endings of `CONVENTIONS`.
    """
    trials = {path.parent.name: _read(path) for path in sorted(Path(results).glob("*/comparison.csv"))}
    asked = sorted({question(name) for name in trials})
    lines = [f"| formula | {' | '.join(CONVENTIONS.values())} |", "|---" * (len(CONVENTIONS) + 1) + "|"]
    for name in asked:
        columns = [trials.get(f"{name}{ending}", Trials()) for ending in CONVENTIONS]
        lines.append(f"| **{name}**, rows | {' | '.join(each.count for each in columns)} |")
        for model, label in _formulas(columns).items():
            cells = [_answer(each.of(model)) for each in columns]
            lines.append(f"| {plain(label)} | {' | '.join(cells)} |")
            by_families = [each.by_families(model) for each in columns]
            if any(by_families):
                lines.append(f"| {plain(label)}, families left out | {' | '.join(c or '–' for c in by_families)} |")
    return "\n".join(lines) + "\n"


def _read(table: Path) -> Trials:
    """Read comparison.csv and the records beside it."""
    rows, families = read_rows(table), {}
    for row in rows:
        record = table.parent / row["model"] / "diagnostics.json"
        found = read_record(record).get("elpd_family") if row["generated"] == "false" and record.is_file() else None
        if found and None not in found:
            families[row["model"]] = np.array(found)
    return Trials(rows, families)


def last_run(results: Path | str) -> tuple[str, str]:
    """Return the day of the last run of a results folder (UTC) and its table; ("", what to do) if there is none."""
    standing = Path(results) / "standing.csv"
    if not standing.is_file():
        return "", NOT_RUN
    day = datetime.fromtimestamp(standing.stat().st_mtime, UTC).date().isoformat()
    return day, side_by_side(results)


def question(name: str) -> str:
    """Return the name of a comparison without the ending of its convention."""
    ending = next((ending for ending in CONVENTIONS if ending and name.endswith(ending)), "")
    return name.removesuffix(ending)


def _formulas(columns: Sequence[Trials]) -> dict[str, str]:
    """Formulas with a source, and the generic ones that were asked for, by model."""
    return {
        row["model"]: row["label"]
        for each in columns
        for row in each.rows
        if row["kind"] != "null" and row["generated"] == "false"
    }


def _answer(row: Mapping[str, str] | None) -> str:
    if row is None:
        return "–"
    if not row["predicts"] or not row["null"]:
        d, se = number(row["d_elpd"]), row["se_d_elpd"]
        total = f"{difference(d, number(se))} to the best model" if se else "the best model"
        return f"{escaped(row['predicts'] or row['words'] or 'no verdict')}: {total}"
    complete = f"; {escaped(row['complete'])}" if row["complete"] else ""
    said = difference(number(row["d_null"]), number(row["se_d_null"]))
    return f"{escaped(row['predicts'])}: {said} to {plain(row['null'])}{complete}"


def difference(d: float, se: float) -> str:
    """Return a difference and its standard error, to one decimal."""
    return f"{_number(d)} ± {se:.1f}"


def _number(d: float) -> str:
    return f"{round(d, 1) + 0.0:.1f}"  # not -0.0


def plain(text: str) -> str:
    """Return a label without mathtext, escaped for Markdown, without the word that marks a null model."""
    return escaped(plain_text(text).removesuffix(" (null)"))
