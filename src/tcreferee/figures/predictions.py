"""Predictions of a model between and at the rows: curves, bands and intervals from its posterior draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array, Spread
from tcreferee.base.quantities import Quantity, display_unit
from tcreferee.comparison.read import ModelResult, Results
from tcreferee.figures.panels import Limits, limits_around
from tcreferee.formulas.model import TcModel
from tcreferee.inference.drawn import predictive_draws, stored_draws
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.predictive import Predictive

LEVELS = (0.025, 0.25, 0.5, 0.75, 0.975)
BAND_DRAWS, GRID_POINTS, NOISE_COPIES = 800, 49, 4


@dataclass(frozen=True)
class XAxis:
    """The horizontal axis of a panel.

    Parameters
    ----------
    columns : tuple of str
        Column of the rows; several if each row may use any of them; empty for the row number.
    quantity : Quantity or None
    scale : float
        Values are divided by it.
    """

    columns: tuple[str, ...]
    quantity: Quantity | None
    scale: float

    @property
    def label(self) -> str:
        """Name, symbol, and unit with its power of ten."""
        if self.quantity is None:
            return "number of the row"
        unit = display_unit(self.quantity.unit)
        if self.scale != 1:
            unit = f"$10^{{{round(math.log10(self.scale))}}}$ {unit}".rstrip()
        return self.quantity.named + (f" ({unit})" if unit else "")

    def each(self, results: Results) -> Array:
        """Return the rows' values (columns, rows) in units of the scale."""
        if self.quantity is None:
            return np.arange(1.0, results.observations.n + 1)[np.newaxis]
        return np.stack([results.observations.columns[name] / self.scale for name in self.columns])

    def values(self, results: Results) -> Array:
        """Return the values (rows,) of the first column in units of the scale."""
        return np.asarray(self.each(results)[0])

    def limits(self, results: Results) -> Limits:
        """Return limits of the axis, a little beyond the values."""
        return limits_around(self.each(results), 0.06, results.log_response and self.quantity is not None)


@dataclass(frozen=True)
class Curve:
    """A model over a grid of its only input, for one family of materials.

    Parameters
    ----------
    family : str
        "" if the model does not distinguish families.
    x : (points,) array
        Input in units of the axis' scale.
    fitted : (points,) array
        At the maximum of the likelihood; NaN if there is no maximum.
    mean, new : (5, points) array
        Equal-tailed posterior quantiles `LEVELS` of the formula's value (a probability where the response is yes or
        no), and of a new measurement.
    """

    family: str
    x: Array
    fitted: Array
    mean: Array
    new: Array


def has_curve(result: ModelResult, model: TcModel, main: str) -> bool:
    """Whether the model is a curve over one axis: it has one input, or neither inputs nor families."""
    count = len(result.inputs)
    return count == 1 or (count == 0 and bool(main) and not families_of(result, model))


def families_of(result: ModelResult, model: TcModel) -> tuple[str, ...]:
    """Return the families the model distinguishes."""
    by_family = any(p.families for p in model.parameters)
    return tuple(result.fit["bound"]["families"]) if by_family else ()


def x_axis(result: ModelResult, results: Results, main: str) -> XAxis:
    """Return the axis of a model: its only input; the comparison's main input if it has several or none.

    Parameters
    ----------
    result : ModelResult
    results : Results
    main : str
        Column the comparison's null models use; "" if it names none.
    """
    bound = result.inputs
    columns = bound[0] if len(bound) == 1 else (main,) if main else bound[0] if bound else ()
    if not columns:
        return XAxis((), None, 1.0)
    quantity = results.observations.quantity(columns[0])
    return XAxis(columns, quantity, quantity.scale)


def thinning(result: ModelResult) -> int:
    """Return k so that every k-th draw gives about `BAND_DRAWS` draws."""
    stored = stored_draws(result.folder / "posterior.nc")
    return max(1, next(iter(stored.values())).size // BAND_DRAWS)


def curves(result: ModelResult, results: Results, model: TcModel, axis: XAxis) -> list[Curve]:
    """Evaluate a model with one input over the range of the rows, once for each family it distinguishes.

    The points are equally spaced on the axis, which may be logarithmic.
    """
    at = axis.each(results) * axis.scale
    logarithmic = axis.limits(results).log
    low, high, *_ = limits_around(at, 0.05, logarithmic)
    least, most = (axis.quantity.lower, axis.quantity.upper) if axis.quantity else (-math.inf, math.inf)
    lower = max(low, least + 1e-3 * abs(float(at.min())))
    grid = (np.geomspace if logarithmic else np.linspace)(lower, min(high, most), GRID_POINTS)
    columns, path, thin = dict.fromkeys(axis.columns, grid), result.folder / "posterior.nc", thinning(result)
    done = []
    for family in families_of(result, model) or ("",):
        there = predictive_draws(result.fit, path, model, columns, [family] * len(grid), 0, thin)
        mean = there.mean.reshape(-1, grid.size)
        done.append(
            Curve(family, grid / axis.scale, at_maximum(result, there), _quantiles(mean), _quantiles(_new(there, mean)))
        )
    return done


def _new(predictive: Predictive, mean: Array) -> Array:
    """Return new measurements (draws, points). All points use the same random numbers, so that bands are smooth."""
    density = LIKELIHOODS[predictive.likelihood]
    if not density.scatter:
        return mean
    sd = np.tile(predictive.sd[:, 0], NOISE_COPIES)
    drawn = [density.draw(np.tile(at, NOISE_COPIES), sd, np.random.default_rng(0)) for at in mean.T]
    return np.stack(drawn, axis=-1)


def _quantiles(values: Array) -> Array:
    return np.asarray(np.quantile(values, LEVELS, axis=0))


def at_maximum(result: ModelResult, predictive: Predictive) -> Array:
    """Return the prediction (rows,) at the maximum of the likelihood; NaN if there is no maximum."""
    names = [p.name for p in predictive.model.parameters]
    known = [result.parameter(name)["estimate"] for name in names]
    # the spread between families has no maximum and does not enter the prediction
    free = [1.0 if isinstance(p.prior, Spread) else math.nan for p in predictive.model.parameters]
    theta = np.array([other if value is None else value for value, other in zip(known, free, strict=True)])
    each = predictive.model(predictive.inputs, theta, predictive.choices * predictive.rows)[: predictive.rows]
    if not LIKELIHOODS[predictive.likelihood].scatter:
        each = 0.5 * (1 + np.tanh(0.5 * each))  # gives no warning for NaN
    return np.asarray(each)


def choice_weights(result: ModelResult, results: Results, model: TcModel) -> Array:
    """Return the posterior probability (choices, rows) that a row uses each of the columns it may choose from."""
    observations = results.observations
    predictive = predictive_draws(
        result.fit, result.folder / "posterior.nc", model, observations.columns, observations.family, 0,
        thinning(result),
    )  # fmt: skip
    return predictive.chosen(observations.y)
