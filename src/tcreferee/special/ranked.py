"""The rank of a formula: what is counted, and which others predict as well."""

from __future__ import annotations

from dataclasses import dataclass

from tcreferee.base.priors import Array
from tcreferee.special.forms import Form

GRAMMARS = {"honest": "unit-honest", "blind": "unit-blind"}


@dataclass(frozen=True)
class Named:
    """A family that predicts as well as the formula.

    Parameters
    ----------
    equation : str
        Mathtext of g, without dollar signs.
    nodes : int
    elpd : float
    """

    equation: str
    nodes: int
    elpd: float


@dataclass(frozen=True)
class Ranked:
    """A formula among the equally simple ones.

    Parameters
    ----------
    grammar : str
        Word of `GRAMMARS`.
    form : Form
    own : int or None
        Nodes of the formula; None where it is not one of the families.
    free : bool
        Whether free parameters change its shape, so that it can be none of them.
    nodes : int
        Up to which families are counted: its own, or the default.
    elpd : float
        Of the formula.
    families, as_good, better : dict of int to int
        Up to each number of nodes: how many there are, how many predict within 4 nats or better, how many better.
    luck : float
        Share of permutations of Tc in which the best of the counted families fits as well as the best of them does.
    scored : (m,) array
        Exact scores of the counted families that come near the formula.
    named : tuple of Named
        The simplest that predict as well.
    """

    grammar: str
    form: Form
    own: int | None
    free: bool
    nodes: int
    elpd: float
    families: dict[int, int]
    as_good: dict[int, int]
    better: dict[int, int]
    luck: float
    scored: Array
    named: tuple[Named, ...]
