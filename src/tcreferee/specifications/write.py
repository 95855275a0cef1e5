"""specifications.csv: every specification of every formula of a comparison, written and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tcreferee.base.records import number, read_rows, write_rows
from tcreferee.specifications.choice import DECISIONS
from tcreferee.specifications.curve import SpecificationCurve, Specified

COLUMNS = (
    "model", "specification", *DECISIONS, "n", "null", "d_elpd", "se_d_elpd", "mcse_d_elpd", "predicts", "why",
)  # fmt: skip


def write_specifications(path: Path, curves: Iterable[SpecificationCurve]) -> None:
    """Write the specifications of the formulas of a comparison, as declared first."""
    write_rows(path, COLUMNS, [row for curve in curves for row in _rows(curve)])


def _rows(curve: SpecificationCurve) -> Iterator[dict[str, Any]]:
    if curve.why:
        yield dict.fromkeys(COLUMNS) | {"model": curve.model, "why": curve.why}
    for each in curve.specified:
        yield {
            "model": curve.model, "specification": each.label, **each.words, "n": each.n or None, "null": each.null,
            "d_elpd": each.d, "se_d_elpd": each.se, "mcse_d_elpd": each.error, "predicts": each.predicts,
            "why": each.why,
        }  # fmt: skip


def read_specifications(path: Path, labels: Mapping[str, str]) -> dict[str, SpecificationCurve]:
    """Return the specification curve of each formula by its name; empty if nobody computed any.

    Parameters
    ----------
    path : Path
    labels : mapping of str to str
        Label of each model.
    """
    found = dict[str, list[dict[str, str]]]()
    for row in read_rows(path) if path.is_file() else ():
        found.setdefault(row["model"], []).append(row)
    return {name: _curve(name, labels.get(name, name), rows) for name, rows in found.items()}


def _curve(name: str, label: str, rows: list[dict[str, str]]) -> SpecificationCurve:
    if not rows[0]["specification"]:
        return SpecificationCurve(name, label, why=rows[0]["why"])
    specified = tuple(
        Specified(
            {decision: row[decision] for decision in DECISIONS}, row["specification"], int(number(row["n"] or "0")),
            row["null"], number(row["d_elpd"]), number(row["se_d_elpd"]), number(row["mcse_d_elpd"]), row["predicts"],
            row["why"],
        )
        for row in rows
    )  # fmt: skip
    return SpecificationCurve(name, label, specified)
