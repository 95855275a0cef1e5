r"""Allen and Dynes' formula without its corrections, with the conventional pseudopotential 0.10.

.. math:: T_c = \frac{\omega_\mathrm{log}}{1.2}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]

Good for weak coupling; strong coupling and the shape of the phonon spectrum need f_1 and f_2. Nothing is free.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.electron_phonon import MU_STAR_CONVENTION, allen_dynes_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for phonon frequencies in K."""
    return allen_dynes_K(inputs["omega_log_K"], inputs["coupling"], np.array(MU_STAR_CONVENTION))


model = TcModel(
    title="Allen and Dynes (μ* = 0.10)",
    kind="theory",
    equation=r"T_c = \frac{\omega_\mathrm{log}}{1.2}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]",
    inputs=("omega_log_K", "coupling"),
    parameters=(),
    predict=predict,
    source=Source(
        "Allen, Dynes, Phys. Rev. B 12, 905 (1975)", "10.1103/PhysRevB.12.905", "Eq. (34), f_1 = f_2 = 1, mu* fixed"
    ),
    checks=(
        Check(
            {"omega_log_K": 56.0, "coupling": 1.55},
            {},
            "6.581380",
            "Pb of allen_dynes1975 with 0.10, arithmetic of 30 digits",
        ),
    ),
    assumptions=("ASSUME: pseudopotential 0.10, the convention for simple metals, for every material.",),
)
