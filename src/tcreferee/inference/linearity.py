"""Parameters that are declared linear and are not: their exact integrals would be those of another formula."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.design import product
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.trial import Trial

# draws of the prior; what counts as rounding, of the terms that a prediction is the sum of
DRAWS, ROUNDING = 64, 1e-6


def refuse_not_linear(trial: Trial, theta: Array) -> None:
    """Refuse a formula that is not linear in a parameter whose prior promises it, on these rows and in this prior.

    Parameters
    ----------
    trial : Trial
    theta : (draws, parameters) array
        Physical parameters: draws of the non-linear ones.

    Raises
    ------
    RefusedError
        With the names of the parameters.
    """
    if not trial.linear:
        return
    theta = _drawn(trial, theta[:DRAWS])
    found = [_bent(trial, theta, j) for j in trial.linear]
    alone = any(bent for bent, _ in found)
    bent = [j for j, each in zip(trial.linear, found, strict=True) if each[0 if alone else 1]]
    if bent:
        names = " and ".join(trial.model.parameters[j].name for j in bent)
        names += "" if alone else " together"
        which = "it" if len(bent) == 1 else "each" if alone else "one of them"
        raise RefusedError(
            f"the prediction is not linear in {names}, as the priors promise: give {which} "
            "Normal(mean, sd) in its own unit, with the reason in 'assumptions'"
        )


def _drawn(trial: Trial, theta: Array) -> Array:
    """Return the same with draws of the linear parameters, within their bounds."""
    rng, theta = np.random.default_rng(0), np.resize(theta, (DRAWS, theta.shape[1]))
    with np.errstate(all="ignore"):
        each = [[trial.prior(j).coordinate(float(value)) for value in theta[:, j]] for j in trial.nonlinear]
        design = trial.design(np.array(each).T if trial.nonlinear else np.empty(0))
        drawn = design.shift + product(design.matrix, rng.standard_normal((DRAWS, len(trial.effects.names))))
    # a product of two linear parameters has no columns at zero, and no scale
    scaled = np.isfinite(drawn).all(axis=0) & (drawn.min(axis=0) < drawn.max(axis=0))
    own = np.where(scaled, drawn, trial.effects.steps * rng.standard_normal(drawn.shape))
    theta[:, list(trial.linear)] = own
    lower, upper = np.array([p.bounds for p in trial.model.parameters]).T
    return np.asarray(theta[((theta > lower) & (theta < upper)).all(axis=1)])


def _bent(trial: Trial, theta: Array, j: int) -> tuple[bool, bool]:
    """Whether equal steps of a parameter change a prediction unequally; whether by what other linear ones are."""
    low, high = theta.copy(), theta.copy()
    high[:, j] = np.roll(theta[:, j], 1)
    turned = [each.copy() for each in (low, high)]
    others = [i for i in trial.linear if i != j]
    for each in turned:
        each[:, others] = np.roll(theta[:, others], 2, axis=0)
    with np.errstate(all="ignore"):
        one, half, two, first, second = (trial.predict(each) for each in (low, (low + high) / 2, high, *turned))
        size = ROUNDING * (np.abs(one) + np.abs(half) + np.abs(two) + np.abs(first) + np.abs(second))
        found = np.abs(one + two - 2 * half) > size, np.abs(two - one - second + first) > size
    alone, together = (bool((each & np.isfinite(size)).any()) for each in found)
    return alone, together
