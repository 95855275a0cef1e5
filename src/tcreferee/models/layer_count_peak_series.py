r"""Tc peaks at three copper-oxygen planes in a stack; each homologous series has a height of its own.

.. math:: T_c = T_{3,s} - c\,(n - 3)^2, \qquad T_{3,s}\ \text{scattered about}\ T_3\ \text{by}\ \tau

The bell of `layer_count_peak` with a loss common to all series and heights that differ between them.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for numbers of planes; the height is that of each row's family."""
    return parameters["t_3_K"] - parameters["c_K"] * (inputs["n_planes"] - 3) ** 2


model = TcModel(
    title="layer count, peak at three, a height a series (generic)",
    kind="generic",
    equation=r"T_c = T_{3,s} - c\,(n - 3)^2,\ T_{3,s} = T_3 \pm \tau",
    inputs=("n_planes",),
    parameters=(
        Parameter("t_3_K", "T_3", "K", "Tc of three planes of a series", Level(), families="pooled"),
        Parameter("c_K", "c", "K", "loss one plane away from three", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Chakravarty, Kee, Völker (2004), Nature 428, 53", "10.1038/nature02348", "abstract, bell shape with peak at 3"
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
        "ASSUME: heights of series scatter about a common one; the source does not relate them.",
    ),
)
