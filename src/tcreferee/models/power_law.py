r"""Generic curve: power law.

.. math:: y = c\,x^p

Any exponent, no theory.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level, Normal
from tcreferee.formulas.model import ANY_INPUT, ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response; `x` is any input in units of its quantity's scale."""
    return parameters["c"] * inputs[ANY_INPUT] ** parameters["p"]


model = TcModel(
    title="power law (generic)",
    kind="generic",
    equation=r"y = c\,x^p",
    inputs=(ANY_INPUT,),
    parameters=(
        Parameter("c", "c", "response", "value at x = 1", Level(), (0.0, math.inf)),
        Parameter("p", "p", "", "exponent", Normal(0.0, 2.0)),
    ),
    predict=predict,
    source=Source("generic curve of this project", "none", "none"),
    assumptions=("ASSUME: exponent prior Normal(0, 2): no sign preferred, holds every exponent of the papers.",),
    response=ANY_RESPONSE,
    checks=(Check({ANY_INPUT: 4.0}, {"c": 10.0, "p": 0.5}, "20", "by definition"),),
)
