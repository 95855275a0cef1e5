"""How special a formula is: its rank among all equally simple formulas over its own inputs.

Every expression g over the inputs, up to a number of nodes, is a family a g, or a + b g where the formula has a free
constant. Families are screened in closed form; those that come within `NEAR` nats of the formula, or better, are scored
exactly with the priors and the likelihood of the trial. What is counted is how many predict *as well*: within 4 nats of
the formula, or better.

Descriptive: it says how much the rows say about the form. A small count is not a proof. That a formula is unique by
many nats on few rows is itself a sign of an input that was computed from Tc: see the circularity audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.curves import rows_of
from tcreferee.inference.trial import Trial
from tcreferee.special.forms import Forms
from tcreferee.special.formula import NotRankedError, expression_of, form_of
from tcreferee.special.inputs import Inputs
from tcreferee.special.levels import Levels
from tcreferee.special.operations import Known, hashed
from tcreferee.special.ranked import Named, Ranked
from tcreferee.special.shapes import Batch, Shapes
from tcreferee.special.words import mathtext

# nats behind the formula, by the screen, up to which a family is scored exactly
NEAR = 8.0
# how many families are named, how many exchanges of Tc
NAMED, EXCHANGES = 10, 200
# nodes are added until so many expressions would have to be worked out (more if somebody asks for a number of nodes)
MOST_CANDIDATES, MOST_ASKED, MOST_NODES = 300_000, 5_000_000, 9
# the number of nodes where the formula is not among the families, and how many nodes more are shown
DEFAULT_NODES, BEYOND = 5, 2


@dataclass
class _Counted:
    """Families of one number of nodes."""

    count: int = 0
    least: Array = field(default_factory=lambda: np.full(EXCHANGES + 1, np.inf))
    shapes: list[Array] = field(default_factory=list)
    places: list[Batch] = field(default_factory=list)


@dataclass(frozen=True)
class Reach:
    """How far the search goes.

    Parameters
    ----------
    nodes : int, optional
        Count up to so many; without it up to the formula's own.
    beyond : int
        How many nodes more are shown.
    candidates : int
        No further where so many expressions would have to be worked out.
    """

    nodes: int | None = None
    beyond: int = BEYOND
    candidates: int = MOST_CANDIDATES


# in every comparison, in a few hundredths of a second
SHORT = Reach(beyond=0, candidates=10_000)


def rank(
    trial: Trial, inputs: Inputs, elpd: float, as_good: float, grammar: str = "honest", reach: Reach = SHORT
) -> Ranked:
    """Rank a formula among all equally simple ones.

    Parameters
    ----------
    trial : Trial
    inputs : Inputs
        Of the formula, those that vary.
    elpd : float
        Exact leave-one-out score of the formula.
    as_good : float
        Nats behind the formula up to which a family predicts as well.
    grammar : "honest" or "blind"
    reach : Reach

    Raises
    ------
    NotRankedError
        See `form_of`; or too few rows.
    """
    several = trial.choices > 1 or any(p.families for p in trial.model.parameters)
    forms = Levels(trial) if several else Forms(form_of(trial), rows_of(trial))
    if len(trial.y) < forms.coefficients + 3:
        raise NotRankedError(f"{len(trial.y)} rows are too few for {forms.coefficients} coefficients")
    shapes = Shapes(inputs, grammar == "honest", forms.constant)
    own = forms.expression if isinstance(forms, Levels) else expression_of(trial)
    return _Search(forms, shapes, elpd, as_good, grammar, reach).ranked(own)


@dataclass
class _Search:
    forms: Forms | Levels
    shapes: Shapes
    elpd: float
    as_good: float
    grammar: str
    reach: Reach

    def ranked(self, expression: Array | None) -> Ranked:
        own_key, floor = None, self.elpd - NEAR
        if expression is not None:
            shape, good = self.forms.shape(expression[np.newaxis])
            if not good[0]:
                raise NotRankedError("its predictions change sign or do not vary")
            own_key, floor = hashed(self._along(shape))[0], float(self.forms.screen(shape)[0]) - NEAR
        counted, own, known = list[_Counted](), None, Known()
        last = self.reach.nodes or (MOST_NODES if own_key is not None else DEFAULT_NODES + self.reach.beyond)
        most = MOST_ASKED if self.reach.nodes else self.reach.candidates
        while len(counted) < last and self.shapes.candidates() <= most:
            found, there = self._level(known, floor, own_key, len(counted) + 1 == last)
            counted.append(found)
            if there and own is None:
                own = len(counted)
                last = self.reach.nodes or min(MOST_NODES, own + self.reach.beyond)
        if self.reach.nodes and len(counted) < self.reach.nodes:
            todo = f"{self.shapes.candidates():,} expressions of {len(counted) + 1} nodes are too many"
            raise NotRankedError(f"{todo}; ask for {len(counted)} nodes at most")
        nodes = min(self.reach.nodes or own or DEFAULT_NODES, len(counted))
        return self._told(counted, own, expression is None, nodes)

    def _along(self, shape: Array) -> Array:
        along = np.random.default_rng(2).normal(size=(shape.shape[1], 2))
        return np.asarray(shape @ along)

    def _level(self, known: Known, floor: float, own_key: np.uint64 | None, last: bool) -> tuple[_Counted, bool]:
        """Work out the families with one node more."""
        found, there = _Counted(), False
        for batch in self.shapes.grow(last):
            shape, good = self.forms.shape(batch.values)
            batch, shape = batch.some(good), shape[good]
            keys = hashed(self._along(shape))
            new = known.new(keys)
            there = there or bool(own_key is not None and (keys[new] == own_key).any())
            found.count += len(new)
            score = self.forms.screen(shape[new])
            near = score > floor
            if len(new):
                found.least = np.minimum(found.least, self.forms.fall(shape[new], self._exchanged).min(axis=0))
            found.shapes.append(shape[new][near])
            found.places.append(batch.some(new[near]))
        return found, there

    def _told(self, counted: Sequence[_Counted], own: int | None, free: bool, nodes: int) -> Ranked:
        families, as_good, better = dict[int, int](), dict[int, int](), dict[int, int]()
        scored, named = list[Array](), list[Named]()
        for i, level in enumerate(counted, start=1):
            near = [each for each in level.shapes if len(each)]
            exact = self.forms.exact(np.concatenate(near)) if near else np.empty(0)
            families[i] = families.get(i - 1, 0) + level.count
            as_good[i] = as_good.get(i - 1, 0) + int((exact > self.elpd - self.as_good).sum())
            better[i] = better.get(i - 1, 0) + int((exact > self.elpd + 1e-6).sum())
            if i <= nodes:
                scored.append(exact)
            named += self._named(level, exact, i, NAMED - len(named))
        luck = self._luck(counted[:nodes])
        every = np.concatenate(scored) if scored else np.empty(0)
        return Ranked(
            self.grammar, self.forms.form, own, free, nodes, self.elpd, families, as_good, better, luck, every,
            tuple(named),
        )  # fmt: skip

    def _named(self, level: _Counted, exact: Array, nodes: int, count: int) -> list[Named]:
        good = np.flatnonzero(exact > self.elpd - self.as_good)
        best = good[np.argsort(-exact[good], kind="stable")][: max(count, 0)]
        if not len(best):
            return []
        places = [(int(b.operation[k]), int(b.left[k]), int(b.right[k])) for b in level.places for k in range(len(b))]
        return [Named(self._text(places[k]), nodes, float(exact[k])) for k in best]

    def _text(self, place: tuple[int, int, int]) -> str:
        return mathtext(self.shapes, *place)

    @cached_property
    def _exchanged(self) -> Array:
        """The response, and exchanged between the rows (1 + exchanges, rows)."""
        y, rng = self.forms.rows.y, np.random.default_rng(3)
        return np.stack([y, *(rng.permutation(y) for _ in range(EXCHANGES))])

    def _luck(self, counted: Sequence[_Counted]) -> float:
        least = np.minimum.reduce([level.least for level in counted])
        return float(np.mean(least <= least[0] * (1 + 1e-9)))
