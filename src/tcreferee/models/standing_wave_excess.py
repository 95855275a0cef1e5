r"""Standing waves at the Fermi energy, counting only what the Fermi energy has too much.

.. math:: \ln\frac{P}{1 - P} = a - b\,\max(E_F - E_{\lambda=2R}, 0)

The source takes the distance off the pairing energy where the Fermi energy is the higher one (Eq. 3.6), and nothing
where it is the lower one (Eq. 3.5). The rival `standing_wave_gap` counts both sides alike. With free-electron energies
the two differ only where some row has the lower Fermi energy, as Li with R_111.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import LOG_ODDS, Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the log odds of being superconducting for energies in eV."""
    excess_eV = np.maximum(inputs["fermi_energy_eV"] - inputs["standing_energy_eV"], 0.0)
    return parameters["a"] - parameters["b_pereV"] * excess_eV


model = TcModel(
    title="Fermi energy above the standing wave",
    kind="theory",
    equation=r"\ln\frac{P}{1 - P} = a - b\,\max(E_F - E_{\lambda=2R},\, 0)",
    inputs=("fermi_energy_eV", "standing_energy_eV"),
    parameters=(
        Parameter("a", "a", "nat", "log odds where the Fermi energy is not the higher one", Level()),
        Parameter("b_pereV", "b", "nat/eV", "loss per excess; the source wants b > 0", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Formation of Cooper Pairs as a Consequence of Exchange Interaction (no author in the copy)",
        "exchange_standing_wave",
        "Eqs. (3.5) and (3.6)",
        valid_for=Domain("metals with nearly free electrons", {"free_electron_metal": ("yes",)}),
    ),
    # with a = 0 and b = -1 the log odds are the excess, which the table prints where it is positive
    checks=(
        Check(
            {"fermi_energy_eV": 3.2, "standing_energy_eV": 3.09},
            {"a": 0.0, "b_pereV": -1.0},
            "0.11",
            "Table 1, Li, R_100",
        ),
        Check(
            {"fermi_energy_eV": 3.2, "standing_energy_eV": 4.12},
            {"a": 0.0, "b_pereV": -1.0},
            "0.00",
            "Eq. (3.5), with the energies of Table 1, Li, R_111",
        ),
    ),
    response=LOG_ODDS,
    assumptions=(
        "ASSUME: the reduction of Eq. (3.6) is a logistic curve; the limit of Eq. (3.4) on the other side is left out.",
        "ASSUME: one rule for all rows says which length R counts; the source takes R_100 for Li and R_111 for Cs.",
    ),
)
