r"""An example: Tc grows as the square root of the oxygen content above a threshold.

.. math:: T_c = T_1\,(y - y_0)^{1/2}

Say here in a few sentences where the formula comes from. It is nobody's theory: replace it by your own.
"""

import math
from collections.abc import Mapping

import numpy as np

from tcreferee.model import Check, Parameter, Source, TcModel
from tcreferee.priors import Array, Level, Normal


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K). Inputs have the shape (rows,), parameters (..., 1): plain arithmetic broadcasts."""
    above = np.clip(inputs["oxygen_content"] - parameters["y_0"], 0.0, None)
    return parameters["t_1_K"] * np.sqrt(above)


model = TcModel(
    title="square root above a threshold",
    equation=r"T_c = T_1\,(y - y_0)^{1/2}",
    # words of `tcreferee quantities`; a table's column says which of them it holds
    inputs=("oxygen_content",),
    parameters=(
        # Level(): the formula is linear in it. It gets the same prior as in every rival.
        Parameter("t_1_K", "T_1", "K", "Tc one oxygen atom above the threshold", Level(), (0.0, math.inf)),
        # Normal(mean, sd), in its own unit: anything else. Say why below, in `assumptions`.
        Parameter("y_0", "y_0", "", "oxygen content at which superconductivity begins", Normal(6.3, 0.1), (6.0, 7.0)),
    ),
    predict=predict,
    source=Source("example that comes with Tc Referee", "none", "none"),
    # inputs and parameters that must give a value printed in the source, to half a unit of its last digit
    checks=(Check({"oxygen_content": 6.94}, {"t_1_K": 100.0, "y_0": 6.3}, "80", "by hand: 100 K times 0.64^(1/2)"),),
    assumptions=("ASSUME: y_0 is near 6.3: YBa2Cu3Oy is an insulator below about y = 6.35.",),
)
