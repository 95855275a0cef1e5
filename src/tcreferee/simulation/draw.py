"""Simulate data sets for the rows of a trial from its own model."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.predictive import Predictive
from tcreferee.inference.scatter import sd_at
from tcreferee.inference.trial import Trial


def draw_datasets(trial: Trial, theta: Array, sigma: Array, rng: np.random.Generator) -> Array:
    """Return one data set (draws, rows) for each draw of the parameters.

    Parameters
    ----------
    trial : Trial
        Any likelihood; with a latent choice each row draws its alternative.
    theta : (draws, parameters) array
        Physical parameters.
    sigma : (draws,) array
        Scatter; ignored for a yes-or-no response.
    rng : numpy.random.Generator

    Returns
    -------
    (draws, rows) array
    """
    sd = sd_at(trial, theta, sigma)
    seed = int(rng.integers(2**63))
    rows = len(trial.y)
    of = Predictive(
        trial.model, trial.inputs, theta, sd, trial.likelihood, rows, trial.choices, seed, sides=trial.sides
    )
    return of.new
