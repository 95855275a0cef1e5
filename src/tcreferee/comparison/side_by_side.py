"""Trials of one question by several conventions, side by side: each formula's answer under each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tcreferee.base.records import number, read_rows
from tcreferee.data.catalogue import plain as escaped
from tcreferee.text.html import plain_text

# endings of the names of comparisons, and what they say of the rows
CONVENTIONS = {"": "median Tc", "_highest": "highest Tc", "_alternative": "median Tc, alternative structures"}
NOT_RUN = "not run: make court"


def side_by_side(results: Path | str) -> str:
    """Return one Markdown table of every formula of `results`, a column for each convention.

    Parameters
    ----------
    results : Path or str
        A results folder whose comparisons are named by a question, with the endings of `CONVENTIONS`.
    """
    tables = {path.parent.name: read_rows(path) for path in sorted(Path(results).glob("*/comparison.csv"))}
    names = sorted({_question(name) for name in tables})
    lines = [f"| formula | {' | '.join(CONVENTIONS.values())} |", "|---" * (len(CONVENTIONS) + 1) + "|"]
    for question in names:
        columns = [tables.get(f"{question}{ending}", []) for ending in CONVENTIONS]
        counts = ", ".join(f"{rows[0]['n'] if rows else '–'}" for rows in columns)
        lines.append(f"| **{question}**, rows: {counts} |" + " |" * len(CONVENTIONS))
        for model, label in _formulas(columns).items():
            cells = [_answer(next((row for row in rows if row["model"] == model), None)) for rows in columns]
            lines.append(f"| {escaped(plain_text(label))} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def last_run(results: Path | str) -> tuple[str, str]:
    """Return the day of the last run of a results folder (UTC) and its table; ("", what to do) if there is none."""
    standing = Path(results) / "standing.csv"
    if not standing.is_file():
        return "", NOT_RUN
    day = datetime.fromtimestamp(standing.stat().st_mtime, UTC).date().isoformat()
    return day, side_by_side(results)


def _question(name: str) -> str:
    ending = next((ending for ending in CONVENTIONS if ending and name.endswith(ending)), "")
    return name.removesuffix(ending)


def _formulas(columns: Sequence[Sequence[Mapping[str, str]]]) -> dict[str, str]:
    """Formulas with a source, and the generic ones that were asked for, by model."""
    return {
        row["model"]: row["label"]
        for rows in columns
        for row in rows
        if row["kind"] != "null" and row["generated"] == "false"
    }


def _answer(row: Mapping[str, str] | None) -> str:
    if row is None:
        return "–"
    if not row["predicts"] or not row["null"]:
        total = f"D {number(row['d_elpd']):.1f} ± {number(row['se_d_elpd']):.1f}" if row["se_d_elpd"] else "best"
        return f"{escaped(row['predicts'] or row['words'] or 'no verdict')}; {total}"
    d, se = round(number(row["d_null"]), 1) + 0.0, number(row["se_d_null"])
    complete = f"; {escaped(row['complete'])}" if row["complete"] else ""
    return f"{escaped(row['predicts'])}: {d:.1f} ± {se:.1f} to {escaped(plain_text(row['null']))}{complete}"
