"""The prior mass that positive predictions and inequalities of parameters allow, by which priors are renormalised.

A response that has a logarithm is positive. A formula that can be negative has prior mass there that no rows could
support; a rival with a bound at zero has none. This mass is removed for every model and the prior renormalised;
otherwise the evidence would penalise the first formula but not the second. So is the mass where an inequality between
parameters does not hold.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array, Curved, HalfNormal, Integer, LogNormal, Normal, Uniform
from tcreferee.inference.bounds import Bounds
from tcreferee.inference.design import product
from tcreferee.inference.effects import Effects

# Sobol points of the prior, as a power of two
POINTS = 15


def all_positive(mean: Array, choices: int) -> NDArray[np.bool_]:
    """Return whether predictions (..., choices * rows) give every row a positive one, by some choice."""
    each = mean.reshape(*mean.shape[:-1], choices, -1) > 0
    return np.asarray(each.any(axis=-2).all(axis=-1))


def log_mass_allowed(
    effects: Effects, bounds: Bounds, choices: int, positive: bool,
    allowed: Callable[[Array], NDArray[np.bool_]] | None,
) -> float:  # fmt: skip
    """Return ln of the prior mass, bounds respected, that is allowed.

    Parameters
    ----------
    effects : Effects
    bounds : Bounds
    choices : int
        Alternatives of a latent choice.
    positive : bool
        Whether every row's prediction has to be positive.
    allowed : callable, optional
        Whether physical parameters (..., parameters) are allowed (...).

    Returns
    -------
    float
        From Sobol points, good to about 1e-3; exactly 0 if all are allowed, minus infinity if none is.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    rng, count = np.random.default_rng(0), len(effects.names)
    points = qmc.Sobol(max(count + len(effects.nonlinear), 1), rng=rng).random_base2(POINTS)
    z = ndtri(np.clip(points, 1e-12, 1 - 1e-12))
    u, nonlinear = z[:, :count], z[:, count : count + len(effects.nonlinear)]
    for i, j in enumerate(effects.nonlinear):
        nonlinear[:, i] = _coordinate(effects.prior(j), nonlinear[:, i], rng)
    with np.errstate(all="ignore"):
        design = effects.design(nonlinear)
        theta = np.empty((len(z), len(effects.model.parameters)))
        theta[:, list(effects.linear)] = design.shift + product(design.matrix, u)
        theta[:, list(effects.nonlinear)] = effects.physical(nonlinear)
        good = np.ones(len(z), dtype=bool) if allowed is None else allowed(theta)
        if positive:
            mean = np.broadcast_to(design.offset + product(design.columns, u), (len(z), effects.rows))
            good = good & all_positive(mean, choices)
        lower, upper = bounds.ends
        inside = np.all((theta > lower) & (theta < upper), axis=-1)
        weight = inside * np.exp(-bounds.log_mass_inside(nonlinear, design))
        return 0.0 if good[inside].all() else float(np.log(np.mean(weight * good)))


def _coordinate(prior: Curved, score: Array, rng: np.random.Generator) -> Array:
    """Return coordinates of a prior at normal scores; drawn at random for a prior without such a function."""
    from scipy.special import log_ndtr, ndtr, ndtri

    if isinstance(prior, Normal | LogNormal | Integer):
        return np.asarray(prior.location + prior.width * score)
    if isinstance(prior, Uniform):
        return np.asarray(log_ndtr(score) - log_ndtr(-score))
    if isinstance(prior, HalfNormal):
        return np.asarray(np.log(prior.sd * -ndtri(0.5 * ndtr(-score))))
    return prior.draw(len(score), rng)
