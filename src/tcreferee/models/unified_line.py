r"""Unified plot of metals: the line on which all of them should lie.

.. math:: T_U - T_c = 2\epsilon_s\,\frac{n^{-1/6}}{\alpha d_0}

The formula of the channel width, written so that only the carrier density seems to be left. Nothing is free: the slope
is twice the screening coefficient.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.general_model_screening import screening_coefficient_m05


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return T_U - Tc (K) for abscissae of the plot in K m^(-1/2)."""
    return 2 * screening_coefficient_m05() * inputs["unified_x_K_m05"]


model = TcModel(
    title="line of the unified plot",
    kind="theory",
    equation=r"T_U - T_c = 2\epsilon_s\,n^{-1/6}/(\alpha d_0)",
    inputs=("unified_x_K_m05",),
    parameters=(),
    predict=predict,
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Fig. 3a, Eqs. (6) to (8)",
    ),
    # The paper prints the slope as an expression, 2 e_s.
    checks=(
        Check(
            {"unified_x_K_m05": 1e6},
            {},
            "7.3305856",
            "slope of the dashed line of Fig. 3a, twice Eq. (3) in arithmetic of 30 digits",
        ),
    ),
    response="t_u_less_tc_K",
)
