"""The known errors of the rows as a model feels them: by independent source, in the unit of its inputs."""

from __future__ import annotations

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.common_errors import RESPONSE
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.population import expected_inputs
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.true_inputs import Moves


def known_errors(observations: Observations, settings: InferSettings) -> tuple[Array, Array, Moves]:
    """Return the known standard deviations of the response, its asymmetric errors, and what the errors of inputs move.

    ASSUME: a row that states no error has none of its own; what it does not state is part of the free scatter, which is
    estimated from these rows too. The asymmetric error of an input, and that of a response which moves an input too, is
    taken as symmetric, with the standard deviation that it has.

    Returns
    -------
    sd : (rows,) array
        Without the parts that move an input too; 0 where the error is asymmetric.
    sides : (2, rows) array
        Lower and upper uncertainty where the error is asymmetric, else 0.
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
            if not move.any():
                continue  # a column of errors in which no row here states one
            moves.setdefault(source, {})[name] = move * _unit(name, columns[0], observations, settings)
    square = np.zeros(observations.n)
    for source, move in _parts(observations, observations.response, settings.sigma).items():
        if source in moves:
            moves[source][""] = np.tile(move, choices)
        else:
            square += move**2
    sides = np.zeros((2, observations.n))
    if observations.response not in moves:
        sides = _sides(observations, settings.sigma)
    return np.sqrt(np.where(sides[0] > 0, 0.0, square)), sides, moves


def common_errors(observations: Observations, settings: InferSettings) -> Moves:
    """Return what the errors that all rows share move, as `known_errors` does; of those the likelihood uses."""
    uses, choices = LIKELIHOODS[settings.likelihood], max(1, len(choice_columns(settings.inputs)))
    moves: Moves = {}
    for name, bound in settings.inputs.items() if uses.inputs_known else ():
        columns = [bound] * choices if isinstance(bound, str) else list(bound)
        each = [_commons(observations, column) for column in columns]
        for source in dict.fromkeys(source for parts in each for source in parts):
            move = np.concatenate([parts.get(source, np.zeros(observations.n)) for parts in each])
            moves.setdefault(source, {})[name] = move * _unit(name, columns[0], observations, settings)
    for source, move in _commons(observations, observations.response).items() if uses.known else ():
        moves.setdefault(source, {})[RESPONSE] = np.tile(move, choices)
    return {source: each for source, each in moves.items() if any(move.any() for move in each.values())}


def _commons(observations: Observations, column: str) -> dict[str, Array]:
    about = observations.record["columns"].get(column, {})
    return {source: np.nan_to_num(observations.columns[part]) for source, part in about.get("commons", {}).items()}


def _sides(observations: Observations, sigma: str) -> Array:
    """Return lower and upper uncertainty (2, rows) of the responses; 0 where both are the same, or not stated."""
    about = observations.record["columns"].get(observations.response, {})
    if not sigma or sigma != about.get("sigma") or not about.get("sides"):
        return np.zeros((2, observations.n))
    sides = np.nan_to_num(np.stack([observations.columns[side] for side in about["sides"]]))
    return np.where(sides[0] != sides[1], sides, 0.0)


def true_column(observations: Observations, settings: InferSettings, name: str) -> tuple[Array, Array]:
    """Return a column (rows,) as it is expected to be without its errors, and the errors that are left.

    A column whose error moves the response, too, stays as measured.
    """
    x = np.asarray(observations.columns[name], dtype=np.float64)
    if not LIKELIHOODS[settings.likelihood].inputs_known:
        return x, np.zeros(len(x))
    parts = _parts(observations, name, settings.input_sigma.get(name, ""))
    error = np.sqrt(sum((each**2 for each in parts.values()), np.zeros(len(x))))
    if not error.any() or parts.keys() & _parts(observations, observations.response, settings.sigma).keys():
        return x, error
    return expected_inputs(x, error)


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
    return 1 / observations.quantity(column).scale if name == ANY_INPUT else 1.0
