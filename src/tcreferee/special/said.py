"""What is kept of the third question about a formula, is it special, and its words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tcreferee.special.ranked import GRAMMARS, Named, Ranked

MANY = 10.0


@dataclass(frozen=True)
class Special:
    """How special a formula is on the rows of a comparison.

    Parameters
    ----------
    own : int or None
        Nodes of the formula; None where it is not one of the families.
    free : bool
        Whether free parameters change its shape.
    nodes : int
        Up to which families are counted.
    elpd : float
        Exact leave-one-out score of the formula.
    families, as_good, better : int
        How many there are; how many predict within 4 nats of the formula or better; how many better.
    luck : float
        Share of permutations of Tc in which the best family fits as well.
    named : tuple of Named
        The simplest that predict as well.
    restrictiveness : tuple of float
        For each of `tcreferee.special.restrictive.LENGTHS`, NaN where it is undefined; empty if it was not computed.
    grammar : str
    why : str
        Why there is no rank; "" if there is one.
    """

    own: int | None = None
    free: bool = False
    nodes: int = 0
    elpd: float = 0.0
    families: int = 0
    as_good: int = 0
    better: int = 0
    luck: float | None = None
    named: tuple[Named, ...] = ()
    restrictiveness: tuple[float, ...] = ()
    grammar: str = GRAMMARS["honest"]
    why: str = ""

    @property
    def words(self) -> str:
        """The rank in a few words."""
        if self.why:
            return f"not computed: {self.why}"
        if self.own == 1 and self.families == 1:
            return "there is no other formula of 1 node"
        among = f"of {self.families} formulas of up to {self.nodes} node{'' if self.nodes == 1 else 's'}"
        if self.own is None:
            beside = "its free parameters change its shape" if self.free else "it has more nodes"
            return f"{self.as_good or 'none'} {among} predict{'' if self.as_good > 1 else 's'} as well; {beside}"
        if self.as_good < 2:
            return f"the only one {among} that predicts so well"
        return f"{self.as_good} {among} predict as well, itself among them"

    @property
    def others(self) -> tuple[Named, ...]:
        """The simplest that predict as well, none where that is the formula alone."""
        return self.named if self.own is None or self.as_good > 1 else ()

    @property
    def restrictive_sentence(self) -> str:
        """What restrictiveness says, for a reader who has never heard of it."""
        if not self.restrictiveness or all(map(math.isnan, self.restrictiveness)):
            return f"restrictiveness {self.restrictive_words}"
        return (
            f"of smooth curves that have nothing to do with Tc it leaves {self.restrictive_words} of the variance "
            "(curves with lengths of half, one and two sd of its inputs; 0: it fits any curve, 1: as bad as a constant)"
        )

    @property
    def restrictive_words(self) -> str:
        """Restrictiveness for short, middle and long smooth functions."""
        words = ("undefined" if math.isnan(r) else "> 10" if r > MANY else f"{r:.2f}" for r in self.restrictiveness)
        if self.restrictiveness and all(map(math.isnan, self.restrictiveness)):
            return "undefined"
        return ", ".join(words) or "not computed: too many rows"


def said(ranked: Ranked, restrictiveness: tuple[float, ...]) -> Special:
    """Return what is kept of a rank."""
    at = ranked.nodes
    named = tuple(each for each in ranked.named if each.nodes <= at)
    return Special(
        ranked.own, ranked.free, at, ranked.elpd, ranked.families[at], ranked.as_good[at], ranked.better[at],
        ranked.luck, named, restrictiveness, GRAMMARS[ranked.grammar],
    )  # fmt: skip


def from_record(record: Mapping[str, Any] | str | None) -> Special | None:
    """Return it from plain values; None where nothing was computed."""
    if not isinstance(record, Mapping):
        return None
    named = tuple(Named(**each) for each in record["named"])
    known = tuple(math.nan if each is None else each for each in record["restrictiveness"])
    return Special(**{**record, "named": named, "restrictiveness": known})
