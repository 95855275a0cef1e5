"""Run all audits of a comparison, in alphabetical order; every module in `questions/` is an audit."""

from __future__ import annotations

import importlib
import logging
from dataclasses import asdict, replace
from pathlib import Path
from types import ModuleType

from tcreferee.audits.case import COLUMNS, FIRES, NOT_APPLICABLE, OPEN, RECOVERY_COLUMNS, Case, Row, Settings
from tcreferee.audits.read import Asked, read_case
from tcreferee.audits.together import together
from tcreferee.base.child import NotComputedError, in_child, of_what
from tcreferee.base.errors import RefereeError
from tcreferee.base.records import read_rows, write_rows
from tcreferee.inference.sizes import AuditSize
from tcreferee.simulation.recovery import RecoveryRow
from tcreferee.specifications.curve import SpecificationCurve, specify
from tcreferee.specifications.read import Asked as Specify
from tcreferee.specifications.read import read_subject
from tcreferee.specifications.write import write_specifications

_LOG = logging.getLogger(__name__)
QUESTIONS = Path(__file__).resolve().parent / "questions"
# with more rows than this, each audit runs in a process of its own
BY_ITSELF, NOT_COMPUTED = 60, "not computed"


def audits() -> dict[str, ModuleType]:
    """Return all audits by name, in alphabetical order."""
    names = sorted(path.stem for path in QUESTIONS.glob("*.py") if path.stem != "__init__")
    return {name: importlib.import_module(f"{__package__}.questions.{name}") for name in names}


def audit_comparison(case: Case) -> list[Row]:
    """Return the findings of all audits of a comparison: at least one row for each audit, in a stable order.

    All tests of a formula together keep the level. If an audit fails or its process dies, its row says so, and the
    other audits still run.
    """
    AuditSize(case.observations.n, len(case.tried), case.fewer.observations.n).say(_LOG)
    found = [row for name, module in audits().items() for row in _asked(name, module, case)]
    return together(found, case.settings.level)


def _asked(name: str, module: ModuleType, case: Case) -> list[Row]:
    asked = case.fewer if getattr(module, "FEWER_ROWS", False) else case
    try:
        found = _by_itself(module, asked) if case.observations.n > BY_ITSELF else module.audit(asked)
    except (NotComputedError, MemoryError) as died:
        if name == "recovery":
            vars(asked)["recovery"] = []
        return [Row(name, "", NOT_COMPUTED, OPEN, f"Not computed: {of_what(died)}.")]
    except (ArithmeticError, ValueError, RefereeError) as error:
        return [Row(name, "", "", OPEN, f"This audit failed on these rows: {error}.")]
    if asked is not case:
        found = [_on_fewer(row, asked.observations.n, case.observations.n) for row in found]
    return found or [Row(name, "", "", NOT_APPLICABLE, "This question does not arise in this comparison.")]


def _by_itself(module: ModuleType, case: Case) -> list[Row]:
    """Run an audit in a child process, which many rows may kill; keep what it simulated for recovery.csv."""

    def step() -> tuple[list[Row], list[RecoveryRow] | None]:
        return module.audit(case), vars(case).get("recovery")

    found, recovery = in_child(step)
    if recovery is not None:
        vars(case)["recovery"] = recovery
    return found


def _on_fewer(row: Row, asked: int, rows: int) -> Row:
    """Add to a finding that not all rows were used."""
    if row.verdict == NOT_APPLICABLE:
        return row
    return replace(row, note=f"{row.note} Used {asked} of the {rows} rows, evenly spaced in the table.")


def not_computed(path: Path) -> list[str]:
    """Return name and note of the audits in an audits.csv that were not computed."""
    return [f"{row['audit']}: {row['note']}".rstrip(".") for row in read_rows(path) if row["statistic"] == NOT_COMPUTED]


def _specified(folder: Path, asked: Asked) -> list[SpecificationCurve]:
    """Return the specification curves of a comparison; one that fails on these rows says so: the audits are wanted."""
    subject = read_subject(folder, asked.models, Specify(**asked.specifications))
    try:
        return specify(subject)
    except (ArithmeticError, ValueError, RefereeError, MemoryError) as error:
        return [
            SpecificationCurve(each.name, each.label, why=str(error) or "too little memory")
            for each in subject.formulas
        ]


def write_audits(name: str, asked: Asked, settings: Settings, results: Path, log: logging.Logger) -> None:
    """Audit a comparison and write its audits.csv, recovery.csv and specifications.csv.

    Parameters
    ----------
    name : str
    asked : Asked
    settings : Settings
    results : Path
        Folder with one folder for each comparison.
    log : Logger
        Receives the names of the audits that fire.
    """
    case = read_case(name, asked, settings, results)
    found = audit_comparison(case)
    write_rows(results / name / "audits.csv", COLUMNS, map(asdict, found))
    write_rows(results / name / "recovery.csv", RECOVERY_COLUMNS, map(asdict, case.recovery))
    write_specifications(results / name / "specifications.csv", _specified(results / name, asked))
    fired = sorted({row.audit for row in found if row.verdict == FIRES})
    log.info("%s: %s", name, f"audits that fire: {', '.join(fired)}" if fired else "no audit fires")
