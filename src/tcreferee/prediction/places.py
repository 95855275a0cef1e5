"""Places where one further row could be measured: inputs beyond the rows at hand, but not far beyond."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.formulas.scope import Domain, Inside

# ASSUME: a further row may lie a quarter of the range of the rows beyond each end, so that the range is widened by half
BEYOND = 0.25
# ASSUME: of a positive input nobody measures less than half of the smallest value at hand
LEAST_SHARE = 0.5
# ASSUME: with several inputs, places lie at most a quarter farther from the middle of the rows than the farthest row
CLOUD = 1.25
# points tried for each place that is wanted; those outside of the cloud of rows are thrown away
TRIED = 16
# places of all families together, and of each at least
MOST, FEWEST = 400, 4
MEASURED = " (whose value is in its table)"
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19)


@dataclass(frozen=True)
class Places:
    """Places where a further row could be measured.

    Parameters
    ----------
    columns : mapping of str to (places,) array
        Inputs by the columns of the comparison, in the units of their quantities.
    family : tuple of str
        Family of each place; empty words if the rows have none.
    names : tuple of str
        Label of each place that is a real material; "" for one that is not.
    line : str
        The column along which the places lie on a line; "" where they do not.
    """

    columns: Mapping[str, Array]
    family: tuple[str, ...]
    names: tuple[str, ...]
    line: str = ""

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.family)

    def some(self, kept: NDArray[np.intp]) -> Places:
        """Return some of the places, by position."""
        columns = {name: values[kept] for name, values in self.columns.items()}
        pick = [(self.family[i], self.names[i]) for i in kept]
        return Places(columns, tuple(f for f, _ in pick), tuple(n for _, n in pick), self.line)

    def beside(self, other: Places) -> Places:
        """Return these places and then some others of the same columns."""
        columns = {name: np.concatenate([values, other.columns[name]]) for name, values in self.columns.items()}
        return Places(columns, self.family + other.family, self.names + other.names, self.line)


def rows_as_places(observations: Observations, columns: Sequence[str]) -> Places:
    """Return the places of the rows at hand."""
    used = {name: np.asarray(observations.columns[name], dtype=np.float64) for name in columns}
    return Places(used, _families(observations), observations.label)


def places_around(observations: Observations, columns: Sequence[str], count: int, domain: Domain | None) -> Places:
    """Return places in the range of the rows widened by half.

    One input that varies: evenly spaced places on a line, evenly in the logarithm where the rows span more than a
    factor of ten. Several: a space-filling sample of the cloud of the rows, enlarged by as much, in logarithms of
    positive inputs: inputs are correlated in real materials, and the corners of a box would be none. Counts stay whole
    numbers. With families, every family has its places.

    Parameters
    ----------
    observations : Observations
    columns : sequence of str
        Inputs of the formulas in question.
    count : int
        About how many places are wanted.
    domain : Domain or None
        Places that it excludes are left out.
    """
    families = tuple(dict.fromkeys(_families(observations)))
    count = min(count, max(FEWEST, MOST // len(families)))
    varied = [name for name in columns if np.ptp(observations.columns[name]) > 0]
    if len(varied) == 1:
        at = {varied[0]: _line(observations, varied[0], count)}
    else:
        ends = {name: widened(observations, name) for name in varied}
        at = _cloud({name: observations.columns[name] for name in varied}, ends, count) if varied else {}
    for name in at:
        at[name] = _possible(observations, name, at[name])
    size = len(next(iter(at.values()))) if at else 1
    fixed = {name: np.full(size, observations.columns[name][0]) for name in columns if name not in at}
    whole = {name: np.tile({**at, **fixed}[name], len(families)) for name in columns}
    family = tuple(word for word in families for _ in range(size))
    found = Places(whole, family, ("",) * len(family), varied[0] if len(varied) == 1 else "")
    return _different(_inside(found, domain))


def pool(
    rows: Sequence[Mapping[str, str]], names: Mapping[str, str], observations: Observations, family: Sequence[str],
    domain: Domain | None, measured: str = "",
) -> Places:  # fmt: skip
    """Return the places of real candidate materials: rows of a table, cells as text, that have every input.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of a processed table.
    names : mapping of str to str
        Column of the comparison -> column of the table.
    observations : Observations
        Rows at hand: a candidate that is one of them is left out.
    family : sequence of str
        Family of each row; empty words if the comparison has none.
    domain : Domain or None
    measured : str
        Column of the table in which the response of a candidate may stand already, which its name then says.
    """
    known = {*observations.point_id}
    usable = [
        i for i, row in enumerate(rows)
        if all(row.get(own) for own in names.values()) and row.get("point_id", "") not in known
        and (not any(observations.family) or family[i] in observations.family)
    ]  # fmt: skip
    columns = {name: np.array([float(rows[i][own]) for i in usable]) for name, own in names.items()}
    labels = tuple(rows[i].get("label", "") + (MEASURED if measured and rows[i].get(measured) else "") for i in usable)
    return _inside(Places(columns, tuple(family[i] for i in usable), labels), domain)


def _families(observations: Observations) -> tuple[str, ...]:
    return observations.family if any(observations.family) else ("",) * observations.n


def widened(observations: Observations, name: str) -> tuple[float, float]:
    """Return the range of an input, widened by half; a positive input stays positive."""
    values = observations.columns[name]
    low, high = float(values.min()), float(values.max())
    reach = BEYOND * (high - low)
    least = LEAST_SHARE * low if low > 0 else low - reach
    return max(low - reach, least), high + reach


def within(places: Places, ranges: Mapping[str, tuple[float, float]]) -> Places:
    """Return the places in some ranges; all of them if none is."""
    each = [(places.columns[name] >= low) & (places.columns[name] <= high) for name, (low, high) in ranges.items()]
    inside = np.flatnonzero(np.all(each, axis=0)) if each else np.arange(len(places))
    return places.some(inside) if len(inside) else places


def _line(observations: Observations, name: str, count: int) -> Array:
    low, high = widened(observations, name)
    if low > 0 and high > 10 * low:
        return np.geomspace(low, high, count)
    return np.linspace(low, high, count)


def _cloud(columns: Mapping[str, Array], ends: Mapping[str, tuple[float, float]], count: int) -> dict[str, Array]:
    """Return a space-filling sample of the ellipsoid of the rows, enlarged; of it, what lies in the widened ranges."""
    log = {name: bool((values > 0).all()) for name, values in columns.items()}
    seen = np.stack([np.log(values) if log[name] else values for name, values in columns.items()])
    centre = seen.mean(axis=1, keepdims=True)
    scale = seen.std(axis=1, keepdims=True)
    z = (seen - centre) / scale
    # a ridge: few rows leave the shape of their cloud open
    shape = z @ z.T / z.shape[1] + 0.05 * np.eye(len(z))
    root = np.linalg.cholesky(shape)
    far = float(np.sqrt((np.linalg.solve(root, z) ** 2).sum(axis=0)).max())
    unit = 2 * halton(TRIED * count, len(z)) - 1
    unit = unit[(unit**2).sum(axis=1) <= 1]
    sample = centre + scale * (root @ (CLOUD * far * unit.T))
    found = {name: np.exp(each) if log[name] else each for name, each in zip(columns, sample, strict=True)}
    inside = np.all([(found[name] >= low) & (found[name] <= high) for name, (low, high) in ends.items()], axis=0)
    return {name: values[inside][:count] for name, values in found.items()}


def halton(count: int, dimension: int) -> Array:
    """Return the first points (count, dimension) of Halton's sequence (10.1007/BF01386213).

    As `scipy.stats.qmc.Halton` without scrambling and the origin; to import that takes longer than all of this module.
    """
    found = np.zeros((count, dimension))
    for j, base in enumerate(PRIMES[:dimension]):
        left, weight = np.arange(1, count + 1), 1.0
        while left.any():
            weight /= base
            left, digit = np.divmod(left, base)
            found[:, j] += weight * digit
    return found


def _possible(observations: Observations, name: str, values: Array) -> Array:
    """Return values that the quantity allows: whole numbers where the rows are counts, inside of its limits."""
    seen, about = observations.columns[name], observations.quantity(name)
    if not about.unit and bool((seen == np.round(seen)).all()):
        values = np.round(values)
    # a limit is open: half-way between the outermost row and the limit
    low = 0.5 * (about.lower + float(seen.min())) if math.isfinite(about.lower) else -math.inf
    high = 0.5 * (about.upper + float(seen.max())) if math.isfinite(about.upper) else math.inf
    return np.clip(values, low, high)


def _inside(places: Places, domain: Domain | None) -> Places:
    """Leave out places outside of the domain that a source declares."""
    if domain is None or not len(places):
        return places
    kept = [
        i for i in range(len(places))
        if domain.holds({name: repr(float(v[i])) for name, v in places.columns.items()} | {"family": places.family[i]})
        != Inside.NO
    ]  # fmt: skip
    return places.some(np.array(kept, dtype=np.intp))


def _different(places: Places) -> Places:
    """Leave out places that occur twice, as rounding makes them."""
    keys = [(places.family[i], *(float(v[i]) for v in places.columns.values())) for i in range(len(places))]
    first = {key: i for i, key in reversed(list(enumerate(keys)))}
    return places.some(np.array(sorted(first.values()), dtype=np.intp))
