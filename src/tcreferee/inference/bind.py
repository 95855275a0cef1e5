"""Binding a model to rows: inputs, families, latent choices, prior scales."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tcreferee.base.priors import Array, Scales, Share, Spread
from tcreferee.base.quantities import QUANTITIES, display_unit
from tcreferee.data.observations import Observations
from tcreferee.formulas.model import ANY_INPUT, STANDARD_INPUT, Parameter, TcModel
from tcreferee.inference.columns import choice_columns, standards
from tcreferee.inference.common_errors import response_shifts, with_common
from tcreferee.inference.known_errors import common_errors, known_errors
from tcreferee.inference.settings import InferSettings
from tcreferee.inference.trial import Trial
from tcreferee.inference.true_inputs import with_true_inputs

FAMILY = "family"
# ASSUME: the spread between families has the prior scale of half the effect scale; three scales are shown
TAU_FRACTION = 0.5


def make_trial(model: TcModel, observations: Observations, settings: InferSettings) -> Trial:
    """Bind a model to the rows of a comparison.

    Parameters
    ----------
    model : TcModel
        As its file declares it.
    observations : Observations
    settings : InferSettings

    Returns
    -------
    Trial
    """
    y = observations.y
    # the class gives it, as it gives the others: a scale that looks at the rows leaks the row left out
    sigma = settings.sigma_scale_K, settings.sigma_nu, settings.sigma_family
    scales = Scales(settings.centre_K, settings.effect_K, *sigma)
    families = family_names(observations.family) if any(observations.family) else ()
    codes = family_codes(observations.family, families) if families else np.empty(0)
    by_family = any(p.families for p in model.parameters)
    bound = bound_model(model, families if by_family else (), choice_columns(settings.inputs), scales)
    inputs = bound_inputs(
        settings.inputs,
        observations.columns,
        observations.quantities,
        codes if by_family else None,
        standards(settings.inputs, observations.columns),
    )
    sd, sides, input_sd = known_errors(observations, settings)
    bound, inputs, input_sd, populations = with_true_inputs(bound, inputs, input_sd)
    nuisances: tuple[str, ...] = ()
    if commons := common_errors(observations, settings):
        bound, inputs, nuisances = with_common(bound, inputs, y, commons)
    choices = max(1, len(choice_columns(settings.inputs)))
    word = display_unit(observations.quantity(observations.response).unit)
    unit = word if word.isalpha() else ""  # others are formulas, not words
    limit = observations.limit if observations.limit.size else np.zeros(1)
    return Trial(
        bound, inputs, y, scales, settings.likelihood, codes, choices, sd, input_sd, unit, limit, sides, nuisances,
        response_shifts(y, commons), populations,
    )  # fmt: skip


def family_names(words: Sequence[str]) -> tuple[str, ...]:
    """Return the families in the order of their first row."""
    return tuple(dict.fromkeys(words))


def family_codes(words: Sequence[str], families: Sequence[str]) -> Array:
    """Return the position (rows,) of each row's family; -1 for one that is not known."""
    return np.array([families.index(word) if word in families else -1 for word in words], dtype=np.float64)


def bound_inputs(
    inputs: Mapping[str, str | Sequence[str]],
    columns: Mapping[str, Array],
    quantities: Mapping[str, str],
    codes: Array | None,
    standard: Mapping[str, tuple[float, float]],
) -> dict[str, Array]:
    """Return a model's inputs (choices * rows,) from the columns of any rows.

    Parameters
    ----------
    inputs : mapping of str to str or sequence of str
    columns : mapping of str to (rows,) array
    quantities : mapping of str to str
        Quantity of each column.
    codes : (rows,) array or None
        Family of each row.
    standard : mapping
        Mean and sd that standardise an input: those of the rows the model was fitted to.
    """
    choices = max(1, len(choice_columns(inputs)))
    bound = {}
    for name, column in inputs.items():
        many = [column] * choices if isinstance(column, str) else column
        values = np.concatenate([columns[each] for each in many])
        if name == ANY_INPUT:
            values = values / QUANTITIES[quantities[many[0]]].scale
        if name == STANDARD_INPUT:
            mean, sd = standard[name]
            values = (values - mean) / sd
        bound[name] = values
    if codes is not None:
        bound[FAMILY] = np.tile(codes, choices)
    return bound


def bound_model(model: TcModel, families: Sequence[str], choices: Sequence[str], scales: Scales) -> TcModel:
    """Return the model with one level for each family, and with the shares of a latent choice.

    Parameters
    ----------
    model : TcModel
    families : sequence of str
        Families of the rows; empty if the model does not distinguish them.
    choices : sequence of str
        Columns of a latent choice; empty if there is none.
    scales : Scales
    """
    if not families and not choices:
        return model
    parameters: list[Parameter] = []
    pooled = False
    for p in model.parameters:
        if not (families and p.families):
            parameters.append(p)
            continue
        pooled = pooled or p.families == "pooled"
        parameters += [_of_family(p, family) for family in families]
    if pooled:
        prior = Spread(TAU_FRACTION * scales.effect_K)
        meaning = "spread of the mean prediction between families"
        parameters.append(Parameter("tau", r"\tau", "response", meaning, prior, (0.0, math.inf)))
    for i, column in enumerate(choices[:-1]):
        meaning = f"share of rows that use {column}" + (" of those left" if i else "")
        symbol = rf"w_{{\mathrm{{{i + 1}}}}}"
        parameters.append(Parameter(f"share_{column}", symbol, "", meaning, Share(len(choices) - 1 - i), (0.0, 1.0)))

    def predict(inputs: Mapping[str, Array], values: Mapping[str, Array]) -> Array:
        merged = dict(values)
        for p in model.parameters:
            if families and p.families:
                each = [values[_of_family(p, family).name] for family in families]
                code = inputs[FAMILY].astype(int)
                merged[p.name] = np.where(code >= 0, np.concatenate(each, axis=-1)[..., code], math.nan)
        return model.predict(inputs, merged)

    return replace(model, parameters=tuple(parameters), predict=predict)


def _of_family(parameter: Parameter, family: str) -> Parameter:
    """Return a family's own level; its bounds are left out, because only a single level can keep them exactly."""
    word = re.sub(r"\W+", "_", family).strip("_")
    return replace(
        parameter,
        name=f"{parameter.name}_{word}",
        symbol=rf"{parameter.symbol}^\mathrm{{{word.replace('_', '~')}}}",
        meaning=f"{parameter.meaning} ({family})",
        bounds=(-math.inf, math.inf),
    )
