r"""Tc linear in the mean ionicity of a compound's bonds.

.. math:: T_c = T_0 + b\,(f_i - 0.6)

The source holds that ionic bonds drive pairing and tabulates ionicities beside no formula for Tc: a line is
the least it can mean. Counted from 0.6, the middle of its table, so that the level is a temperature that
compounds have.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array, Effect, Level
from tcreferee.formulas.model import Check, Parameter, Source, TcModel


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return Tc (K) for ionicities between 0 and 1."""
    return parameters["t0_K"] + parameters["b_K"] * (inputs["ionicity"] - 0.6)


model = TcModel(
    title="linear in ionicity",
    kind="theory",
    equation=r"T_c = T_0 + b\,(f_i - 0.6)",
    inputs=("ionicity",),
    parameters=(
        Parameter("t0_K", "T_0", "K", "Tc at an ionicity of 0.6", Level()),
        Parameter("b_K", "b", "K", "change of Tc from covalent to ionic bonds", Effect(), expects="positive"),
    ),
    predict=predict,
    source=Source(
        "Shi, Zhu (2025), Ionic-bond-driven atom-bridged room-temperature Cooper pairing",
        "arXiv:2503.13104",
        "Table 1 and text; no formula is printed",
    ),
    checks=(
        # the line through two compounds of table ionicity_table1
        Check({"ionicity": 0.609}, {"t0_K": 51.0, "b_K": 42.0 / 0.009}, "93", "YBa2Cu3O7, ionicity of Table 1"),
        Check({"ionicity": 0.618}, {"t0_K": 51.0, "b_K": 42.0 / 0.009}, "135", "HgBa2Ca2Cu3O10, ionicity of Table 1"),
    ),
    assumptions=(
        "ASSUME: a line; the source prints no relation of Tc and ionicity, and either sign is allowed.",
        "ASSUME: same predictions and same priors as the null straight line over ionicity; a comparison holds one of "
        "the two.",
    ),
)
