r"""Matthias's rule: odd valence counts favour superconductivity, even ones do not.

.. math:: y = a - b\,\cos(\pi Z)

Maxima at 3, 5 and 7 electrons per atom, minima at 4 and 6. The rule was found on transition metals and their alloys,
where Z counts all electrons outside the closed shell. The response is Tc or the log odds of being superconducting.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import ANY_RESPONSE, Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response for conduction electrons per atom."""
    parity: Array = -np.cos(np.pi * inputs["valence"])
    return parameters["a"] + parameters["b"] * parity


model = TcModel(
    title="valence, odd or even (Matthias)",
    kind="rival",
    equation=r"y = a - b\,\cos(\pi Z)",
    inputs=("valence",),
    parameters=(
        Parameter("a", "a", "response", "mean of odd and even valences", Level()),
        Parameter(
            "b", "b", "response", "half the difference between odd and even valences", Effect(), expects="positive"
        ),
    ),
    predict=predict,
    source=Source(
        "Matthias (1955), Phys. Rev. 97, 74",
        "10.1103/PhysRev.97.74",
        "maxima at odd valences as later texts quote them; the paper itself was not seen",
    ),
    response=ANY_RESPONSE,
    checks=(
        Check({"valence": 5.0}, {"a": 2.0, "b": 1.5}, "3.5", "by definition: odd"),
        Check({"valence": 4.0}, {"a": 2.0, "b": 1.5}, "0.5", "by definition: even"),
    ),
    assumptions=(
        "ASSUME: all maxima are alike, and a cosine joins them; for the whole numbers of a table it is a parity.",
    ),
)
