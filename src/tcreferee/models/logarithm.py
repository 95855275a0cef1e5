r"""Null model: logarithm.

.. math:: y = a + b\,\ln x

The limit of any power law plus constant as its exponent goes to zero.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import ANY_INPUT, ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response; `x` is any input in units of its quantity's scale."""
    return parameters["a"] + parameters["b"] * np.log(inputs[ANY_INPUT])


model = TcModel(
    title="logarithm (null)",
    kind="null",
    equation=r"y = a + b\,\ln x",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("a", "a", "response", "value at x = 1", Level()),
        Parameter("b", "b", "response", "change per unit of ln x", Effect()),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(Check({ANY_INPUT: 1.0}, {"a": 10.0, "b": 30.0}, "10", "by definition"),),
)
