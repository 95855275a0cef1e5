r"""Valence count of the elements: a dome.

.. math:: y = a + b\,(Z - 5) + c\,(Z - 5)^2

Superconductors lie in the middle of the range of valences, alkali metals and noble metals at its ends do not
superconduct. The response is Tc or the log odds of being superconducting, as the comparison has it.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel

MIDDLE = 5.0


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response for conduction electrons per atom."""
    off = inputs["valence"] - MIDDLE
    return parameters["a"] + parameters["b"] * off + parameters["c"] * off**2


model = TcModel(
    title="valence, dome (generic)",
    kind="generic",
    equation=r"y = a + b\,(Z - 5) + c\,(Z - 5)^2",
    inputs=("valence",),
    parameters=(
        Parameter("a", "a", "response", "value at five conduction electrons", Level()),
        Parameter("b", "b", "response", "slope per conduction electron at five", Effect()),
        Parameter("c", "c", "response", "bend per squared conduction electron", Effect()),
    ),
    predict=predict,
    source=Source(
        "after Matthias (1955), Phys. Rev. 97, 74",
        "10.1103/PhysRev.97.74",
        "valences of 2 to 8 favour superconductivity; the paper itself was not seen",
    ),
    response=ANY_RESPONSE,
    checks=(Check({"valence": 3.0}, {"a": 4.0, "b": 0.5, "c": -1.0}, "-1.0", "by definition"),),
    assumptions=(
        "ASSUME: valence counted from 5, the middle of 2 to 8, so that slope and bend have separate effects; counted "
        "from 0 their priors would rule out a dome.",
    ),
)
