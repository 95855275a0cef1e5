r"""Parabola of Tc against doping, the empirical rule of the cuprates.

.. math:: T_c = T_c^\mathrm{max}\,[1 - 82.6\,(p - 0.16)^2]

Shape and position are those of the literature; only the height is free. The parabola ends at p = 0.05 and 0.27.
"""

import math
from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain

CURVATURE, OPTIMUM = 82.6, 0.16


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for holes per plane copper; zero outside the dome."""
    share: Array = np.maximum(0.0, 1 - CURVATURE * (inputs["doping"] - OPTIMUM) ** 2)
    return parameters["tc_max_K"] * share


model = TcModel(
    title="Presland-Tallon parabola",
    kind="rival",
    equation=r"T_c = T_c^\mathrm{max}\,[1 - 82.6\,(p - 0.16)^2]",
    inputs=("doping",),
    parameters=(Parameter("tc_max_K", r"T_c^\mathrm{max}", "K", "Tc at the optimal doping", Level(), (0.0, math.inf)),),
    predict=predict,
    source=Source(
        "Presland, Tallon, Buckley, Liu, Flower (1991), Physica C 176, 95",
        "10.1016/0921-4534(91)90700-9",
        "the parabola as later papers quote it; the paper itself was not seen",
        valid_for=Domain("cuprates doped with holes, between the ends of the parabola", {"doping": (0.05, 0.27)}),
        fitted_on=("lsco_stanev2018",),
        fitted_constants=2,
    ),
    checks=(
        Check({"doping": 0.16}, {"tc_max_K": 93.0}, "93", "by definition: the optimum"),
        Check({"doping": 0.1}, {"tc_max_K": 100.0}, "70.264", "by hand: 100 (1 - 82.6 x 0.0036)"),
        Check({"doping": 0.27}, {"tc_max_K": 100.0}, "0.054", "by hand: 100 (1 - 82.6 x 0.0121), next to the end"),
        Check({"doping": 0.3}, {"tc_max_K": 100.0}, "0", "outside the dome"),
    ),
    assumptions=(
        "ASSUME: outside the dome the rule predicts no superconductivity, Tc = 0, and not a negative Tc.",
        "ASSUME: 82.6 and 0.16 were drawn through La2-xSrxCuO4 as it was measured before 1991 (recalled, the paper was "
        "not seen); a table that averages the measurements of this compound holds the rows they came from.",
    ),
)
