r"""Screening length of free electrons: the line on which metals and oxides lie in the second unified plot.

.. math:: \lambda = \epsilon_s\,n^{-1/6}

The response is the screening length that closes the channel at Tc. Nothing is free: the coefficient is that of free
electrons, and for an oxide the volume factor is already taken out.
"""

from collections.abc import Mapping

from tcreferee.base.priors import Array
from tcreferee.formulas.model import Check, Source, TcModel
from tcreferee.physics.general_model_screening import screening_length_m

_A_PER_M = 1e10


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return screening lengths (angstrom) for densities in 1/m^3."""
    return screening_length_m(inputs["n_m3"]) * _A_PER_M


model = TcModel(
    title="screening length of free electrons",
    kind="theory",
    equation=r"\lambda = \epsilon_s\,n^{-1/6}",
    inputs=("n_m3",),
    parameters=(),
    predict=predict,
    source=Source(
        "Liu, Gao, Shi (2026), A general model for superconductivity",
        "general_model_screening",
        "Fig. 3b, Eqs. (2), (3)",
    ),
    checks=(
        Check({"n_m3": 1e29}, {}, "0.53799141", "Eqs. (2) and (3) in arithmetic of 30 digits"),
        Check({"n_m3": 1e27}, {}, "1.15906735", "the same: 3.6652928 times 10^(-0.5)"),
    ),
    response="length_A",
    assumptions=("ASSUME: the width alpha Tc d0 that is left at Tc belongs to the channel, as in Eqs. (1) and (4).",),
)
