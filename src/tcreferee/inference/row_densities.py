"""Log densities of the rows of a trial: of one alternative or of a choice between several, with errors of inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tcreferee.base.priors import Array, Share
from tcreferee.inference import over_inputs
from tcreferee.inference.scatter import log_shares, sd_at

if TYPE_CHECKING:
    from tcreferee.inference.trial import Trial


def row_densities(trial: Trial, theta: Array, mean: Array, sigma: Array, nonlinear: Array) -> Array:
    """Return the log densities (..., rows) of the measured responses.

    Parameters
    ----------
    trial : Trial
    theta : (..., parameters) array
        Physical parameters; only used where errors are known.
    mean : (..., choices * rows) array
        Predictions.
    sigma : (...) array
        Scatter.
    nonlinear : (..., q) array
        Coordinates of the non-linear parameters.
    """
    if trial.nodes:
        return over_inputs.log_density(trial, theta, sigma)
    sd, rows = sd_at(trial, theta, sigma), (trial.choices, len(trial.y))
    if trial.choices == 1:
        return trial.density.pointwise(trial.y, mean, sd, trial.limit, trial.sides)
    sd = sd[..., np.newaxis] if sd.shape[-1] == 1 else sd.reshape(*sd.shape[:-1], *rows)
    own = trial.density.pointwise(trial.y, mean.reshape(*mean.shape[:-1], *rows), sd, trial.limit, trial.sides)
    logits = [nonlinear[..., i] for i, j in enumerate(trial.nonlinear) if isinstance(trial.prior(j), Share)]
    return np.asarray(np.logaddexp.reduce(own + log_shares(logits)[..., np.newaxis], axis=-2))
