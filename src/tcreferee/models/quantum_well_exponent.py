r"""Quantum well with the exponent left free.

.. math:: T_c = T_3\,(3\,\mathrm{Å}/\xi)^{p}

The source states p = 2; this rival tests whether the rows agree.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom."""
    return parameters["tc_3A_K"] * (3.0 / inputs["xi_A"]) ** parameters["p"]


model = TcModel(
    title="quantum well with free exponent",
    kind="theory",
    equation=r"T_c = T_3\,(3\,\mathrm{\AA}/\xi)^p",
    inputs=("xi_A",),
    parameters=(
        Parameter("tc_3A_K", "T_3", "K", "Tc at a length of 3 angstrom", Level(), (0.0, math.inf)),
        Parameter("p", "p", "", "exponent; the source states 2", Normal(2.0, 2.0), expects="positive"),
    ),
    predict=predict,
    printed=(Printed("p", 2.0, "Eq. (1)"),),
    source=Source(
        "Polyhedral quantum-well theory of unconventional superconductors (no author in the copy)",
        "polyhedral_quantum_well",
        "Eq. (1), exponent freed",
        freed=("p",),
    ),
    checks=(Check({"xi_A": 3.672}, {"tc_3A_K": 1254.0 / 9, "p": 2.0}, "93", "Table 1, YBa2Cu3O7-delta"),),
    assumptions=("ASSUME: exponent prior Normal(2, 2): centred on the source's value, wide enough to hold 0.",),
)
