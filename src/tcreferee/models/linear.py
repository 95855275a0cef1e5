r"""Null model: straight line.

.. math:: y = a + b\,x

The simplest use of an input.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import ANY_INPUT, ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response; `x` is any input in units of its quantity's scale."""
    return parameters["a"] + parameters["b"] * inputs[ANY_INPUT]


model = TcModel(
    title="straight line (null)",
    kind="null",
    equation=r"y = a + b\,x",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("a", "a", "response", "value at x = 0", Level()),
        Parameter("b", "b", "response", "change per unit of x", Effect()),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(Check({ANY_INPUT: 2.0}, {"a": 10.0, "b": 30.0}, "70", "by definition"),),
)
