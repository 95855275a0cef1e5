r"""McMillan's formula, with the pseudopotential of each material from the table.

.. math:: T_c = \frac{\theta_D}{1.45}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]

The Debye temperature stands for the phonons. Nothing is free, but tabulated pseudopotentials are mostly fitted to the
measured Tc: then this tests the formula against the full theory, not the theory against experiment.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.electron_phonon import mcmillan_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for Debye temperatures in K."""
    return mcmillan_K(inputs["theta_debye_K"], inputs["coupling"], inputs["mu_star"])


model = TcModel(
    title="McMillan (μ* tabulated)",
    kind="theory",
    equation=r"T_c = \frac{\theta_D}{1.45}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]",
    inputs=("theta_debye_K", "coupling", "mu_star"),
    parameters=(),
    predict=predict,
    source=Source("McMillan, Phys. Rev. 167, 331 (1968)", "10.1103/PhysRev.167.331", "the formula for Tc"),
    checks=(
        Check(
            {"theta_debye_K": 350.0, "coupling": 0.641, "mu_star": 0.143},
            {},
            "5.043",
            "Scilab solution of a textbook's example 9.13, result as published",
        ),
        Check(
            {"theta_debye_K": 420.0, "coupling": 0.34, "mu_star": 0.13},
            {},
            "0.14",
            "Ir of mcmillan1968; circular, the coupling is the formula inverted",
        ),
    ),
)
