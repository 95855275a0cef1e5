"""The model of a formula that was typed: weak priors, no source, no printed values."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import ANY_RESPONSE, Parameter, Source, TcModel
from tcreferee.formulas.typed import Typed
from tcreferee.formulas.weak_priors import weak_priors

NAME = "formula"


def quick_model(formula: Typed, words: Mapping[str, str], columns: Mapping[str, Array]) -> TcModel:
    """Return the model of a formula that was typed.

    Parameters
    ----------
    formula : Typed
    words : mapping of str to str
        Quantity of each name in the formula that is no parameter.
    columns : mapping of str to (rows,) array
        Their values, from which the priors of the parameters follow.
    """
    finite = np.all([np.isfinite(values) for values in columns.values()], axis=0)
    priors = weak_priors(formula, {name: values[finite] for name, values in columns.items()})

    def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
        return formula({name: inputs[word] for name, word in words.items()} | dict(parameters))

    return TcModel(
        title=formula.text,
        equation=formula.equation,
        inputs=tuple(dict.fromkeys(words.values())),
        parameters=tuple(
            Parameter(name, name.replace("_", r"\_"), "", why, prior) for name, (prior, why) in priors.items()
        ),
        predict=predict,
        source=Source("formula typed for a quick look", "none", "none"),
        checks=(),
        assumptions=tuple(f"ASSUME: {name}: {why}." for name, (_, why) in priors.items()),
        response=ANY_RESPONSE,
        name=NAME,
    )
