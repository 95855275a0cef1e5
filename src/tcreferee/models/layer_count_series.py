r"""Tc rises with the number of copper-oxygen planes in a stack; each homologous series has a level of its own.

.. math:: T_c = T_{1,s} + T_0\left(1 - \frac{1}{n}\right), \qquad T_{1,s}\ \text{scattered about}\ T_1\ \text{by}\ \tau

The law of `layer_count` holds within a series. Here the gain is common to all series and the Tc of a single plane is
not: how different the series are is estimated, too.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for numbers of planes; the level is that of each row's family."""
    return parameters["t_1_K"] + parameters["t_0_K"] * (1 - 1 / inputs["n_planes"])


model = TcModel(
    title="layer count, a level a series",
    kind="theory",
    equation=r"T_c = T_{1,s} + T_0\,(1 - 1/n),\ T_{1,s} = T_1 \pm \tau",
    inputs=("n_planes",),
    parameters=(
        Parameter("t_1_K", "T_1", "K", "Tc of a single plane of a series", Level(), families="pooled"),
        Parameter("t_0_K", "T_0", "K", "gain from one plane to very many", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Leggett (1999), Phys. Rev. Lett. 83, 392",
        "10.1103/PhysRevLett.83.392",
        "abstract, gain over a single plane, within a series",
    ),
    checks=(
        # The gain from one plane to three is 2/3 of T_0.
        Check(
            {"n_planes": 3.0},
            {"t_1_K": 94.0, "t_0_K": 60.0},
            "134",
            "quantum_well_table1_cuprates, HgBa2Ca2Cu3O8+delta, with T_0 from it and HgBa2CuO4+delta",
        ),
    ),
    assumptions=("ASSUME: levels of series scatter about a common one; the source does not relate them.",),
)
