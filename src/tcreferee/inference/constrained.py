"""Maximum of the likelihood where an inequality between parameters cuts off what lmfit and BFGS find.

Neither knows of inequalities. If the best place they find breaks one, scipy's SLSQP looks for the best place that keeps
them all, from there and from draws of the prior. At least one inequality then holds with equality, and the standard
errors are those of a fit that can move along it only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.descent import natural_scales
from tcreferee.inference.residuals import misfit, slopes_of_residuals
from tcreferee.inference.starts import solved
from tcreferee.inference.trial import Trial

DRAWS, STARTS, STEP, WIDE_STEP = 400, 8, 1e-6, 1e-3
FTOL, MOST, AGREE, MET = 1e-14, 500, 1e-6, 1e-6


@dataclass(frozen=True)
class Constrained:
    """The best place that keeps all inequalities.

    Parameters
    ----------
    place : (parameters,) or (d,) array
        Parameters, or coordinates.
    value : float
        Of the function that is minimised.
    agreeing, starts : int
        How many of the searches end there; 0 of them if none keeps the inequalities.
    met : tuple of str
        Inequalities that hold with equality there.
    """

    place: Array
    value: float
    agreeing: int
    starts: int
    met: tuple[str, ...]


def keeps(trial: Trial, theta: Array) -> bool:
    """Whether parameters (parameters,) keep all inequalities."""
    return not trial.constraints or bool((trial.gaps(theta) >= 0).all())


def least_squares(trial: Trial, best: Array, seed: int) -> Constrained:
    """Return the least squares that keep all inequalities.

    Parameters
    ----------
    trial : Trial
        Whose fit is least squares.
    best : (parameters,) array
        The least squares that do not.
    seed : int
    """
    scales = natural_scales(trial, best)
    reference = max(float(np.sum(misfit(trial, best) ** 2)), 1e-12 * float(np.sum(trial.y**2)))

    def fall(x: Array) -> float:
        return float(np.sum(misfit(trial, x * scales) ** 2) / reference)

    def slope(x: Array) -> Array:
        theta = x * scales
        return np.asarray(2 * scales * (slopes_of_residuals(trial, theta) @ misfit(trial, theta)) / reference)

    drawn = trial.physical(trial.draw_prior(DRAWS, np.random.default_rng(seed)))
    order = np.argsort(np.sum(misfit(trial, drawn) ** 2, axis=-1), kind="stable")
    starts = [best, *_refined(trial, drawn[order[:STARTS]])][:STARTS]
    limits = np.array([p.bounds for p in trial.model.parameters]) / scales[:, np.newaxis]
    ends = search(fall, slope, lambda x: trial.gaps(x * scales), [start / scales for start in starts], limits)
    return _best(trial, [(value, x * scales) for value, x in ends], lambda theta: theta, len(best), AGREE)


def _refined(trial: Trial, theta: Array) -> list[Array]:
    """Return parameters with the linear ones solved where that keeps the inequalities, else as they are."""
    at = np.array([[trial.prior(j).coordinate(float(each[j])) for j in trial.nonlinear] for each in theta])
    better = solved(trial, at.reshape(len(theta), -1))[0]
    return [own if keeps(trial, own) else given for own, given in zip(better, theta, strict=True)]


def search(
    fall: Callable[[Array], float], slope: Callable[[Array], Array], gap: Callable[[Array], Array],
    starts: Sequence[Array], limits: Array,
) -> list[tuple[float, Array]]:  # fmt: skip
    """Return value and place of each SLSQP search that ends where no gap is negative, to rounding.

    Parameters
    ----------
    fall, slope : callable
        The function of a place (d,) that is minimised, and its derivatives (d,).
    gap : callable
        The function of a place (d,) whose values (constraints,) must not be negative.
    starts : sequence of (d,) arrays
    limits : (d, 2) array
        Bounds of the coordinates.
    """
    from scipy.optimize import minimize

    found = []
    size = np.maximum(np.abs(gap(starts[0])), 1e-300)

    def turn(x: Array) -> Array:
        steps = STEP * np.eye(len(x))
        return np.array([(gap(x + step) - gap(x - step)) / (2 * STEP) for step in steps]).T / size[:, np.newaxis]

    inequality = {"type": "ineq", "fun": lambda x: gap(x) / size, "jac": turn}
    for start in starts:
        with np.errstate(all="ignore"):
            end = minimize(
                fall, start, jac=slope, method="SLSQP", bounds=limits, constraints=[inequality],
                options={"ftol": FTOL, "maxiter": MOST},
            )  # fmt: skip
            if np.isfinite(end.fun) and (gap(end.x) / size > -MET).all():
                found.append((float(end.fun), np.asarray(end.x)))
    return found


def greatest(
    trial: Trial, fall: Callable[[Array], Array], whole: Callable[[Array], Array], width: Array,
    starts: Sequence[Array],
) -> Constrained:  # fmt: skip
    """Return the least negative log likelihood that keeps the inequalities, and its coordinates (d,).

    Parameters
    ----------
    trial : Trial
    fall, whole : callable
        Negative log likelihood, and all coordinates, of free coordinates.
    width : (free,) array
        How far each free coordinate may move before the log likelihood has changed much.
    starts : sequence of (free,) arrays
    """
    steps = WIDE_STEP * np.diag(width)

    def slope(w: Array) -> Array:
        at = width * w
        return np.asarray((fall(at + steps) - fall(at - steps)) / (2 * WIDE_STEP))

    limits = np.tile([-np.inf, np.inf], (len(width), 1))
    found = search(
        lambda w: float(fall(width * w)), slope, lambda w: trial.gaps(trial.physical(whole(width * w))),
        [start / width for start in starts], limits,
    )  # fmt: skip
    return _best(trial, [(value, whole(width * w)) for value, w in found], trial.physical, trial.dimension, 1e-5)


def _best(
    trial: Trial, ends: Sequence[tuple[float, Array]], physical: Callable[[Array], Array], size: int, agree: float
) -> Constrained:
    if not ends:
        return Constrained(np.full(size, np.nan), np.nan, 0, STARTS, ())
    least, place = min(ends, key=lambda each: each[0])
    agreeing = sum(value <= least + agree * max(1.0, abs(least)) for value, _ in ends)
    return Constrained(place, least, agreeing, len(ends), met(trial, physical(place)))


def met(trial: Trial, theta: Array) -> tuple[str, ...]:
    """Return the inequalities that hold with equality at parameters, to a small part of each parameter's scale."""
    scales = natural_scales(trial, theta)
    gradient = np.abs(gap_slopes(trial, theta, scales)).sum(axis=1)
    close = np.abs(trial.gaps(theta)) <= 1e-4 * gradient
    return tuple(each.text for each, its in zip(trial.constraints, close, strict=True) if its)


def gap_slopes(trial: Trial, theta: Array, scales: Array) -> Array:
    """Return the derivatives (constraints, parameters) of the gaps, of steps of one scale each."""
    steps = STEP * np.diag(scales)
    return np.array([(trial.gaps(theta + step) - trial.gaps(theta - step)) / (2 * STEP) for step in steps]).T


def covariance(trial: Trial, theta: Array, names: Sequence[str]) -> Array:
    """Return the covariance (parameters, parameters) of least squares that can move along some inequalities only.

    With RSS / (n - k), as for every other fit. NaN where the rows do not determine it.

    Parameters
    ----------
    trial : Trial
    theta : (parameters,) array
    names : sequence of str
        Texts of the inequalities that hold with equality.
    """
    scales = natural_scales(trial, theta)
    active = [i for i, each in enumerate(trial.constraints) if each.text in names]
    _, sizes, right = np.linalg.svd(gap_slopes(trial, theta, scales)[active], full_matrices=True)
    along = right[int(np.sum(sizes > 1e-10 * sizes.max(initial=0.0))) :].T
    jacobian = slopes_of_residuals(trial, theta).T * scales @ along
    free = len(trial.y) - len(theta)
    gram = jacobian.T @ jacobian
    if free < 1 or (gram.size and np.linalg.cond(gram) > 1e14):
        return np.full((len(theta), len(theta)), np.nan)
    each = along @ np.linalg.inv(gram) @ along.T * float(np.sum(misfit(trial, theta) ** 2)) / free
    return np.asarray(each * np.outer(scales, scales))
