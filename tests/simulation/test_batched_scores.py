import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from tcreferee.base.linear_priors import Level
from tcreferee.base.priors import Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.quadrature import quadrature
from tcreferee.simulation.scores import scores


def one_by_one(trial, y):
    found = [quadrature(replace(trial, y=r)) for r in y]
    return np.array([f.ln_evidence for f in found]), np.array([f.elpd_loo for f in found])


@pytest.mark.parametrize("scatter", [1.0, 25.0])
@pytest.mark.parametrize(
    "name", ["constant", "linear", "quantum_well", "screening_exponent", "power_law", "two_levels", "hole_dome"]
)
def test_agrees_with_the_quadrature(trial_of, rising, name, scatter):
    x = np.linspace(0.05, 0.27, 15) if name == "hole_dome" else np.linspace(1.0, 6.0, 15)
    trial, y = trial_of(name, x=x), rising(40, scatter=scatter, x=np.linspace(1.0, 6.0, 15))
    found = scores(trial, y)
    ln_z, elpd = one_by_one(trial, y[:1])
    np.testing.assert_allclose(found.ln_evidence[:1], ln_z, atol=1e-4)
    np.testing.assert_allclose(found.elpd[:1], elpd, atol=1e-4)


@pytest.mark.parametrize("name", ["constant", "linear", "quantum_well"])
def test_few_rows_one_of_them_far_off(trial_of, name):
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 9.0])
    trial = trial_of(name, x=x)
    y = 80 + 0.3 * np.random.default_rng(3).standard_normal((5, 6))
    y[:, 2] = -60.0
    found = scores(trial, y)
    ln_z, elpd = one_by_one(trial, y)
    np.testing.assert_allclose(found.ln_evidence, ln_z, atol=1e-4)
    np.testing.assert_allclose(found.elpd, elpd, atol=1e-4)


def test_a_bound_that_cuts_deep(trial_of):
    # the coefficient is positive, the data want it negative
    trial = trial_of("quantum_well")
    y = -10 + 5 * np.random.default_rng(2).standard_normal((4, 15))
    found = scores(trial, y)
    ln_z, elpd = one_by_one(trial, y)
    np.testing.assert_allclose(found.ln_evidence, ln_z, atol=1e-4)
    np.testing.assert_allclose(found.elpd, elpd, atol=1e-4)


def test_evidence_of_a_formula_without_parameters(trial_of, rising):
    base = trial_of("constant")
    model = replace(base.model, parameters=(), predict=lambda inputs, values: np.full(15, 90.0))
    y = rising(2)
    found = scores(replace(base, model=model), y)
    for row, ln_z in zip(y, found.ln_evidence, strict=True):
        scale = 30.0

        def density(s, row=row, scale=scale):
            return np.exp(stats.norm.logpdf(row, 90.0, s).sum() + 70) * 2 * stats.t.pdf(s / scale, 4) / scale

        value, _ = integrate.quad(density, 1.0, 400.0, epsabs=0, epsrel=1e-10, points=[20.0, 50.0])
        assert ln_z == pytest.approx(np.log(value) - 70, abs=1e-5)


def square_root(inputs, values):
    """Return a formula that is no number where its pole lies beyond the first row, x = 1."""
    with np.errstate(invalid="ignore"):
        return values["a_K"] * np.sqrt(inputs["general"] - values["pole"])


def test_where_a_formula_is_no_number_it_has_no_weight(trial_of):
    """A prior that ends at the pole has the same posterior; its evidence lacks the share that was cut off."""
    level = Parameter("a_K", "a", "K", "value", Level())
    x = np.linspace(1.0, 6.0, 15)
    y = 40 * np.sqrt(x) + 4 * np.random.default_rng(1).standard_normal((4, 15))
    found = {}
    for end in (math.inf, 1.0):
        pole = Parameter("pole", "x_0", "", "pole", Normal(0.0, 1.0), (-math.inf, end))
        model = replace(trial_of("constant").model, inputs=("general",), parameters=(level, pole), predict=square_root)
        trial = replace(trial_of("constant"), model=model, inputs={"general": x})
        found[end] = scores(trial, y)
    assert np.isfinite(found[math.inf].elpd).all()
    np.testing.assert_allclose(found[math.inf].elpd, found[1.0].elpd, atol=2e-3)
    lost = stats.norm.logcdf(1.0)
    np.testing.assert_allclose(found[math.inf].ln_evidence, found[1.0].ln_evidence + lost, atol=2e-3)


def test_words_where_there_is_no_integral(trial_of, rising):
    found = scores(trial_of("linear", likelihood="student_t"), rising(2))
    assert found.reason
    assert np.isnan(found.elpd).all()


def test_a_thousand_at_once_cost_less_than_a_tenth_of_one_by_one(trial_of, rising, processor_s):
    trial, y = trial_of("linear"), rising(1000)
    at_once = processor_s(lambda: scores(trial, y)) / len(y)
    one = processor_s(lambda: one_by_one(trial, y[:5])) / 5
    assert one > 10 * at_once  # 70 times was seen
