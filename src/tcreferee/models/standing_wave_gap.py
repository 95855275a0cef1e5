r"""Standing waves at the Fermi energy: the nearer, the likelier a superconductor.

.. math:: \ln\frac{P}{1 - P} = a - b\,|E_F - E_{\lambda=2R}|

The source wants the energy of a standing wave of wavelength 2R close to the Fermi energy, from either side (Eq. 3.4),
and says neither how close nor which length R of a crystal counts before Tc is known: the distance over which
superconductivity is lost is free, and the length is fixed for all rows by the column that is bound.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import LOG_ODDS, Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the log odds of being superconducting for energies in eV."""
    gap_eV = np.abs(inputs["fermi_energy_eV"] - inputs["standing_energy_eV"])
    return parameters["a"] - parameters["b_pereV"] * gap_eV


model = TcModel(
    title="standing wave at the Fermi energy",
    kind="theory",
    equation=r"\ln\frac{P}{1 - P} = a - b\,|E_F - E_{\lambda=2R}|",
    inputs=("fermi_energy_eV", "standing_energy_eV"),
    parameters=(
        Parameter("a", "a", "nat", "log odds where the two energies are equal", Level()),
        Parameter(
            "b_pereV",
            "b",
            "nat/eV",
            "loss per distance of the two; the source wants b > 0",
            Effect(),
            expects="positive",
        ),
    ),
    predict=predict,
    source=Source(
        "Formation of Cooper Pairs as a Consequence of Exchange Interaction (no author in the copy)",
        "exchange_standing_wave",
        "Eq. (3.4)",
        valid_for=Domain("metals with nearly free electrons", {"free_electron_metal": ("yes",)}),
    ),
    # with a = 0 and b = -1 the log odds are the distance, which the table prints
    checks=(
        Check(
            {"fermi_energy_eV": 3.2, "standing_energy_eV": 3.09},
            {"a": 0.0, "b_pereV": -1.0},
            "0.11",
            "Table 1, Li, R_100",
        ),
        Check(
            {"fermi_energy_eV": 3.2, "standing_energy_eV": 4.12},
            {"a": 0.0, "b_pereV": 1.0},
            "-0.92",
            "Table 1, Li, R_111",
        ),
    ),
    response=LOG_ODDS,
    assumptions=(
        "ASSUME: the step of Eq. (3.4) is a logistic curve; the source states the condition, not how sharp it is.",
        "ASSUME: one rule for all rows says which length R counts; the source takes R_100 for Li and R_111 for Cs.",
    ),
)
