r"""Channel width of metals: Tc is where thermal expansion closes the channel between neighbouring ions.

.. math:: T_c = \frac{d_0 - 2r_+ - 2\lambda}{\alpha d_0}, \qquad \lambda = \epsilon_s\,n^{-1/6}

Nothing is free: the distance of neighbours, the radius of the ion, the carrier density and the expansion
coefficient are inputs. The width is a small difference of large lengths and may be negative; so may Tc then.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.general_model_screening import tc_metal_K

_M_PER_A = 1e-10


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for lengths in angstrom, densities in 1/m^3 and expansion coefficients in 1/K."""
    d0_m, r_plus_m = inputs["d0_A"] * _M_PER_A, inputs["r_plus_A"] * _M_PER_A
    return tc_metal_K(d0_m, r_plus_m, inputs["n_m3"], inputs["expansion_perK"])


model = TcModel(
    title="channel width of metals",
    kind="theory",
    equation=r"T_c = (d_0 - 2r_+ - 2\epsilon_s n^{-1/6})/(\alpha d_0)",
    inputs=("d0_A", "r_plus_A", "n_m3", "expansion_perK"),
    parameters=(),
    predict=predict,
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Eqs. (1), (2), (4)",
    ),
    # The paper prints no row of Table II that survives, and its own Tc do not come out of the lengths.
    checks=(
        Check(
            {"d0_A": 3.01, "r_plus_A": 1.02, "n_m3": 8.2e28, "expansion_perK": 5.29e-6},
            {},
            "-8928.4116",
            "Hg of metals_channel_paper, Eqs. (1), (2), (4) in arithmetic of 30 digits",
        ),
        Check(
            {"d0_A": 2.98, "r_plus_A": 0.95, "n_m3": 1.04e29, "expansion_perK": 2.68e-7},
            {},
            "13808.116",
            "Cd of metals_channel_paper, likewise",
        ),
    ),
)
