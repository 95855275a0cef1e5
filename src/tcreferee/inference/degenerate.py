"""Constants that the rows cannot tell apart: a combination of them leaves every prediction as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.fit import Fit
from tcreferee.inference.residuals import slopes
from tcreferee.inference.trial import Trial

# what counts as no change of the predictions, and as no part in a combination
_NOTHING, _PART = 1e-7, 1e-3


def told_apart(trial: Trial, found: Fit) -> Fit:
    """Return a fit without errors of constants that the rows cannot tell apart, and with words about them."""
    names = [p.name for p in trial.model.parameters]
    together = [names[j] for j in _together(trial, found.theta, list(trial.own))]
    if not together:
        return found
    errors, correlations = found.standard_errors.copy(), np.array(found.correlations, dtype=np.float64)
    for j in map(names.index, together):
        errors[j], correlations[j], correlations[:, j] = np.nan, np.nan, np.nan
    listed = f"{', '.join(together[:-1])} and {together[-1]}"
    note = f"the rows cannot tell {listed} apart: other values of them together give the same predictions"
    notes = (note, *(each for each in found.notes if not any(f"interval of {name} is" in each for name in together)))
    lines = [
        f"{name} = {found.theta[j]:.6g}" + (", one of many values" if name in together else f" +/- {errors[j]:.3g}")
        for j, name in enumerate(names)
        if j in trial.own
    ]
    return replace(
        found, standard_errors=errors, correlations=correlations, notes=notes, report="\n".join([*lines, *notes]),
        intervals={name: each for name, each in found.intervals.items() if name not in together},
    )  # fmt: skip


def _together(trial: Trial, theta: Array, own: list[int]) -> list[int]:
    """Return those of the formula's own parameters of which a combination changes no prediction."""
    if not 2 <= len(own) <= len(trial.y) or not np.all(np.isfinite(theta)):
        return []
    with np.errstate(all="ignore"):
        found = slopes(trial, theta)[own]
    size = np.linalg.norm(found, axis=1)
    if not np.all(np.isfinite(found)) or np.any(size == 0):
        return []
    _, values, vectors = np.linalg.svd((found / size[:, np.newaxis]).T, full_matrices=False)
    null = vectors[values < _NOTHING]
    return [j for i, j in enumerate(own) if np.any(np.abs(null[:, i]) > _PART)]
