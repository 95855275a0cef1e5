r"""Polyhedral quantum well whose strengths scatter about a common value from family to family.

.. math:: T_c = \frac{\Lambda_f}{\xi^2}, \qquad \Lambda_f\ \text{scattered about}\ \Lambda\ \text{by}\ \tau

Between one strength for all and one for each family: how different the families are is estimated, too.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.polyhedral_quantum_well import tc_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom; the strength is that of each row's family."""
    return tc_K(parameters["lambda_KA2"], inputs["xi_A"])


model = TcModel(
    title="quantum well, pooled strengths",
    kind="theory",
    equation=r"T_c = \Lambda_f/\xi^2,\ \Lambda_f = \Lambda \pm \tau",
    inputs=("xi_A",),
    parameters=(
        Parameter(
            "lambda_KA2",
            r"\Lambda",
            "K Å²",
            "correlation strength factor of a family",
            Level(),
            families="pooled",
        ),
    ),
    predict=predict,
    source=Source(
        "Polyhedral quantum-well theory of unconventional superconductors (no author in the copy)",
        "polyhedral_quantum_well",
        "Eq. (1), strengths pooled",
    ),
    checks=(
        Check({"xi_A": 3.672}, {"lambda_KA2": 1254.0}, "93", "Table 1, row 2"),
        Check({"xi_A": 2.7149}, {"lambda_KA2": 405.0}, "55", "Table 2, row 3"),
    ),
    assumptions=("ASSUME: strengths of families scatter about a common one; the source does not relate them.",),
)
