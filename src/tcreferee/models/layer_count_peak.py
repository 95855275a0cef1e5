r"""Tc peaks at three copper-oxygen planes in a stack.

.. math:: T_c = T_3 - c\,(n - 3)^2

Within a series Tc rises up to three planes and falls beyond. The position of the peak is that of the literature;
its height and its width are free.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for numbers of planes."""
    return parameters["t_3_K"] - parameters["c_K"] * (inputs["n_planes"] - 3) ** 2


model = TcModel(
    title="layer count, peak at three (generic)",
    kind="generic",
    equation=r"T_c = T_3 - c\,(n - 3)^2",
    inputs=("n_planes",),
    parameters=(
        Parameter("t_3_K", "T_3", "K", "Tc of three planes", Level()),
        Parameter("c_K", "c", "K", "loss one plane away from three", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Chakravarty, Kee, Völker (2004), Nature 428, 53",
        "10.1038/nature02348",
        "abstract, bell shape with peak at 3",
        valid_for=Domain("cuprates of one homologous series", within="series"),
    ),
    checks=(
        # One plane is two away from three: 134 - 4 x 10 = 94.
        Check(
            {"n_planes": 1.0},
            {"t_3_K": 134.0, "c_K": 10.0},
            "94",
            "quantum_well_table1_cuprates, HgBa2CuO4+delta, with c from it and HgBa2Ca2Cu3O8+delta",
        ),
    ),
    assumptions=(
        "ASSUME: the bell is a parabola; the source computes its shape and gives no formula in its abstract.",
    ),
)
