"""Coefficients that the rows cannot tell apart."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.inference.common_errors import is_move
from tcreferee.inference.refused import RefusedError
from tcreferee.inference.trial import Trial

DEPENDENT, SHARES = 1e-12, 1e-3


def refuse_dependent_columns(trial: Trial, at: Array) -> None:
    """Refuse coefficients that these rows cannot tell apart, for example two of the same input."""
    # a common error has a prior of its own, whatever else moves the rows alike
    own = [i for i, j in enumerate(trial.linear) if trial.model.parameters[j].name not in trial.nuisances]
    if len(own) < 2:
        return
    columns = trial.effects.columns(at)[..., own]
    _, sizes, directions = np.linalg.svd(columns / np.linalg.norm(columns, axis=0), full_matrices=False)
    if sizes[-1] > DEPENDENT * sizes[0]:
        return
    involved = np.abs(directions[-1]) > SHARES
    names = [trial.model.parameters[trial.linear[i]].name for i, its in zip(own, involved, strict=True) if its]
    inputs = ", ".join(name for name in trial.inputs if not is_move(name)) or "none"
    raise RefusedError(
        f"the rows cannot tell {', '.join(names[:-1])} and {names[-1]} apart: what one does to the predictions the "
        f"other{'s do' if len(names) > 2 else ' does'} too (inputs: {inputs})"
    )
