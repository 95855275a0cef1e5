r"""Null model: one mean for each family of materials.

.. math:: y = c_f

It has no input: to know the family is enough for this prediction.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response: the mean of each row's family."""
    return parameters["c"]


model = TcModel(
    title="family mean (null)",
    kind="null",
    equation=r"y = c_f",
    inputs=(),
    parameters=(
        Parameter("c", "c", "response", "the same value for all rows of a family", Level(), families="separate"),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(Check({}, {"c": 90.0}, "90", "by definition"),),
)
