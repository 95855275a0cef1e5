r"""Null model: family means that scatter about a common mean.

.. math:: y = c_f, \qquad c_f\ \text{scattered about}\ c\ \text{by}\ \tau

It has no input. The spread between families is estimated and may be zero.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response: the mean of each row's family."""
    return parameters["c"]


model = TcModel(
    title="family mean, pooled (null)",
    kind="null",
    equation=r"y = c_f,\ c_f = c \pm \tau",
    inputs=(),
    parameters=(
        Parameter("c", "c", "response", "the same value for all rows of a family", Level(), families="pooled"),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(Check({}, {"c": 90.0}, "90", "by definition"),),
)
