r"""General screening-length model: Tc rises with carrier density as a -1/6 power towards a limit.

.. math:: T_c = T_U - B\,n^{-1/6}

T_U is the critical temperature at infinite density, B the strength of the screening length. The sign of
neither is imposed: rows that contradict the formula may say so.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed
from tcreferee.physics.general_model_screening import tc_of_density_K

# tables of YBa2Cu3Oy with holes counted as the source counts them
YBCO = (
    "ybco_jorgensen1990", "ybco_kraut1993", "ybco_ando2002", "ybco_wang1987", "ybco_nist_srd62", "ybco_liang2006",
)  # fmt: skip


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for densities in 1/m^3."""
    return tc_of_density_K(inputs["n_m3"], parameters["t_u_K"], parameters["b_K_m05"])


model = TcModel(
    title="screening, power −1/6",
    kind="theory",
    equation=r"T_c = T_U - B\,n^{-1/6}",
    inputs=("n_m3",),
    parameters=(
        Parameter("t_u_K", "T_U", "K", "critical temperature at infinite carrier density", Level(), expects="positive"),
        Parameter("b_K_m05", "B", "K m$^{-1/2}$", "strength of the screening length", Effect(), expects="positive"),
    ),
    predict=predict,
    printed=(
        Printed("t_u_K", 212.46, "text on Fig. 2d, YBa2Cu3Oy", YBCO),
        # the share of T_U that screening takes at 1e27 per m3: unlike B it does not change with the unit of Tc
        Printed(
            "share",
            5.651e6 / 212.46 / 1e27 ** (1 / 6),
            "text on Fig. 2d, YBa2Cu3Oy",
            YBCO,
            lambda p: p["b_K_m05"] / p["t_u_K"] / 1e27 ** (1 / 6),
            r"(B/T_U)\,(10^{27}\,\mathrm{m}^{-3})^{-1/6}",
        ),
    ),
    source=Source("Liu, Gao, Shi (2026), A general model for superconductivity", "general_model_screening", "Eq. (6)"),
    checks=(
        Check(
            {"n_m3": 1e300},
            {"t_u_K": 212.46, "b_K_m05": 5.651e6},
            "212.46",
            "T_U of YBCO is the limit of infinite density",
        ),
        # Printed T_U and B put Tc = 0 at n = (B/T_U)^6 = 3.5e26 per m3.
        Check(
            {"n_m3": (5.651e6 / 212.46) ** 6},
            {"t_u_K": 212.46, "b_K_m05": 5.651e6},
            "0.00",
            "Eq. (6), its zero",
        ),
    ),
)
