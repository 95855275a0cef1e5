r"""Allen and Dynes' full formula, with the conventional pseudopotential 0.10.

.. math:: T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]

f_1 corrects for strong coupling, f_2 for the shape of the phonon spectrum through omega_2/omega_log. Nothing is free.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.electron_phonon import MU_STAR_CONVENTION, allen_dynes_full_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for phonon frequencies in K."""
    return allen_dynes_full_K(
        inputs["omega_log_K"], inputs["omega_2_K"], inputs["coupling"], np.array(MU_STAR_CONVENTION)
    )


model = TcModel(
    title="Allen and Dynes, full (μ* = 0.10)",
    kind="theory",
    equation=r"T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]",
    inputs=("omega_log_K", "omega_2_K", "coupling"),
    parameters=(),
    predict=predict,
    source=Source("Allen, Dynes, Phys. Rev. B 12, 905 (1975)", "10.1103/PhysRevB.12.905", "Eq. (34), mu* fixed"),
    checks=(
        Check(
            {"omega_log_K": 68.0, "omega_2_K": 89.0, "coupling": 0.805}, {}, "3.4", "In of allen_dynes1975, measured Tc"
        ),
        Check(
            {"omega_log_K": 56.0, "omega_2_K": 65.0, "coupling": 1.55},
            {},
            "7.393442",
            "Pb of allen_dynes1975 with 0.10, arithmetic of 30 digits",
        ),
    ),
    assumptions=("ASSUME: pseudopotential 0.10, the convention for simple metals, for every material.",),
)
