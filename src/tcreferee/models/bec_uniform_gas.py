r"""Bose-Einstein condensation of a uniform gas of pairs that repel each other.

.. math:: T_c = T_c^0\left(1 + 1.32\,a\,n_\mathrm{pair}^{1/3}\right)

with T_c^0 the ideal-gas value. In a uniform gas of given density mean field does not move Tc; critical
fluctuations raise it where pairs repel (Baym et al. 1999). The source of `bec_interacting` takes the shift
of a gas in a harmonic trap instead, which has the opposite sign. One a > 0 is shared by all rows: a uniform
gas of attracting bosons collapses. Both shifts go as a n^(1/3), so the two models predict the same wherever a
is free and differ in what they call the pairs: the rows cannot say whether a rise above the ideal gas comes
from repulsion here or from attraction there. What differs is |a|, by the ratio of 3.426 to 1.818.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.bec_double_bridge import uniform_gas_tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the condensation temperature (K); parameters broadcast over leading axes."""
    return uniform_gas_tc_K(inputs["n_pair_m3"], inputs["m_pair_me"], parameters["a_nm"])


model = TcModel(
    title="BEC of a uniform repelling gas",
    kind="theory",
    equation=r"T_c = T_c^0\,(1 + 1.32\,a\,n_\mathrm{pair}^{1/3})",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(
        Parameter(
            "a_nm", "a", "nm", "scattering length of two pairs, positive for repulsion", Effect(), (0.0, math.inf)
        ),
    ),
    predict=predict,
    source=Source(
        "Baym, Blaizot, Holzmann, Laloë, Vautherin, Phys. Rev. Lett. 83, 1703 (1999); coefficient: Arnold, Moore, "
        "Phys. Rev. Lett. 87, 120401 (2001)",
        "10.1103/PhysRevLett.83.1703",
        "Tc linear in a; 1.32 +- 0.02 from 10.1103/PhysRevLett.87.120401",
    ),
    checks=(
        Check(
            {"n_pair_m3": 0.622e27, "m_pair_me": 24.0},
            {"a_nm": 0.0},
            "89",
            "Table I of the double-bridge paper, row I (a = 0 is the ideal gas)",
        ),
        # the shift is 1.32 % where a is a hundredth of the distance n^(-1/3) of pairs; the Tc of row V is 122.96 K
        Check(
            {"n_pair_m3": 0.331e27, "m_pair_me": 11.4},
            {"a_nm": 0.01 * 0.331e27 ** (-1 / 3) * 1e9},
            "124.6",
            "122.96 K x 1.0132: Table I of the double-bridge paper, row V, and the coefficient of Arnold and Moore",
        ),
    ),
    assumptions=(
        "ASSUME: coefficient 1.32 (Arnold and Moore, abstract read); 1.29 +- 0.05 (Kashurnikov et al., abstract read) "
        "differs by less than any a could be known, and only rescales a.",
        "ASSUME: first order in a at every a; the expansion holds for n a^3 below about 1e-6 (abstract of "
        "arXiv:0801.3424).",
        "ASSUME: one scattering length for all rows; with it free, same predictions and priors as bec_interacting, "
        "whose attraction raises Tc as the repulsion does here.",
    ),
)
