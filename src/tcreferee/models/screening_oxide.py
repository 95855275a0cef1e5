r"""Screening-length model of oxides: all inputs given, the volume factor of the carriers free.

.. math:: T_c = T_U - B\,n^{-1/6}, \qquad T_U = \frac{d_0 - r_+ - r_-}{\alpha d_0},
          \qquad B = \frac{2\delta\epsilon_s}{\alpha d_0}

The free coefficient is delta, the fraction of the volume that the carriers fill; the sign of it is not imposed.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.general_model_screening import b_oxide_K_m05, t_u_oxide_K, tc_of_density_K

_M_PER_A = 1e-10


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom, densities in 1/m^3 and expansion coefficients in 1/K."""
    d0_m, r_plus_m, r_minus_m = (inputs[word] * _M_PER_A for word in ("d0_A", "r_plus_A", "r_minus_A"))
    alpha_perK = inputs["expansion_perK"]
    t_u_K = t_u_oxide_K(d0_m, r_plus_m, r_minus_m, alpha_perK)
    return tc_of_density_K(inputs["n_m3"], t_u_K, b_oxide_K_m05(d0_m, alpha_perK, parameters["delta"]))


# The plane distance is that of the claims about YBa2Cu3Oy; the radii, which the copy has lost, are chosen so that
# their sum gives the printed T_U, and delta so that it gives the printed B.
_YBCO = {"d0_A": 1.93, "r_plus_A": 0.57, "r_minus_A": 1.359622756024, "expansion_perK": 0.92e-6}
_DELTA = {"delta": 1.3687740856590885e-4}

model = TcModel(
    title="screening of oxides, free volume factor",
    kind="theory",
    equation=r"T_c = (d_0 - r_+ - r_- - 2\delta\epsilon_s n^{-1/6})/(\alpha d_0)",
    inputs=("d0_A", "r_plus_A", "r_minus_A", "expansion_perK", "n_m3"),
    parameters=(
        Parameter(
            "delta", r"\delta", "", "fraction of the volume that the carriers fill", Level(), expects=(1e-4, 1e-3)
        ),
    ),
    predict=predict,
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Eqs. (6), (9), (10)",
    ),
    checks=(
        Check({**_YBCO, "n_m3": 1e300}, _DELTA, "212.46", "text on Fig. 2d: T_U of YBCO, infinite density"),
        Check({**_YBCO, "n_m3": 1e27}, _DELTA, "33.760", "text on Fig. 2d: T_U and B of YBCO put in Eq. (6) at 1e27"),
        Check({**_YBCO, "n_m3": (5.651e6 / 212.46) ** 6}, _DELTA, "0.00", "the same, at the zero of Eq. (6)"),
        # inside the stated range of delta, 1e-4 to 1e-3; T_U - Tc is by Eq. (10) that of the printed B times 5e-4/delta
        Check({**_YBCO, "n_m3": 1e27}, {"delta": 5e-4}, "-440.315", "Eq. (10) with another delta, computed"),
    ),
    assumptions=(
        "ASSUME: T_U follows from d0, r+, r- and alpha by Eq. (9), as the source says, and is not fitted beside delta; "
        "with T_U free, one material and constant d0 and alpha this is the model 'screening' in other coordinates.",
    ),
)
