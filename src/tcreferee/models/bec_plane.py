r"""Condensation of pairs in its second form: the density in a plane over the mass.

.. math:: T_c = K\,\frac{n_\mathrm{pair}^{2D}}{m_\mathrm{pair}^*}, \qquad n_\mathrm{pair}^{2D} = n_\mathrm{pair}\,d

The source states only the proportionality. An ideal gas in a plane does not condense above 0 K, so no constant follows.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel

_M3_A_PER_1E18_M2 = 1e-28  # density in 1/m^3 times a length in angstrom, in units of 1e18 per square metre


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for densities in 1/m^3, lengths in angstrom and masses in electron masses."""
    per_plane = inputs["n_pair_m3"] * inputs["length_A"] * _M3_A_PER_1E18_M2
    return parameters["k_K"] * per_plane / inputs["m_pair_me"]


model = TcModel(
    title="BEC, density in a plane over the mass",
    kind="theory",
    equation=r"T_c = K\,(n_\mathrm{pair}\,d/10^{18}\,\mathrm{m}^{-2})\,m_e/m_\mathrm{pair}^*",
    inputs=("n_pair_m3", "length_A", "m_pair_me"),
    parameters=(
        Parameter("k_K", "K", "K", "Tc of 1e18 pairs of one electron mass per m2 of plane", Level(), (0.0, math.inf)),
    ),
    predict=predict,
    source=Source(
        "Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge",
        "arXiv:2512.03658",
        "abstract and the text after Eq. (2): Tc proportional to the density in a plane over the mass",
    ),
    checks=(
        # 0.622e27 per m3 x 5.84 angstrom = 3.63248e17 per m2; 92 K x 24/0.363248 = 6078.491
        Check(
            {"n_pair_m3": 0.622e27, "length_A": 5.84, "m_pair_me": 24.0},
            {"k_K": 6078.491},
            "92.00",
            "bec_table1_cuprates, row I, with cuprate_c_axes: K from its own Tc, by hand",
        ),
    ),
    assumptions=(
        "ASSUME: the density in a plane is that in space times the mean distance of the conducting planes; the source "
        "prints no density in a plane.",
    ),
)
