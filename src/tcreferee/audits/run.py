"""All audits of a comparison: found by listing `questions/`, run one after the other, in the order of their names."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from tcreferee.audits.case import NOT_APPLICABLE, OPEN, Case, Row
from tcreferee.base.errors import RefereeError

QUESTIONS = Path(__file__).resolve().parent / "questions"


def audits() -> dict[str, ModuleType]:
    """Return the audits by name: every module of `questions/`."""
    names = sorted(path.stem for path in QUESTIONS.glob("*.py") if path.stem != "__init__")
    return {name: importlib.import_module(f"{__package__}.questions.{name}") for name in names}


def audit_comparison(case: Case) -> list[Row]:
    """Return what every audit says of a comparison: at least one row each, in a stable order.

    An audit that fails on these rows says so in a row of its own: the others are still wanted.
    """
    return [row for name, module in audits().items() for row in _asked(name, module, case)]


def _asked(name: str, module: ModuleType, case: Case) -> list[Row]:
    try:
        found: list[Row] = module.audit(case)
    except (ArithmeticError, ValueError, RefereeError) as error:
        return [Row(name, "", "", OPEN, f"This audit could not be carried out on these rows: {error}.")]
    return found or [Row(name, "", "", NOT_APPLICABLE, "Nothing in this comparison raises the question.")]
