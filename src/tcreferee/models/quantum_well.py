r"""Polyhedral quantum well: Tc falls with the square of one length of the crystal.

.. math:: T_c = \frac{\Lambda}{\xi^2}

The model does not say which of a crystal's candidate lengths is xi. A comparison binds `xi_A` to the length
that the printed table used, to the smallest, or to the largest.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed
from tcreferee.physics.polyhedral_quantum_well import tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom."""
    return tc_K(parameters["lambda_KA2"], inputs["xi_A"])


_PAPER = "Polyhedral quantum-well theory of unconventional superconductors (no author in the copy)"

model = TcModel(
    title="quantum well",
    kind="theory",
    equation=r"T_c = \Lambda/\xi^2",
    inputs=("xi_A",),
    parameters=(Parameter("lambda_KA2", r"\Lambda", "K Å²", "correlation strength factor", Level(), (0.0, math.inf)),),
    predict=predict,
    printed=(
        Printed("lambda_KA2", 1300.0, "Eq. (1), the average of cuprates", ("quantum_well_table1_cuprates",)),
        Printed("lambda_KA2", 400.0, "text below Table 2, iron", ("quantum_well_table2_iron",)),
    ),
    source=Source(_PAPER, "polyhedral_quantum_well", "Eq. (1)"),
    checks=(
        Check({"xi_A": 3.672}, {"lambda_KA2": 1254.0}, "93", "Table 1, YBa2Cu3O7-delta"),
        Check({"xi_A": 2.7149}, {"lambda_KA2": 405.0}, "55", "Table 2, SmFeAsO1-xFx (high pressure)"),
    ),
)
