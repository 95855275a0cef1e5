r"""Unified plot of metals: a line through the origin with a free slope.

.. math:: T_U - T_c = k\,2\epsilon_s\,\frac{n^{-1/6}}{\alpha d_0}

The line of the paper up to a factor. It tests whether the slope is 2 e_s.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed
from tcreferee.physics.general_model_screening import screening_coefficient_m05


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return T_U - Tc (K) for abscissae of the plot in K m^(-1/2)."""
    return parameters["scale"] * 2 * screening_coefficient_m05() * inputs["unified_x_K_m05"]


model = TcModel(
    title="line of the unified plot, scaled",
    kind="theory",
    equation=r"T_U - T_c = k\,2\epsilon_s\,n^{-1/6}/(\alpha d_0)",
    inputs=("unified_x_K_m05",),
    parameters=(
        Parameter("scale", "k", "", "factor on the slope of the formula; the source has 1", Level(), (0.0, math.inf)),
    ),
    predict=predict,
    printed=(Printed("scale", 1.0, "the formula as printed"),),
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Fig. 3a, Eqs. (6) to (8), scaled",
    ),
    checks=(
        Check(
            {"unified_x_K_m05": 1e6},
            {"scale": 1.0},
            "7.3305856",
            "slope of the dashed line of Fig. 3a, twice Eq. (3) in arithmetic of 30 digits",
        ),
    ),
    response="t_u_less_tc_K",
    assumptions=("ASSUME: one factor for all metals; its prior is set by the mean of T_U - Tc it gives, not by 1.",),
)
