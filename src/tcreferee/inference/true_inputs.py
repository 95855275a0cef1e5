"""The true inputs of a trial: what its formula is a function of, where inputs were measured with errors.

A measured value far out is more likely to have been moved out than in, so errors of inputs flatten a formula. The true
values of an input are therefore taken to come from a population (`tcreferee.inference.population`). Its mean and width
are two parameters of the trial that all rows share, integrated out with the others: the measured inputs alone are their
prior, and the responses sharpen it (Kelly 2007, 10.1086/519947). Each is a unit normal: mean = its best value given the
width + its error times the one, width = quantile of the other. Given them the true values of the rows are independent
and normal, in closed form, and the densities of the rows factorise as without errors of inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tcreferee.base.priors import Array, Normal
from tcreferee.formulas.model import Parameter, TcModel
from tcreferee.inference.population import Population

if TYPE_CHECKING:
    from tcreferee.inference.trial import Trial

# inputs of a bound model that are none of the formula's own have this mark in their names
MARK = ":"
CURVED = f"{MARK}curved"
Moves = dict[str, dict[str, Array]]


@dataclass(frozen=True)
class _Input:
    """An input with errors: its population, the names of its two parameters, and the errors that move it."""

    name: str
    population: Population
    sources: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, str]:
        return f"mean_of_true_{self.name}", f"width_of_true_{self.name}"

    def key(self, word: str) -> str:
        return f"{self.name}{MARK}{word}"


def drawn(source: str) -> str:
    """Return the name of the input that holds by how many standard deviations a source of errors is off: 0."""
    return f"{MARK}{source}"


def with_true_inputs(
    model: TcModel, inputs: Mapping[str, Array], moves: Moves
) -> tuple[TcModel, dict[str, Array], Moves, tuple[str, ...]]:
    """Return a model of the true inputs, its inputs, what its errors move, and the parameters of the populations.

    Parameters
    ----------
    model : TcModel
        Bound to the rows.
    inputs : mapping of str to (choices * rows,) array
    moves : dict of str to dict of str to (choices * rows,) array
        By source and input, as `Trial.input_sd`. An input that moves together with the response stays as measured.

    Returns
    -------
    TcModel
        With two parameters more for each input with errors.
    dict of str to array
        Inputs as they are expected to be in the middle of their populations, and what the model needs besides.
    Moves
        By source what one standard deviation of it moves.
    tuple of str
        Names of the parameters.
    """
    owned = list(_owned(inputs, moves))
    if not owned:
        return model, dict(inputs), moves, ()
    found = {**inputs, CURVED: np.zeros(len(next(iter(inputs.values()))))}
    names = {each.name for each in owned}
    left = {source: {name: move for name, move in its.items() if name not in names} for source, its in moves.items()}
    for each in owned:
        found |= _held(each, inputs[each.name], moves)
        for source in each.sources:
            found[drawn(source)] = np.zeros(len(found[CURVED]))
            left[source][drawn(source)] = np.ones(len(found[CURVED]))

    def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
        inside = dict(inputs)
        for each in owned:
            inside[each.name] = _true(each, inputs, values)
        return model.predict(inside, values)

    parameters = tuple(parameter for i, each in enumerate(owned, 1) for parameter in _parameters(each, i))
    bound = replace(model, parameters=(*model.parameters, *parameters), predict=predict)
    return bound, found, left, tuple(p.name for p in parameters)


def with_populations_held(trial: Trial, at: Mapping[str, float] | None = None) -> Trial:
    """Return the trial with the populations of its true inputs no longer free: in their middle, or at given values."""
    if not trial.populations:
        return trial
    model, held = trial.model, {name: np.full(1, (at or {}).get(name, 0.0)) for name in trial.populations}

    def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
        return model.predict(inputs, {**values, **held})

    own = tuple(p for p in model.parameters if p.name not in held)
    return replace(trial, model=replace(model, parameters=own, predict=predict), populations=())


def with_populations_as_fitted(trial: Trial, fit: Mapping[str, Any]) -> Trial:
    """Return the trial with its populations where a stored fit has them: an audit asks about the formula's own freedom.

    Parameters
    ----------
    trial : Trial
    fit : mapping
        What `fit.json` holds.
    """
    return with_populations_held(trial, {told["name"]: told["estimate"] or 0.0 for told in fit.get("populations", ())})


def _owned(inputs: Mapping[str, Array], moves: Moves) -> Iterator[_Input]:
    """Yield the inputs that have errors of their own, which move no response, and a population."""
    for name, x in inputs.items():
        sources = tuple(source for source, each in moves.items() if name in each)
        if not sources or any("" in moves[source] for source in sources):
            continue
        error = np.sqrt(sum((moves[source][name] ** 2 for source in sources), np.zeros(1)))
        population = Population.of(x, error)
        if population is not None:
            yield _Input(name, population, sources)


def _held(each: _Input, x: Array, moves: Moves) -> dict[str, Array]:
    """Return the inputs that a model of the true ones needs: measured, errors, expected, and shares of its sources."""
    population, nothing = each.population, np.zeros(1)
    middle = population.moved(*population.true(population.at, population.error, nothing, nothing), nothing, 0.0)
    total = np.sqrt(sum((moves[source][each.name] ** 2 for source in each.sources), nothing))
    shares = {
        each.key(source): np.divide(moves[source][each.name], total, out=np.zeros(len(x)), where=total > 0)
        for source in each.sources
    }
    stated = {each.key("at"): population.at, each.key("error"): population.error, each.key("middle"): middle}
    return {each.name: np.where(population.error > 0, middle, x), **stated, **shares}


def _true(each: _Input, inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
    """Return the true values of an input, moved with it where something else moves it."""
    mean, width = (values[name] for name in each.parameters)
    at, sd = each.population.true(inputs[each.key("at")], inputs[each.key("error")], mean, width)
    normal = sum((inputs[each.key(source)] * inputs[drawn(source)] for source in each.sources), np.zeros(1))
    true, middle = each.population.moved(at, sd, normal, inputs[CURVED]), inputs[each.key("middle")]
    if each.population.logs:
        return np.asarray(inputs[each.name] * (true / middle))
    return np.asarray(inputs[each.name] + (true - middle))


def _parameters(each: _Input, i: int) -> tuple[Parameter, Parameter]:
    of = f"of the population of true {each.name}, in unit normals of what the measured {each.name} say"
    first, second = each.parameters
    return (
        Parameter(first, rf"\mu_{{{i}}}", "", f"mean {of}", Normal(0.0, 1.0)),
        Parameter(second, rf"\omega_{{{i}}}", "", f"width {of}", Normal(0.0, 1.0)),
    )
