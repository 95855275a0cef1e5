"""Fits in which each row uses one of several values of an input.

A *choice* takes one alternative in each row. The module finds the sum of squares of one choice, of all choices, and of
the best choice, also for other responses. The prediction of a row is offset + scale * column, where offset and column
have one value for each alternative. The scale is the only parameter of the model, or the model has none. An alternative
that a row does not have is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tcreferee.audits.invert import at
from tcreferee.base.priors import Array
from tcreferee.inference.trial import Trial

MOST_ALL, SAMPLED, CHUNK = 200_000, 20_000, 500


@dataclass(frozen=True)
class Choices:
    """The alternatives of each row.

    Parameters
    ----------
    offset, column : (alternatives, rows) array
        The prediction at scale 0, and the factor of the scale (0 for a model without a scale). If the scatter is
        logarithmic, both are those of ln y.
    y : (rows,) array
        The response, or its logarithm if the scatter is logarithmic.
    bounds : (float, float)
        Bounds of the scale.
    """

    offset: Array
    column: Array
    y: Array
    bounds: tuple[float, float]

    @property
    def present(self) -> NDArray[np.bool_]:
        """True (alternatives, rows) if a row has an alternative."""
        return np.asarray(np.isfinite(self.offset) & np.isfinite(self.column))

    def _terms(self, y: Array) -> Array:
        """Return r^2, r c, c^2 (3, ..., alternatives, rows) with r = y - offset, for responses (..., rows)."""
        left = y[..., np.newaxis, :] - self.offset
        column = np.broadcast_to(self.column, left.shape)
        return np.stack([left**2, left * column, column**2])

    def _least(self, sums: Array) -> Array:
        """Return the least sum of squares (...) of summed terms (3, ...)."""
        scale = self._scale(sums)
        return np.asarray(sums[0] - 2 * scale * sums[1] + scale**2 * sums[2])

    def _scale(self, sums: Array) -> Array:
        scale = np.divide(sums[1], sums[2], out=np.zeros_like(sums[1]), where=sums[2] > 0)
        return np.asarray(np.clip(scale, *self.bounds))

    def fixed(self, which: NDArray[np.intp]) -> float:
        """Return the sum of squares of one choice (rows,), with the scale refitted."""
        terms = self._terms(self.y)[:, which, np.arange(len(self.y))]
        return float(self._least(terms.sum(axis=-1)))

    def scale(self, which: NDArray[np.intp]) -> float:
        """Return the refitted scale of one choice (rows,)."""
        return float(self._scale(self._terms(self.y)[:, which, np.arange(len(self.y))].sum(axis=-1)))

    def best(self, y: Array) -> Array:
        """Return the least sum of squares (sets,) over all choices, for each set of responses (sets, rows); exact.

        At a given scale, each row takes the alternative with the smallest residual. This alternative changes only at a
        scale where two alternatives of the row have equally large residuals. Between two neighbouring scales of this
        kind, the choice is fixed and its best scale has a closed form.
        """
        return np.concatenate([self._best(y[i : i + CHUNK]) for i in range(0, len(y), CHUNK)])

    def _best(self, y: Array) -> Array:
        if not self.column[self.present].any():
            return np.asarray(np.nanmin(self._terms(y)[0], axis=-2).sum(axis=-1))
        ties = np.sort(np.concatenate(self._ties(y), axis=-1), axis=-1)
        span = np.ptp(ties, axis=-1, keepdims=True) + np.abs(ties[..., :1]) + 1e-300
        edges = np.concatenate([ties[..., :1] - span, ties, ties[..., -1:] + span], axis=-1)
        least = np.full(len(y), np.inf)
        terms = np.nan_to_num(self._terms(y), nan=np.inf)
        for k in range(edges.shape[-1] - 1):
            scale = 0.5 * (edges[:, k] + edges[:, k + 1])[:, np.newaxis, np.newaxis]
            with np.errstate(invalid="ignore"):
                miss = terms[0] - 2 * scale * terms[1] + scale**2 * terms[2]
            which = np.argmin(np.where(self.present, miss, np.inf), axis=-2)
            taken = np.take_along_axis(terms, which[np.newaxis, :, np.newaxis, :], axis=-2)[..., 0, :]
            least = np.minimum(least, self._least(taken.sum(axis=-1)))
        return least

    def _ties(self, y: Array) -> list[Array]:
        """Return the scales (sets, some) at which two alternatives of a row have equally large residuals."""
        found = [np.zeros((len(y), 1))]
        for a in range(len(self.offset)):
            for b in range(a):
                both = self.present[a] & self.present[b] & (self.column[a] != self.column[b])
                one, other = self.offset[:, both][[a, b]], self.column[:, both][[a, b]]
                found.append((2 * y[:, both] - one.sum(axis=0)) / other.sum(axis=0))
                apart = (one[1] - one[0]) / (other[0] - other[1])
                found.append(np.broadcast_to(apart, found[-1].shape))
        return found

    def all(self, rng: np.random.Generator) -> tuple[Array, bool]:
        """Return the sums of squares of all choices (or of random ones, if there are too many), and True if all."""
        terms, count = self._terms(self.y), self.present.sum(axis=0)
        if np.prod(count.astype(float)) <= MOST_ALL:
            sums = np.zeros((3, 1))
            for i in range(len(self.y)):
                sums = (sums[:, :, np.newaxis] + terms[:, self.present[:, i], i][:, np.newaxis]).reshape(3, -1)
            return self._least(sums), True
        order = np.argsort(~self.present, axis=0, kind="stable")
        drawn = (rng.random((SAMPLED, len(self.y))) * count).astype(int)
        taken = terms[:, order[drawn, np.arange(len(self.y))], np.arange(len(self.y))]
        return self._least(taken.sum(axis=-1)), False


def choices(trial: Trial, name: str, alternatives: Array) -> Choices:
    """Return the choices between alternatives (alternatives, rows) of an input; the model has a scale at most."""
    free = len(trial.model.parameters)
    bounds = trial.model.parameters[0].bounds if free else (0.0, 0.0)
    offset = at(trial, name, alternatives, np.zeros(free))
    column = at(trial, name, alternatives, np.ones(1)) - offset if free else np.where(np.isfinite(offset), 0.0, np.nan)
    if not trial.density.log_response:
        return Choices(offset, column, trial.y, bounds)
    with np.errstate(all="ignore"):
        if free:
            low, high = (float(np.log(end)) if end > 0 else -np.inf for end in bounds)
            return Choices(np.log(column), np.where(np.isfinite(column), 1.0, np.nan), np.log(trial.y), (low, high))
        return Choices(np.log(offset), column, np.log(trial.y), bounds)
