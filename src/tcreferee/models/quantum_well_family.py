r"""Polyhedral quantum well with a strength of its own for each family of materials.

.. math:: T_c = \frac{\Lambda_f}{\xi^2}

The source takes 1300 for cuprates and 400 for iron: one free number for each family, none of which learns from
the others.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.polyhedral_quantum_well import tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom; the strength is that of each row's family."""
    return tc_K(parameters["lambda_KA2"], inputs["xi_A"])


model = TcModel(
    title="quantum well, a strength a family",
    kind="theory",
    equation=r"T_c = \Lambda_f/\xi^2",
    inputs=("xi_A",),
    parameters=(
        Parameter(
            "lambda_KA2",
            r"\Lambda",
            "K Å²",
            "correlation strength factor of a family",
            Level(),
            families="separate",
        ),
    ),
    predict=predict,
    source=Source(
        "Polyhedral quantum-well theory of unconventional superconductors (no author in the copy)",
        "polyhedral_quantum_well",
        "Eq. (1) and the text below Table 2",
    ),
    checks=(
        Check({"xi_A": 3.7338}, {"lambda_KA2": 1018.0}, "73", "Table 1, row 1"),
        Check({"xi_A": 3.0912}, {"lambda_KA2": 401.0}, "42", "Table 2, row 10"),
    ),
)
