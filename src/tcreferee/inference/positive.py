"""The prior mass of positive predictions, by which priors are renormalised if the scatter is in the logarithm.

A response that has a logarithm is positive. A formula that can be negative has prior mass there that no rows could
support; a rival with a bound at zero has none. This mass is removed for every model and the prior renormalised;
otherwise the evidence would penalise the first formula but not the second.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.base.priors import Array, Normal
from tcreferee.inference.bounds import Bounds
from tcreferee.inference.design import product
from tcreferee.inference.effects import Effects

# Sobol points of the prior, as a power of two
POINTS = 15


def all_positive(mean: Array, choices: int) -> NDArray[np.bool_]:
    """Return whether predictions (..., choices * rows) give every row a positive one, by some choice."""
    each = mean.reshape(*mean.shape[:-1], choices, -1) > 0
    return np.asarray(each.any(axis=-2).all(axis=-1))


def log_mass_positive(effects: Effects, bounds: Bounds, choices: int) -> float:
    """Return ln of the prior mass, bounds respected, where every row's prediction is positive.

    Parameters
    ----------
    effects : Effects
    bounds : Bounds
    choices : int
        Alternatives of a latent choice.

    Returns
    -------
    float
        From Sobol points, good to about 1e-3; exactly 0 if none is negative, minus infinity if none is positive.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    rng, count = np.random.default_rng(0), len(effects.names)
    points = qmc.Sobol(max(count + len(effects.nonlinear), 1), rng=rng).random_base2(POINTS)
    z = ndtri(np.clip(points, 1e-12, 1 - 1e-12))
    u, nonlinear = z[:, :count], z[:, count : count + len(effects.nonlinear)]
    for i, j in enumerate(effects.nonlinear):
        prior = effects.prior(j)
        normal = isinstance(prior, Normal)
        nonlinear[:, i] = prior.location + prior.width * nonlinear[:, i] if normal else prior.draw(len(z), rng)
    with np.errstate(all="ignore"):
        design = effects.design(nonlinear)
        mean = np.broadcast_to(design.offset + product(design.columns, u), (len(z), effects.rows))
        positive = all_positive(mean, choices)
        theta = np.empty((len(z), len(effects.model.parameters)))
        theta[:, list(effects.linear)] = design.shift + product(design.matrix, u)
        theta[:, list(effects.nonlinear)] = effects.physical(nonlinear)
        lower, upper = bounds.ends
        inside = np.all((theta > lower) & (theta < upper), axis=-1)
        weight = inside * np.exp(-bounds.log_mass_inside(nonlinear, design))
        return 0.0 if positive[inside].all() else float(np.log(np.mean(weight * positive)))
