"""The known errors of the rows as a model feels them: by independent source, in the unit of its inputs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import QUANTITIES
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.common_errors import RESPONSE
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.true_inputs import true_inputs

Moves = dict[str, dict[str, Array]]


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


def expected_inputs(inputs: Mapping[str, Array], moves: Moves) -> tuple[dict[str, Array], Moves]:
    """Return what the true inputs are expected to be where they were measured with errors, and the errors of that.

    A measured value far out is more likely to have been moved out than in. Without this the errors of x flatten every
    slope (attenuation): with errors of 15 % and 15 rows by 13 %, and a 95 % interval holds the true slope in 85 %.
    See `tcreferee.inference.true_inputs`. A source that moves the response too is left as measured.
    """
    expected, scaled = dict(inputs), {source: dict(each) for source, each in moves.items()}
    for name, x in inputs.items():
        own = [source for source, each in moves.items() if name in each]
        if not own or any("" in moves[source] for source in own):
            continue
        error = np.sqrt(sum((moves[source][name] ** 2 for source in own), np.zeros(1)))
        expected[name], sd = true_inputs(x, error, _in_proportion(x, error))
        factor = np.divide(sd, error, out=np.zeros(len(x)), where=error > 0)
        for source in own:
            scaled[source][name] = scaled[source][name] * factor
    return expected, scaled


def _in_proportion(x: Array, error: Array) -> bool:
    """Whether the errors of positive values are more nearly the same in proportion to them than in their unit."""
    stated = error > 0
    if not ((x > 0).all() and stated.any()):
        return False
    own, relative = error[stated], (error / x)[stated]
    return bool(relative.std() / relative.mean() <= own.std() / own.mean())


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
