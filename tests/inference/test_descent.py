"""Least squares in any unit, on bounds and over steps, against closed forms and brute force."""

import math

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from tcreferee.base.priors import Effect, Level, Normal
from tcreferee.formulas.model import Parameter
from tcreferee.inference.descent import descend, descend_within, natural_scales
from tcreferee.inference.fit import maximise
from tcreferee.inference.residuals import slopes

UP, ROWS = (0.0, math.inf), np.array([1.0, 1.5, 2.2, 3.1, 4.0, 4.4, 5.2])
NOISE = np.array([2.1, -3.0, 1.2, 2.8, -2.4, 0.6, -1.9])


def proportional(make_model, bounds=UP):
    return make_model(lambda inputs, p: p["b"] * inputs["x"], Parameter("b", "b", "", "", Level(), bounds))


@pytest.mark.parametrize("unit", [1e-40, 1e-5, 1.0, 1e17, 1e27, 1e45])
def test_a_bounded_coefficient_is_the_closed_form_in_any_unit(make_trial, make_model, unit):
    x, y = ROWS * unit, 20 * ROWS + NOISE
    fit = maximise(make_trial(proportional(make_model), y, x=x), seed=1)
    b = (ROWS @ y) / (ROWS @ ROWS)
    rss = np.sum((y - b * ROWS) ** 2)
    assert fit.theta[0] * unit == pytest.approx(b, rel=1e-12)
    assert fit.log_likelihood == pytest.approx(-3.5 * (math.log(2 * math.pi * rss / 7) + 1), rel=1e-12)
    error = math.sqrt(rss / 6 / (ROWS @ ROWS))
    assert fit.standard_errors[0] * unit == pytest.approx(error, rel=1e-8)
    wanted = stats.t(6, loc=b, scale=error).interval(0.9544997361036416)
    np.testing.assert_allclose(np.array(fit.intervals["b"]["95.4%"]) * unit, wanted, rtol=1e-7)
    assert fit.notes == ()


def test_an_interval_of_bounds_far_below_one(make_trial, make_model):
    x, y = ROWS * 1e27, 20 * ROWS + NOISE
    fit = maximise(make_trial(proportional(make_model, (0.0, 1e-24)), y, x=x), seed=1)
    assert fit.theta[0] == pytest.approx((x / 1e27 @ y) / (x / 1e27 @ x), rel=1e-12)


@pytest.mark.parametrize(("sign", "end"), [(-1, 0.0), (1e6, 1e-24)])
def test_an_only_coefficient_on_its_bound(make_trial, make_model, sign, end):
    x, y = ROWS * 1e27, sign * (20 * ROWS + NOISE)
    fit = maximise(make_trial(proportional(make_model, (0.0, 1e-24)), y, x=x), seed=1)
    assert fit.theta[0] == end
    assert fit.sigma == pytest.approx(math.sqrt(np.mean((y - end * x) ** 2)), rel=1e-12)
    assert fit.notes[0].startswith(f"b lies on its bound {end:g}")
    assert fit.notes[0] in fit.report


def test_a_power_on_its_bound_has_the_errors_of_the_profile(make_trial, make_model):
    # rows of a square, the power held below 1: the profile by brute force over both parameters
    y = 10 * ROWS**2 + NOISE
    model = make_model(
        lambda inputs, p: p["t_1_K"] * inputs["x"] ** p["q"],
        Parameter("t_1_K", "T_1", "K", "", Level()),
        Parameter("q", "q", "", "", Normal(0.5, 0.5), (0.0, 1.0)),
    )
    fit = maximise(make_trial(model, y, x=ROWS), seed=1)
    t_1 = (ROWS @ y) / (ROWS @ ROWS)
    np.testing.assert_allclose(fit.theta, [t_1, 1.0], rtol=1e-9)
    assert fit.starts_agreeing == fit.starts
    assert any(note.startswith("q lies on its bound 1:") for note in fit.notes)
    powers = np.linspace(0, 1, 20001)
    columns = ROWS[:, np.newaxis] ** powers
    least = np.sum((y - t_1 * ROWS) ** 2)
    allowed = least * (1 + stats.f.ppf(0.6826894921370859, 1, 5) / 5)

    def excess_of_t(value):
        return np.sum((y[:, np.newaxis] - value * columns) ** 2, axis=0).min() - allowed

    def excess_of_q(q):
        column = ROWS**q
        return np.sum((y - (column @ y) / (column @ column) * column) ** 2) - allowed

    low, high = brentq(excess_of_t, 0.3 * t_1, t_1), brentq(excess_of_t, t_1, 3 * t_1)
    inner = brentq(excess_of_q, 0.0, 1.0)
    np.testing.assert_allclose(fit.intervals["t_1_K"]["68.3%"], (low, high), rtol=1e-6)
    np.testing.assert_allclose(fit.intervals["q"]["68.3%"], (inner, 1.0), rtol=1e-6)
    reach = math.sqrt(stats.f.ppf(0.6826894921370859, 1, 5))
    np.testing.assert_allclose(fit.standard_errors, [(high - low) / 2 / reach, (1 - inner) / reach], rtol=1e-6)


def test_a_bound_that_does_not_bind_changes_nothing(make_trial, make_model):
    y = 20 * ROWS + NOISE
    free, bounded = (
        maximise(make_trial(proportional(make_model, bounds), y, x=ROWS), seed=1)
        for bounds in ((-math.inf, math.inf), UP)
    )
    assert bounded.theta[0] == pytest.approx(free.theta[0], rel=1e-10)
    assert bounded.notes == free.notes == ()


def test_a_column_that_its_unit_makes_small_beside_the_rest(make_trial, make_model):
    # 90 - b x with x of 1e-25: in its unit the column is lost in the 90
    model = make_model(lambda inputs, p: 90.0 - p["b"] * inputs["x"], Parameter("b", "b", "", "", Effect()))
    trial = make_trial(model, 90.0 - 20 * ROWS + NOISE, x=ROWS * 1e-25)
    fit = maximise(trial, seed=1)
    assert fit.theta[0] * 1e-25 == pytest.approx(ROWS @ (20 * ROWS - NOISE) / (ROWS @ ROWS), rel=1e-9)
    np.testing.assert_allclose(slopes(trial, fit.theta)[0], -ROWS * 1e-25, rtol=1e-8)


@pytest.mark.slow
def test_a_step_between_two_rows_is_found_by_a_scan(make_trial):
    # a step of 3 between close rows, and a wide gap elsewhere into which most draws of the prior fall
    x = np.concatenate([np.linspace(-1.4, -1.0, 12), np.linspace(0.9, 1.4, 24)])
    y = 30 + 3 * (x > 1.215) + 0.5 * np.sin(40 * x)
    fit = maximise(make_trial("two_levels", y, x_standard=x), seed=1)

    z = (x - np.linspace(-1.5, 1.5, 30001)[:, np.newaxis]) / 0.05
    shape = z / np.sqrt(1 + z * z)
    shape -= shape.mean(axis=1, keepdims=True)
    rest = y - y.mean()
    brute = (rest @ rest - (shape @ rest) ** 2 / (shape**2).sum(axis=1)).min()
    assert fit.sigma**2 * len(x) <= brute * (1 + 1e-9)
    assert fit.sigma**2 * len(x) == pytest.approx(brute, rel=1e-5)
    assert fit.starts_agreeing >= 2


def test_scales_follow_the_unit(make_trial, make_model):
    trial = make_trial(proportional(make_model), 20 * ROWS + NOISE, x=ROWS * 1e27)
    (scale,) = natural_scales(trial, np.array([2e-26]))
    assert scale == pytest.approx(52.5 / (ROWS.mean() * 1e27))


def test_a_held_parameter_stays_where_it_is(make_trial, make_model):
    trial = make_trial(proportional(make_model), -ROWS, x=ROWS)
    assert descend(trial, np.array([3.0]), {"b": 2.5}).theta == [2.5]
    assert descend_within(trial, np.array([1e-3])).held == {"b": 0.0}


def test_the_place_of_a_jump_has_no_standard_error(make_trial, make_model):
    # any place between the rows at 3.1 and 4.0 is as good: a difference quotient over the jump gave 0.0003
    y = np.where(ROWS > 3.5, 50.0, 20.0) + NOISE
    model = make_model(
        lambda inputs, p: p["a"] + p["b"] * (inputs["x"] > p["t"]),
        Parameter("a", "a", "K", "", Level()),
        Parameter("b", "b", "K", "", Effect()),
        Parameter("t", "t", "", "", Normal(3.5, 2.0)),
    )
    fit = maximise(make_trial(model, y, x=ROWS), seed=1)
    low, high = y[ROWS < 3.5], y[ROWS > 3.5]
    np.testing.assert_allclose(fit.theta[:2], [low.mean(), high.mean() - low.mean()], rtol=1e-6)
    assert 3.1 <= fit.theta[2] <= 4.0
    square = low.var() * len(low) + high.var() * len(high)
    wanted = np.sqrt(square / (7 - 3) * np.array([1 / len(low), 1 / len(low) + 1 / len(high)]))
    np.testing.assert_allclose(fit.standard_errors, [*wanted, np.nan], rtol=1e-6)
    assert fit.notes[-1].startswith("the formula jumps with t: no standard error of it")
