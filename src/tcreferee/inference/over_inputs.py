"""The density of each row integrated over its true inputs, where a formula curves over the width of their errors.

The errors of the inputs are sums of independent unit normals, one for each source. Their integral is done by Gauss and
Hermite's nodes about the place where the measured response has them, with the width that is left there (Liu and Pierce
1994, 10.1093/biomet/81.3.624). For a formula that is straight over the width of the errors one node is exact, and the
density is the one to first order.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.scatter import moved, sd_at, stated_sd
from tcreferee.inference.true_inputs import CURVED

if TYPE_CHECKING:
    from tcreferee.inference.trial import Trial

TOLD_NATS = 0.01
# nodes for each source, by number of sources; rows at most
NODES, MOST_ROWS = {1: 9, 2: 7, 3: 5}, 60
CLIMBS, STEP, FAR = 6, 1e-3, 40.0


def integrated(trial: Trial) -> Trial:
    """Return the trial with its likelihood integrated over the true inputs."""
    return _with(trial, nodes=True)


def to_first_order(trial: Trial) -> Trial:
    """Return the trial with its likelihood to first order in the errors of inputs."""
    return _with(trial, nodes=False) if trial.nodes else trial


def _with(trial: Trial, nodes: bool) -> Trial:
    curved = {CURVED: np.full_like(trial.inputs[CURVED], float(nodes))} if CURVED in trial.inputs else {}
    return replace(trial, inputs={**trial.inputs, **curved}, nodes=nodes)


def why_not(trial: Trial) -> str:
    """Return why the integral is not done where inputs have errors; "" if it can be."""
    if trial.choices > 1:
        return "each row chooses between columns"
    if len(trial.input_sd) > max(NODES):
        return f"more than {max(NODES)} sources of error"
    return f"more than {MOST_ROWS} rows" if len(trial.y) > MOST_ROWS else ""


def settled(trial: Trial, theta: Array, sigma: float) -> tuple[Trial, str]:
    """Return the trial that is scored, and a note on how errors of inputs enter; decided at a first-order maximum."""
    if not (trial.density.inputs_known and trial.input_sd and np.isfinite(theta).all()):
        return trial, ""
    if reason := why_not(trial):
        return trial, f"errors of inputs to first order, without the integral over the true inputs: {reason}"
    with np.errstate(all="ignore"):
        error = first_order_error(trial, theta, sigma)
    if error <= TOLD_NATS:
        told = f"by {error:.1g}" if error >= 1e-3 else "by less than 0.001"
        return trial, f"errors of inputs to first order: the integral over the true inputs would change ln L {told} nat"
    nodes = NODES[len(trial.input_sd)]
    each = " for each source of error" if len(trial.input_sd) > 1 else ""
    return integrated(trial), (
        f"errors of inputs integrated over the true inputs, {nodes} nodes{each}: first order is off by {error:.2g} nat"
    )


def first_order_error(trial: Trial, theta: Array, sigma: float) -> float:
    """Return by how many nats ln L to first order differs from that integrated over the true inputs."""
    at = np.array(sigma)
    sd = sd_at(trial, theta, at)
    first = trial.density.pointwise(trial.y, trial.predict(theta), sd, trial.limit, trial.sides)
    return float(np.abs((first - log_density(integrated(trial), theta, at)).sum()))


def log_density(trial: Trial, theta: Array, sigma: Array) -> Array:
    """Return ln of the density (..., rows) of the measured responses.

    Parameters
    ----------
    trial : Trial
        Integrated.
    theta : (..., parameters) array
    sigma : (...) array
    """
    count = len(trial.input_sd)
    own = np.sqrt((sigma**2)[..., np.newaxis] + np.broadcast_to(trial.sd, trial.y.shape) ** 2)
    centre, left, along = _place(trial, theta, np.sqrt((sigma**2)[..., np.newaxis] + stated_sd(trial) ** 2))
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES[count])
    total = np.full(own.shape, -np.inf)
    for at in itertools.product(range(len(nodes)), repeat=count):
        step = nodes[list(at)]
        turned = sum((node * each for node, each in zip(step, along, strict=True)), np.zeros(1))
        normal = [c + node - (1 - left) * turned * each for c, node, each in zip(centre, step, along, strict=True)]
        value = trial.density.pointwise(trial.y, _predicted(trial, theta, normal), own, trial.limit, trial.sides)
        value = value - 0.5 * sum((each**2 for each in normal), np.zeros(1)) + 0.5 * float(step @ step)
        value = value + float(np.log(weights[list(at)] / weights.sum()).sum())
        # a formula without a value there rules the place out
        total = np.logaddexp(total, np.where(np.isnan(value), -np.inf, value))
    return np.asarray(total + np.log(left))


def _place(trial: Trial, theta: Array, own: Array) -> tuple[list[Array], Array, list[Array]]:
    """Return where the measured responses have the errors, in unit normals, and the width that is left along a line.

    Gauss and Newton's steps to the mode, of errors and response together; a limit says too little to move.

    Returns
    -------
    list of (..., rows) arrays
        Centre, by source.
    (..., rows) array
        Width along the line, of 1 across it.
    list of (..., rows) arrays
        Unit vector of the line, by source.
    """
    value = np.broadcast_to(trial.limit, trial.y.shape) == 0
    centre = [np.zeros(own.shape) for _ in trial.input_sd]
    for _ in range(CLIMBS):
        slopes = [
            (_predicted(trial, theta, _stepped(centre, i, STEP)) - _predicted(trial, theta, _stepped(centre, i, -STEP)))
            / (2 * STEP)
            for i in range(len(centre))
        ]
        slopes = [np.where(value & np.isfinite(each), each, 0.0) for each in slopes]
        miss = trial.y - _predicted(trial, theta, centre)
        miss = miss + sum((slope * each for slope, each in zip(slopes, centre, strict=True)), np.zeros(1))
        square = sum((slope**2 for slope in slopes), np.zeros(1))
        whole = own**2 + square
        centre = [np.clip(np.nan_to_num(slope * miss / whole), -FAR, FAR) for slope in slopes]
    size = np.sqrt(np.where(square > 0, square, 1.0))
    return centre, own / np.sqrt(whole), [slope / size for slope in slopes]


def _stepped(centre: Sequence[Array], i: int, step: float) -> list[Array]:
    return [each + step * (i == j) for j, each in enumerate(centre)]


def _predicted(trial: Trial, theta: Array, normal: Sequence[Array]) -> Array:
    """Return what is expected to be measured (..., rows), errors of inputs being `normal` (..., rows), by source."""
    inputs, shift = trial.inputs, np.zeros(1)
    for each, moves in zip(normal, trial.input_sd.values(), strict=True):
        inputs = moved(inputs, moves, each)
        # the source moves the measured response, too: what is measured is the true one moved back
        shift = shift - each * moves.get("", np.zeros(1))
    return trial.model(inputs, theta, len(trial.y)) + shift
