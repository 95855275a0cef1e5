"""Errors that all rows share, such as that of a scale: one nuisance parameter each, and never independent noise.

A printed column with a common error has one unknown delta ~ Normal(0, 1): the true value of every row is the measured
one moved by delta standard deviations, all in the same direction. What moves in proportion to the values is a factor
exp(delta r), so that what is derived from it by a power moves exactly; the rest is added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from tcreferee.base.linear_priors import Coefficient
from tcreferee.base.priors import Array, Normal
from tcreferee.formulas.model import Parameter, TcModel
from tcreferee.inference.raw_columns import RawColumns
from tcreferee.inference.true_inputs import MARK

if TYPE_CHECKING:
    from tcreferee.inference.trial import Trial

RESPONSE = ""
# relative; first-order parts of derived columns are in proportion to within their steps
SAME, SPANNED = 1e-4, 1e-8
Commons = Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True)
class _Move:
    """What one standard deviation of a common error does to a column: to an input, or to the response."""

    source: str
    name: str
    key: str
    factor: bool


def parameter_name(source: str) -> str:
    """Return the name of the parameter of a source of common errors, a printed column."""
    return "common_" + re.sub(r"\W+", "_", source)


def is_move(name: str) -> bool:
    """Whether an input of a bound model holds what an error moves, and is none of the formula's own."""
    return MARK in name


def with_common(
    model: TcModel, inputs: Mapping[str, Array], y: Array, commons: Commons
) -> tuple[TcModel, dict[str, Array], tuple[str, ...]]:
    """Return a model with a parameter for each common error, the inputs with what it moves, and these parameters.

    Parameters
    ----------
    model : TcModel
        Bound to the rows.
    inputs : mapping of str to (choices * rows,) array
    y : (rows,) array
    commons : mapping of str to mapping of str to (choices * rows,) array
        By source, what one standard deviation moves: inputs by their names, the response under "".
    """
    moves, moved = list[_Move](), dict(inputs)
    for source, each in commons.items():
        for name, size in each.items():
            at = np.tile(y, len(size) // len(y)) if name == RESPONSE else inputs[name]
            factor = _in_proportion(size, at)
            key = f"{parameter_name(source)}{MARK}{name}"
            moved[key] = size / at if factor else size
            moves.append(_Move(source, name, key, factor))
    names = {source: parameter_name(source) for source in commons}
    own = tuple(_parameter(source, moves, i) for i, source in enumerate(commons, 1))

    def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
        inside = dict(inputs)
        for move in moves:
            if move.name != RESPONSE:
                shift = values[names[move.source]] * inputs[move.key]
                inside[move.name] = inside[move.name] * np.exp(shift) if move.factor else inside[move.name] + shift
        mean = model.predict(inside, values)
        # the truth is the measured value moved: what is measured is the prediction moved back
        for move in sorted(moves, key=lambda move: not move.factor):
            if move.name == RESPONSE:
                shift = values[names[move.source]] * inputs[move.key]
                mean = mean * np.exp(-shift) if move.factor else mean - shift
        return np.asarray(mean)

    return replace(model, parameters=(*model.parameters, *own), predict=predict), moved, tuple(names.values())


def _in_proportion(size: Array, at: Array) -> bool:
    """Whether what one standard deviation moves is the same share of every value, above 0."""
    if not (at > 0).all():
        return False
    share = size / at
    return bool(np.ptp(share) <= SAME * np.abs(share).max() and np.abs(share).max() > 0)


def _parameter(source: str, moves: list[_Move], i: int) -> Parameter:
    straight = all(move.name == RESPONSE and not move.factor for move in moves if move.source == source)
    prior = Coefficient(0.0, 1.0) if straight else Normal(0.0, 1.0)
    meaning = f"error of {source} that all rows share, in its standard deviations"
    return Parameter(parameter_name(source), rf"\delta_{{{i}}}", "", meaning, prior)


def response_shifts(y: Array, commons: Commons) -> Array:
    """Return what common errors add (errors, rows) to the response of a curve, and no coefficient of it takes up.

    ASSUME: a curve has the same form in an input that is moved or scaled, and when it is scaled itself: its own
    coefficients take up these errors.
    """
    own = [each[RESPONSE] for each in commons.values() if RESPONSE in each]
    shifts = [size for size in own if not _in_proportion(size, y) and np.ptp(size) > 0]
    return np.reshape(shifts, (len(shifts), len(y))) if shifts else np.zeros((0, len(y)))


def absorbed(model: TcModel, inputs: Mapping[str, Array], rows: int, nuisances: tuple[str, ...]) -> list[str]:
    """Return the common errors that the formula's own linear coefficients take up exactly, by parameter name."""
    at, found = [p.name for p in model.parameters], []
    raw = RawColumns(model, inputs, rows)
    for name in nuisances:
        j = at.index(name)
        lead = [raw.prior(i) for i in raw.nonlinear]
        place = np.array([p.location + 1e-3 * p.width for p in lead])
        moved = place.copy()
        if j in raw.linear:
            offset, columns = raw.basis(place)
            own = raw.linear.index(j)
            wanted, span = columns[:, [own]], np.delete(columns, own, axis=1)
        else:
            place[raw.nonlinear.index(j)], moved[raw.nonlinear.index(j)] = 0.0, 1.0
            (offset, span), (its_offset, columns) = raw.basis(place), raw.basis(moved)
            wanted = np.concatenate([columns, (its_offset - offset)[:, np.newaxis]], axis=1)
        if span.shape[1] and np.isfinite(wanted).all() and _spans(span, wanted):
            found.append(name)
    return found


def _spans(span: Array, wanted: Array) -> bool:
    """Whether every column (rows, m) is a sum of the columns (rows, k)."""
    size = np.sqrt((span**2).sum(axis=0))
    unit = span / np.where(size > 0, size, 1.0)
    rest = wanted - unit @ np.linalg.lstsq(unit, wanted)[0]
    return bool((np.abs(rest).max(axis=0) <= SPANNED * np.abs(wanted).max(axis=0).clip(1e-300)).all())


def penalty(trial: Trial, z: Array) -> Array:
    """Return what the priors of common errors and populations take (...): each is a measurement of 0 +- 1."""
    own = {f"u_{name}" for name in trial.nuisances} | {*trial.nuisances, *trial.populations}
    at = [i for i, name in enumerate(trial.names) if name in own]
    return np.asarray(0.5 * np.sum(z[..., at] ** 2, axis=-1))
