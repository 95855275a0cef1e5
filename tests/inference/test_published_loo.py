"""Leave-one-out as R's loo package prints it.

Output of loo::loo for rstanarm's stan_glm(mpg ~ wt + cyl, data = mtcars, chains = 1, iter = 500), printed in the
reference of easystats' package performance (easystats.github.io/performance/reference/looic.html): LOOIC 157.05 [9.03],
ELPD -78.52 [4.51]. Rows: Henderson and Velleman (1981), Biometrics 37, 391, as R's mtcars has them. rstanarm's priors
are weak on the scale of the data, as ours are here: 32 rows leave a few tenths of a nat between them.
"""

import math

import numpy as np
import pytest

from tcreferee.base.priors import Effect, Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.trial import Trial

MPG = [
    21.0, 21.0, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
    14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26.0, 30.4, 15.8, 19.7, 15.0, 21.4,
]  # fmt: skip
CYLINDERS = [6, 6, 4, 6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 8, 8, 8, 8, 4, 4, 4, 8, 6, 8, 4]
WEIGHT = [
    2.620, 2.875, 2.320, 3.215, 3.440, 3.460, 3.570, 3.190, 3.150, 3.440, 3.440, 4.070, 3.730, 3.780, 5.250, 5.424,
    5.345, 2.200, 1.615, 1.835, 2.465, 3.520, 3.435, 3.840, 3.845, 1.935, 2.140, 1.513, 3.170, 2.770, 3.570, 2.780,
]  # fmt: skip


def test_mtcars(make_model):
    y, inputs = np.array(MPG), {"wt": np.array(WEIGHT), "cyl": np.array(CYLINDERS, dtype=float)}
    # R prints these coefficients of lm(mpg ~ wt + cyl): the rows are those of mtcars
    columns = np.stack([np.ones(32), *inputs.values()], axis=1)
    np.testing.assert_allclose(np.linalg.lstsq(columns, y)[0], [39.6863, -3.1910, -1.5078], atol=5e-5)
    model = make_model(
        lambda x, p: p["a"] + p["b"] * x["wt"] + p["c"] * x["cyl"],
        Parameter("a", "a", "", "level", Level()),
        Parameter("b", "b", "", "slope", Effect()),
        Parameter("c", "c", "", "slope", Effect()),
    )
    sd = float(y.std(ddof=1))
    found = quadrature(Trial(model, inputs, y, Scales(float(y.mean()), 2.5 * sd, sd)))
    elpd = found.elpd_loo
    assert elpd.sum() == pytest.approx(-78.52, abs=0.5)
    assert math.sqrt(32 * elpd.var(ddof=1)) == pytest.approx(4.51, abs=0.5)
