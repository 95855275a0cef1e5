"""Certified regression problems of the NIST Statistical Reference Datasets (StRD), a work of the US government.

Rows and certified values as NIST prints them (itl.nist.gov/div898/strd): Norris from its file Norris.dat, DanWood and
Misra1a from copies of DanWood.dat and Misra1a.dat in public repositories, of which several agree.
"""

import math

import numpy as np
import pytest

from tcreferee.inference.fit import maximise
from tcreferee.inference.trial import Scales
from tcreferee.model import Parameter
from tcreferee.priors import Effect, Normal

NORRIS = (
    [
        0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9,
        338.0, 447.5, 11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0,
        11.1, 118.3, 229.2, 669.1, 448.9, 0.5,
    ],
    [
        0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8,
        339.3, 448.9, 10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9,
        10.2, 117.6, 228.9, 668.4, 449.2, 0.2,
    ],
)  # fmt: skip
DANWOOD = ([1.309, 1.471, 1.490, 1.565, 1.611, 1.680], [2.138, 3.421, 3.597, 4.340, 4.882, 5.660])
MISRA1A = (
    [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
    [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78],
)


def misra1a(make_model):
    """y = b1 (1 - exp(-b2 x)); NIST starts at b2 = 1e-4 and 5e-4, our starts are drawn around them."""
    return make_model(
        lambda inputs, p: p["b1"] * (1 - np.exp(-p["b2"] * inputs["x"])),
        Parameter("b1", "b_1", "", "limit", Effect()),
        Parameter("b2", "b_2", "", "rate", Normal(3e-4, 2e-4)),
    )


@pytest.mark.parametrize(
    ("model", "rows", "estimates", "deviations", "rss"),
    [
        (
            "linear",
            NORRIS,
            (-0.262323073774029, 1.00211681802045),
            (0.232818234301152, 0.429796848199937e-03),
            26.6173985294224,
        ),
        (
            "power_law",
            DANWOOD,
            (7.6886226176e-01, 3.8604055871),
            (1.8281973860e-02, 5.1726610913e-02),
            4.3173084083e-03,
        ),
        (
            misra1a,
            MISRA1A,
            (2.3894212918e02, 5.5015643181e-04),
            (2.7070075241, 7.2668688436e-06),
            1.2455138894e-01,
        ),
    ],
    ids=["Norris", "DanWood", "Misra1a"],
)
def test_six_digits_of_the_certified_values(make_trial, make_model, model, rows, estimates, deviations, rss):
    x, y = rows
    scale = float(np.std(y))
    model = model if isinstance(model, str) else model(make_model)
    fit = maximise(make_trial(model, y, Scales(float(np.mean(y)), 2 * scale, scale), x=x), seed=1)
    np.testing.assert_allclose(fit.theta, estimates, rtol=1e-6)
    # the curvature is taken by finite differences
    np.testing.assert_allclose(fit.standard_errors, deviations, rtol=1e-4)
    assert fit.sigma == pytest.approx(math.sqrt(rss / len(y)), rel=1e-8)
