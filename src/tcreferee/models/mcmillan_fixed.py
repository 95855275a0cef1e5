r"""McMillan's formula, with the conventional pseudopotential 0.10.

.. math:: T_c = \frac{\theta_D}{1.45}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]

The Debye temperature stands for the phonons. Nothing is free.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.electron_phonon import MU_STAR_CONVENTION, mcmillan_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for Debye temperatures in K."""
    return mcmillan_K(inputs["theta_debye_K"], inputs["coupling"], np.array(MU_STAR_CONVENTION))


model = TcModel(
    title="McMillan (μ* = 0.10)",
    kind="theory",
    equation=r"T_c = \frac{\theta_D}{1.45}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - 0.10\,(1+0.62\,\lambda)}\right]",
    inputs=("theta_debye_K", "coupling"),
    parameters=(),
    predict=predict,
    source=Source("McMillan, Phys. Rev. 167, 331 (1968)", "10.1103/PhysRev.167.331", "the formula for Tc, mu* fixed"),
    checks=(
        Check(
            {"theta_debye_K": 277.0, "coupling": 0.82},
            {},
            "11.28905",
            "Nb of mcmillan1968 with 0.10, arithmetic of 30 digits",
        ),
    ),
    assumptions=("ASSUME: pseudopotential 0.10, the convention for simple metals, for every material.",),
)
