"""Errors of inputs: no attenuation, against lines fitted with errors in both axes, and what first order leaves out."""

import csv
import math
import warnings
from dataclasses import replace
from pathlib import Path

import errors_of_inputs as rates
import numpy as np
import pytest

from tcreferee.base.priors import Level, Scales
from tcreferee.formulas.model import Parameter
from tcreferee.inference.likelihoods import LIKELIHOODS
from tcreferee.inference.over_inputs import first_order_error, integrated, log_density, settled
from tcreferee.inference.population import expected_inputs
from tcreferee.inference.scatter import known_variance


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
    true_x, left = expected_inputs(x, u)
    found = slope_of(true_x, y, left, sd)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # scipy hands its ODR over to odrpack
        from scipy import odr
    data = odr.RealData(x, y, sx=u, sy=sd)
    both = odr.ODR(data, odr.unilinear, beta0=[5.0, 10.0]).run().beta[0]
    assert found == pytest.approx(5.0, rel=0.03)
    assert both == pytest.approx(york(x, y, u, sd), rel=1e-3)
    assert found == pytest.approx(both, rel=0.04)


def trial_of(make_trial, make_model, equation, u, y):
    model = make_model(equation, Parameter("a", "a", "response", "level", Level()))
    trial = make_trial(model, y, Scales(50.0, 50.0, 20.0), "normal_eiv", x=np.linspace(1, 6, len(y)))
    return replace(trial, sd=np.full(len(y), 2.0), input_sd={"x": {"x": np.full(len(y), u)}})


Y = np.array([31.0, 52.0, 47.0, 78.0, 74.0, 99.0])


def by_fine_sum(trial, theta, sigma, mean, y=None):
    """ln of the integral over one unit normal t of the density of y at `mean(t)`, by a fine sum."""
    t = np.linspace(-16, 16, 40001)[:, np.newaxis]
    weight = np.exp(-(t**2) / 2) / math.sqrt(2 * math.pi) * (t[1] - t[0])
    sd = np.sqrt(sigma**2 + np.broadcast_to(trial.sd, trial.y.shape) ** 2)
    limit = np.broadcast_to(trial.limit, trial.y.shape)
    density = LIKELIHOODS["normal"].pointwise(trial.y, mean(t), sd, limit)
    return np.logaddexp.reduce(np.log(weight) + density)


def test_first_order_is_exact_for_a_line_and_told_where_it_is_not(make_trial, make_model):
    line = trial_of(make_trial, make_model, lambda i, p: p["a"] + 10.0 * i["x"], 0.3, Y)
    theta = np.array([25.0])
    assert first_order_error(line, theta, 5.0) < 1e-6
    kept, note = settled(line, theta, 5.0)
    assert kept is line
    assert note == (
        "errors of inputs to first order: the integral over the true inputs would change ln L by less than 0.001 nat"
    )
    bent = trial_of(make_trial, make_model, lambda i, p: p["a"] + 2.0 * i["x"] ** 2, 0.5, Y)
    x = bent.inputs["x"]
    whole = by_fine_sum(bent, theta, 5.0, lambda t: 25 + 2 * (x + 0.5 * t) ** 2)
    variance = 5.0**2 + 2.0**2 + (4 * x * 0.5) ** 2
    first = -0.5 * (Y - 25 - 2 * x**2) ** 2 / variance - 0.5 * np.log(2 * math.pi * variance)
    expected = abs((first - whole).sum())
    assert first_order_error(bent, theta, 5.0) == pytest.approx(expected, rel=1e-3)
    used, note = settled(bent, theta, 5.0)
    assert used.nodes
    assert note == (
        f"errors of inputs integrated over the true inputs, 9 nodes: first order is off by {expected:.2g} nat"
    )


@pytest.mark.parametrize("sigma", [0.05, 1.0, 30.0])
@pytest.mark.parametrize(
    ("name", "equation"),
    [
        ("square", lambda x: 25.0 + 2.0 * x**2),
        ("power", lambda x: 40.0 * x**0.6),
        ("exponential", lambda x: 20.0 * np.exp(0.3 * x)),
    ],
)
def test_nodes_are_the_integral_over_the_true_inputs(make_trial, make_model, name, equation, sigma):
    trial = trial_of(make_trial, make_model, lambda i, p: p["a"] + equation(i["x"]), 0.2, Y)
    trial = replace(trial, sd=np.zeros(6))
    found = log_density(integrated(trial), np.zeros(1), np.array(sigma))
    wanted = by_fine_sum(trial, np.zeros(1), sigma, lambda t: equation(np.abs(trial.inputs["x"] + 0.2 * t)))
    np.testing.assert_allclose(found, wanted, atol=2e-3)


def test_nodes_beside_a_limit_and_with_an_error_that_the_response_shares(make_trial, make_model):
    trial = trial_of(make_trial, make_model, lambda i, p: p["a"] + 2.0 * i["x"] ** 2, 0.5, Y)
    limit, moves = np.array([1.0, 0, 0, -1.0, 0, 0]), {"s": {"x": np.full(6, 0.5), "": np.full(6, 3.0)}}
    shared = replace(trial, limit=limit, input_sd=moves)
    x, theta = trial.inputs["x"], np.array([25.0])
    # both true values are off by t: what is measured lies 3 t below the curve there
    found = log_density(integrated(shared), theta, np.array(5.0))
    wanted = by_fine_sum(shared, theta, 5.0, lambda t: 25 + 2 * (x + 0.5 * t) ** 2 - 3 * t)
    # a limit says too little of its true input to move the nodes to it
    np.testing.assert_allclose(found, wanted, atol=5e-3)
    # and a straight formula has the variance of first order
    line = replace(trial_of(make_trial, make_model, lambda i, p: p["a"] + 10.0 * i["x"], 0.5, Y), input_sd=moves)
    np.testing.assert_allclose(known_variance(line, theta), 2.0**2 + (10 * 0.5 - 3.0) ** 2)
    assert first_order_error(line, theta, 5.0) < 1e-9


def test_nodes_of_two_sources(make_trial, make_model):
    model = make_model(lambda i, p: p["a"] + i["x"] * i["z"], Parameter("a", "a", "response", "level", Level()))
    x, z = np.linspace(1, 6, 6), np.array([2.0, 5.0, 3.0, 4.0, 1.0, 2.0])
    trial = make_trial(model, Y, Scales(50.0, 50.0, 20.0), "normal_eiv", x=x, z=z)
    trial = replace(trial, input_sd={"x": {"x": np.full(6, 0.6)}, "z": {"z": np.full(6, 0.4)}})
    found = log_density(integrated(trial), np.array([40.0]), np.array(2.0))
    t = np.linspace(-11, 11, 1101)
    s, t = np.meshgrid(t, t)
    weight = np.exp(-(s**2 + t**2) / 2) / (2 * math.pi) * (t[1, 0] - t[0, 0]) ** 2
    for i in range(6):
        mean = 40 + (x[i] + 0.6 * s) * (z[i] + 0.4 * t)
        wanted = math.log((weight * np.exp(-0.5 * ((Y[i] - mean) / 2) ** 2)).sum() / 2 / math.sqrt(2 * math.pi))
        assert found[i] == pytest.approx(wanted, abs=2e-3)


def test_where_the_integral_is_not_done_the_note_says_why(make_trial, make_model):
    bent = trial_of(make_trial, make_model, lambda i, p: p["a"] + 2.0 * i["x"] ** 2, 0.5, np.arange(70.0))
    kept, note = settled(bent, np.array([25.0]), 5.0)
    assert kept is bent
    assert note == "errors of inputs to first order, without the integral over the true inputs: more than 60 rows"


FILE = Path(rates.__file__).with_suffix(".csv")
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
STORED = [row for row in ROWS if row["inputs"] == "population"]


def test_the_page_shows_the_file():
    page = Path(rates.__file__).parents[1] / "docs/statistics.md"
    assert rates.markdown(ROWS) in page.read_text(encoding="utf-8")


def test_stored_intervals_hold_slopes_and_exponents():
    assert {(row["parameter"], row["rows"], row["error_of_x"]) for row in STORED} == {
        (kind, str(n), str(share)) for kind in rates.TRUTH for n in rates.ROWS for share in rates.ERRORS
    }
    for row in STORED:
        # wanted 0.93 to 0.97 and more with few rows, within two standard errors of the simulation
        assert float(row["coverage"]) > 0.93 - 2 * float(row["standard_error"]), row
        assert abs(float(row["bias"])) < 0.12, row
    assert np.mean([float(row["coverage"]) for row in STORED]) == pytest.approx(0.965, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["slope", "exponent"])
def test_intervals_hold_it_with_errors_of_thirty_per_cent(kind):
    held, error, *_ = map(float, rates.cell(kind, 15, 0.3, True, 60))
    assert held > 0.95 - 3 * error
