r"""Interlayer Coulomb pairing, without a free parameter.

.. math:: T_{c0} = \frac{\beta}{\ell\,\zeta}, \qquad \beta = 1247.4\ \mathrm{K\,\AA^2}

The spacing of the charges within a layer and the distance of the interacting layers give the Tc of optimal samples.
The constant is e^2 times a length of 0.00747 angstrom over the Boltzmann constant.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel

BETA_KA2 = 1247.4


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom; there are no parameters."""
    return BETA_KA2 / (inputs["ell_A"] * inputs["zeta_A"])


model = TcModel(
    title="Harshman-Fiory-Dow",
    kind="theory",
    equation=r"T_{c0} = 1247.4\,\mathrm{K\,\AA^2}/(\ell\,\zeta)",
    inputs=("ell_A", "zeta_A"),
    parameters=(),
    predict=predict,
    source=Source(
        "Harshman, Fiory, Dow (2011), J. Phys.: Condens. Matter 23, 295701",
        "10.1088/0953-8984/23/29/295701",
        "abstract; constant from the abstract of Harshman, Fiory (2017), 10.1088/1361-648X/aa5dbd: 12.474 nm^2 K",
        fitted_on=("harshman_fiory_dow",),
    ),
    checks=(
        Check(
            {"ell_A": 8.6271, "zeta_A": 2.2324},
            {},
            "64.77",
            "authors' page physikon.net/?page_id=2359, YBa2Cu3O6.60; ell from the area and charge printed there",
        ),
        # The page prints 93.36, which its own lengths do not give: one digit is misprinted.
        Check(
            {"ell_A": 5.7085, "zeta_A": 2.2677},
            {},
            "96.36",
            "YBa2Cu3O6.92 of the same page, corrected (harshman_fiory_dow, row 1)",
        ),
    ),
)
