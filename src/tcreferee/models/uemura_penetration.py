r"""Uemura plot: Tc is proportional to the superfluid density over the effective mass.

.. math:: T_c = K\,\lambda^{-2}

The London relation makes 1/lambda^2 proportional to n_s/m*. One straight line through the origin for all materials.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for inverse squared penetration depths in 1/um^2."""
    return parameters["k_Kum2"] * inputs["inv_lambda2_um2"]


model = TcModel(
    title="Uemura plot",
    kind="rival",
    equation=r"T_c = K\,\lambda^{-2}",
    inputs=("inv_lambda2_um2",),
    parameters=(
        Parameter(
            "k_Kum2",
            "K",
            "K µm²",
            "slope of Tc against the inverse squared penetration depth",
            Level(),
            (0.0, math.inf),
        ),
    ),
    predict=predict,
    source=Source(
        "Y. J. Uemura and others (1989), Phys. Rev. Lett. 62, 2317 (the list of authors was not available)",
        "10.1103/PhysRevLett.62.2317",
        "the line of the plot; no number is taken from the paper",
        valid_for=Domain(
            "underdoped cuprates doped with holes",
            {"material": ("cuprate",), "carriers": ("holes",), "doping_side": ("underdoped",)},
        ),
    ),
    checks=(
        # 257.5 nm are 15.082 per um^2.
        Check(
            {"inv_lambda2_um2": 0.2575**-2},
            {"k_Kum2": 4.973},
            "75",
            "uemura_cuprates, Pb2Sr2(Y,Ca)Cu3O8: K from its own 75 K and 257.5 nm, by hand",
        ),
        Check({"inv_lambda2_um2": 25.0}, {"k_Kum2": 2.0}, "50", "by definition: 200 nm at 2 K um^2"),
    ),
)
