r"""Bose-Einstein condensation with one free pair density for all rows.

.. math:: T_c = T_{10}\,\frac{10\,m_e}{m_\mathrm{pair}^*}, \qquad
          T_{10} = \frac{2\pi\hbar^2}{10\,m_e k_B}\left(\frac{n}{2.612}\right)^{2/3}

The table gives a pair density for each compound but no source for it. Here the density is left free, the same for
every row: what remains of the formula is that Tc falls as one over the pair mass.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for pair masses in electron masses."""
    return parameters["tc_10me_K"] * 10.0 / inputs["m_pair_me"]


model = TcModel(
    title="BEC with one free pair density",
    kind="theory",
    equation=r"T_c = T_{10}\,10\,m_e/m_\mathrm{pair}^*",
    inputs=("m_pair_me",),
    parameters=(Parameter("tc_10me_K", "T_{10}", "K", "Tc of pairs of ten electron masses", Level(), (0.0, math.inf)),),
    predict=predict,
    source=Source(
        "Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge", "arXiv:2512.03658", "Eq. (2), density freed"
    ),
    checks=(
        # Eq. (2) gives 213.4 K for the printed density of row I, 0.622e27 per m3, and ten electron masses
        Check({"m_pair_me": 24.0}, {"tc_10me_K": 213.4}, "89", "Table I, row I, with Eq. (2)"),
    ),
    assumptions=(
        "ASSUME: one density for all rows; the source gives one for each compound, without saying from where.",
    ),
)
