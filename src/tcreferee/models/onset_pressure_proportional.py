r"""Pressure at which an element begins to superconduct, proportional to its distance from the standing wave.

.. math:: P_{on} = b\,|E_F - E_{\lambda=2R}|

The source lets pressure close the distance, so that none is needed where there is none, as in Li. Its own two points
are not proportional: 57 GPa/eV for Cs and 229 GPa/eV for Rb.
"""

import math
from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the onset pressure (GPa) for energies in eV."""
    gap_eV = np.abs(inputs["fermi_energy_eV"] - inputs["standing_energy_eV"])
    return parameters["b_GPapereV"] * gap_eV


model = TcModel(
    title="onset pressure, proportional to the distance from the standing wave",
    kind="theory",
    equation=r"P_\mathrm{on} = b\,|E_F - E_{\lambda=2R}|",
    inputs=("fermi_energy_eV", "standing_energy_eV"),
    parameters=(Parameter("b_GPapereV", "b", "GPa/eV", "pressure that closes one eV", Level(), (0.0, math.inf)),),
    predict=predict,
    source=Source(
        "Formation of Cooper Pairs as a Consequence of Exchange Interaction (no author in the copy)",
        "exchange_standing_wave",
        "Section 3, paragraph before Table 1",
    ),
    checks=(
        Check(
            {"fermi_energy_eV": 1.54, "standing_energy_eV": 1.33},
            {"b_GPapereV": 12 / 0.21},
            "12",
            "Table 1, Cs, R_111, by construction",
        ),
    ),
    response="pressure_GPa",
    assumptions=(
        "ASSUME: pressure closes the distance of the two energies at one rate in every row, from zero pressure at "
        "distance zero; the source states only that a larger distance needs a larger pressure.",
    ),
)
