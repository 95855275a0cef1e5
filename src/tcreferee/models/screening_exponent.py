r"""Screening-length model with the exponent left free.

.. math:: T_c = T_U - B_0\,(n/10^{27}\,\mathrm{m}^{-3})^{-p}

The source states p = 1/6; this rival tests whether the rows agree. As p goes to 0 and B_0 grows, it
becomes a logarithm. B_0 is the drop below T_U at 1e27 per cubic metre, in kelvin: a coefficient whose
unit does not change with p.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for densities in 1/m^3."""
    return parameters["t_u_K"] - parameters["b0_K"] * (inputs["n_m3"] / 1e27) ** -parameters["p"]


model = TcModel(
    title="screening with free exponent",
    kind="theory",
    equation=r"T_c = T_U - B_0\,(n/10^{27}\,\mathrm{m}^{-3})^{-p}",
    inputs=("n_m3",),
    parameters=(
        Parameter("t_u_K", "T_U", "K", "limit at infinite carrier density (p > 0)", Level()),
        Parameter("b0_K", "B_0", "K", "drop below the limit at 1e27 per m3", Effect(), expects="positive"),
        Parameter("p", "p", "", "exponent; the source states 1/6", Normal(1 / 6, 1.0), expects="positive"),
    ),
    predict=predict,
    printed=(Printed("p", 1 / 6, "Eq. (6)"),),
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Eq. (6), exponent freed",
        freed=("p",),
    ),
    checks=(
        Check(
            {"n_m3": (5.651e6 / 212.46) ** 6},
            {"t_u_K": 212.46, "b0_K": 5.651e6 * 1e27 ** (-1 / 6), "p": 1 / 6},
            "0.00",
            "Eq. (6), its zero with the printed T_U and B",
        ),
    ),
    assumptions=("ASSUME: exponent prior Normal(1/6, 1): centred on the source's value, holds square root and log.",),
)
