"""Maximum likelihood that is not a least-squares fit: other likelihoods and latent choices.

The search uses coordinates in which one unit changes the log likelihood by about one half, because a small step in one
parameter may be the whole width of the likelihood in another. They are recomputed for each start. If the maximum lies
on a bound, or at zero scatter beside the declared errors, that coordinate is fixed there and the others are optimised.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tcreferee.base.priors import Array, Share, Spread
from tcreferee.inference import constrained
from tcreferee.inference.common_errors import penalty
from tcreferee.inference.scatter import stated_sd
from tcreferee.inference.starts import find_starts
from tcreferee.inference.trial import Trial

CANDIDATES, STARTS = 400, 8
STEP, SECOND_STEP, FLAT, SINGULAR = 1e-3, 3e-3, 1e-2, 1e-9
FAR, HALF, SEPARATED, NEAR, LEVEL = 1e10, 0.5, 1e-3, 3.0, 1e-7
# ln of a scatter that is nothing beside the smallest declared error
NO_SCATTER = -18.0
WIDTHS = 2.0 ** np.arange(-44.0, 7.0)


@dataclass(frozen=True)
class Climb:
    """The log likelihood over the coordinates that are not held.

    Parameters
    ----------
    trial : Trial
    held : dict of int to float
        Positions of parameters that are held at a value.
    scatter : bool
        Whether the scatter is free; otherwise it is 0.
    """

    trial: Trial
    held: dict[int, float] = field(default_factory=dict)
    scatter: bool = True

    @cached_property
    def _held_at(self) -> dict[int, float]:
        """Positions among the coordinates of held non-linear parameters, and their coordinates."""
        trial, first = self.trial, len(self.trial.effects.names)
        own = {first + i: j for i, j in enumerate(trial.nonlinear) if j in self.held}
        return {at: trial.prior(j).coordinate(self.held[j]) for at, j in own.items()}

    @cached_property
    def _held_effect(self) -> float | None:
        """Value of the only linear parameter, if it is held."""
        return next((self.held[j] for j in self.trial.linear if j in self.held), None)

    @cached_property
    def free(self) -> list[int]:
        """Positions of the free coordinates."""
        fixed = {*self._held_at, *([0] if self._held_effect is not None else [])}
        if self.trial.density.scatter and not self.scatter:
            fixed.add(self.trial.dimension - 1)
        return [i for i in range(self.trial.dimension) if i not in fixed]

    def whole(self, x: Array) -> Array:
        """Return all coordinates (..., d) of the free ones."""
        trial = self.trial
        z = np.zeros((*x.shape[:-1], trial.dimension))
        z[..., self.free] = x
        for at, value in self._held_at.items():
            z[..., at] = value
        if trial.density.scatter and not self.scatter:
            known = stated_sd(trial)[stated_sd(trial) > 0]
            z[..., -1] = math.log(float(known.min()) if known.size else trial.scales.sigma_K) + NO_SCATTER
        if self._held_effect is not None:
            design = trial.design(trial.split(z)[1])
            z[..., 0] = (self._held_effect - design.shift[..., 0]) / design.matrix[..., 0, 0]
        return z

    def fall(self, x: Array) -> Array:
        """Return the negative log likelihood (...), `FAR` outside the bounds."""
        trial, z = self.trial, self.whole(x)
        with np.errstate(all="ignore"):
            value = penalty(trial, z) - trial.log_likelihood(z).sum(axis=-1)
            if trial.bounds.finite:
                theta, (lower, upper) = trial.physical(z), trial.bounds.ends
                check = [j for j in range(len(lower)) if j not in self.held]
                inside = (theta[..., check] >= lower[check]) & (theta[..., check] <= upper[check])
                value = np.where(inside.all(axis=-1), value, FAR)
        return np.asarray(np.where(np.isfinite(value), value, FAR))

    def from_start(self, x: Array) -> tuple[Array, float]:
        """Climb from free coordinates; return the end and the negative log likelihood there."""
        from scipy.optimize import minimize

        if not len(x):
            return x, float(self.fall(x))
        width = widths(self.fall, x)
        steps = STEP * np.diag(width)

        def slope(w: Array) -> Array:
            at = x + width * w
            return np.asarray((self.fall(at + steps) - self.fall(at - steps)) / (2 * STEP))

        found = minimize(lambda w: float(self.fall(x + width * w)), np.zeros_like(x), jac=slope, method="BFGS")
        return x + width * found.x, float(found.fun)


@dataclass(frozen=True)
class Maximum:
    """Where the likelihood is greatest.

    Parameters
    ----------
    climb : Climb
        With what is held there.
    z : (d,) array
    log_likelihood : float
    agreeing, starts : int
        How many of the climbs end there.
    bounded : bool
        False if the likelihood has no maximum because the formula separates yes and no perfectly.
    met : tuple of str
        Inequalities between parameters that hold with equality there.
    """

    climb: Climb
    z: Array
    log_likelihood: float
    agreeing: int
    starts: int
    bounded: bool
    met: tuple[str, ...] = ()


def maximise_likelihood(trial: Trial, seed: int) -> Maximum:
    """Climb from the best of many prior draws, and from where least squares would start.

    Parameters
    ----------
    trial : Trial
    seed : int
    """
    climb = Climb(trial)
    starts = _starts(climb, seed)
    found = [climb.from_start(start) for start in starts]
    least = min(value for _, value in found)
    agreeing = sum(value <= least + 1e-5 * max(1.0, abs(least)) for _, value in found)
    x, value = min(found, key=lambda each: each[1])
    for _ in range(2):
        # once more, with the widths of the place it reached
        x, value = min((climb.from_start(x), (x, value)), key=lambda each: each[1])
    if trial.constraints and not constrained.keeps(trial, trial.physical(climb.whole(x))):
        end = constrained.greatest(trial, climb.fall, climb.whole, widths(climb.fall, x), [x, *(s for s, _ in found)])
        return Maximum(climb, end.place, -end.value, end.agreeing, end.starts, bool(end.agreeing), end.met)
    climb, x, value = _held_where_greatest(climb, x, value)
    bounded = trial.density.scatter or value > SEPARATED * len(trial.y)
    return Maximum(climb, climb.whole(x), -value, agreeing, len(starts), bounded)


def _starts(climb: Climb, seed: int) -> Array:
    trial = climb.trial
    z = trial.draw_prior(CANDIDATES, np.random.default_rng(seed))
    starts = z[np.argsort(climb.fall(z), kind="stable")[:STARTS]]
    if trial.choices == 1 and trial.density.scatter and trial.model.parameters:
        solved = [_coordinates(trial, theta) for theta in find_starts(trial, seed)[: STARTS // 2]]
        good = [z for z in solved if np.isfinite(z).all() and climb.fall(z) < FAR]
        starts = np.array([*good, *starts[: STARTS - len(good)]])
    return starts


def _coordinates(trial: Trial, theta: Array) -> Array:
    """Return the coordinates (d,) of parameters, with the scatter that the residuals have."""
    with np.errstate(all="ignore"):
        sigma = float(np.sqrt(np.mean((trial.y - trial.predict(theta)) ** 2)))
        return trial.coordinates(theta, max(sigma, 1e-300))


def _held_where_greatest(climb: Climb, x: Array, value: float) -> tuple[Climb, Array, float]:
    """Hold a parameter on a bound, or the scatter at 0, where that is best; return climb, place and value."""
    trial, tries = climb.trial, list[Climb]()
    theta = trial.physical(climb.whole(x))
    reach = NEAR * np.sqrt(np.diagonal(_covariance_of(climb, x, [])))
    for j, p in enumerate(trial.model.parameters):
        if isinstance(p.prior, Spread | Share) or not np.isfinite(p.bounds).any():
            continue
        end = min(p.bounds, key=lambda bound: abs(theta[j] - bound))
        if not abs(theta[j] - end) > reach[j]:
            tries.append(replace(climb, held={**climb.held, j: float(end)}))
    for each in tries:
        climb, x, value = _better(climb, replace(climb, held={**climb.held, **each.held}), x, value)
    if trial.density.scatter and trial.density.known and (stated_sd(trial) > 0).all():
        climb, x, value = _better(climb, replace(climb, scatter=False), x, value)
    return climb, x, value


def _better(climb: Climb, other: Climb, x: Array, value: float) -> tuple[Climb, Array, float]:
    """Return the other climb if the likelihood is no less on it."""
    there, its_value = other.from_start(climb.whole(x)[other.free])
    there, its_value = other.from_start(there)
    return (other, there, its_value) if its_value <= value + LEVEL else (climb, x, value)


def widths(fall: Callable[[Array], Array], x: Array) -> Array:
    """Return how far each coordinate (d,) may move before the log likelihood has changed by one half."""
    shifts = WIDTHS[:, np.newaxis, np.newaxis] * np.eye(len(x))
    here = fall(x)
    change = np.maximum(np.abs(fall(x + shifts) - here), np.abs(fall(x - shifts) - here))
    beyond = np.maximum.accumulate(change, axis=0) > HALF
    first = np.where(beyond.any(axis=0), beyond.argmax(axis=0), len(WIDTHS))
    return np.asarray(WIDTHS[np.maximum(first - 1, 0)])


def covariance(maximum: Maximum) -> Array:
    """Return the covariance (parameters, parameters) of the physical parameters, from the curvature at the maximum.

    NaN where the likelihood is not curved, and for what is held.
    """
    climb = maximum.climb
    return _covariance_of(climb, maximum.z[climb.free], list(climb.held))


def _covariance_of(climb: Climb, x: Array, held: list[int]) -> Array:
    trial, d = climb.trial, len(x)
    count, effects = len(trial.model.parameters), len(trial.effects.names)
    if not d:
        return np.full((count, count), math.nan)
    width = widths(climb.fall, x)
    steps = SECOND_STEP * np.diag(width)
    corners = ((1, 1), (1, -1), (-1, 1), (-1, -1))
    shifts = np.array([a * steps[i] + b * steps[j] for i in range(d) for j in range(d) for a, b in corners])
    with np.errstate(all="ignore"):
        value = climb.fall(x + shifts).reshape(d, d, 4)
        curvature = value @ np.array([1, -1, -1, 1]) / (4 * SECOND_STEP**2)
        ends = [trial.physical(climb.whole(x + sign * steps)) for sign in (1, -1)]
        slopes = (ends[0] - ends[1]).T / (2 * SECOND_STEP)
    # the share of a mixture at 0 or 1, say, is not curved as its width would have it: the others are
    curved = np.diagonal(curvature) > FLAT
    flat = [at for at, whole in zip(climb.free, curved, strict=True) if not whole]
    kept = np.ix_(curved, curved)
    if any(at < effects for at in flat) or np.linalg.eigvalsh(curvature[kept]).min(initial=1.0) <= SINGULAR:
        return np.full((count, count), math.nan)
    found = np.asarray(slopes[:, curved] @ np.linalg.inv(curvature[kept]) @ slopes[:, curved].T)
    held = [*held, *(trial.nonlinear[at - effects] for at in flat if at < effects + len(trial.nonlinear))]
    found[held], found[:, held] = math.nan, math.nan
    return found
