"""Errors of inputs: no attenuation, against lines fitted with errors in both axes, and what first order leaves out."""

import math
import warnings
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.base.priors import Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.first_order import first_order_error, notes_on_inputs, reliability
from tcreferee.inference.known_errors import expected_inputs


def slope_of(x, y, u, sd):
    """Slope at the maximum of N(y; a + b x, sd^2 + b^2 u^2), on ever finer grids of b with a solved."""
    best, step = 5.0, 0.25
    for _ in range(3):
        slopes = best + step * np.arange(-20, 21)[:, np.newaxis]
        weight = 1 / (sd**2 + (slopes * u) ** 2)
        miss = y - slopes * x
        rest = miss - (weight * miss).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        best, step = float(slopes[np.argmax((np.log(weight) - weight * rest**2).sum(axis=1)), 0]), step / 10
    return best


def york(x, y, u, sd):
    """York and others (2004, 10.1119/1.1632486), errors uncorrelated."""
    b = np.polyfit(x, y, 1)[0]
    for _ in range(200):
        weight = 1 / (sd**2 + (b * u) ** 2)
        dx, dy = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
        beta = weight * (dx * sd**2 + b * dy * u**2)
        b = (weight * beta * dy).sum() / (weight * beta * dx).sum()
    return float(b)


@pytest.mark.parametrize("proportional", [False, True])
def test_many_rows_find_the_slope_that_orthogonal_distances_find(proportional):
    rng, n = np.random.default_rng(3), 4000
    true = 4.0 * np.exp(0.4 * rng.standard_normal(n)) if proportional else 6.0 + 1.5 * rng.standard_normal(n)
    u = 0.15 * true if proportional else np.full(n, 1.0)
    x = true + u * rng.standard_normal(n)
    y, sd = 10 + 5 * true + 2 * rng.standard_normal(n), np.full(n, 2.0)
    assert np.polyfit(x, y, 1)[0] < 0.9 * 5 > slope_of(x, y, u, sd)  # errors of x flatten a line
    inputs, moves = expected_inputs({"x": x}, {"x": {"x": u}})
    found = slope_of(inputs["x"], y, moves["x"]["x"], sd)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # scipy hands its ODR over to odrpack
        from scipy import odr
    data = odr.RealData(x, y, sx=u, sy=sd)
    both = odr.ODR(data, odr.unilinear, beta0=[5.0, 10.0]).run().beta[0]
    assert found == pytest.approx(5.0, rel=0.03)
    assert both == pytest.approx(york(x, y, u, sd), rel=1e-3)
    assert found == pytest.approx(both, rel=0.04)


def test_a_row_without_an_error_stays_where_it_is():
    x = np.array([1.0, 2.0, 4.0, 8.0])
    inputs, moves = expected_inputs({"x": x, "z": x}, {"s": {"x": np.array([0.0, 0.2, 0.4, 0.8])}})
    assert inputs["x"][0] == 1.0
    np.testing.assert_array_equal(inputs["z"], x)
    assert inputs["x"][3] < 8.0  # far out
    assert moves["s"]["x"][0] == 0.0
    # an error that the response has too is left as measured
    shared = {"s": {"x": np.full(4, 0.3), "": np.full(4, 1.0)}}
    assert expected_inputs({"x": x}, shared) == ({"x": x}, shared)


def covered(n, relative, rng):
    """Whether the 95 % posterior interval of a slope of 5 holds it: level integrated, a grid of slope and ln sigma."""
    true = rng.uniform(2, 8, n)
    x = np.maximum(true * (1 + relative * rng.standard_normal(n)), 0.1)
    y = 10 + 5 * true + 3 * rng.standard_normal(n)
    inputs, moves = expected_inputs({"x": x}, {"x": {"x": relative * x}})
    slopes, s = np.linspace(-2, 13, 241), np.linspace(-4, 4.5, 50)
    weight = 1 / (np.exp(2 * s)[:, np.newaxis] + (slopes**2)[:, np.newaxis, np.newaxis] * moves["x"]["x"] ** 2)
    miss = (y - slopes[:, np.newaxis] * inputs["x"])[:, np.newaxis]
    whole, pull = weight.sum(axis=-1) + 1 / 60**2, (weight * miss).sum(axis=-1)
    ln = 0.5 * (np.log(weight).sum(axis=-1) - (weight * miss**2).sum(axis=-1) + pull**2 / whole - np.log(whole))
    ln += s - 2.5 * np.log1p((np.exp(s) / 30) ** 2 / 4)
    share = np.exp(ln - ln.max()).sum(axis=1)
    at = np.interp(5.0, slopes, np.cumsum(share) / share.sum())
    return 0.025 <= at <= 0.975


@pytest.mark.slow
@pytest.mark.parametrize(("n", "relative"), [(8, 0.05), (8, 0.15), (15, 0.05), (15, 0.15), (30, 0.05), (30, 0.15)])
def test_intervals_of_a_slope_hold_it(n, relative):
    rng = np.random.default_rng(11)
    share = np.mean([covered(n, relative, rng) for _ in range(400)])
    assert 0.92 < share < 0.995  # 400 data sets: 0.95 to two standard errors and a half; few rows are a little wide


def trial_of(make_trial, make_model, equation, u, y):
    model = make_model(equation, Parameter("a", "a", "response", "level", Level()))
    trial = make_trial(model, y, Scales(50.0, 50.0, 20.0), "normal_eiv", x=np.linspace(1, 6, len(y)))
    return replace(trial, sd=np.full(len(y), 2.0), input_sd={"x": {"x": np.full(len(y), u)}})


Y = np.array([31.0, 52.0, 47.0, 78.0, 74.0, 99.0])


def test_first_order_is_exact_for_a_line_and_told_where_it_is_not(make_trial, make_model):
    line = trial_of(make_trial, make_model, lambda i, p: p["a"] + 10.0 * i["x"], 0.3, Y)
    theta = np.array([25.0])
    assert first_order_error(line, theta, 5.0) < 1e-6
    assert notes_on_inputs(line, theta, 5.0) == []
    bent = trial_of(make_trial, make_model, lambda i, p: p["a"] + 2.0 * i["x"] ** 2, 0.5, Y)
    # by hand: the integral over the true x by a fine sum
    x, t = bent.inputs["x"], np.linspace(-9, 9, 20001)
    weight = np.exp(-(t**2) / 2) / math.sqrt(2 * math.pi) * (t[1] - t[0])
    mean = 25 + 2 * (x[:, np.newaxis] + 0.5 * t) ** 2
    sd = math.hypot(5, 2)
    whole = np.log((weight * np.exp(-0.5 * ((Y[:, np.newaxis] - mean) / sd) ** 2)).sum(axis=1))
    whole -= math.log(sd * math.sqrt(2 * math.pi))
    variance = sd**2 + (4 * x * 0.5) ** 2
    first = -0.5 * (Y - 25 - 2 * x**2) ** 2 / variance - 0.5 * np.log(2 * math.pi * variance)
    expected = abs((first - whole).sum())
    assert first_order_error(bent, theta, 5.0) == pytest.approx(expected, rel=1e-2)
    assert notes_on_inputs(bent, theta, 5.0) == [
        f"to first order in the errors of inputs, which differs from the integral over them by {expected:.2g} nat"
    ]


def test_errors_as_large_as_the_spread_are_told(make_trial, make_model):
    wide = trial_of(make_trial, make_model, lambda i, p: p["a"] + 10.0 * i["x"], 2.5, Y)
    assert reliability(wide, "x") == pytest.approx(1 / (1 + 2.5**2 / 3.5))
    assert notes_on_inputs(wide, np.array([25.0]), 5.0)[0].startswith("the errors of x are large beside its spread")
