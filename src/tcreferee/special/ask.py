"""The third question about a formula on the rows of a comparison: is it special?"""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.inference.columns import choice_columns
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.special.formula import NotRankedError
from tcreferee.special.inputs import inputs_of
from tcreferee.special.rank import SHORT, Reach, rank
from tcreferee.special.ranked import Ranked
from tcreferee.special.restrictive import restrictiveness
from tcreferee.special.said import Special, said


def special(trial: Trial, observations: Observations, settings: InferSettings, elpd: float, as_good: float) -> Special:
    """Rank a formula among the equally simple ones, and say how restrictive it is.

    Parameters
    ----------
    trial : Trial
    observations, settings
        Of the trial.
    elpd : float
        Exact leave-one-out score of the formula.
    as_good : float
        Nats behind the formula up to which another predicts as well.
    """
    try:
        restrictive = restrictiveness(trial, varied(observations, settings)[1])
    except NotRankedError as why:
        return Special(why=str(why))
    try:
        return said(ranked_of(trial, observations, settings, elpd, as_good), restrictive)
    except NotRankedError as why:
        return Special(why=str(why), restrictiveness=restrictive)


def ranked_of(
    trial: Trial, observations: Observations, settings: InferSettings, elpd: float, as_good: float,
    grammar: str = "honest", reach: Reach = SHORT,
) -> Ranked:  # fmt: skip
    """Rank a formula among the equally simple ones.

    Parameters
    ----------
    trial, observations, settings, elpd, as_good
        As for `special`.
    grammar, reach
        As for `tcreferee.special.rank.rank`.

    Raises
    ------
    NotRankedError
        The formula has no rank; the message says why.
    """
    if trial.nuisances:
        raise NotRankedError("all rows share an error, which families do not carry")
    return rank(trial, inputs_of(*varied(observations, settings)), elpd, as_good, grammar, reach)


def varied(observations: Observations, settings: InferSettings) -> tuple[list[str], list[Array]]:
    """Return the quantities of a formula's inputs that vary over the rows, and their values (choices * rows,).

    Raises
    ------
    NotRankedError
        There is none.
    """
    choices = max(1, len(choice_columns(settings.inputs)))
    columns = sorted({(each,) * choices if isinstance(each, str) else tuple(each) for each in settings.inputs.values()})
    found = {names: np.concatenate([observations.columns[name] for name in names]) for names in columns}
    kept = [names for names, values in found.items() if np.ptp(values) > 0]
    if not kept:
        raise NotRankedError("no input of the formula varies over the rows")
    return [observations.quantities[names[0]] for names in kept], [found[names] for names in kept]
