r"""Null model: straight line.

.. math:: T_c = a + b\,x

The plainest use of an input.
"""

from collections.abc import Mapping

from tcreferee.model import ANY_INPUT, Check, Parameter, Source, TcModel
from tcreferee.priors import Array, Effect, Level


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); `x` is any input in units of its quantity's scale."""
    return parameters["a_K"] + parameters["b_K"] * inputs[ANY_INPUT]


model = TcModel(
    title="straight line (null)",
    equation=r"T_c = a + b\,x",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("a_K", "a", "K", "value at x = 0", Level()),
        Parameter("b_K", "b", "K", "change per unit of x", Effect()),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    checks=(Check({ANY_INPUT: 2.0}, {"a_K": 10.0, "b_K": 30.0}, "70", "by definition"),),
)
