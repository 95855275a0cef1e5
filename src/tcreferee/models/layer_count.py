r"""Tc rises with the number of copper-oxygen planes in a stack and levels off.

.. math:: T_c = T_1 + T_0\left(1 - \frac{1}{n}\right)

The gain goes with the share of planes that have a neighbour above them in the same stack: Coulomb energy saved
between planes. It holds within a homologous series; across families it asks whether the count alone says enough.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.formulas.scope import Domain


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for numbers of planes."""
    return parameters["t_1_K"] + parameters["t_0_K"] * (1 - 1 / inputs["n_planes"])


model = TcModel(
    title="layer count",
    kind="theory",
    equation=r"T_c = T_1 + T_0\,(1 - 1/n)",
    inputs=("n_planes",),
    parameters=(
        Parameter("t_1_K", "T_1", "K", "Tc of a single plane", Level()),
        Parameter("t_0_K", "T_0", "K", "gain from one plane to very many", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Leggett (1999), Phys. Rev. Lett. 83, 392",
        "10.1103/PhysRevLett.83.392",
        "abstract, gain over a single plane",
        valid_for=Domain("cuprates of one homologous series", within="series"),
    ),
    checks=(
        # The gain from one plane to three is 2/3 of T_0.
        Check(
            {"n_planes": 3.0},
            {"t_1_K": 94.0, "t_0_K": 60.0},
            "134",
            "quantum_well_table1_cuprates, HgBa2Ca2Cu3O8+delta, with T_0 from it and HgBa2CuO4+delta",
        ),
        Check({"n_planes": 1.0}, {"t_1_K": 94.0, "t_0_K": 60.0}, "94", "the same, HgBa2CuO4+delta"),
    ),
)
