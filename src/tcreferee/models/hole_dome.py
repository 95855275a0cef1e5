r"""Dome of Tc over the number of doped holes, its top left free.

.. math:: T_c = T_\mathrm{max} - c\,(p - p_0)^2

The source names the dome as a consequence of its mechanism and prints no formula; the parabola is the least
that has a top. Its rival with the top and the width given is the parabola of Presland and Tallon. For given
p_0 it is linear in the other two.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level, Normal
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for holes per plane copper; negative outside the dome."""
    return parameters["tc_max_K"] - parameters["c_K"] * (inputs["doping"] - parameters["p0"]) ** 2


# Relation of Liang, Bonn and Hardy: 94.3 K at 16 % holes, half width 11 %, with a dip near 1/8 that is gone at 19 %
_LIANG = {"tc_max_K": 94.3, "c_K": 94.3 / 0.11**2, "p0": 0.16}

model = TcModel(
    title="free dome of hole count (generic)",
    kind="generic",
    equation=r"T_c = T_\mathrm{max} - c\,(p - p_0)^2",
    inputs=("doping",),
    parameters=(
        Parameter("tc_max_K", r"T_\mathrm{max}", "K", "top of the dome", Level()),
        Parameter("c_K", "c", "K", "curvature; negative if the rows form a valley", Effect()),
        Parameter("p0", "p_0", "", "holes per plane copper at the top", Normal(0.16, 0.05)),
    ),
    predict=predict,
    source=Source(
        "Shi, Zhu (2025), Ionic-bond-driven atom-bridged room-temperature Cooper pairing",
        "arXiv:2503.13104",
        "Evidence 13; no formula is printed",
    ),
    checks=(
        Check({"doping": 0.19}, _LIANG, "87.29", "Table ybco_liang2006, p = 0.19"),
        Check({"doping": 0.05}, _LIANG, "0.0", "Liang, Bonn, Hardy, 10.1103/PhysRevB.73.180505: foot of the parabola"),
    ),
    assumptions=(
        "ASSUME: a parabola; the source says dome and prints no formula.",
        "ASSUME: prior of the top Normal(0.16, 0.05): centred on the optimum of the universal parabola, whose feet "
        "(0.05, 0.27) it holds within about two standard deviations.",
        "ASSUME: no floor at 0 K: rows outside the dome belong in no comparison, a limit is not Tc = 0.",
    ),
)
