r"""Allen and Dynes' full formula, with one pseudopotential for all materials.

.. math:: T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]

f_1 corrects for strong coupling, f_2 for the shape of the phonon spectrum through omega_2/omega_log. The
pseudopotential is the one thing that cannot be measured apart from Tc; here one value serves all rows.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.physics.electron_phonon import allen_dynes_full_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for phonon frequencies in K."""
    return allen_dynes_full_K(inputs["omega_log_K"], inputs["omega_2_K"], inputs["coupling"], parameters["mu_star"])


model = TcModel(
    title="Allen and Dynes, full (μ* shared)",
    kind="theory",
    equation=r"T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]",
    inputs=("omega_log_K", "omega_2_K", "coupling"),
    parameters=(
        Parameter(
            "mu_star", r"\mu^*", "", "Coulomb pseudopotential, the same for all rows", Normal(0.10, 0.05), (0.0, 0.5)
        ),
    ),
    predict=predict,
    source=Source("Allen, Dynes, Phys. Rev. B 12, 905 (1975)", "10.1103/PhysRevB.12.905", "Eq. (34), mu* shared"),
    checks=(
        Check(
            {"omega_log_K": 46.0, "omega_2_K": 67.0, "coupling": 1.4},
            {"mu_star": 0.096},
            "5.6",
            "In2Bi of allen_dynes1975, measured Tc",
        ),
        Check(
            {"omega_log_K": 56.0, "omega_2_K": 65.0, "coupling": 1.55},
            {"mu_star": 0.105},
            "7.270870",
            "Pb of allen_dynes1975, arithmetic of 30 digits",
        ),
    ),
    assumptions=(
        "ASSUME: pseudopotential prior Normal(0.10, 0.05) between 0 and 0.5, centred on the convention for simple "
        "metals, set without regard to any fit.",
    ),
)
