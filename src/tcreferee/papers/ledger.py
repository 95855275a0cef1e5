"""The claims ledger: every printed number, recomputed, with a verdict."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tcreferee.base.errors import Problem, nearest, raise_if
from tcreferee.base.records import read_rows, write_record, write_rows
from tcreferee.data.sidecar import Sidecar, find_datasets, read_sidecar
from tcreferee.papers.claim import Cell, Claim, Printed, Verdict
from tcreferee.papers.notes import fill
from tcreferee.papers.reading import STATEMENT_COLUMNS, Paper, read_papers
from tcreferee.papers.verdict import Judged, judge

COLUMNS = (
    "claim_id", "paper", "location", "quantity", "unit", "printed", "recomputed", "rel_diff", "verdict", "note",
    "precision", "tolerance", "formula", "inputs", "paper_title", "implied",
)  # fmt: skip


def shown_unit(unit: str) -> str:
    """Return a unit as shown after a number: "Å", "cm^-3", "× 10^21 cm^-3"; "" for a pure number."""
    unit = re.sub(r"\b1/(\w+)(?:\^|\*\*)(\d+)$", r"\1^-\2", unit)
    unit = re.sub(r"\b1e(\d+)/(\w+)(?:\^|\*\*)(\d+)$", r"× 10^\1 \2^-\3", unit)
    for word, sign in (("angstrom", "Å"), ("percent", "%"), ("electron_mass", "m_e")):
        unit = re.sub(rf"\b{word}\b", sign, unit)
    return "" if unit == "1" else unit


class Tables:
    """Cells of the datasets as printed, corrections applied."""

    def __init__(self, folders: Iterable[Path | str]) -> None:
        self._paths = find_datasets(folders)
        self._read: dict[str, tuple[Sidecar, dict[str, dict[str, str]]]] = {}

    def printed(self, cell: Cell) -> Printed:
        """Return the text of a cell with its unit.

        Raises
        ------
        KeyError
            The dataset, row or column does not exist; the message is a sentence.
        """
        row = self.row(cell.dataset, cell.row)
        sidecar = self._read[cell.dataset][0]
        if cell.column not in sidecar.columns:
            raise KeyError(f"{cell.dataset} has no column '{cell.column}'; {nearest(cell.column, sidecar.columns)}")
        text = row[cell.column]
        if not text:
            raise KeyError(f"{cell.dataset}, row '{cell.row}', column '{cell.column}' is empty")
        source = f"{cell.dataset}, {cell.row}, {cell.column}"
        return Printed(text, sidecar.columns[cell.column].unit, source, cell.exact)

    def row(self, dataset: str, key: str) -> dict[str, str]:
        """Return the cells of a row by column of the CSV.

        Raises
        ------
        KeyError
            The dataset or row does not exist; the message is a sentence.
        """
        if dataset not in self._paths:
            raise KeyError(f"no dataset '{dataset}'; {nearest(dataset, self._paths)}")
        if dataset not in self._read:
            self._read[dataset] = self._load(self._paths[dataset])
        rows = self._read[dataset][1]
        if key not in rows:
            raise KeyError(f"{dataset} has no row '{key}'; {nearest(key, rows)}")
        return rows[key]

    @staticmethod
    def _load(path: Path) -> tuple[Sidecar, dict[str, dict[str, str]]]:
        sidecar = read_sidecar(path)
        rows = {row[sidecar.row_key]: row for row in read_rows(path.with_suffix(".csv"))}
        for correction in sidecar.corrections:
            rows[correction.row][correction.column] = correction.used
        return sidecar, rows


def make_ledger(tables: Tables, chosen: Iterable[str] | None = None, folder: Path | None = None) -> list[Judged]:
    """Recompute every claim of the chosen papers (all by default).

    Parameters
    ----------
    tables : Tables
        The datasets whose cells are claims and inputs.
    chosen : iterable of str, optional
    folder : Path, optional
        Folder of the claims; `claims_folder()` by default.

    Raises
    ------
    RefereeError
        Lists every malformed row, every claim without a recomputation, every recomputation without
        a claim, and every input that does not exist.
    """
    problems: list[Problem] = []
    read = read_papers(chosen, problems, folder)
    judged = [each for paper in read for each in _judge_paper(paper, tables, problems)]
    raise_if("the claims ledger cannot be made", problems)
    return judged


def _judge_paper(paper: Paper, tables: Tables, problems: list[Problem]) -> list[Judged]:
    judged = [each for claim in paper.claims if (each := _judge(paper, claim, tables, problems))]
    others = {each.claim.id: each for each in judged}
    done = []
    for each in judged:
        try:
            note = fill(each, others, paper.numbers(each.claim.id))
        except (KeyError, ValueError, ArithmeticError, TypeError) as error:
            problems.append(Problem(each.claim.where, f"reason: {error.args[0] if error.args else error}"))
            continue
        done.append(replace(each, note=note))
    return done


def _judge(paper: Paper, claim: Claim, tables: Tables, problems: list[Problem]) -> Judged | None:
    try:
        printed = _look_up(claim.printed, tables, claim)
        inputs = {name: _look_up(each, tables, claim) for name, each in claim.inputs.items()}
        outcome = judge(claim, printed, inputs)
    except (KeyError, ValueError, ArithmeticError, TypeError) as error:
        problems.append(Problem(claim.where, str(error.args[0] if error.args else error)))
        return None
    if outcome.verdict is Verdict.DIFFERS and not claim.reason:
        problems.append(Problem(claim.where, f"differs ({outcome.recomputed:.4g}) and gives no reason"))
    return Judged(paper.name, paper.title, claim, printed, inputs, outcome)


def _look_up(number: str | Cell | Printed, tables: Tables, claim: Claim) -> Printed:
    if isinstance(number, Cell):
        return tables.printed(number)
    return number if isinstance(number, Printed) else Printed(number, claim.unit, claim.location)


def write_ledger(
    judged: Iterable[Judged], papers: Iterable[Paper], out_claims: Path | str, out_statements: Path | str
) -> None:
    """Write `claims.csv`, the record `claims.json` beside it and, for papers that list statements, `statements.csv`."""
    claims = [_row(each) for each in judged]
    write_rows(out_claims, COLUMNS, claims)
    rows = [{"paper": paper.name, **vars(each)} for paper in papers for each in paper.statements]
    write_rows(out_statements, ("paper", *STATEMENT_COLUMNS), rows)
    write_record(Path(out_claims).with_suffix(".json"), {"claims": len(claims), "statements": len(rows)})


def _row(judged: Judged) -> Mapping[str, Any]:
    claim, outcome = judged.claim, judged.outcome
    printed = "" if math.isnan(outcome.printed) else judged.printed.text
    inputs = [
        f"{name} = {' '.join(filter(None, (each.text, shown_unit(each.unit))))} ({each.source})"
        for name, each in judged.inputs.items()
    ]
    return {
        "claim_id": f"{judged.paper}/{claim.id}", "paper": judged.paper, "location": claim.location,
        "quantity": claim.quantity, "unit": claim.unit, "printed": printed,
        "recomputed": outcome.recomputed, "rel_diff": outcome.rel_diff, "verdict": str(outcome.verdict),
        "note": judged.note, "precision": str(claim.precision), "tolerance": outcome.tolerance,
        "formula": claim.formula, "inputs": "; ".join(inputs), "paper_title": judged.title, "implied": claim.implied,
    }  # fmt: skip
