"""What the true values of an input are, given measured ones with errors.

The measured value is normal about the true one with the stated error, or, where the errors go with the values, with
that share of the true value. The true values are a normal population, in the logarithm where the errors go with the
values. The measured values alone give mean and width of the population a posterior, and so each true value.
"""

from __future__ import annotations

import math

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array

# nodes of the population's mean and width, and of a true value; how far these reach, in errors of the measured value
MEANS, WIDTHS, NODES, REACH = 9, 13, 61, 6.0
# reach of the population's mean; its least and greatest width; in spreads of the measured values
AROUND, NARROWEST, WIDEST = 1.2, 0.05, 2.5
# how often the grid moves onto the posterior, and its reach in standard deviations then
ROUNDS, WITHIN = 4, 3.5
TINY = 1e-300


def true_inputs(x: Array, error: Array, logs: bool) -> tuple[Array, Array]:
    """Return mean and standard deviation (rows,) of the true values of measured ones.

    ASSUME: mean and width of the population have flat priors, in the unit of the values or in their logarithm. Their
    uncertainty is averaged over, but that it is the same for all rows is left out.

    Parameters
    ----------
    x, error : (rows,) arrays
        Measured values and their standard deviations; 0 where a row states none: it stays to the last digit.
    logs : bool
        Whether the errors go with the values, which are all above 0.
    """
    at, share = (np.log(x), error / x) if logs else (x, error)
    spread, stated = float(at.std(ddof=1)), error > 0
    if not spread > 0:
        return x, error
    low, high = float(at.mean()) - AROUND * spread, float(at.mean()) + AROUND * spread
    least, most = math.log(NARROWEST * spread), math.log(WIDEST * spread)
    ends = (low, high), (least, most)
    for _ in range(ROUNDS):
        means, logs_of = (np.linspace(*end, count) for end, count in zip(ends, (MEANS, WIDTHS), strict=True))
        mean, width = (each.ravel() for each in np.meshgrid(means, np.exp(logs_of), indexing="ij"))
        weight, first, second = _on_grid(x, at, share, logs, mean, width)
        both = weight.reshape(MEANS, WIDTHS)
        ends = _about(means, both.sum(axis=1), low, high), _about(logs_of, both.sum(axis=0), least, most)
    found, sd = x.astype(np.float64), np.zeros(len(x))
    found[stated] = first @ weight
    sd[stated] = np.sqrt(np.maximum((second - first**2) @ weight, 0.0))
    return found, sd


def _about(nodes: Array, weight: Array, low: float, high: float) -> tuple[float, float]:
    """Return ends about the mass of a posterior on even nodes, no closer than half their step."""
    centre = float(weight @ nodes)
    wide = WITHIN * max(float(np.sqrt(weight @ (nodes - centre) ** 2)), 0.5 * float(nodes[1] - nodes[0]))
    return max(centre - wide, low), min(centre + wide, high)


def _on_grid(x: Array, at: Array, share: Array, logs: bool, mean: Array, width: Array) -> tuple[Array, Array, Array]:
    """Return weights of populations (populations,), and first and second moments of true values under each."""
    stated = share > 0
    # a grid even in ln(width) has the weight of a flat prior of the width in the width itself
    exact = -0.5 * ((at[~stated, np.newaxis] - mean) / width) ** 2 - np.log(width)
    log_weight = exact.sum(axis=0) + np.log(width)
    first, second = np.empty((2, int(stated.sum()), len(mean)))
    for part in pieces(len(first), NODES * len(mean)):
        rows = np.flatnonzero(stated)[part]
        total, first[part], second[part] = _moments(x[rows], at[rows], share[rows], logs, mean, width)
        log_weight += np.log(np.maximum(total, TINY)).sum(axis=0)
    weight = np.exp(log_weight - log_weight.max())
    return weight / weight.sum(), first, second


def _moments(x: Array, at: Array, share: Array, logs: bool, mean: Array, width: Array) -> tuple[Array, Array, Array]:
    """Return density, mean and mean square (rows, populations) of true values, on nodes about the measured ones."""
    nodes = at[:, np.newaxis] + share[:, np.newaxis] * np.linspace(-REACH, REACH, NODES)
    true = np.exp(nodes) if logs else nodes
    sd = share[:, np.newaxis] * (true if logs else 1.0)
    measured = np.exp(-0.5 * ((x[:, np.newaxis] - true) / sd) ** 2) / sd * share[:, np.newaxis]
    off = (nodes[:, np.newaxis] - mean[:, np.newaxis]) / width[:, np.newaxis]
    joint = np.exp(-0.5 * off**2) / width[:, np.newaxis] * measured[:, np.newaxis]
    total = joint.sum(axis=-1)
    # a population that is nowhere near a value tells nothing of it
    weight = np.where(total[..., np.newaxis] > TINY, joint, measured[:, np.newaxis])
    sums = [np.einsum("rpn,rn->rp", weight, true**power) for power in (0, 1, 2)]
    return total, sums[1] / sums[0], sums[2] / sums[0]
