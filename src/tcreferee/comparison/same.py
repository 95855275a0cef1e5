"""Whether a formula is one of the curves without physics: the same function of its inputs, with as free coefficients.

Such a curve is no rival of it. Both differ in their priors only, and a verdict that sets one against the other would
say nothing about the formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from tcreferee.base.errors import RefereeError
from tcreferee.base.priors import Array, Own
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import FormulaError, TcModel
from tcreferee.formulas.program import Program
from tcreferee.formulas.tabulated import Tabulated

# at how many places and for how many draws of the parameters a formula is looked at; what counts as no difference
PLACES, DRAWS, NOTHING, STEP = 12, 16, 1e-8, 1e-6


def same_curves(
    model: TcModel, inputs: Mapping[str, str | Sequence[str]], observations: Observations
) -> dict[str, tuple[str, ...]]:
    """Return the sorts of curves without physics that a formula is, with their columns, in the order of the names.

    Parameters
    ----------
    model : TcModel
    inputs : mapping of str to str
        Column of each input.
    observations : Observations
        The range of their columns is where the formula is looked at.
    """
    columns = sorted({each for each in inputs.values() if isinstance(each, str)})
    varied = tuple(name for name in columns if np.ptp(observations.columns[name]) > 0)
    slow = any(isinstance(each, Program | Tabulated) for each in getattr(model.predict, "__globals__", {}).values())
    if slow or not varied or not all(isinstance(each, str) for each in inputs.values()) or not model.parameters:
        return {}
    random = np.random.default_rng(0)
    ends = {name: (np.min(observations.columns[name]), np.max(observations.columns[name])) for name in columns}
    places = {name: random.uniform(*ends[name], PLACES) for name in columns}
    theta, given = _drawn(model, random), {word: places[str(name)] for word, name in inputs.items()}
    if theta is None:
        return {}
    try:
        with np.errstate(all="ignore"):
            theta = _of_one_size(model, given, theta)
            beside = theta[0] + np.diag(STEP * theta[0])  # one parameter at a time: which coefficients move
            values = np.array(model(given, np.concatenate([theta, beside]), PLACES))
    except (FormulaError, RefereeError):
        return {}
    return {sort: varied for sort, design, y in _designs(values, [places[name] for name in varied]) if _is(design, y)}


def _drawn(model: TcModel, random: np.random.Generator) -> Array | None:
    """Return draws of the parameters (draws, parameters); None where a parameter is not any number of a range."""
    drawn = []
    for p in model.parameters:
        if p.families or not (p.linear or isinstance(p.prior, Own)):
            return None
        values = random.uniform(0.5, 2.0, DRAWS)
        if isinstance(p.prior, Own):
            values = np.asarray(p.prior.physical(p.prior.draw(DRAWS, random)))
        inside = (values > p.bounds[0]) & (values < p.bounds[1])
        if not inside.any():
            return None
        drawn.append(np.where(inside, values, values[inside][0]))
    return np.stack(drawn, axis=1)


def _of_one_size(model: TcModel, inputs: Mapping[str, Array], theta: Array) -> Array:
    """Return draws in which parameters that the prediction is linear in move it by about as much as each other."""
    scaled = theta.copy()
    linear = [j for j, p in enumerate(model.parameters) if p.linear]
    for j in linear:
        ends = np.repeat(theta[:1], 2, axis=0)
        ends[:, linear] = 0.0
        ends[1, j] = 1.0
        moved = float(np.max(np.abs(np.diff(model(inputs, ends, PLACES), axis=0))))
        scaled[:, j] *= 1 / moved if np.isfinite(moved) and moved > 0 else 1.0
    inside = all(p.bounds[0] < scaled[:, j].min() and scaled[:, j].max() < p.bounds[1]
                 for j, p in enumerate(model.parameters))  # fmt: skip
    return scaled if inside else theta


def _designs(values: Array, x: Sequence[Array]) -> Iterator[tuple[str, Array, Array]]:
    """Yield each sort of curve over some inputs, the functions it is a sum of, and what they must sum up to."""
    one = np.ones(PLACES)
    positive = all(np.all(each > 0) for each in x)
    if positive and np.all(np.isfinite(values) & (values != 0)) and np.ptp(np.sign(values), axis=1).max() == 0:
        yield "powers", np.stack([one, *map(_standard, map(np.log, x))], axis=1), np.log(np.abs(values))
    if len(x) == 1:
        z = _standard(x[0])
        yield "line", np.stack([one, z], axis=1), values
        yield "parabola", np.stack([one, z, z**2], axis=1), values
        if positive:
            yield "logarithm", np.stack([one, _standard(np.log(x[0]))], axis=1), values


def _standard(x: Array) -> Array:
    return np.asarray((x - x.mean()) / x.std())


def _is(design: Array, values: Array) -> bool:
    """Whether every draw is a sum of the functions, and the parameters move each of their coefficients by itself."""
    if not np.all(np.isfinite(values)):
        return False
    found = np.linalg.lstsq(design, values.T, rcond=None)[0]
    size = np.max(np.abs(values))
    if np.any(np.max(np.abs(design @ found - values.T), axis=0) > NOTHING * np.max(np.abs(values), axis=1)):
        return False
    moved = found[:, DRAWS:] - found[:, :1]
    if np.any(np.max(np.abs(moved), axis=1) <= NOTHING * STEP * size):
        return False
    moved = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return bool(np.linalg.matrix_rank(moved, tol=100 * STEP) == design.shape[1])
