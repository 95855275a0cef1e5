"""What importance sampling integrates: the posteriors of all rows, and of those without a row or a family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.pieces import pieces, walked
from tcreferee.base.priors import Array
from tcreferee.inference.conditional import conditional
from tcreferee.inference.exact import FACTORS, Mask, row_sets, sigma_log_ratios
from tcreferee.inference.left_out import log_predictive
from tcreferee.inference.predictive import parts_of_trial
from tcreferee.inference.scatter import closed
from tcreferee.inference.trial import Trial

IMPOSSIBLE = -1e200


@dataclass(frozen=True)
class Target:
    """Unnormalised posteriors of a trial, of all rows and with each row (and family) left out.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial

    @cached_property
    def _families(self) -> int:
        return int(self.trial.family.max()) + 1 if self.trial.family.size else 0

    @cached_property
    def _sets(self) -> Mask:
        return row_sets(self.trial)

    def _set(self, which: int) -> Mask:
        """Return one set of rows (1, rows)."""
        rows = len(self.trial.y)
        if which > rows:
            return np.asarray(self.trial.family != which - rows - 1)[np.newaxis]
        return np.asarray(np.arange(1, rows + 1)[np.newaxis] != which)

    @property
    def count(self) -> int:
        """Number of sets of rows: all, all but each row, all but each family."""
        return 1 + len(self.trial.y) + self._families

    @cached_property
    def reduced(self) -> bool:
        """Whether the effects are integrated out, so that only the last coordinates are drawn."""
        return closed(self.trial)

    @cached_property
    def drawn(self) -> slice:
        """Coordinates that are drawn."""
        return slice(len(self.trial.effects.names) if self.reduced else 0, None)

    def log_density(self, z: Array, which: int | None = None) -> Array:
        """Return the log densities (draws, sets), or that of one set only, at drawn coordinates (draws, d)."""
        sets = self._sets if which is None else self._set(which)
        if self.reduced:
            with np.errstate(all="ignore"):
                log_density = conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], sets)[0][0]
            log_density = log_density - self.trial.joint_prior.log_mass_allowed
            return np.where(self._inside(z)[:, np.newaxis], log_density, -np.inf)

        def of(part: Array) -> Array:
            log_prior, pointwise = self.trial.log_prior_and_likelihood(part)
            # an impossible row rules out only the sets it is in: infinity times nothing would be undefined
            possible = np.maximum(np.nan_to_num(pointwise, nan=IMPOSSIBLE), IMPOSSIBLE)
            return np.asarray(log_prior[:, np.newaxis] + possible @ sets.T)

        return walked(of, z, self.trial.held)

    def _inside(self, z: Array) -> NDArray[np.bool_]:
        """Return whether the non-linear parameters (draws,) are possible: a proposal knows of no bounds."""
        trial = self.trial
        lower, upper = trial.bounds.ends[:, list(trial.nonlinear)]
        physical = trial.effects.physical(z[:, :-1])
        inside = np.all((physical > lower) & (physical < upper), axis=1)
        if not trial.constraints:
            return np.asarray(inside)
        theta = np.zeros((len(z), len(trial.model.parameters)))
        theta[:, list(trial.nonlinear)] = physical
        return np.asarray(inside & trial.joint_prior.allowed(theta))

    def log_left_out(self, z: Array) -> Iterator[tuple[Array, Array]]:
        """Yield the log densities (draws,) of all rows and without a row, for each row of many.

        Each row's own part is divided out: of a draw's likelihood, or in closed form where the effects are integrated.
        """
        rows, trial = len(self.trial.y), self.trial
        own = np.empty((rows, len(z)), np.float32)
        with np.errstate(all="ignore"):
            if self.reduced:
                for part in pieces(len(z), 4 * rows * (len(trial.effects.names) + 1)):
                    variance = np.exp(2 * z[part, -1:])
                    own[:, part] = log_predictive(trial, z[part, :-1], variance)[:, 0].T
                whole = self.log_density(z, 0)[:, 0]
                yield from ((whole, whole - each) for each in own)
                return
            for some, predictive in parts_of_trial(trial, z, 0):
                own[some] = predictive.pointwise(trial.y[some]).T
        possible = np.isfinite(own)
        own[~possible] = 0.0
        # a draw that one row rules out counts where this row is left out
        ruled_out, total = rows - possible.sum(axis=0), trial.log_prior(z) + own.sum(axis=0, dtype=np.float64)
        whole = np.where(ruled_out == 0, total, -np.inf)
        for each, can in zip(own, possible, strict=True):
            yield whole, np.where(ruled_out == ~can, total - each, -np.inf)

    def sigma_ratios(self, z: Array) -> Array:
        """Return by what `FACTORS` on its scale change the scatter's prior (factors, draws) at drawn coordinates."""
        if not self.trial.density.scatter:
            return np.ones((len(FACTORS), len(z)))
        return np.exp(sigma_log_ratios(self.trial, z[:, -1]))

    def moments(self, z: Array) -> tuple[Array, Array]:
        """Return conditional means and mean squares (draws, all coordinates) at drawn coordinates."""
        if not self.reduced:
            return z, z**2
        _, first, second = conditional(self.trial, z[np.newaxis, :, -1], z[:, :-1], self._set(0))
        return np.concatenate([first[0, :, 0], z], axis=1), np.concatenate([second[0, :, 0], z**2], axis=1)
