r"""Null model: logarithm.

.. math:: T_c = a + b\,\ln x

The limit of any power law plus constant as its exponent goes to zero.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.model import ANY_INPUT, Check, Parameter, Source, TcModel
from tcreferee.priors import Array, Effect, Level


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); `x` is any input in units of its quantity's scale."""
    return parameters["a_K"] + parameters["b_K"] * np.log(inputs[ANY_INPUT])


model = TcModel(
    title="logarithm (null)",
    equation=r"T_c = a + b\,\ln x",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("a_K", "a", "K", "value at x = 1", Level()),
        Parameter("b_K", "b", "K", "change per unit of ln x", Effect()),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    checks=(Check({ANY_INPUT: 1.0}, {"a_K": 10.0, "b_K": 30.0}, "10", "by definition"),),
)
