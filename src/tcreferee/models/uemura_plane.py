r"""Density in a plane over the effective mass, after Uemura's law: its factor d is added here, not printed by Uemura.

.. math:: T_c = K\,\frac{n\,d}{m^*}

The Fermi temperature of a layered metal follows from the density in a plane, n d, with d the mean distance of the
conducting planes. Uemura's law itself, Tc proportional to n_s/m*, was found on hole-doped, underdoped cuprates.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K); the density enters in units of 1e27 per cubic metre, lengths in angstrom."""
    return parameters["k_K"] * (inputs["n_pair_m3"] / 1e27) * inputs["length_A"] / inputs["m_pair_me"]


model = TcModel(
    title="n d/m*, after Uemura (the factor d is ours)",
    kind="rival",
    equation=r"T_c = K\,(n_\mathrm{pair}/10^{27}\,\mathrm{m}^{-3})\,(d/\mathrm{\AA})\,m_e/m_\mathrm{pair}^*",
    inputs=("n_pair_m3", "length_A", "m_pair_me"),
    parameters=(
        Parameter(
            "k_K",
            "K",
            "K",
            "Tc of 1e27 pairs of one electron mass per m3 in planes one angstrom apart",
            Level(),
            (0.0, math.inf),
        ),
    ),
    predict=predict,
    source=Source(
        "Y. J. Uemura and others (1989), Phys. Rev. Lett. 62, 2317 (the list of authors was not available)",
        "10.1103/PhysRevLett.62.2317",
        "Tc proportional to n_s/m*; the factor d is ours; no number is taken from the paper",
        valid_for=Domain(
            "underdoped cuprates doped with holes",
            {"material": ("cuprate",), "carriers": ("holes",), "doping_side": ("underdoped",)},
        ),
    ),
    checks=(
        # 92 K x 24/(0.622 x 5.84)
        Check(
            {"n_pair_m3": 0.622e27, "length_A": 5.84, "m_pair_me": 24.0},
            {"k_K": 607.84},
            "92",
            "bec_table1_cuprates, row I, with cuprate_c_axes: K from its own Tc, by hand",
        ),
    ),
    assumptions=(
        "ASSUME: superfluid density and mass are those of the pairs; carriers are twice as many and half as heavy, a "
        "factor that the constant takes up.",
        "ASSUME: d is the c axis over the conducting planes in it, although the planes of a stack lie closer together.",
    ),
)
