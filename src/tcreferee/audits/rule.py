"""Find the simplest rule in Tc that reproduces a choice, and the probability that chance gives as good a rule."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits.case import Case
from tcreferee.audits.choices import Choices
from tcreferee.base.priors import Array

DRAWS = 2000
Flags = NDArray[np.bool_]


def fewest_misses(y: Array, largest: Flags, smallest: Flags) -> tuple[int, float, bool]:
    """Return how many rows the best rule misses, its threshold, and True if it takes the largest value above it.

    Parameters
    ----------
    y : (rows,) array
        Response of the rows that have a choice.
    largest, smallest : (rows,) array of bool
        True if the published value is the largest (smallest) of the values that the row has.

    Returns
    -------
    int, float, bool
        An infinite threshold means that the rule is the same in all rows.
    """
    misses, thresholds = _misses(y[np.newaxis], largest, smallest)
    k = int(np.argmin(misses.ravel()))
    up, at = divmod(k, misses.shape[-1])
    return int(misses.ravel()[k]), float(thresholds[0, at]), not up


def _misses(y: Array, largest: Flags, smallest: Flags) -> tuple[Array, Array]:
    """Return the misses (sets, 2, thresholds) of both kinds of rule, and the thresholds (sets, thresholds).

    The last threshold is infinite and stands for one rule in all rows.
    """
    order = np.argsort(y, axis=-1, kind="stable")
    ranked = np.take_along_axis(y, order, axis=-1)
    at_largest, at_smallest = np.broadcast_to(largest, y.shape), np.broadcast_to(smallest, y.shape)
    counts = []
    for above, below in ((at_largest, at_smallest), (at_smallest, at_largest)):
        high = np.take_along_axis(~above, order, axis=-1)[..., ::-1].cumsum(axis=-1)[..., ::-1]
        low = np.take_along_axis(~below, order, axis=-1).cumsum(axis=-1)
        # a threshold cannot separate rows of equal response
        apart = np.where(ranked[..., 1:] > ranked[..., :-1], 0, y.shape[-1])
        counts.append(np.concatenate([high[..., 1:] + low[..., :-1] + apart, high[..., :1]], axis=-1))
    middle = 0.5 * (ranked[..., 1:] + ranked[..., :-1])
    return np.stack(counts, axis=-2), np.concatenate([middle, np.full((len(y), 1), np.inf)], axis=-1)


def luck(
    case: Case, options: Choices, values: Array, free: Flags, published: NDArray[np.intp], *names: str
) -> tuple[float, float]:
    """Return the probability that a rule is as good: by chance alone, and if the formula is true.

    The first probability permutes the published choices over the rows that have a choice. The second permutes them in
    the same way and draws the response from the formula with the permuted choices, at the published scale and scatter.
    If the formula is true, the response depends on the value, so a rule in the response does well for blind choices.

    ASSUME: the scatter about the formula is normal.

    Parameters
    ----------
    case : Case
    options : Choices
    values : (alternatives, rows) array
        Values of the input.
    free : (rows,) array of bool
        True if a row has a choice.
    published : (rows,) array of int
        Position of the published choice.
    *names : str
        Names for the random seed.
    """
    rng = np.random.default_rng(case.seed(*names, "rule"))
    rows = np.arange(len(free))
    high, low = np.nanargmax(values, axis=0), np.nanargmin(values, axis=0)
    at_high, at_low = (values[published, rows] == values[end, rows] for end in (high, low))
    order = rng.permuted(np.tile(np.flatnonzero(free), (DRAWS, 1)), axis=1)
    largest, smallest = at_high[order], at_low[order]
    y = np.broadcast_to(options.y[free], order.shape)
    scale = options.scale(published)
    rms = np.sqrt(options.fixed(published) / len(rows))
    predicted = options.offset + scale * options.column
    means = [predicted[which, rows][free] for which in (high, low, published)]
    drawn = np.where(largest, means[0], np.where(smallest, means[1], means[2]))
    drawn = drawn + rms * rng.standard_normal(order.shape)
    observed = _misses(options.y[np.newaxis, free], at_high[free], at_low[free])[0].min()
    counts = [_misses(response, largest, smallest)[0].min(axis=(-2, -1)) for response in (y, drawn)]
    plain, true = ((int(np.sum(count <= observed)) + 1) / (DRAWS + 1) for count in counts)
    return plain, true
