"""Predictions of a fitted model for any rows: posterior predictive draws from physical parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from tcreferee.base.pieces import pieces
from tcreferee.base.priors import Array, Share
from tcreferee.base.records import reading
from tcreferee.formulas.model import TcModel
from tcreferee.inference import split_normal
from tcreferee.inference.likelihoods import LIKELIHOODS, NO_SIDES
from tcreferee.inference.over_inputs import to_first_order
from tcreferee.inference.scatter import sd_at
from tcreferee.inference.some_rows import on_rows
from tcreferee.inference.trial import Trial

SIGMA = "sigma_K"
# draws times rows that are held at a time
MOST_DRAWN = 2_000_000


@dataclass(frozen=True)
class Predictive:
    """Posterior predictive of some rows.

    Parameters
    ----------
    model : TcModel
        Bound, see `tcreferee.inference.bind`.
    inputs : mapping of str to (choices * rows,) array
    theta : (..., parameters) array
        Physical parameters of the draws.
    sd : (..., 1 or choices * rows) array
        Standard deviation of a measurement about the prediction.
    likelihood : str
    rows, choices : int
    seed : int or (int, int)
        Of the new measurements.
    limit : (rows,) array
        Which of the measured rows are limits, as in `Trial`.
    sides : (2, rows) array
        Their asymmetric uncertainties, as in `Trial`.
    """

    model: TcModel
    inputs: Mapping[str, Array]
    theta: Array
    sd: Array
    likelihood: str
    rows: int
    choices: int
    seed: int | tuple[int, int]
    limit: Array = field(default_factory=lambda: np.zeros(1))
    sides: Array = field(default_factory=lambda: NO_SIDES)

    @cached_property
    def _by_choice(self) -> Array:
        """Prediction (..., choices, rows)."""
        predicted = self.model(self.inputs, self.theta, self.choices * self.rows)
        return predicted.reshape(*predicted.shape[:-1], self.choices, self.rows)

    @cached_property
    def _sd_by_choice(self) -> Array:
        if self.sd.shape[-1] == 1:
            return self.sd[..., np.newaxis]
        return self.sd.reshape(*self.sd.shape[:-1], self.choices, self.rows)

    @cached_property
    def shares(self) -> Array:
        """Shares (..., choices) of a latent choice; 1 if there is none."""
        left, shares = np.ones(self.theta.shape[:-1]), []
        for j, p in enumerate(self.model.parameters):
            if isinstance(p.prior, Share):
                shares.append(left * self.theta[..., j])
                left = left * (1 - self.theta[..., j])
        return np.stack([*shares, left], axis=-1)

    @cached_property
    def mean(self) -> Array:
        """Expected response (..., rows); a probability if the response is yes or no."""
        mean = self._by_choice[..., 0, :]
        if self.choices > 1:
            mean = np.einsum("...cr,...c->...r", self._by_choice, self.shares)
        return np.asarray(mean if LIKELIHOODS[self.likelihood].scatter else np.exp(-np.logaddexp(0.0, -mean)))

    @cached_property
    def new(self) -> Array:
        """A new measurement (..., rows) for each draw."""
        rng = np.random.default_rng(self.seed)
        each = LIKELIHOODS[self.likelihood].draw(self._by_choice, self._sd_by_choice, rng)
        if self.sides.any():
            each = np.asarray(each + split_normal.draw(each.shape, self.sides[0], self.sides[1], rng))
        return self._taken(each, rng)

    def one_choice(self) -> tuple[Array, Array]:
        """Return expected response and scatter (..., rows); of a latent choice, each draw takes one alternative."""
        if self.choices == 1:
            return self.mean, np.broadcast_to(self._sd_by_choice[..., 0, :], self.mean.shape)
        both = np.broadcast_arrays(self._by_choice, self._sd_by_choice)
        mean, sd = (self._taken(each, np.random.default_rng(self.seed)) for each in both)
        return mean, sd

    def _taken(self, each: Array, rng: np.random.Generator) -> Array:
        """Return (..., rows) of (..., choices, rows): each draw and row takes one alternative, by the shares."""
        if self.choices == 1:
            return np.asarray(each[..., 0, :])
        edges = np.cumsum(self.shares, axis=-1)[..., np.newaxis, :-1]
        chosen = (rng.random((*each.shape[:-2], self.rows))[..., np.newaxis] > edges).sum(axis=-1)
        return np.asarray(np.take_along_axis(each, chosen[..., np.newaxis, :], axis=-2)[..., 0, :])

    def _log_joint(self, y: Array) -> Array:
        """Return ln of share times density (..., choices, rows) at a measured response (rows,)."""
        with np.errstate(divide="ignore"):
            log_shares = np.log(self.shares)[..., np.newaxis]
        density = LIKELIHOODS[self.likelihood]
        return density.pointwise(y, self._by_choice, self._sd_by_choice, self.limit, self.sides) + log_shares

    def chosen(self, y: Array) -> Array:
        """Return the posterior probability (choices, rows) that a row measured at y uses each alternative."""
        each = self._log_joint(y)
        share = np.exp(each - np.logaddexp.reduce(each, axis=-2, keepdims=True))
        return np.asarray(share.reshape(-1, self.choices, self.rows).mean(axis=0))

    def pointwise(self, y: Array) -> Array:
        """Return ln of the density (..., rows) of a measured response (rows,) at each draw."""
        return np.asarray(np.logaddexp.reduce(self._log_joint(y), axis=-2))

    def log_density(self, y: Array) -> Array:
        """Return ln of the posterior predictive density (rows,) at a measured response (rows,)."""
        pointwise = self.pointwise(y).reshape(-1, self.rows)
        peak = pointwise.max(axis=0)
        return np.asarray(peak + np.log(np.mean(np.exp(pointwise - peak), axis=0)))


def of_trial(trial: Trial, z: Array, seed: int) -> Predictive:
    """Return what a trial's own rows are predicted to be at coordinates (..., d).

    ASSUME: new measurements, and posterior predictive checks, have errors of inputs to first order.
    """
    trial = to_first_order(trial)
    theta = trial.physical(z)
    sigma = np.exp(z[..., -1]) if trial.density.scatter else np.zeros(z.shape[:-1])
    sd, rows = sd_at(trial, theta, sigma), len(trial.y)
    return Predictive(
        trial.model, trial.inputs, theta, sd, trial.likelihood, rows, trial.choices, seed, trial.limit, trial.sides
    )


def parts_of_trial(trial: Trial, z: Array, seed: int) -> Iterator[tuple[slice, Predictive]]:
    """Yield what `of_trial` returns, for some rows after the others where draws times rows are many.

    Each part is made when it is asked for: keep none of them.
    """
    rows, each = len(trial.y), trial.choices * math.prod(z.shape[:-1])
    if rows * each <= MOST_DRAWN:
        yield slice(0, rows), of_trial(trial, z, seed)
        return
    theta = trial.physical(z)
    sigma = np.exp(z[..., -1]) if trial.density.scatter else np.zeros(z.shape[:-1])
    of = Predictive(trial.model, {}, theta, sigma, trial.likelihood, 0, trial.choices, seed)
    for part in pieces(rows, each, MOST_DRAWN):
        some = on_rows(trial, part)
        sd, its_seed = sd_at(some, theta, sigma), (seed, part.start)
        yield (
            part,
            replace(of, inputs=some.inputs, sd=sd, rows=len(some.y), seed=its_seed, limit=some.limit, sides=some.sides),
        )


def log_likelihoods(trial: Trial, z: Array) -> Iterator[Array]:
    """Yield the pointwise log likelihood (ensembles, draws, some rows), for some rows after the others."""
    if len(trial.y) * math.prod(z.shape[:-1]) <= MOST_DRAWN:
        yield trial.log_likelihood(z)
        return
    for rows, predictive in parts_of_trial(trial, z, 0):
        yield predictive.pointwise(trial.y[rows])


def stored_replicates(path: Path, response: str) -> Array:
    """Return the stored new measurements (data sets, rows): each draw of the posterior gives a replicated data set."""
    import netCDF4

    with reading(path), netCDF4.Dataset(path) as file:
        stored = np.asarray(file["posterior_predictive"].variables[response][...])
    return stored.reshape(-1, stored.shape[-1])
