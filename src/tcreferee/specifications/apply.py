"""Rows and settings of a trial as a specification has them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from tcreferee.base.scatter_priors import log_sd
from tcreferee.data.observations import Observations, some_rows
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.settings import InferSettings
from tcreferee.specifications.choice import Choice, Specification
from tcreferee.specifications.subject import Assumed

IGNORED, DOUBLED, ASSUMED = "ignored", "doubled", "assumed"
ENDING = "assumed_sigma"


class UndefinedError(Exception):
    """A specification has no meaning for these rows; the message says why."""


def applied(
    specification: Specification, observations: Observations, settings: InferSettings
) -> tuple[Observations, InferSettings]:
    """Return rows and settings as a specification has them.

    Parameters
    ----------
    specification : Specification
    observations : Observations
        The rows that the formula is judged by.
    settings : InferSettings

    Raises
    ------
    UndefinedError
        Two of its choices exclude each other.
    """
    made = {each.decision: each for each in specification}
    likelihood = made.get("likelihood")
    if likelihood and "errors" in made and made["errors"].word != IGNORED:
        raise UndefinedError("known errors enter with normal scatter only")
    if each := made.get("convention"):
        observations = replace(observations, response=each.value, y=observations.columns[each.value])
    if each := made.get("definition"):
        settings = _redefined(settings, each.value, observations)
    if each := made.get("rows"):
        observations = some_rows(observations, each.value)
    if each := made.get("errors"):
        observations, settings = _with_errors(each, observations, settings)
    if each := made.get("prior"):
        settings = replace(settings, effect_K=settings.effect_K * each.value)
    return observations, _scattered(settings, likelihood.value) if likelihood else settings


def _redefined(settings: InferSettings, swap: tuple[str, str], observations: Observations) -> InferSettings:
    """Return settings with one column in the place of another, with the errors that are declared of it."""
    old, new = swap
    sigma = {column: each for column, each in settings.input_sigma.items() if column != old}
    about = observations.record["columns"][new]
    if about.get("parts") and LIKELIHOODS[settings.likelihood].inputs_known:
        sigma[new] = about["sigma"]
    inputs = {word: new if column == old else column for word, column in settings.inputs.items()}
    return replace(settings, inputs=inputs, input_sigma=sigma)


def _with_errors(
    choice: Choice, observations: Observations, settings: InferSettings
) -> tuple[Observations, InferSettings]:
    if choice.word == IGNORED:
        return observations, replace(settings, likelihood="normal", sigma="", input_sigma={})
    if choice.word == DOUBLED:
        return _doubled(observations, settings), settings
    assumed: Mapping[str, Assumed] = choice.value
    columns, inputs, response = dict(observations.columns), dict[str, str](), ""
    for column, error in assumed.items():
        name = f"{column}_{ENDING}"
        columns[name] = error.of(columns[column])
        if column == observations.response:
            response = name
        else:
            inputs[column] = name
    likelihood = "normal_eiv" if inputs else "normal_known"
    return replace(observations, columns=columns), replace(
        settings, likelihood=likelihood, sigma=response, input_sigma=inputs
    )


def _doubled(observations: Observations, settings: InferSettings) -> Observations:
    """Return rows with every declared error that is used twice as large."""
    columns = dict(observations.columns)
    taken = {observations.response: settings.sigma, **settings.input_sigma}
    used = {observations.response, *settings.input_sigma, *(c for c in settings.inputs.values() if isinstance(c, str))}
    for column in used:
        about = observations.record["columns"].get(column, {})
        own = [taken.get(column, ""), *(about.get("sides") or ()), *(about.get("parts") or {}).values()]
        for name in {*own, *(about.get("commons") or {}).values()} - {""}:
            columns[name] = 2 * columns[name]
    return replace(observations, columns=columns)


def _scattered(settings: InferSettings, likelihood: str) -> InferSettings:
    """Return settings with another likelihood; the prior of its scatter is that of the same class of materials."""
    sd, centre = settings.sigma_scale_K, settings.centre_K
    before, after = (LIKELIHOODS[each].log_response for each in (settings.likelihood, likelihood))
    if before and not after:
        sd = centre * math.sqrt(math.expm1(sd**2))
    if after and not before:
        sd = log_sd(centre, sd)
    return replace(settings, likelihood=likelihood, sigma="", input_sigma={}, sigma_scale_K=sd)


def positive(observations: Observations) -> bool:
    """Whether the response has a logarithm in every row."""
    return bool(np.all(observations.y > 0))
