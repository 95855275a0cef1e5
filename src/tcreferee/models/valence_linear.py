r"""Valence count of the elements: a straight line.

.. math:: y = a + b\,Z

The simplest use of what an element brings, its conduction electrons per atom. The response is Tc or the log odds of
being superconducting, as the comparison has it.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response for conduction electrons per atom."""
    return parameters["a"] + parameters["b"] * inputs["valence"]


model = TcModel(
    title="valence, line",
    kind="null",
    equation=r"y = a + b\,Z",
    inputs=("valence",),
    parameters=(
        Parameter("a", "a", "response", "value at no conduction electron", Level()),
        Parameter("b", "b", "response", "change per conduction electron", Effect()),
    ),
    predict=predict,
    source=Source(
        "after Matthias (1955), Phys. Rev. 97, 74", "10.1103/PhysRev.97.74", "valence as the variable; not his rule"
    ),
    response=ANY_RESPONSE,
    checks=(Check({"valence": 3.0}, {"a": -2.0, "b": 1.5}, "2.5", "by definition"),),
)
