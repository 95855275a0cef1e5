r"""Allen and Dynes' full formula, with the pseudopotential of each material from the table.

.. math:: T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,
          \exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]

f_1 corrects for strong coupling, f_2 for the shape of the phonon spectrum through omega_2/omega_log. Nothing is free,
but tabulated pseudopotentials are mostly fitted to the measured Tc: then this tests the formula against the full
theory, not the theory against experiment.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.electron_phonon import allen_dynes_full_K


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for phonon frequencies in K."""
    return allen_dynes_full_K(inputs["omega_log_K"], inputs["omega_2_K"], inputs["coupling"], inputs["mu_star"])


model = TcModel(
    title="Allen and Dynes, full (μ* tabulated)",
    kind="theory",
    equation=r"T_c = f_1 f_2\,\frac{\omega_\mathrm{log}}{1.2}\,"
    r"\exp\left[\frac{-1.04\,(1+\lambda)}{\lambda - \mu^*(1+0.62\,\lambda)}\right]",
    inputs=("omega_log_K", "omega_2_K", "coupling", "mu_star"),
    parameters=(),
    predict=predict,
    source=Source("Allen, Dynes, Phys. Rev. B 12, 905 (1975)", "10.1103/PhysRevB.12.905", "Eq. (34)"),
    checks=(
        Check(
            {"omega_log_K": 46.0, "omega_2_K": 67.0, "coupling": 1.4, "mu_star": 0.096},
            {},
            "5.6",
            "In2Bi of allen_dynes1975, measured Tc",
        ),
        Check(
            {"omega_log_K": 56.0, "omega_2_K": 65.0, "coupling": 1.55, "mu_star": 0.105},
            {},
            "7.270870",
            "Pb of allen_dynes1975, arithmetic of 30 digits",
        ),
    ),
)
