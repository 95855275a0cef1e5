r"""Bose-Einstein condensation of Cooper pairs that attract each other.

.. math:: T_c = T_c^0\left(1 - 3.426\,\frac{a}{\lambda_0}\right), \qquad
          \lambda_0 = \left(\frac{2.612}{n_\mathrm{pair}}\right)^{1/3}

with T_c^0 the ideal-gas value. The source draws Tc against a different |a| for each compound; here one
scattering length a < 0 is shared by all rows, so that the formula can fail.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.bec_double_bridge import interacting_tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the condensation temperature (K); parameters broadcast over leading axes."""
    return interacting_tc_K(inputs["n_pair_m3"], inputs["m_pair_me"], parameters["a_nm"])


model = TcModel(
    title="BEC of attracting pairs",
    kind="theory",
    equation=r"T_c = T_c^0\,(1 - 3.426\,a/\lambda_0)",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(
        Parameter(
            "a_nm",
            "a",
            "nm",
            "scattering length of two pairs, negative for attraction",
            Effect(),
            (-math.inf, 0.0),
        ),
    ),
    predict=predict,
    source=Source("Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge", "arXiv:2512.03658", "Eq. (3)"),
    checks=(
        Check({"n_pair_m3": 0.622e27, "m_pair_me": 24.0}, {"a_nm": 0.0}, "89", "Table I, row I (a = 0 is Eq. 2)"),
        # T_c doubles where 3.426 |a| = lambda_0: the printed lambda_0 of row III is 2.032 nm, its T_c^0 86 K.
        Check(
            {"n_pair_m3": 0.311e27, "m_pair_me": 15.6},
            {"a_nm": -2.032 / 3.426},
            "172",
            "Table I, row III, and Eq. (3)",
        ),
    ),
    assumptions=(
        "ASSUME: one scattering length for all rows; the source leaves a free per compound, which would fit anything.",
    ),
)
