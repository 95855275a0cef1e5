"""What a fitted model predicts for rows of any inputs, from its stored posterior draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tcreferee.base.priors import Array, Scales
from tcreferee.base.provenance import SCHEMA_VERSION, check_schema
from tcreferee.base.records import reading
from tcreferee.formulas.model import TcModel
from tcreferee.inference.bind import bound_inputs, bound_model, family_codes
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import SIGMA, Predictive
from tcreferee.inference.settings import InferSettings


@cache
def stored_draws(path: Path) -> Mapping[str, Array]:
    """Return the stored draws (ensembles, draws) of each parameter and of sigma, by name.

    Raises
    ------
    NewerResultError
        If a newer version of this program wrote them.
    """
    import netCDF4

    with reading(path), netCDF4.Dataset(path) as file:
        check_schema(path, {"schema_version": int(getattr(file, "schema_version", SCHEMA_VERSION))})
        variables = file["posterior"].variables
        return {name: np.asarray(variables[name][...]) for name in variables if name not in ("chain", "draw")}


def predictive_draws(
    fit_record: Mapping[str, Any], posterior_path: Path, model: TcModel, columns: Mapping[str, Array],
    family: Sequence[str], seed: int, thin: int = 1,
) -> Predictive:  # fmt: skip
    """Return what a fitted model predicts for rows of any inputs.

    Parameters
    ----------
    fit_record : mapping
        What `fit.json` holds.
    posterior_path : path
    model : TcModel
        As its file declares it.
    columns : mapping of str to (rows,) array
        Inputs under the column names of the comparison, in the units of their quantities.
    family : sequence of str
        Family of each row; only used by models that distinguish them. One without rows in the fit gives NaN.
    seed : int
    thin : int
        Use only every `thin`-th draw.

    Returns
    -------
    Predictive
        Of (draws, rows); a measurement is taken to have the free scatter alone.
    """
    settings, bound = InferSettings.of(fit_record["settings"]), fit_record["bound"]
    complete = complete_model(settings, bound, model)
    theta, sigma = stored(posterior_path, [p.name for p in complete.parameters], settings.likelihood)
    return of_draws(settings, bound, model, (theta[::thin], sigma[::thin]), columns, family, seed)


def stored(path: Path, names: Sequence[str], likelihood: str) -> tuple[Array, Array]:
    """Return the stored draws: physical parameters (draws, parameters) in the order of `names`, and scatter (draws,).

    A likelihood without scatter has 0 in its place.
    """
    found = stored_draws(path)
    count = next(iter(found.values())).size
    theta = np.empty((count, len(names)))
    for j, name in enumerate(names):
        theta[:, j] = found[name].ravel()
    return theta, found[SIGMA].ravel() if LIKELIHOODS[likelihood].scatter else np.zeros(count)


def of_draws(
    settings: InferSettings, bound: Mapping[str, Any], model: TcModel, draws: tuple[Array, Array],
    columns: Mapping[str, Array], family: Sequence[str], seed: int = 0,
) -> Predictive:  # fmt: skip
    """Return what a model predicts for rows of any inputs, at draws of its parameters and scatter.

    Parameters
    ----------
    settings : InferSettings
    bound : mapping
        What it is bound to, as `fit.json` has it.
    model : TcModel
        As its file declares it.
    draws : ((draws, parameters), (draws,)) arrays
        Physical parameters and scatter.
    columns, family, seed
        As of `predictive_draws`.
    """
    complete, by_family = complete_model(settings, bound, model), any(p.families for p in model.parameters)
    codes = family_codes(family, bound["families"]) if by_family else None
    inputs = bound_inputs(settings.inputs, columns, bound["quantities"], codes, bound["standards"])
    rows, choices = len(next(iter(columns.values()))), max(1, len(bound["choices"]))
    theta, sigma = draws
    return Predictive(complete, inputs, theta, sigma[:, np.newaxis], settings.likelihood, rows, choices, seed)


def complete_model(settings: InferSettings, bound: Mapping[str, Any], model: TcModel) -> TcModel:
    """Return the model with the levels of its families and the shares of a latent choice."""
    scales = Scales(settings.centre_K, settings.effect_K, settings.sigma_scale_K)
    by_family = any(p.families for p in model.parameters)
    return bound_model(model, bound["families"] if by_family else (), bound["choices"], scales)
