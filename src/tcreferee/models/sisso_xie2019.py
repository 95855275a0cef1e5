r"""Formula of a symbolic search over Allen and Dynes' table, with their three inputs.

.. math:: T_c = 0.0952\,\frac{\lambda^4\,\omega_\mathrm{log}}{\lambda^3 + \sqrt{\mu^*}}

A search without physics over many thousands of expressions; this one has the smallest error on the 29 rows it was
trained on. Nothing is free: the coefficient is that of the search.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel

# first line of the coefficients that the authors' repository stores
COEFFICIENT = 0.09519910593


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for phonon frequencies in K."""
    coupling = inputs["coupling"]
    return COEFFICIENT * coupling**4 * inputs["omega_log_K"] / (coupling**3 + np.sqrt(inputs["mu_star"]))


model = TcModel(
    title="symbolic search (SISSO)",
    kind="rival",
    equation=r"T_c = 0.0952\,\lambda^4\,\omega_\mathrm{log}/(\lambda^3 + \sqrt{\mu^*})",
    inputs=("omega_log_K", "coupling", "mu_star"),
    parameters=(),
    predict=predict,
    source=Source(
        "Xie, Stewart, Hamlin, Hirschfeld, Hennig (2019), Functional Form of the Superconducting Critical Temperature "
        "from Machine Learning",
        "arXiv:1905.06780",
        "the expression of rank 1 in the authors' repository (github.com/henniggroup/symbolic-regression-utilities, "
        "datasets/AllenDynes, commit 3202e2b); the paper was not read",
        fitted_on=("allen_dynes1975",),
    ),
    checks=(
        Check(
            {"omega_log_K": 56.0, "coupling": 1.55, "mu_star": 0.105},
            {},
            "7.601803",
            "Pb of allen_dynes1975, arithmetic of 30 digits",
        ),
        Check(
            {"omega_log_K": 29.0, "coupling": 1.6, "mu_star": 0.098},
            {},
            "4.103608",
            "Hg of allen_dynes1975, arithmetic of 30 digits",
        ),
    ),
    assumptions=(
        "ASSUME: one coefficient counts as fitted; the choice among many thousands of expressions on the same rows "
        "counts for nothing here, and favours the formula on them.",
    ),
)
