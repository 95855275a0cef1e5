"""What a model says between and at the rows: curves, bands and intervals from its posterior draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import NormalDist

import h5netcdf
import numpy as np

from tcreferee.inference.infer import InferSettings, make_trial
from tcreferee.model import TcModel
from tcreferee.priors import Array
from tcreferee.quantities import QUANTITIES, Quantity, display_unit
from tcreferee.report.read import ModelResult, Results

LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
BAND_DRAWS, GRID_POINTS, NOISE_POINTS = 400, 80, 16


@dataclass(frozen=True)
class XAxis:
    """What the horizontal axis of a panel shows.

    Parameters
    ----------
    column : str
        Column of the rows.
    quantity : Quantity
    scale : float
        Values are divided by it.
    """

    column: str
    quantity: Quantity
    scale: float

    @property
    def label(self) -> str:
        """Words, symbol, and unit with its power of ten."""
        unit = display_unit(self.quantity.unit)
        if self.scale != 1:
            unit = f"$10^{{{round(np.log10(self.scale))}}}$ {unit}".rstrip()
        return f"{self.quantity.label}, ${self.quantity.symbol}$" + (f" ({unit})" if unit else "")

    def values(self, results: Results) -> Array:
        """Return the rows' values (rows,) in units of the scale."""
        return np.asarray(results.observations.columns[self.column] / self.scale)


@dataclass(frozen=True)
class Curve:
    """A model over a grid of its only input.

    Parameters
    ----------
    x : (points,) array
        Input in units of the axis' scale.
    fitted : (points,) array
        At the maximum of the likelihood.
    mean, new : (5, points) array
        Equal-tailed posterior quantiles `LEVELS` of the formula's value, and of a new measurement.
    """

    x: Array
    fitted: Array
    mean: Array
    new: Array


def x_axis(result: ModelResult, results: Results, main: str) -> XAxis:
    """Return the axis of a model: its only input, or the comparison's main input if it has several.

    Parameters
    ----------
    result : ModelResult
    results : Results
    main : str
        Column the comparison's null models use; "" if it names none.
    """
    bound = list(result.fit["settings"]["inputs"].values())
    column = bound[0] if len(bound) == 1 or not main else main
    quantity = QUANTITIES[results.observations.quantities[column]]
    return XAxis(column, quantity, quantity.scale)


@cache
def draws(path: Path) -> Mapping[str, Array]:
    """Return the stored draws (ensembles, draws) of each parameter and of sigma, by name."""
    with h5netcdf.File(path, "r") as file:
        group = file["posterior"]
        return {name: np.asarray(group[name][...]) for name in group.variables if name not in ("chain", "draw")}


def curve(result: ModelResult, results: Results, model: TcModel, axis: XAxis) -> Curve:
    """Evaluate a model with one input over the range of the rows.

    Every k-th of the stored draws is used, so that about `BAND_DRAWS` are; the scatter of a new measurement
    is added as the same `NOISE_POINTS` quantiles of a normal distribution for each draw: no random numbers.
    """
    at = results.observations.columns[axis.column]
    margin = 0.04 * (at.max() - at.min() or abs(at.max()))
    lower = max(at.min() - margin, axis.quantity.lower + 1e-3 * at.min())
    grid = np.linspace(lower, min(at.max() + margin, axis.quantity.upper), GRID_POINTS)
    inputs = _bound(result, results, model, axis.column, grid)
    stored = draws(result.folder / "posterior.nc")
    names = [p.name for p in model.parameters]
    sigma = stored["sigma_K"].ravel()
    theta = np.stack([stored[name].ravel() for name in names], axis=-1) if names else np.empty((sigma.size, 0))
    step = max(1, sigma.size // BAND_DRAWS)
    mean = np.array(model(inputs, theta[::step]))
    noise = np.array([NormalDist().inv_cdf((i + 0.5) / NOISE_POINTS) for i in range(NOISE_POINTS)])
    new = mean[:, np.newaxis] + sigma[::step, np.newaxis, np.newaxis] * noise[:, np.newaxis]
    estimate = np.array([result.parameter(name)["estimate"] for name in names], dtype=float)
    return Curve(
        grid / axis.scale,
        np.array(model(inputs, estimate)),
        np.quantile(mean, LEVELS, axis=0),
        np.quantile(new.reshape(-1, grid.size), LEVELS, axis=0),
    )


def _bound(result: ModelResult, results: Results, model: TcModel, column: str, grid: Array) -> Mapping[str, Array]:
    """Bind the model to the grid exactly as inference binds it to the rows."""
    kept = ("comparison", "entry", "inputs", "likelihood", "centre_K", "effect_K", "seed")
    settings = InferSettings(**{key: result.fit["settings"][key] for key in kept})
    return make_trial(model, replace(results.observations, columns={column: grid}), settings).inputs
