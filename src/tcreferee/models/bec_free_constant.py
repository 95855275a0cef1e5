r"""Condensation temperature of ideal pairs with a free constant.

.. math:: T_c = K\,\frac{n_\mathrm{pair}^{2/3}}{m_\mathrm{pair}^*}

The right-hand side of the double-bridge paper's Eq. (2) without its constant: if this does much better than the ideal
gas, the constant of that theory is what fails. It is not Uemura's law, which is linear in the density.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); the density enters in units of 1e27 per cubic metre."""
    return parameters["k_K"] * (inputs["n_pair_m3"] / 1e27) ** (2 / 3) / inputs["m_pair_me"]


model = TcModel(
    title="BEC of ideal pairs, free constant",
    kind="theory",
    equation=r"T_c = K\,(n_\mathrm{pair}/10^{27}\,\mathrm{m}^{-3})^{2/3}\,m_e/m_\mathrm{pair}^*",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(
        Parameter("k_K", "K", "K", r"Tc of pairs of one electron mass at 1e27 per m3", Level(), (0.0, math.inf)),
    ),
    predict=predict,
    # 2 pi hbar^2 (1e27/2.612)^(2/3)/(m_e k_B)
    printed=(Printed("k_K", 2929.2, "Eq. (2), ideal pairs"),),
    source=Source(
        "Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge", "arXiv:2512.03658", "Eq. (2), constant freed"
    ),
    checks=(
        # K of the ideal gas is 2 pi hbar^2 (1e27/2.612)^(2/3) / (m_e k_B) = 2929.2 K.
        Check(
            {"n_pair_m3": 0.622e27, "m_pair_me": 24.0},
            {"k_K": 2929.2},
            "89",
            "Table I, row I, with Eq. (2)'s K",
        ),
    ),
)
