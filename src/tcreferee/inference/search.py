"""The search for the least sum of squares: descents from many starts, until two agree on the lowest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.inference.descent import Descent, descend_within
from tcreferee.inference.starts import find_starts, more_starts
from tcreferee.inference.trial import Trial

AGREE, NOTHING = 1e-6, 1e-24  # relative to the sum of squares; to that of the response, where rounding is all
# rounds of further starts; calls of the formula after which no other begins, if there were at least so many rounds
ROUNDS, CALLS, AT_LEAST = 8, 20_000, 2


def search(trial: Trial, seed: int) -> list[Descent]:
    """Walk down from many starts; from more of them while no two end at the lowest minimum.

    Parameters
    ----------
    trial : Trial
        Whose fit is least squares.
    seed : int

    Returns
    -------
    list of Descent
    """
    found = [descend_within(trial, start) for start in find_starts(trial, seed)]
    for number in range(ROUNDS if trial.nonlinear else 0):
        spent = number >= AT_LEAST and sum(each.calls for each in found) > CALLS
        if spent or count_agreeing(found) >= 2:
            break
        found += [descend_within(trial, start) for start in more_starts(trial, seed, number)]
    return found


def lowest(found: Sequence[Descent]) -> Descent:
    """Return the descent that ended lowest."""
    return min(found, key=lambda each: each.square)


def count_agreeing(found: Sequence[Descent]) -> int:
    """Return how many descents ended at the lowest minimum."""
    least = lowest(found).square
    nothing = NOTHING * float(np.sum(found[0].trial.y ** 2))
    return sum(each.square <= least * (1 + AGREE) + nothing for each in found)
