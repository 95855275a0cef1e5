"""Whether first order in the errors of inputs is enough: held against the integral over the true inputs."""

from __future__ import annotations

import itertools
import math

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.scatter import known_variance
from tcreferee.inference.trial import Trial

NODES, MOST_SOURCES, TOLD_NATS = 21, 3, 0.01
# ASSUME: below this share of an input's spread that is not its errors, intervals may be too narrow: nearly all tables
# with errors of 30 % lie below it, and those with 15 % above (benchmarks/errors_of_inputs.csv)
LEAST_RELIABILITY = 0.7


def notes_on_inputs(trial: Trial, theta: Array, sigma: float) -> list[str]:
    """Say which errors of inputs are too large for first order, at given parameters and scatter."""
    if not (trial.density.inputs_known and trial.input_sd) or trial.choices > 1 or trial.limit.any():
        return []
    found = []
    for name in dict.fromkeys(name for moves in trial.input_sd.values() for name in moves if name):
        share = reliability(trial, name)
        if share < LEAST_RELIABILITY:
            found.append(
                f"the errors of {name} are large beside its spread (reliability {share:.2f}): intervals may be too "
                "narrow"
            )
    with np.errstate(all="ignore"):
        error = first_order_error(trial, theta, sigma)
    if error > TOLD_NATS:
        found.append(
            f"to first order in the errors of inputs, which differs from the integral over them by {error:.2g} nat"
        )
    return found


def reliability(trial: Trial, name: str) -> float:
    """Return the share of the variance of a measured input over the rows that is not that of its errors."""
    error = sum((moves[name] ** 2 for moves in trial.input_sd.values() if name in moves), np.zeros(1))
    return 1 / (1 + float(np.mean(error)) / max(float(trial.inputs[name].var(ddof=1)), np.finfo(float).tiny))


def first_order_error(trial: Trial, theta: Array, sigma: float) -> float:
    """Return by how many nats ln L to first order differs from that integrated over the true inputs.

    The integral is exact for normal errors: Gauss and Hermite's nodes for each source, all combinations of them. NaN
    with more sources than `MOST_SOURCES`.
    """
    if len(trial.input_sd) > MOST_SOURCES:
        return math.nan
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    parts = []
    for at in itertools.product(range(NODES), repeat=len(trial.input_sd)):
        moved, y = dict(trial.inputs), trial.y
        for node, moves in zip(nodes[list(at)], trial.input_sd.values(), strict=True):
            moved |= {name: moved[name] + node * each for name, each in moves.items() if name}
            y = y - node * moves.get("", 0.0)
        mean = trial.model(moved, theta, len(y))
        own = np.hypot(sigma, np.broadcast_to(trial.sd, y.shape))
        density = trial.density.pointwise(y, mean, own, trial.limit, trial.sides)
        parts.append(density + np.log(weights[list(at)] / weights.sum()).sum())
    integrated = np.logaddexp.reduce(parts, axis=0)
    sd = np.sqrt(sigma**2 + known_variance(trial, theta))
    first = trial.density.pointwise(trial.y, trial.predict(theta), sd, trial.limit, trial.sides)
    return float(np.abs((first - integrated).sum()))
