r"""Null model: constant.

.. math:: y = c

It has no input; any formula has to beat it.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response."""
    return parameters["c"]


model = TcModel(
    title="constant (null)",
    kind="null",
    equation=r"y = c",
    inputs=(),
    parameters=(Parameter("c", "c", "response", "the same value for every row", Level()),),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(Check({}, {"c": 90.0}, "90", "by definition"),),
)
