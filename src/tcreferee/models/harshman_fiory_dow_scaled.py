r"""Interlayer Coulomb pairing with a free constant.

.. math:: T_{c0} = \frac{\beta}{\ell\,\zeta}

The dependence on the two lengths without the constant of the theory: if it does much better than the formula without
a free parameter, the constant is what fails.
"""

import math
from collections.abc import Mapping

from tcreferee.base.priors import Array, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Printed


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom."""
    return parameters["beta_KA2"] / (inputs["ell_A"] * inputs["zeta_A"])


model = TcModel(
    title="Harshman-Fiory-Dow, free constant",
    kind="theory",
    equation=r"T_{c0} = \beta/(\ell\,\zeta)",
    inputs=("ell_A", "zeta_A"),
    parameters=(
        Parameter(
            "beta_KA2", r"\beta", "K Å²", "Tc times both lengths; the source states 1247.4", Level(), (0.0, math.inf)
        ),
    ),
    predict=predict,
    printed=(Printed("beta_KA2", 1247.4, "abstract of Harshman, Fiory (2017)"),),
    source=Source(
        "Harshman, Fiory, Dow (2011), J. Phys.: Condens. Matter 23, 295701",
        "10.1088/0953-8984/23/29/295701",
        "abstract, constant freed",
    ),
    checks=(
        Check(
            {"ell_A": 8.6271, "zeta_A": 2.2324},
            {"beta_KA2": 1247.4},
            "64.77",
            "authors' page physikon.net/?page_id=2359, YBa2Cu3O6.60; ell from the area and charge printed there",
        ),
    ),
)
