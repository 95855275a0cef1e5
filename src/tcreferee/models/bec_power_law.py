r"""Free power law of pair density and pair mass.

.. math:: T_c = K\,\left(\frac{n_\mathrm{pair}}{10^{27}\,\mathrm{m}^{-3}}\right)^{p}
          \left(\frac{m_\mathrm{pair}^*}{10\,m_e}\right)^{-q}

Condensation of an ideal gas implies p = 2/3, q = 1 and the constant; this rival tests whether the rows agree.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for densities in 1/m^3 and masses in electron masses."""
    density: Array = (inputs["n_pair_m3"] / 1e27) ** parameters["p"]
    mass: Array = (inputs["m_pair_me"] / 10.0) ** -parameters["q"]
    return parameters["k_K"] * density * mass


# 2 pi hbar^2/(10 m_e k_B) (1e27/2.612)^(2/3), with hbar^2/m_e in eV angstrom^2 and k_B in eV/K
_IDEAL_K = 2 * math.pi * 7.619964 / (10 * 8.617333e-5) * (1e-3 / 2.612) ** (2 / 3)

model = TcModel(
    title="free power law of density and mass",
    kind="theory",
    equation=r"T_c = K\,(n_\mathrm{pair}/10^{27}\,\mathrm{m}^{-3})^p\,(m_\mathrm{pair}^*/10\,m_e)^{-q}",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(
        Parameter("k_K", "K", "K", "Tc of pairs of 10 electron masses at 1e27 per m3", Level(), (0.0, math.inf)),
        Parameter(
            "p", "p", "", "exponent of the density; the source states 2/3", Normal(2 / 3, 1.0), expects="positive"
        ),
        Parameter(
            "q", "q", "", "exponent of the inverse mass; the source states 1", Normal(1.0, 1.0), expects="positive"
        ),
    ),
    predict=predict,
    printed=(Printed("p", 2 / 3, "Eq. (2)"), Printed("q", 1.0, "Eq. (2)")),
    source=Source(
        "Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge",
        "arXiv:2512.03658",
        "Eq. (2), constant and exponents freed",
        freed=("p", "q"),
    ),
    checks=(
        Check(
            {"n_pair_m3": 0.622e27, "m_pair_me": 24.0},
            {"k_K": _IDEAL_K, "p": 2 / 3, "q": 1.0},
            "89",
            "Table I, row I, with the constant of Eq. (2)",
        ),
        Check(
            {"n_pair_m3": 0.331e27, "m_pair_me": 11.4},
            {"k_K": _IDEAL_K, "p": 2 / 3, "q": 1.0},
            "123",
            "Table I, row V, with the constant of Eq. (2)",
        ),
    ),
    assumptions=(
        "ASSUME: exponent priors Normal(2/3, 1) and Normal(1, 1): centred on the source's values, wide enough to hold "
        "0 and both signs.",
    ),
)
