"""The posterior as an ArviZ netCDF file, byte-identical for the same draws."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.provenance import SCHEMA_VERSION, atomic
from tcreferee.data.observations import Observations
from tcreferee.inference.common_errors import is_move
from tcreferee.inference.predictive import SIGMA, of_trial
from tcreferee.inference.trial import Trial

# Seven digits are more than a draw means in these groups. What is computed again from stored draws is computed from
# the posterior, which keeps all its digits.
SINGLE = ("sample_stats", "log_likelihood", "posterior_predictive", "prior")
# A new measurement keeps 14 binary digits, which moves it by 3e-5 of itself at most: 3 mK at 90 K.
ROUNDED: dict[str, dict[str, object]] = {
    "posterior_predictive": {"significant_digits": 14, "quantize_mode": "BitRound"}
}
# draws times rows of each group that has a value for each of both
MOST_STORED = 4_000_000


def posterior_tree(seed: int, trial: Trial, observations: Observations, z: Array, prior_z: Array) -> Any:
    """Build the ArviZ DataTree of thinned draws.

    Parameters
    ----------
    seed : int
        Of the new measurements.
    trial : Trial
    observations : Observations
    z : (ensembles, draws, d) array
        Thinned posterior coordinates; an ensemble is ArviZ's chain.
    prior_z : (draws, d) array
        Prior coordinates.

    Returns
    -------
    xarray.DataTree
        Groups posterior, sample_stats, log_likelihood, posterior_predictive, prior, observed_data,
        constant_data; physical parameters in their units, sigma and the response in the response's. With many rows,
        log_likelihood and posterior_predictive hold only every k-th draw, so that each has at most `MOST_STORED`
        numbers.
    """
    import arviz_base

    response = observations.response
    every = max(math.ceil(z.shape[0] * z.shape[1] * len(trial.y) / MOST_STORED), 1)
    some = z[:, ::every]
    predictive = of_trial(trial, some, seed)
    groups = {
        "posterior": _parameters(trial, z),
        "sample_stats": {"lp": trial.log_posterior(z)},
        "log_likelihood": {response: trial.log_likelihood(some)},
        "posterior_predictive": {response: predictive.new},
        "prior": _parameters(trial, prior_z[np.newaxis]),
        "observed_data": {response: trial.y},
    }
    # what errors need besides is none of the formula's own inputs
    inputs = {name: values for name, values in trial.inputs.items() if not is_move(name)}
    if inputs and trial.choices == 1:
        groups["constant_data"] = inputs
    dims = {name: ["point_id"] for name in (response, *inputs)}
    return arviz_base.from_dict(
        groups,
        coords={"point_id": list(observations.point_id)},
        dims=dims,
        attrs={name: {"tcreferee_model": trial.model.name} for name in groups},
    )


def empty_tree(trial: Trial, observations: Observations) -> Any:
    """Build the DataTree of a model that could not be fitted: what was observed, and nothing else."""
    import arviz_base

    return arviz_base.from_dict(
        {"observed_data": {observations.response: trial.y}},
        coords={"point_id": list(observations.point_id)},
        dims={observations.response: ["point_id"]},
        attrs={"observed_data": {"tcreferee_model": trial.model.name}},
    )


def _parameters(trial: Trial, z: Array) -> dict[str, Array]:
    theta = trial.physical(z)
    named = {p.name: theta[..., j] for j, p in enumerate(trial.model.parameters)}
    return {**named, SIGMA: np.exp(z[..., -1])} if trial.density.scatter else named


def write_tree(path: Path | str, tree: Any) -> None:
    """Write `tree` atomically and compressed; time stamps are dropped so that equal draws give equal bytes."""
    for node in tree.subtree:
        node.attrs.pop("created_at", None)
    tree.attrs["schema_version"] = SCHEMA_VERSION
    encoding = {node.path: _encoding(node) for node in tree.subtree if node.data_vars}
    with atomic(path) as temporary:
        tree.to_netcdf(temporary, engine="netcdf4", encoding=encoding)


def _encoding(node: Any) -> dict[str, dict[str, object]]:
    """Return how the numbers of a group are stored; the fastest level is 1 % larger than the default one."""
    stored: dict[str, object] = {"zlib": True, "complevel": 1, "shuffle": True, **ROUNDED.get(node.name, {})}
    if node.name in SINGLE:
        stored["dtype"] = "float32"
    return {name: stored for name, variable in node.data_vars.items() if variable.dtype.kind == "f"}
