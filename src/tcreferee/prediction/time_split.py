"""Fit on the rows that were known up to a year, predict the later ones.

The year is computed: the first by which at least half of the rows with a year were known. The predictive density of a
later row is exact, the evidence of the early rows with it over that of the early rows alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.errors import Problem, RefereeError
from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.quadrature import covers, grids, log_integral
from tcreferee.inference.trial import Trial

FEWEST = 3  # later rows


@dataclass(frozen=True)
class Split:
    """Which rows are fitted, and which are predicted.

    Parameters
    ----------
    last : float
        The last year that is fitted.
    early, later : (k,) arrays of int
        Positions of the rows.
    without : int
        Rows without a year, which are neither.
    """

    last: float
    early: NDArray[np.intp]
    later: NDArray[np.intp]
    without: int


def split_of(years: Array, at: float | None = None, where: str = "split") -> Split:
    """Return which rows are fitted.

    Parameters
    ----------
    years : (rows,) array
        NaN where a row has none.
    at : float, optional
        Last year that is fitted; by default the first by which half of the rows were known.
    where : str
        Name used in messages.

    Raises
    ------
    RefereeError
        Fewer than three rows are on one of the two sides.
    """
    known = np.sort(years[np.isfinite(years)])
    last = float(known[(len(known) - 1) // 2]) if at is None and len(known) else float(at if at is not None else np.nan)
    early, later = np.flatnonzero(years <= last), np.flatnonzero(years > last)
    if min(len(early), len(later)) < FEWEST:
        what = (
            f"leaves {len(early)} rows up to {last:.0f} and {len(later)} after" if len(known) else "no row has a year"
        )
        raise RefereeError("No split", [Problem(where, what, f"{FEWEST} rows on each side")])
    return Split(last, early, later, int(np.sum(~np.isfinite(years))))


@dataclass(frozen=True)
class Foretold:
    """What a model, fitted to the early rows, says of the later ones.

    Parameters
    ----------
    log_density : (later,) array
        Predictive log density of each later row, given the early rows.
    mean : (later,) array
        Predictive mean.
    """

    log_density: Array
    mean: Array


def foretell(trial: Trial, split: Split) -> Foretold | None:
    """Return what a model says of the later rows; None where it has no closed form at a given scatter.

    ASSUME: the prior scale of an effect is that of all rows' inputs, later ones too; no later response enters.
    """
    if not covers(trial) or trial.integers:
        return None
    early: NDArray[np.bool_] = np.zeros(len(trial.y), bool)
    early[split.early] = True
    sets = np.tile(early, (1 + len(split.later), 1))
    sets[1 + np.arange(len(split.later)), split.later] = True
    log_sigma, points = grids(trial, sets)
    nonlinear = points.nodes[:, np.newaxis][:, : len(trial.nonlinear)]
    log_density, u_mean, _ = conditional(trial, log_sigma.nodes[:, np.newaxis], nonlinear, sets)
    ln_z = log_integral(log_density, log_sigma, points)
    first = log_density[..., 0]
    weight = np.exp(first - first.max()) * log_sigma.weights[:, np.newaxis] * points.weights
    design = trial.design(nonlinear if trial.nonlinear else np.empty(0))
    columns = np.broadcast_to(design.columns, (len(points.nodes), *design.columns.shape[-2:]))
    offset = np.broadcast_to(design.offset, (len(points.nodes), len(trial.y)))
    with np.errstate(all="ignore"):
        each = offset + np.einsum("pru,gpu->gpr", columns, u_mean[..., 0, :])
        mean = np.einsum("gp,gpr->r", weight / weight.sum(), np.where(weight[..., np.newaxis] > 0, each, 0.0))
    return Foretold(ln_z[1:] - ln_z[0], mean[split.later])


def years_of(cells: Sequence[str]) -> Array:
    """Return the years (rows,) of text cells; NaN where there is none."""
    return np.array([float(cell) if cell.strip() else np.nan for cell in cells])
