r"""Spin resonance of a quantum well: its energy falls with the square of the height of the well.

.. math:: E^r_j = \frac{\Theta}{\xi_j^2}

One coefficient for all wells of a crystal. The source fixes it by one of three resonances and calls the other two
predicted; here all of them bear on it alike.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.polyhedral_quantum_well import resonance_meV


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return resonance energies (meV) for heights in angstrom."""
    return resonance_meV(parameters["theta_meVA2"], inputs["xi_A"])


model = TcModel(
    title="resonance of a quantum well",
    kind="theory",
    equation=r"E^r = \Theta/\xi^2",
    inputs=("xi_A",),
    parameters=(
        Parameter(
            "theta_meVA2",
            r"\Theta",
            "meV Å²",
            "resonance energy times the squared height",
            Level(),
            (0.0, math.inf),
        ),
    ),
    predict=predict,
    source=Source(
        "Polyhedral quantum-well theory of unconventional superconductors (no author in the copy)",
        "polyhedral_quantum_well",
        "Eq. (3)",
    ),
    response="energy_meV",
    checks=(
        Check({"xi_A": 3.387}, {"theta_meVA2": 13 * 2.928**2}, "9.7", "text below Eq. (3), phase gamma"),
        # 13 meV and 2.928 angstrom are what the text gives to phase beta.
        Check({"xi_A": 2.928}, {"theta_meVA2": 111.451392}, "13", "text below Eq. (3), phase beta"),
    ),
)
