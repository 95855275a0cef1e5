"""The known errors of the rows as a model feels them: by independent source, in the unit of its inputs."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.settings import InferSettings

Moves = dict[str, dict[str, Array]]


def known_errors(observations: Observations, settings: InferSettings) -> tuple[Array, Moves]:
    """Return the known standard deviations of the response, and what the errors of inputs move.

    ASSUME: a row that states no error has none of its own; what it does not state is part of the free scatter, which is
    estimated from these rows too.

    Returns
    -------
    sd : (rows,) array
        Without the parts that move an input too.
    moves : dict of str to dict of str to (choices * rows,) array
        By source and input, as `Trial.input_sd`; the response is "".
    """
    choices = max(1, len(choice_columns(settings.inputs)))
    moves: Moves = {}
    for name, bound in settings.inputs.items():
        columns = [bound] * choices if isinstance(bound, str) else list(bound)
        each = [_parts(observations, column, settings.input_sigma.get(column, "")) for column in columns]
        nothing = np.zeros(observations.n)
        for source in dict.fromkeys(source for parts in each for source in parts):
            move = np.concatenate([parts.get(source, nothing) for parts in each])
            moves.setdefault(source, {})[name] = move * _unit(name, columns[0], observations, settings)
    square = np.zeros(observations.n)
    for source, move in _parts(observations, observations.response, settings.sigma).items():
        if source in moves:
            moves[source][""] = np.tile(move, choices)
        else:
            square += move**2
    return np.sqrt(square), moves


def _parts(observations: Observations, column: str, sigma: str) -> dict[str, Array]:
    """Return the errors (rows,) of a column by source, with their signs; 0 where a row states none."""
    if not sigma:
        return {}
    about = observations.record["columns"].get(column, {})
    parts = about.get("parts") or {}
    if sigma != about.get("sigma") or not parts:
        parts = {sigma: sigma}  # a column of errors that the configuration names
    return {source: np.nan_to_num(observations.columns[part]) for source, part in parts.items()}


def _unit(name: str, column: str, observations: Observations, settings: InferSettings) -> float:
    """Return the factor between a column and the input it is bound to."""
    if name == STANDARD_INPUT:
        return 1 / standards(settings.inputs, observations.columns)[name][1]
    return 1 / QUANTITIES[observations.quantities[column]].scale if name == ANY_INPUT else 1.0
