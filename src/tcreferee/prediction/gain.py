"""What one further row is worth: the expected log predictive ratio of a formula and a null at each place.

If A is true, a new row y at x has the posterior predictive density p_A(y|x), scatter included; its expected log ratio
is E[ln p_A(y|x) - ln p_B(y|x)], the Kullback-Leibler divergence of the two densities. The gain of a place is the
smaller of this and of the same with A and B exchanged: nobody knows beforehand which of them is true.

A Tc below zero is not measured: the sample does not superconduct. Both densities have their mass below zero in one
point, which counts as one outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import CLASS, QUANTITIES
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive
from tcreferee.prediction.places import Places
from tcreferee.prediction.sides import Side

# nodes about each of the two predictive densities, and how many of its standard deviations they reach
NODES, REACH = 33, 14.0
# a density this far below its peak is as good as zero, in nats
FLOOR = -300.0


@dataclass(frozen=True)
class Gains:
    """Expected log predictive ratio of one further row at some places, nats.

    Parameters
    ----------
    places : Places
    first, second : (places,) array
        If the first of the two is true, and if the second is.
    by_draw : (2, draws, places) array
        The same if the truth is what one posterior draw of the first, of the second says; their means are the above.
    error : (places,) array
        Monte Carlo error of the smaller one, from halves of the draws.
    apart : (places,) array
        Distance of the two predictive medians, in the unit of the response.
    scatter : (2, places) array
        Standard deviation of a measurement about the prediction of each, median of the draws.
    none : (2, places) array
        Probability by each that the sample does not superconduct.
    """

    places: Places
    first: Array
    second: Array
    by_draw: Array
    error: Array
    apart: Array
    scatter: Array
    none: Array

    @property
    def gain(self) -> Array:
        """The smaller of the two (places,)."""
        return np.minimum(self.first, self.second)

    @property
    def best(self) -> int:
        """Position of the best place."""
        return int(np.argmax(self.gain))

    def as_good(self, at: int) -> tuple[tuple[float, float], ...]:
        """Return the ends of each stretch of places that is worth as much as one within two Monte Carlo errors.

        On a line of places of one family only; nothing where only its neighbours are. The error is that of few draws,
        so that at least the median of all counts.
        """
        line = self.places.line
        if not line or len(set(self.places.family)) > 1:
            return ()
        order = np.argsort(self.places.columns[line])
        error = np.maximum(self.error, np.median(self.error))
        same = (np.abs(self.gain - self.gain[at]) <= 2 * np.hypot(error, error[at]))[order]
        numbers = np.flatnonzero(same)
        here = np.flatnonzero(order == at)
        if np.abs(numbers - here).max() <= 1:
            return ()
        x = self.places.columns[line][order]
        runs = np.split(numbers, np.flatnonzero(np.diff(numbers) > 1) + 1)
        return tuple((float(x[run[0]]), float(x[run[-1]])) for run in runs)

    def interval(self, at: int, level: float = 0.9) -> tuple[float, float]:
        """Return between what the gain lies at a place, by what the parameters of the truth may be."""
        own = self.by_draw[int(self.second[at] < self.first[at]), :, at]
        low, high = np.quantile(own, [0.5 - level / 2, 0.5 + level / 2])
        return float(low), float(high)


def gains(one: Side, other: Side, places: Places, response: str) -> Gains:
    """Return what one further row is worth at some places; a place where either has no finite value is left out.

    Parameters
    ----------
    one, other : Side
    places : Places
    response : str
        Quantity of the response.
    """
    found = one.at(places), other.at(places)
    with np.errstate(all="ignore"):
        finite = np.all([np.isfinite(each.mean).all(axis=0) for each in found], axis=0)
        if LIKELIHOODS[one.settings.likelihood].log_response:
            finite &= np.all([(each.mean > 0).all(axis=0) for each in found], axis=0)
    if not finite.all():
        places = places.some(np.flatnonzero(finite))
        found = one.at(places), other.at(places)
    if not len(places):
        nothing = np.empty((2, 0))
        return Gains(places, nothing[0], nothing[0], np.empty((2, 1, 0)), nothing[0], nothing[0], nothing, nothing)
    y, weight = _nodes(found, response)
    each = [_densities(predictive, y) for predictive in found]
    atoms = [_below_zero(predictive, response) for predictive in found]
    logs = [_log_mean(density) for density in each]
    log_atoms = [_log_mean(atom) for atom in atoms]
    sides, halves = [], []
    for i, sign in ((0, 1.0), (1, -1.0)):
        ratio, at_zero = sign * (logs[0] - logs[1]), sign * (log_atoms[0] - log_atoms[1])
        # by the own draws: each is a possible truth
        drawn = np.einsum("ysg,yg->sg", each[i], weight * ratio) + atoms[i] * at_zero
        sides.append(drawn)
        halves.append(_by_halves(each, atoms, weight, i, sign))
    first, second = (drawn.mean(axis=0) for drawn in sides)
    smaller = (second < first).astype(np.intp)
    error = np.take_along_axis(np.stack(halves), smaller[np.newaxis], axis=0)[0]
    medians = [np.median(predictive.mean, axis=0) for predictive in found]
    scatter = np.stack([_scatter(predictive, len(places)) for predictive in found])
    none = np.stack([atom.mean(axis=0) for atom in atoms])
    return Gains(places, first, second, np.stack(_same(sides)), error, np.abs(medians[0] - medians[1]), scatter, none)


def _same(sides: list[Array]) -> list[Array]:
    """Return as many draws of each."""
    least = min(map(len, sides))
    return [side[:least] for side in sides]


def _by_halves(each: list[Array], atoms: list[Array], weight: Array, i: int, sign: float) -> Array:
    """Return half of the difference (places,) between the gains by one half of the draws and by the other."""
    found = []
    for half in (slice(0, None, 2), slice(1, None, 2)):
        logs = [_log_mean(density[:, half]) for density in each]
        log_atoms = [_log_mean(atom[half]) for atom in atoms]
        own = each[i][:, half].mean(axis=1)
        at_zero = atoms[i][half].mean(axis=0) * sign * (log_atoms[0] - log_atoms[1])
        found.append(np.sum(own * weight * sign * (logs[0] - logs[1]), axis=0) + at_zero)
    return np.abs(found[0] - found[1]) / 2


def measured_as(response: str) -> str:
    """Return how the response of a quantity is measured: a "class", a "positive" number, or any "number"."""
    if response == CLASS:
        return "class"
    return "positive" if QUANTITIES[response].lower == 0 else "number"


def _nodes(found: tuple[Predictive, Predictive], response: str) -> tuple[Array, Array]:
    """Return nodes of the response (nodes, places) and their weights: dense about both predictive densities."""
    places, how = found[0].rows, measured_as(response)
    if how == "class":
        return np.tile([[0.0], [1.0]], (1, places)), np.ones((2, places))
    log = LIKELIHOODS[found[0].likelihood].log_response
    t = np.linspace(-1, 1, NODES) * np.arcsinh(REACH)
    parts = []
    for predictive in found:
        mean = np.log(predictive.mean) if log else predictive.mean
        middle, spread = np.median(mean, axis=0), mean.std(axis=0)
        sd = np.hypot(spread, _scatter(predictive, places))
        parts.append(middle + sd * np.sinh(t)[:, np.newaxis])
    y = np.sort(np.concatenate(parts), axis=0)
    if log:
        y = np.exp(y)
    elif how == "positive":
        y = np.maximum(y, 0.0)
    step = np.diff(y, axis=0)
    weight = np.zeros_like(y)
    weight[:-1] += step / 2
    weight[1:] += step / 2
    return y, weight


def _scatter(predictive: Predictive, places: int) -> Array:
    return np.asarray(np.broadcast_to(np.median(predictive.sd, axis=0), (places,)))


def _densities(predictive: Predictive, y: Array) -> Array:
    """Return the density of each draw (nodes, draws, places) at responses (nodes, places)."""
    with np.errstate(all="ignore"):
        found = np.exp(predictive.pointwise(y[:, np.newaxis, np.newaxis, :]))
    return np.nan_to_num(found, nan=0.0)


def _below_zero(predictive: Predictive, response: str) -> Array:
    """Return the probability of each draw (draws, places) that the sample does not superconduct."""
    if measured_as(response) != "positive" or LIKELIHOODS[predictive.likelihood].log_response:
        return np.zeros((len(predictive.theta), predictive.rows))
    return np.exp(replace(predictive, limit=np.ones(1)).pointwise(np.zeros(predictive.rows)))


def _log_mean(density: Array) -> Array:
    """Return ln of the mean over draws, the last axis but one; at least `FLOOR` below the largest."""
    mean = density.mean(axis=-2)
    with np.errstate(divide="ignore"):
        return np.asarray(np.maximum(np.log(mean), FLOOR))
