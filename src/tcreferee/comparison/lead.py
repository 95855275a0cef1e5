"""How far a formula is ahead of a curve without physics, by exact leave-one-out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tcreferee.base.priors import Array
from tcreferee.comparison.difference import standard_error
from tcreferee.comparison.thresholds import interval, is_clear
from tcreferee.formulas.model import CREDITED


@dataclass(frozen=True)
class Scored:
    """A formula or a curve with its exact leave-one-out log densities.

    Parameters
    ----------
    name, label, kind : str
    columns : tuple of str
        That it uses.
    elpd : (rows,) array
    constant : bool
    model : str
        Name of its model file; "" for a generated curve.
    sort : str
        Of a curve without physics, as `tcreferee.comparison.nulls` has it: "powers", "line".
    same : mapping of str to tuple of str
        Of a formula: the sorts of curves that it is, with their columns (`tcreferee.comparison.same`).
    """

    name: str
    label: str
    kind: str
    columns: tuple[str, ...]
    elpd: Array
    constant: bool = False
    model: str = ""
    sort: str = ""
    same: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def is_curve(self, other: Scored) -> bool:
        """Whether a curve without physics is the same function of the same columns."""
        return other.sort in self.same and set(other.columns) == set(self.same[other.sort])

    @property
    def credited(self) -> bool:
        """Whether it is a theory or a rival."""
        return self.kind in CREDITED


@dataclass(frozen=True)
class Lead:
    """How far a formula is ahead of a curve without physics.

    Parameters
    ----------
    name, label : str
        Of the curve.
    total, se : float
        D and its standard error, nats; above zero the formula is ahead.
    n : int
        Rows.
    """

    name: str
    label: str
    total: float
    se: float
    n: int

    @property
    def ahead(self) -> bool:
        """Whether the formula is ahead by 4 nats or more, beyond c(n) standard errors."""
        return self.total > 0 and is_clear(self.total, self.se, self.n)

    @property
    def behind(self) -> bool:
        """Whether it is behind by as much."""
        return self.total < 0 and is_clear(self.total, self.se, self.n)

    @property
    def interval(self) -> tuple[float, float]:
        """D - c(n) SE and D + c(n) SE."""
        return interval(self.total, self.se, self.n)

    @property
    def words(self) -> str:
        """The lead in words, with what its error is."""
        side = "ahead of" if self.total > 0 else "behind"
        return f"{abs(self.total):.1f} ± {self.se:.1f} (1 SE) nats {side} {self.label}"


def lead(own: Scored, other: Scored) -> Lead:
    """Return how far one is ahead of the other."""
    d = own.elpd - other.elpd
    return Lead(other.name, other.label, float(d.sum()), standard_error(d), len(d))
