"""The error that is raised if a model cannot be fitted to some rows, and its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.model import FormulaError


class RefusedError(Exception):
    """The model cannot be fitted to these rows; the message is shown in the table."""


@contextmanager
def formula_faults(name: str) -> Iterator[None]:
    """Refuse a model whose formula fails, and name it; the run continues without it."""
    try:
        yield
    except FormulaError as error:
        raise RefusedError(f"model '{name}' {error}") from error


@contextmanager
def at_values(words: str) -> Iterator[None]:
    """Say at which values of whole numbers rows are refused."""
    try:
        yield
    except RefusedError as error:
        raise RefusedError(f"with {words}: {error}") from error


def counted(rows: NDArray[np.bool_]) -> str:
    """Return "row 2" or "rows 1, 2"."""
    return f"row{'s' * bool(np.count_nonzero(rows) > 1)} {listed(rows)}"


def listed(rows: NDArray[np.bool_]) -> str:
    """Return the positions of marked rows, counted from 1."""
    return ", ".join(str(i + 1) for i in np.flatnonzero(rows))
