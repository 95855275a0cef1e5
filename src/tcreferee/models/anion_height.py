r"""Tc of iron-based superconductors peaks at one height of the anion above the iron plane.

.. math:: T_c = T_\mathrm{max} - c\,(h - 1.37\,\mathrm{\AA})^2

The height of the maximum is that of the source, where the calculated density of states is largest; top and width are
free.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel

BEST_A = 1.37


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for heights in angstrom."""
    return parameters["tc_max_K"] - parameters["c_K_A2"] * (inputs["length_A"] - BEST_A) ** 2


model = TcModel(
    title="anion height, peak at 1.37 Å",
    kind="rival",
    equation=r"T_c = T_\mathrm{max} - c\,(h - 1.37\,\mathrm{\AA})^2",
    inputs=("length_A",),
    parameters=(
        Parameter("tc_max_K", r"T_\mathrm{max}", "K", "Tc at the best height", Level()),
        Parameter("c_K_A2", "c", "K/Å$^2$", "loss per squared distance from the best height", Effect(),
                  expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Kuchinskii, Nekrasov, Sadovskii (2010), Anion height dependence of Tc and density of states in iron based "
        "superconductors",
        "arXiv:1004.0801",
        "abstract: density of states and Tc are largest near 1.37 angstrom; the paper itself was not read",
    ),
    checks=(
        Check({"length_A": 1.37}, {"tc_max_K": 55.0, "c_K_A2": 4000.0}, "55", "the best height, by definition"),
        Check(
            {"length_A": 1.32}, {"tc_max_K": 55.0, "c_K_A2": 4000.0}, "45.0", "by hand: 55 - 4000 x 0.05 x 0.05"
        ),
    ),
    assumptions=(
        "ASSUME: a parabola; the abstract gives the place of the maximum and no formula.",
        "ASSUME: the height is half of the distance of the two anion layers next to an iron plane.",
    ),
)  # fmt: skip
