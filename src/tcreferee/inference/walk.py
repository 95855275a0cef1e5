"""The coordinates in which emcee walks.

They are the coordinates of the trial, with four exceptions. If the levels of families are pooled, the posterior is a
funnel: wide if the spread tau between families is large, narrow if it is small, and walkers do not pass through the
neck. If there is at most one row more than coefficients, the scatter may be small or large, and the width of the
coefficients goes with it: a funnel again. If a parameter is a whole number, the coefficients that fit one value fit no
other. If a prior is flat, its unit is far too wide. In these cases each effect is measured from its conditional mean,
in units of its conditional spread, given the other parameters and sigma. Any such map gives the same posterior if its
Jacobian is included; a good map makes sampling efficient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.design import product
from tcreferee.inference.scatter import closed
from tcreferee.inference.trial import Trial

REACH = 60.0


@dataclass(frozen=True)
class Walk:
    """Map between the coordinates of a trial and those that are walked in.

    Parameters
    ----------
    trial : Trial
    """

    trial: Trial

    @property
    def straightened(self) -> bool:
        """Whether the two differ."""
        trial = self.trial
        bent = trial.effects.pooled is not None or bool(trial.integers) or bool(trial.flat) or self.few
        return bent and trial.choices == 1 and trial.density.scatter

    @property
    def standard_normal(self) -> int:
        """Number of leading coordinates that are standard normal whatever the others are: effects, straightened.

        Pooled families have as many as families, so that a walk in all coordinates is slow. Where the scatter is not
        normal, or rows have errors of their own, or bounds cut the effects off, they are not standard normal: all
        coordinates are walked then.
        """
        trial = self.trial
        bent = trial.effects.pooled is not None or self.few
        plain = bent and self._exact and not (trial.integers or trial.flat)
        return len(trial.effects.names) if self.straightened and plain else 0

    @property
    def _exact(self) -> bool:
        """Whether the effects are normal given the other coordinates, as `_affine` has it."""
        return closed(self.trial) and not self.trial.density.known and not self.trial.bounds.finite

    @property
    def few(self) -> bool:
        """Whether there is at most one row more than linear coefficients."""
        return bool(self.trial.linear) and len(self.trial.y) <= len(self.trial.linear) + 1 and self._exact

    def log_density(self, w: Array) -> Array:
        """Return the unnormalised log posterior density (...) in walked coordinates (..., d)."""
        if not self.straightened:
            return self.trial.log_posterior(w)
        z, log_volume = self._to_trial(w)
        value = self.trial.log_posterior(z) + log_volume
        return np.where(np.isfinite(value), value, -np.inf)

    def to_trial(self, w: Array) -> Array:
        """Return the coordinates (..., d) of the trial."""
        return self._to_trial(w)[0] if self.straightened else w

    def from_trial(self, z: Array) -> Array:
        """Return the walked coordinates (d,) of a point of the trial."""
        if not self.straightened:
            return z
        centre, root = self._affine(z)
        u, *_ = self.trial.split(z)
        return np.concatenate([np.linalg.solve(root, u - centre), z[len(u) :]])

    def _to_trial(self, w: Array) -> tuple[Array, Array]:
        centre, root = self._affine(w)
        count = centre.shape[-1]
        u = centre + product(root, w[..., :count])
        log_volume = np.sum(np.log(np.diagonal(root, axis1=-2, axis2=-1)), axis=-1)
        return np.concatenate([u, w[..., count:]], axis=-1), log_volume

    def _affine(self, z: Array) -> tuple[Array, Array]:
        """Return conditional mean (..., u) and triangular root of the covariance (..., u, u) of the effects.

        Of a normal scatter, which is near enough for others; far out the scatter is held at a bound.
        """
        _, nonlinear, log_sigma = self.trial.split(z)
        held = np.clip(nonlinear, -REACH, REACH)
        design = self.trial.design(held)
        scale = np.exp(-np.clip(log_sigma, -REACH / 4, REACH / 4))[..., np.newaxis]
        psi = design.columns * scale[..., np.newaxis]
        # the rows of the unit prior stand below those of the data: a triangular factor without squaring
        unit = np.broadcast_to(np.eye(psi.shape[-1]), (*psi.shape[:-2], psi.shape[-1], psi.shape[-1]))
        q, r = np.linalg.qr(np.concatenate([psi, unit], axis=-2))
        sign = np.sign(np.diagonal(r, axis1=-2, axis2=-1))
        r = sign[..., np.newaxis] * r
        residual = (self.trial.y - design.offset) * scale
        target = sign * np.einsum("...ri,...r->...i", q[..., : residual.shape[-1], :], residual)
        root = np.linalg.inv(r)
        return product(root, target), root
