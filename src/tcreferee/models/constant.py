r"""Null model: constant.

.. math:: T_c = c

No input at all: what any formula has to beat.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.model import ANY_INPUT, Check, Parameter, Source, TcModel
from tcreferee.priors import Array, Level


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); `x` is any input in units of its quantity's scale."""
    return parameters["c_K"] * np.ones_like(inputs[ANY_INPUT])


model = TcModel(
    title="constant (null)",
    equation=r"T_c = c",
    inputs=(ANY_INPUT,),
    parameters=(Parameter("c_K", "c", "K", "the same Tc for every row", Level()),),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    checks=(Check({ANY_INPUT: 7.0}, {"c_K": 90.0}, "90", "by definition"),),
)
