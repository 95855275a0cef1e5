"""What is specified otherwise: the formulas of a comparison, its rows, and what is assumed about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations, some_rows
from tcreferee.formulas.model import TcModel
from tcreferee.inference.settings import InferSettings, flat


@dataclass(frozen=True)
class Formula:
    """A formula, or a null that the comparison names, as it is declared.

    Parameters
    ----------
    name, label : str
        Label with mathtext.
    model : TcModel
        As its file declares it.
    settings : InferSettings
    theta : (parameters,) array
        Estimates, where the search for a mode starts; NaN where there are none.
    sigma : float
    inside : (rows,) array of int
        The rows inside of the domain that its source declares.
    """

    name: str
    label: str
    model: TcModel
    settings: InferSettings
    theta: Array
    sigma: float
    inside: NDArray[np.intp]

    @property
    def columns(self) -> list[str]:
        """Columns of the rows that it uses."""
        return flat(self.settings.inputs.values())


@dataclass(frozen=True)
class Assumed:
    """An error that no table declares, for the specification curve only.

    Parameters
    ----------
    note : str
        What is assumed, "ASSUME: ...".
    absolute, percent : float
        One standard deviation, in the unit of the column or of the value; one of the two is 0.
    """

    note: str
    absolute: float = 0.0
    percent: float = 0.0

    def of(self, values: Array) -> Array:
        """Return the standard deviations (rows,) of values."""
        return np.full(len(values), self.absolute) if self.absolute else self.percent / 100 * np.abs(values)


@dataclass(frozen=True)
class Subject:
    """A comparison before its specifications.

    Parameters
    ----------
    observations : Observations
    cells : sequence of mapping
        The rows as text.
    formulas, nulls : tuple of Formula
    assumed : mapping of str to Assumed
        Column -> error.
    conventions : tuple of str
        Columns that hold the response by another convention.
    """

    observations: Observations
    cells: Sequence[Mapping[str, str]]
    formulas: tuple[Formula, ...]
    nulls: tuple[Formula, ...] = ()
    assumed: Mapping[str, Assumed] = field(default_factory=dict)
    conventions: tuple[str, ...] = ()

    def rows_of(self, formula: Formula) -> Observations:
        """Return the rows that a formula is judged by."""
        if len(formula.inside) == self.observations.n:
            return self.observations
        return some_rows(self.observations, formula.inside)
