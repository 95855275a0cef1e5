"""Standard deviations of the rows, and the shares of a latent choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import TcModel
from tcreferee.inference.likelihoods import LEAST_SQUARES, NORMALS

if TYPE_CHECKING:
    from tcreferee.inference.trial import Trial

# of a standard deviation of an input: derivatives by central differences
STEP = 1e-3


def log_shares(logits: Sequence[Array]) -> Array:
    """Return ln of the shares (..., choices) from the logits (...) of broken sticks, one less than the choices."""
    left, logs = np.zeros(np.shape(logits[0])), []
    for logit in logits:
        logs.append(left - np.logaddexp(0, -logit))
        left = left - np.logaddexp(0, logit)
    return np.stack([*logs, left], axis=-1)


def moved(inputs: Mapping[str, Array], moves: Mapping[str, Array], step: Array | float) -> dict[str, Array]:
    """Return the inputs moved by `step` standard deviations of a source of errors."""
    return {**inputs, **{name: inputs[name] + step * each for name, each in moves.items() if name}}


def variance_of_inputs(
    model: TcModel, inputs: Mapping[str, Array], theta: Array, errors: Mapping[str, Mapping[str, Array]]
) -> Array:
    """Return the sum over sources of (response's own move - sum over inputs of f'(x_i) u_i)^2, (..., rows).

    First order in the inputs' errors: safe where the prediction is straight over the width of an error. Inputs that one
    source moves are moved together.

    Parameters
    ----------
    model, inputs, theta
        Of the prediction; rows counted over all choices.
    errors : mapping of str to mapping of str to (rows,) array
        By source, what one standard deviation of it moves; see `tcreferee.inference.trial.Trial`.
    """
    variance: Array = np.zeros(1)
    for moves in errors.values():
        above, below = (model(moved(inputs, moves, sign * STEP), theta) for sign in (1, -1))
        variance = variance + ((above - below) / (2 * STEP) - moves.get("", np.zeros(1))) ** 2
    return variance


def least_squares(trial: Trial) -> bool:
    """Whether the maximum of the likelihood is a least-squares solution."""
    return trial.likelihood in LEAST_SQUARES and trial.choices == 1 and not trial.limit.any()


def closed(trial: Trial) -> bool:
    """Whether the effects integrate out in closed form at given scatter and non-linear parameters."""
    plain = trial.choices == 1 and not (trial.limit.any() or trial.sides.any() or trial.nodes)
    plain = plain and trial.likelihood in NORMALS
    linear = {trial.model.parameters[j].name for j in trial.linear}
    free = not any(linear.intersection(each.names) for each in trial.constraints)
    return plain and free and variance_is_fixed(trial)


def sd_at(trial: Trial, theta: Array, sigma: Array) -> Array:
    """Return the standard deviation (..., 1 or choices * rows) at physical parameters and a scatter (...)."""
    if not trial.density.known:
        return sigma[..., np.newaxis]
    return np.asarray(np.sqrt((sigma**2)[..., np.newaxis] + known_variance(trial, theta)))


def known_variance(trial: Trial, theta: Array) -> Array:
    """Return the variance (..., choices * rows) that the known errors make at physical parameters (...)."""
    own = np.tile(np.broadcast_to(trial.sd, trial.y.shape), trial.choices) ** 2
    if not (trial.density.inputs_known and trial.input_sd):
        return np.asarray(own)
    return np.asarray(own + variance_of_inputs(trial.model, trial.inputs, theta, trial.input_sd))


def variance_is_fixed(trial: Trial) -> bool:
    """Whether the known variance is the same whatever the linear coefficients are."""
    if not (trial.density.inputs_known and trial.input_sd):
        return True
    nonlinear = np.array([trial.prior(j).location + 0.1 * trial.prior(j).width for j in trial.nonlinear])
    u = np.random.default_rng(0).standard_normal((3, len(trial.effects.names)))
    with np.errstate(all="ignore"):
        design = trial.design(nonlinear)
        theta = trial.effects.parameters(u, np.broadcast_to(nonlinear, (3, len(nonlinear))), design)
        first, *others = known_variance(trial, theta)
    return all(np.allclose(first, other, rtol=1e-6, atol=0) for other in others)


def variance_at(trial: Trial, nonlinear: Array) -> Array:
    """Return the known variance (points or 1, rows) at coordinates (points, q), whatever the effects are."""
    if not trial.density.inputs_known or not trial.input_sd:
        return np.asarray(np.broadcast_to(trial.sd, trial.y.shape)[np.newaxis] ** 2)
    u = np.zeros((len(nonlinear), len(trial.effects.names)))
    with np.errstate(all="ignore"):
        design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
        return known_variance(trial, trial.effects.parameters(u, nonlinear, design))


def stated_sd(trial: Trial) -> Array:
    """Return the known standard deviation (rows,) of every response; of an asymmetric error the smaller side."""
    return np.maximum(np.broadcast_to(trial.sd, trial.y.shape), trial.sides.min(axis=0))
