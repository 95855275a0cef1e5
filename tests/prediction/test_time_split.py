"""Fitted up to a year, predicted after it: the year is computed, and the predictive density is exact."""

import numpy as np
import pytest
from scipy import integrate, stats

from tcreferee.base.errors import RefereeError
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.trial import Scales, Trial
from tcreferee.prediction.time_split import Split, foretell, split_of, years_of

MODELS = find_models()
CENTRE, EFFECT, SIGMA = 80.0, 52.5, 30.0


def trial(model, x, y):
    return Trial(load_model(MODELS[model]), {} if x is None else {"x": x}, y, Scales(CENTRE, EFFECT, SIGMA))


def test_the_year_is_the_first_by_which_half_of_the_rows_were_known():
    found = split_of(years_of(["1990", "", "1987", "1988", "1995", "2001", "1988", "1999", "1993"]))
    # 1987 1988 1988 1990 | 1993 1995 1999 2001
    assert (found.last, found.without) == (1990.0, 1)
    assert (found.early.tolist(), found.later.tolist()) == ([0, 2, 3, 6], [4, 5, 7, 8])


def test_rows_of_one_year_are_not_divided():
    found = split_of(np.array([1987.0, 1988, 1988, 1988, 1988, 1991, 1992, 1993]))
    assert (found.last, len(found.early), len(found.later)) == (1988.0, 5, 3)


@pytest.mark.parametrize(
    ("years", "said"), [([np.nan] * 8, "no row has a year"), ([1990.0] * 8, "8 rows up to 1990 and 0 after")]
)
def test_a_split_without_rows_on_both_sides_is_refused(years, said):
    with pytest.raises(RefereeError, match=said):
        split_of(np.array(years))


def test_a_later_row_has_the_density_of_a_direct_integral():
    y = np.array([70.0, 82.0, 77.0, 95.0, 60.0])

    def evidence(values):
        t, s = np.linspace(-40, 200, 601), np.linspace(-1, 7, 401)
        sigma = np.exp(s)
        prior = stats.norm.pdf(t, CENTRE, EFFECT)[:, np.newaxis] * 2 * stats.t.pdf(sigma, 4, scale=SIGMA) * sigma
        ln_likelihood = sum(stats.norm.logpdf(value, t[:, np.newaxis], sigma) for value in values)
        return integrate.simpson(integrate.simpson(prior * np.exp(ln_likelihood), x=s), x=t)

    found = foretell(trial("constant", None, y), Split(1990.0, np.arange(3), np.array([3, 4]), 0))
    direct = np.log(evidence(y[[0, 1, 2, 4]]) / evidence(y[:3]))
    assert found.log_density[1] == pytest.approx(direct, abs=2e-3)


@pytest.mark.parametrize("model", ["linear", "power_law"])
def test_with_one_later_row_it_is_leave_one_out(model):
    x = np.linspace(0.5, 4, 9)
    y = 20 * x**1.2 + np.tile([2.0, -3.0, 1.0], 3)
    one = trial(model, x, y)
    found = foretell(one, Split(0.0, np.delete(np.arange(9), 6), np.array([6]), 0))
    assert found.log_density[0] == pytest.approx(quadrature(one).elpd_loo[6], abs=1e-3)


def test_a_planted_line_is_foretold_and_a_constant_is_not():
    rng = np.random.default_rng(5)
    x = np.sort(rng.uniform(0, 5, 40))
    y = 30 + 20 * x + 4 * rng.standard_normal(40)
    parts = split_of(np.arange(1987, 2027, dtype=float))
    line, level = (foretell(trial(model, x, y), parts) for model in ("linear", "constant"))
    assert line.log_density.sum() > level.log_density.sum() + 20
    assert np.sqrt(np.mean((line.mean - y[parts.later]) ** 2)) < 8


def test_a_model_without_closed_form_is_left_out():
    heavy = Trial(load_model(MODELS["constant"]), {}, np.arange(9.0), Scales(CENTRE, EFFECT, SIGMA), "student_t")
    assert foretell(heavy, split_of(np.arange(9.0))) is None
