r"""Bose-Einstein condensation of an ideal gas of Cooper pairs.

.. math:: T_c^0 = \frac{2\pi\hbar^2}{m_\mathrm{pair}^* k_B}\left(\frac{n_\mathrm{pair}}{2.612}\right)^{2/3}

Nothing is free: pair density and pair mass are inputs. The constant is zeta(3/2), which the source
rounds to 2.612. Eq. (7) of the ionic-bond-pairing paper (arXiv:2503.13104) sets Tc to this temperature too.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.bec_double_bridge import ideal_tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the condensation temperature (K) of the ideal gas; shape of the inputs."""
    return ideal_tc_K(inputs["n_pair_m3"], inputs["m_pair_me"])


model = TcModel(
    title="BEC of ideal pairs",
    kind="theory",
    equation=r"T_c = \frac{2\pi\hbar^2}{m_\mathrm{pair}^* k_B}\left(\frac{n_\mathrm{pair}}{2.612}\right)^{2/3}",
    inputs=("n_pair_m3", "m_pair_me"),
    parameters=(),
    predict=predict,
    source=Source("Shi, Du, Zhu (2026), BEC of Cooper pairs with a double bridge", "arXiv:2512.03658", "Eq. (2)"),
    checks=(
        Check({"n_pair_m3": 0.622e27, "m_pair_me": 24.0}, {}, "89", "Table I, row I"),
        Check({"n_pair_m3": 0.331e27, "m_pair_me": 11.4}, {}, "123", "Table I, row V"),
    ),
)
