r"""Dome of Tc over doping as the standing-wave equations give it: a plateau, then a slope.

.. math:: C k_B T_c = |\Delta| - \max(E_F - E_{\lambda=2R},\,0), \qquad
          T_c = 0\ \mathrm{if}\ |\Delta| < |E_F - E_{\lambda=2R}|

Equality in Eqs. (3.5) and (3.6). The Fermi energy of Eq. (3.12) grows with the 2/3 power of the doping and meets the
standing wave at x_0; delta is |Delta| over the energy of that wave. Below the wave Tc is flat and ends at once.
"""

import math
from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Level, Uniform
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for holes per plane copper."""
    delta = parameters["delta"]
    above = (inputs["doping"] / parameters["x_0"]) ** (2 / 3) - 1  # (E_F - E_2R)/E_2R
    share: Array = np.clip(1 - np.maximum(above, 0.0) / delta, 0.0, 1.0)
    return parameters["tc_max_K"] * np.where(np.abs(above) > delta, 0.0, share)


model = TcModel(
    title="standing-wave dome, Eqs. (3.4) to (3.6)",
    kind="theory",
    equation=r"T_c = T_\mathrm{max}\,[1 - \max((x/x_0)^{2/3} - 1,\,0)/\delta],\quad 0\ \mathrm{outside}",
    inputs=("doping",),
    parameters=(
        Parameter("tc_max_K", r"T_\mathrm{max}", "K", "|Δ|/(C k_B), Tc of the plateau", Level(), (0.0, math.inf)),
        Parameter("x_0", "x_0", "", "doping at which the Fermi energy meets the standing wave", Uniform(0.05, 0.35)),
        Parameter("delta", r"\delta", "", "|Δ| over the energy of the standing wave", Uniform(0.01, 1.0)),
    ),
    predict=predict,
    source=Source(
        "Formation of Cooper Pairs as a Consequence of Exchange Interaction (no author in the copy)",
        "exchange_standing_wave",
        "Eqs. (3.4), (3.5), (3.6), (3.12)",
    ),
    checks=(
        Check({"doping": 0.16}, {"tc_max_K": 38.0, "x_0": 0.16, "delta": 0.4}, "38", "E_F at the wave: the bound"),
        Check({"doping": 0.09}, {"tc_max_K": 38.0, "x_0": 0.16, "delta": 0.4}, "38", "below it: the same bound"),
        # (0.28/0.16)^(2/3) - 1 = 0.452207 > 0.4
        Check({"doping": 0.28}, {"tc_max_K": 38.0, "x_0": 0.16, "delta": 0.4}, "0", "Eq. (3.4)"),
        # (0.24/0.16)^(2/3) - 1 = 0.310371; 38 (1 - 0.775927)
        Check({"doping": 0.24}, {"tc_max_K": 38.0, "x_0": 0.16, "delta": 0.4}, "8.515", "by hand, above the wave"),
    ),
    assumptions=(
        "ASSUME: equality in Eqs. (3.5) and (3.6), which are bounds, and a constant C.",
        "ASSUME: effective mass and lattice do not change with doping, so that E_F goes as its 2/3 power.",
        "ASSUME: x_0 anywhere between 0.05 and 0.35, delta between 0.01 and 1; the source gives neither.",
    ),
)
