r"""Channel width of metals with a free scale factor.

.. math:: T_c = k\,\frac{d_0 - 2r_+ - 2\lambda}{\alpha d_0}, \qquad \lambda = \epsilon_s\,n^{-1/6}

The formula without free coefficient may be wrong by a factor, because the expansion coefficient is known to a
factor only; this rival asks whether its trend is right. The sign of k is not imposed.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed
from tcreferee.physics.general_model_screening import tc_metal_K

_M_PER_A = 1e-10


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom, densities in 1/m^3 and expansion coefficients in 1/K."""
    d0_m, r_plus_m = inputs["d0_A"] * _M_PER_A, inputs["r_plus_A"] * _M_PER_A
    return parameters["scale"] * tc_metal_K(d0_m, r_plus_m, inputs["n_m3"], inputs["expansion_perK"])


model = TcModel(
    title="channel width of metals, scaled",
    kind="theory",
    equation=r"T_c = k\,(d_0 - 2r_+ - 2\epsilon_s n^{-1/6})/(\alpha d_0)",
    inputs=("d0_A", "r_plus_A", "n_m3", "expansion_perK"),
    parameters=(
        Parameter(
            "scale", "k", "", "factor on the temperature of the formula; the source has 1", Level(), expects="positive"
        ),
    ),
    predict=predict,
    printed=(Printed("scale", 1.0, "the formula as printed"),),
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Eqs. (1), (2), (4), scaled",
    ),
    checks=(
        Check(
            {"d0_A": 2.98, "r_plus_A": 0.95, "n_m3": 1.04e29, "expansion_perK": 2.68e-7},
            {"scale": 1.0},
            "13808.116",
            "Cd of metals_channel_paper, Eqs. (1), (2), (4) in arithmetic of 30 digits",
        ),
    ),
    assumptions=(
        "ASSUME: one factor for all metals, of either sign; its prior is set by the mean Tc it gives, not by 1.",
    ),
)
