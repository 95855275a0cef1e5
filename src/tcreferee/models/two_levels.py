r"""Null model: two plateaus with a free threshold.

.. math:: y = a + b\,s\!\left(\frac{x - t}{w}\right), \qquad s(z) = \frac{z}{\sqrt{1 + z^2}}, \qquad w = 0.05

Two groups of rows, low and high in the input, whatever the formula between them.
"""

from collections.abc import Mapping

import numpy as np

from tcreferee.base.priors import Array, Effect, Level, Normal
from tcreferee.formulas.model import ANY_RESPONSE, STANDARD_INPUT, Check, Parameter, Source, TcModel

WIDTH = 0.05


def predict(inputs: Mapping[str, Array], parameters: Mapping[str, Array]) -> Array:
    """Return the response; `x_standard` is any input less its mean, in units of its sd over the rows."""
    z = (inputs[STANDARD_INPUT] - parameters["threshold"]) / WIDTH
    return parameters["a"] + parameters["b"] * (z / np.sqrt(1 + z * z))


model = TcModel(
    title="two levels (null)",
    kind="null",
    equation=r"y = a + b\,z/\sqrt{1 + z^2},\ z = (x - t)/0.05",
    inputs=(STANDARD_INPUT,),
    parameters=(
        Parameter("a", "a", "response", "mean of the two plateaus", Level()),
        Parameter("b", "b", "response", "half the difference of the two plateaus", Effect()),
        Parameter("threshold", "t", "", "standardised input at the step", Normal(0.0, 1.0), (-1.5, 1.5)),
    ),
    predict=predict,
    source=Source("null model of this project", "none", "none"),
    response=ANY_RESPONSE,
    checks=(
        Check({STANDARD_INPUT: 1.0}, {"a": 80.0, "b": 20.0, "threshold": 0.0}, "100", "by definition: upper plateau"),
        Check({STANDARD_INPUT: -1.0}, {"a": 80.0, "b": 20.0, "threshold": 0.0}, "60", "by definition: lower plateau"),
        Check({STANDARD_INPUT: 0.3}, {"a": 80.0, "b": 20.0, "threshold": 0.3}, "80", "by definition: the step"),
    ),
    assumptions=(
        "ASSUME: the step has a width of 0.05 standard deviations of the input: narrower than the gaps of most rows, "
        "and smooth, so that its place can be fitted.",
        "ASSUME: the threshold lies within 1.5 standard deviations of the mean input, prior Normal(0, 1) cut there: "
        "rows on both sides.",
    ),
)
