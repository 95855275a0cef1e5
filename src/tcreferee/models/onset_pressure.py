r"""Pressure at which an element begins to superconduct, linear in its distance from the standing wave.

.. math:: P_{on} = a + b\,|E_F - E_{\lambda=2R}|

The source gives no formula, only an order: the larger the distance, the larger the pressure (Rb 55 GPa, Cs 12 GPa).
The straight line through its two points reaches zero pressure at 0.20 eV, and is as uncertain as their distance, 0.03
eV from values rounded to 0.01 eV.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the onset pressure (GPa) for energies in eV."""
    gap_eV = np.abs(inputs["fermi_energy_eV"] - inputs["standing_energy_eV"])
    return parameters["a_GPa"] + parameters["b_GPapereV"] * gap_eV


# the straight line through the two points of Table 1: 55 GPa at 0.24 eV and 12 GPa at 0.21 eV
_SLOPE_GPapereV = (55 - 12) / (0.24 - 0.21)
_LINE = {"a_GPa": 12 - _SLOPE_GPapereV * 0.21, "b_GPapereV": _SLOPE_GPapereV}

model = TcModel(
    title="onset pressure, linear in the distance from the standing wave",
    kind="theory",
    equation=r"P_\mathrm{on} = a + b\,|E_F - E_{\lambda=2R}|",
    inputs=("fermi_energy_eV", "standing_energy_eV"),
    parameters=(
        Parameter("a_GPa", "a", "GPa", "pressure where the two energies are equal; the source wants 0", Level()),
        Parameter(
            "b_GPapereV", "b", "GPa/eV", "pressure per distance; the source wants b > 0", Effect(), expects="positive"
        ),
    ),
    predict=predict,
    source=Source(
        "Formation of Cooper Pairs as a Consequence of Exchange Interaction (no author in the copy)",
        "exchange_standing_wave",
        "Section 3, paragraph before Table 1",
    ),
    checks=(
        Check(
            {"fermi_energy_eV": 1.78, "standing_energy_eV": 1.54}, _LINE, "55", "Table 1, Rb, R_111, by construction"
        ),
        Check(
            {"fermi_energy_eV": 1.54, "standing_energy_eV": 1.33}, _LINE, "12", "Table 1, Cs, R_111, by construction"
        ),
    ),
    response="pressure_GPa",
    assumptions=(
        "ASSUME: onset pressure linear in the distance of the two energies at ambient pressure; the source states only "
        "that it grows with it.",
    ),
)
