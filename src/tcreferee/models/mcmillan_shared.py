r"""McMillan's formula, with one pseudopotential for all materials.

.. math:: T_c = \frac{\theta_D}{1.45}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]

The Debye temperature stands for the phonons. The pseudopotential is the one thing that cannot be measured apart from
Tc; here one value serves all rows.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.electron_phonon import mcmillan_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for Debye temperatures in K."""
    return mcmillan_K(inputs["theta_debye_K"], inputs["coupling"], parameters["mu_star"])


model = TcModel(
    title="McMillan (μ* shared)",
    kind="theory",
    equation=r"T_c = \frac{\theta_D}{1.45}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]",
    inputs=("theta_debye_K", "coupling"),
    parameters=(
        Parameter(
            "mu_star", r"\mu^*", "", "Coulomb pseudopotential, the same for all rows", Normal(0.10, 0.05), (0.0, 0.5)
        ),
    ),
    predict=predict,
    source=Source("McMillan, Phys. Rev. 167, 331 (1968)", "10.1103/PhysRev.167.331", "the formula for Tc, mu* shared"),
    checks=(
        Check(
            {"theta_debye_K": 350.0, "coupling": 0.641},
            {"mu_star": 0.143},
            "5.043",
            "Scilab solution of a textbook's example 9.13, result as published",
        ),
        Check(
            {"theta_debye_K": 420.0, "coupling": 0.34},
            {"mu_star": 0.13},
            "0.14",
            "Ir of mcmillan1968; circular, the coupling is the formula inverted",
        ),
    ),
    assumptions=(
        "ASSUME: pseudopotential prior Normal(0.10, 0.05) between 0 and 0.5, centred on the convention for simple "
        "metals, set without regard to any fit.",
    ),
)
