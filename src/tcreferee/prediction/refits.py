"""How many further rows at one place change the words of a verdict, every data set being refitted exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.inference.bind import make_trial
from tcreferee.inference.trial import Trial
from tcreferee.prediction.more_rows import Clear, MoreRows, counted, new_rows
from tcreferee.prediction.places import Places
from tcreferee.prediction.sides import Side
from tcreferee.simulation.scores import many, scores

TRIED = (1, 2, 4, 8, 16, 32)


def with_rows(observations: Observations, place: Places, count: int) -> Observations:
    """Return the rows at hand and then further ones at one place; their response is a stand-in."""
    columns = {}
    for name, values in observations.columns.items():
        known = values[np.isfinite(values)]
        # an error is as large as the median of those at hand; nothing else of these columns is used
        new = float(place.columns[name][0]) if name in place.columns else float(np.median(known)) if known.size else 0.0
        columns[name] = np.concatenate([values, np.full(count, new)])
    return replace(
        observations,
        point_id=observations.point_id + tuple(f"new:{i}" for i in range(count)),
        label=observations.label + ("new",) * count,
        y=columns[observations.response], columns=columns,
        family=observations.family + (place.family[0],) * count if observations.family else (),
        limit=np.concatenate([observations.limit, np.zeros(count)]) if observations.limit.size else observations.limit,
    )  # fmt: skip


def with_more(side: Side, place: Places, count: int) -> Trial:
    """Return the trial of a side on the rows at hand and on further rows at one place."""
    trial = make_trial(side.declared, with_rows(side.observations, place, count), side.settings)
    return side.own_trial(trial)


def refitted(side: Side, place: Places) -> bool:
    """Whether a side is refitted exactly, many data sets at once."""
    return many(with_more(side, place, 1))


def exact_rows(
    sides: Sequence[Side], place: Places, clear: Clear, simulations: int, seed: int,
    tried: Sequence[int] = TRIED,
) -> MoreRows:  # fmt: skip
    """Return how many further rows at a place change the words, both sides being refitted to every data set.

    Parameters as of `tcreferee.prediction.more_rows.more_rows`; both sides have to be `refitted`.
    """
    rng = np.random.default_rng(seed)
    new = [new_rows(side, place, simulations // 2, max(tried), rng) for side in sides]
    return counted(refits(sides, place, new), clear, tried, simulations, exact=True)


def refits(sides: Sequence[Side], place: Places, new: Sequence[Array]) -> Callable[[int, int], Array]:
    """Return a function of truth and number of new rows: the differences of exact scores (data sets, rows)."""

    def difference(truth: int, m: int) -> Array:
        y = new[truth][:, :m]
        found = []
        for side in sides:
            trial = with_more(side, place, m)
            old = side.trial.y
            shown = np.log(y) if side.logarithm else y
            both = np.concatenate([np.broadcast_to(old, (len(y), len(old))), shown], axis=1)
            # the density of y, not of ln y
            jacobian = both if side.logarithm else 0.0
            found.append(scores(trial, both, rough=True).elpd - jacobian)
        return np.asarray(found[0] - found[1])

    return difference
