r"""Uemura scaling with a free constant.

.. math:: T_c = K\,\frac{n_\mathrm{pair}^{2/3}}{m_\mathrm{pair}^*}

The proportionality that the condensation picture shares with the Uemura plot, without its constant:
if this does much better than the ideal gas, the constant of that theory is what fails.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); the density enters in units of 1e27 per cubic metre."""
    return parameters["k_K"] * (inputs["n_pair_m3"] / 1e27) ** (2 / 3) / inputs["m_pair_me"]


model = TcModel(
    title="Uemura scaling",
    kind="theory",
    equation=r"T_c = K\,(n_\mathrm{pair}/10^{27}\,\mathrm{m}^{-3})^{2/3}\,m_e/m_\mathrm{pair}^*",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(
        Parameter("k_K", "K", "K", r"Tc of pairs of one electron mass at 1e27 per m3", Level(), (0.0, math.inf)),
    ),
    predict=predict,
    source=Source(
        "Shi, Du, Zhu (2026), with the Uemura plot: Uemura et al., Phys. Rev. Lett. 62, 2317 (1989)",
        "10.1103/PhysRevLett.62.2317",
        "Eq. (2), right-hand side",
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
