r"""An example: Tc grows as a power of the oxygen content above six, which counts the holes of a formula unit.

.. math:: T_c = T_1\,(y - 6)^q

Say here in a few sentences where the formula comes from. It is nobody's theory: replace it by your own.
"""

import math
from collections.abc import Mapping

import numpy as np

from tcreferee import Array, Check, Level, Normal, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K). Inputs have the shape (rows,), parameters (..., 1): plain arithmetic broadcasts."""
    holes = np.clip(inputs["oxygen_content"] - 6.0, 0.0, None)
    return parameters["t_1_K"] * holes ** parameters["q"]


model = TcModel(
    title="power of the hole count",
    # or "rival", an empirical rule of its source; "null" and "generic" are curves without physics
    kind="theory",
    equation=r"T_c = T_1\,(y - 6)^q",
    # words of `tcreferee quantities`; a table's column says which of them it holds
    inputs=("oxygen_content",),
    parameters=(
        # Level(): the formula is linear in it. It gets the same prior as in every rival.
        Parameter("t_1_K", "T_1", "K", "Tc at one hole a formula unit", Level(), (0.0, math.inf)),
        # Normal(mean, sd), in its own unit: anything else. Say why below, in `assumptions`.
        Parameter("q", "q", "", "power of the hole count", Normal(1.0, 0.5), (0.0, 5.0)),
    ),
    predict=predict,
    source=Source("example that comes with Tc Referee", "none", "none"),
    # inputs and parameters that must give a value printed in the source, to half a unit of its last digit
    checks=(Check({"oxygen_content": 6.64}, {"t_1_K": 100.0, "q": 0.5}, "80", "by hand: 100 K times 0.64^(1/2)"),),
    assumptions=("ASSUME: the power lies between a half and two: q = 1.0 +/- 0.5.",),
)
