"""Refits of simulated data sets and of audits find the maximum of the fit in any unit, on bounds too."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tcreferee.audits.refit import without_each
from tcreferee.base.priors import Effect, Level, Normal, Scales
from tcreferee.formulas.model import Check, Parameter, Source, TcModel
from tcreferee.inference.fit import maximise
from tcreferee.inference.trial import Trial
from tcreferee.simulation.refit import refit

UP, FREE = (0.0, math.inf), (-math.inf, math.inf)
ROWS = np.array([1.0, 1.5, 2.2, 3.1, 4.0, 4.4, 5.2, 6.1])
NOISE = np.array([2.1, -3.0, 1.2, 2.8, -2.4, 0.6, -1.9, 1.4])
UNITS = [1e-27, 1e27]


def par(name, prior, bounds=FREE):
    return Parameter(name, name, "", "", prior, bounds)


def proportional(unit):
    """b of an input in SI units, bounded."""
    return lambda inputs, p: p["b"] * inputs["x"], [par("b", Level(), UP)], 20 * ROWS + NOISE


def beside_a_fixed_offset(unit):
    """A coefficient whose column is lost beside the rest of the formula unless it is read off in its own unit."""
    return lambda inputs, p: 30.0 + p["b"] * inputs["x"], [par("b", Effect())], 30 + 12 * ROWS + NOISE


def straight(unit):
    """Two coefficients, one of them in SI units."""
    parameters = [par("a", Level()), par("b", Effect())]
    return lambda inputs, p: p["a"] + p["b"] * inputs["x"], parameters, 10 + 12 * ROWS + NOISE


def saturating(unit):
    """A non-linear parameter in the unit of the input."""
    parameters = [par("t", Level(), UP), par("n_0", Normal(2 * unit, unit), UP)]
    y = 90 * ROWS / (ROWS + 1.6) + NOISE
    return lambda inputs, p: p["t"] * inputs["x"] / (inputs["x"] + p["n_0"]), parameters, y


def decaying(unit):
    """A non-linear parameter in one over the unit of the input."""
    parameters = [par("t", Level(), UP), par("k", Normal(0.5 / unit, 0.2 / unit), UP)]
    return lambda inputs, p: p["t"] * np.exp(-p["k"] * inputs["x"]), parameters, 120 * np.exp(-0.4 * ROWS) + NOISE


def peaked(unit):
    """Two non-linear parameters, one of them in the unit of the input."""
    parameters = [par("t", Level(), UP), par("n_0", Normal(3 * unit, unit), UP), par("q", Normal(1.0, 0.5), (0.0, 5.0))]
    y = 60 * np.exp(-(np.abs(ROWS / 3.5 - 1) ** 2)) + NOISE / 3

    def predict(inputs, p):
        return p["t"] * np.exp(-p["q"] * (inputs["x"] / p["n_0"] - 1) ** 2)

    return predict, parameters, y


CASES = [proportional, beside_a_fixed_offset, straight, saturating, decaying, peaked]


def trial_of(case, unit, likelihood="normal", **keywords):
    predict, parameters, y = case(unit)
    checks = (Check({"x": 1.0}, {p.name: 1.0 for p in parameters}, "1", "none"),)
    model = TcModel("test", "e", ("x",), tuple(parameters), predict, Source("r", "i", "e"), checks, name="test")
    return Trial(model, {"x": ROWS * unit}, y, Scales(60.0, 45.0, 30.0), likelihood, **keywords)


def without(trial, row):
    keep = np.arange(len(trial.y)) != row
    return replace(trial, inputs={"x": trial.inputs["x"][keep]}, y=trial.y[keep])


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("case", CASES)
def test_simulated_data_sets_are_fitted_as_the_rows_are(case, unit):
    trial = trial_of(case, unit)
    found, fit = refit(trial, trial.y[np.newaxis]), maximise(trial, 1)
    assert found.converged.all()
    assert found.log_likelihood[0] == pytest.approx(fit.log_likelihood, abs=1e-7)
    np.testing.assert_allclose(found.theta[0], fit.theta, rtol=1e-4)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("case", CASES)
def test_audits_refit_without_each_row_as_the_fit_does(case, unit):
    trial = trial_of(case, unit)
    fit = maximise(trial, 1)
    found = without_each(trial, fit.theta, fit.sigma)
    np.testing.assert_allclose(found[-1], maximise(without(trial, len(ROWS) - 1), 1).theta, rtol=1e-4)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("likelihood", ["student_t", "normal_known"])
@pytest.mark.parametrize("case", [proportional, beside_a_fixed_offset, straight])
def test_other_likelihoods(case, unit, likelihood):
    known = {"sd": np.full(len(ROWS), 1.0)} if likelihood == "normal_known" else {}
    trial = trial_of(case, unit, likelihood, **known)
    found, fit = refit(trial, trial.y[np.newaxis]), maximise(trial, 1)
    assert found.converged.all()
    assert found.log_likelihood[0] == pytest.approx(fit.log_likelihood, abs=1e-6)
    np.testing.assert_allclose(found.theta[0], fit.theta, rtol=1e-4)
