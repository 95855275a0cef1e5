"""All expressions over some inputs, by their number of nodes, each with its values on the rows.

An expression is a tree. Its leaves are the inputs and the numbers 1 and 2; its operations are + - * /, inverse, square,
square root, cube root, exp and log. Each leaf and each operation is a node. Expressions with the same values on all
rows are one expression, kept as the one with fewest nodes.

Two grammars: *unit-honest* adds only like units and takes exp and log of pure numbers only (of any positive quantity
where a free constant is added afterwards, which a change of unit merely shifts); *unit-blind* allows everything, in the
units of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.special.inputs import Inputs
from tcreferee.special.operations import (
    BINARY,
    LEAF,
    NUMBERS,
    POWER,
    TOP,
    UNARY,
    Ints,
    Known,
    applied,
    combined,
    hashed,
)  # fmt: skip

# candidates that are worked out at a time
CHUNK = 20_000
# what is larger or smaller on some row is left out: its squares would overflow
LARGEST = 1e100


@dataclass(frozen=True)
class Batch:
    """Some expressions with the same number of nodes.

    Parameters
    ----------
    values : (m, rows) array
    units : (m, dimensions) array
    operation, left, right : (m,) arrays of int
        Position among `UNARY` + `BINARY`, and those of the operands. Of a leaf `LEAF`, and which of them it is.
    """

    values: Array
    units: Array
    operation: Ints
    left: Ints
    right: Ints

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.values)

    def some(self, which: NDArray[np.bool_] | Ints) -> Batch:
        """Return some of them."""
        return Batch(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


@dataclass
class Shapes:
    """Grows all expressions, from the simplest on.

    Parameters
    ----------
    inputs : Inputs
    honest : bool
        The grammar.
    free_constant : bool
        Whether a free constant is added to an expression, so that it may be the logarithm of any positive quantity.
    """

    inputs: Inputs
    honest: bool
    free_constant: bool
    levels: list[Batch] = field(default_factory=list)
    _known: Known = field(default_factory=Known)

    def __post_init__(self) -> None:
        """Fix the directions along which values are compared."""
        self._along = np.random.default_rng(1).normal(size=(self.inputs.values.shape[1], 2))

    @property
    def starts(self) -> list[int]:
        """Position of the first expression of each number of nodes."""
        return [0, *np.cumsum([len(level) for level in self.levels])]

    def candidates(self) -> int:
        """Return how many expressions with one node more there are to work out."""
        sizes = [len(level) for level in self.levels]
        pairs = sum(sizes[i] * sizes[len(sizes) - 2 - i] for i in range(len(sizes) - 1))
        return len(UNARY) * sizes[-1] + len(BINARY) * pairs if sizes else len(self.inputs.values) + len(NUMBERS)

    def grow(self, last: bool = False) -> Iterator[Batch]:
        """Yield the expressions with one node more, without those that are known; keep them unless it is the last time.

        Of the last ones a few may be there twice.
        """
        kept = list[Batch]()
        for batch in self._made():
            usable = np.isfinite(batch.values).all(axis=1)
            size = np.abs(np.where(usable[:, np.newaxis], batch.values, 1.0)).max(axis=1)
            batch = batch.some(usable & (size < LARGEST) & (size > 1 / LARGEST))
            if not len(batch):
                continue
            if not last:
                batch = self._new(batch)
            yield batch
            if not last:
                kept.append(batch.some(batch.operation != TOP))
        if not last:
            self.levels.append(_joined(kept, self.inputs))

    def _new(self, batch: Batch) -> Batch:
        return batch.some(self._known.new(self._key(batch)))

    def _key(self, batch: Batch) -> NDArray[np.uint64]:
        size = np.abs(batch.values).max(axis=1)
        along = (batch.values / size[:, np.newaxis]) @ self._along
        units = batch.units if self.honest else batch.units[:, :0]
        return hashed(np.column_stack([along, np.log(size), units, batch.operation == TOP]))

    def _made(self) -> Iterator[Batch]:
        if not self.levels:
            yield self._leaves()
            return
        yield from self._unary()
        count, starts = len(self.levels), self.starts
        for i in range(count - 1):
            a, b = self.levels[i], self.levels[count - 2 - i]
            for start in range(0, len(a), max(CHUNK // max(len(b), 1), 1)):
                part = slice(start, start + max(CHUNK // max(len(b), 1), 1))
                yield from self._binary(a, b, part, starts[i], starts[count - 2 - i], i <= count - 2 - i)

    def _leaves(self) -> Batch:
        values, units = self.inputs.values, self.inputs.units
        rows, leaves = values.shape[1], len(values) + len(NUMBERS)
        numbers = np.repeat(np.array(NUMBERS)[:, np.newaxis], rows, axis=1)
        whole = np.concatenate([units, np.zeros((len(NUMBERS), units.shape[1]))])
        none = np.full(leaves, LEAF)
        return Batch(np.concatenate([values, numbers]), whole, none, np.arange(leaves), none)

    def _unary(self) -> Iterator[Batch]:
        last, start = self.levels[-1], self.starts[-2]
        pure = (last.units == 0).all(axis=1)
        for code, word in enumerate(UNARY):
            units, allowed = last.units, np.ones(len(last), bool)
            if word in POWER:
                units = np.round(units * POWER[word], 6)
            elif self.honest:
                allowed = pure
            with np.errstate(all="ignore"):
                values = applied(word, last.values)
            left = start + np.arange(len(last))
            batch = Batch(values, units, np.full(len(last), code), left, np.full(len(last), LEAF))
            yield batch.some(allowed)
            if word == "log" and self.honest and self.free_constant:
                top = batch.some(~pure)
                yield Batch(top.values, 0 * top.units, np.full(len(top), TOP), top.left, top.right)

    def _binary(self, a: Batch, b: Batch, part: slice, at: int, other: int, once: bool) -> Iterator[Batch]:
        """Combine some expressions with others; sums and products where `once`, as their order does not matter."""
        i, j = (each.ravel() for each in np.meshgrid(np.arange(len(a))[part], np.arange(len(b)), indexing="ij"))
        alike = (a.units[i] == b.units[j]).all(axis=1) if self.honest else np.ones(len(i), bool)
        for word in BINARY:
            sums = word in "+-"
            if word in "+*" and not once:
                continue
            use = alike if sums else np.ones(len(i), bool)
            if word in "+*" and at == other:
                use = use & (i <= j)
            left, right = i[use], j[use]
            with np.errstate(all="ignore"):
                values = combined(word, a.values[left], b.values[right])
            units = a.units[left]
            if not sums:
                units = units + b.units[right] if word == "*" else units - b.units[right]
            code = np.full(len(left), len(UNARY) + BINARY.index(word))
            yield Batch(values, np.round(units, 6), code, at + left, other + right)

    def at(self, position: int) -> tuple[int, int, int]:
        """Return operation and operands of a kept expression."""
        for start, level in zip(self.starts, self.levels, strict=False):
            if position < start + len(level):
                k = position - start
                return int(level.operation[k]), int(level.left[k]), int(level.right[k])
        raise IndexError(position)


def _joined(batches: Sequence[Batch], inputs: Inputs) -> Batch:
    if not batches:
        empty = np.empty(0, np.int64)
        return Batch(np.empty((0, inputs.values.shape[1])), np.empty((0, inputs.units.shape[1])), empty, empty, empty)
    return Batch(*(np.concatenate([getattr(b, name) for b in batches]) for name in Batch.__dataclass_fields__))
