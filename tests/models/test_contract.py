"""What every model file promises, whoever wrote it: a new file is tested by being there."""

import ast

import numpy as np
import pytest

from tcreferee.base.quantities import QUANTITIES
from tcreferee.formulas.model import ANY_INPUT, ANY_RESPONSE, LOG_ODDS, STANDARD_INPUT

ROWS = 11


def test_its_checks_return_the_printed_values(bench):
    for check in bench.model.checks:
        assert set(check.inputs) == set(bench.model.inputs)
        assert set(check.parameters) == {p.name for p in bench.model.parameters}
        inputs = {name: np.array([value]) for name, value in check.inputs.items()}
        theta = np.array([check.parameters[p.name] for p in bench.model.parameters], dtype=float)
        assert bench.model(inputs, theta)[0] == pytest.approx(float(check.printed), rel=0, abs=check.tolerance)
        assert check.location


def test_draws_broadcast(bench):
    theta = bench.prior_draws(21).reshape(7, 3, -1)
    together = bench.model(bench.inputs, theta, ROWS)
    assert together.shape == (7, 3, ROWS)
    for i in range(7):
        for j in range(3):
            for row in range(ROWS):
                one = {name: values[row : row + 1] for name, values in bench.inputs.items()}
                assert bench.model(one, theta[i, j]) == pytest.approx(together[i, j, row], rel=1e-13)


def test_prediction_does_not_change_its_arguments(bench):
    inputs = {name: values.copy() for name, values in bench.inputs.items()}
    theta = bench.prior_draws(5)
    before = theta.copy()
    for array in (*inputs.values(), theta):
        array.flags.writeable = False
    bench.model(inputs, theta, ROWS)
    np.testing.assert_array_equal(theta, before)


def test_linear_parameters_are_linear(bench):
    model = bench.model
    one, other = bench.prior_draws(200).reshape(2, 100, -1)
    for j, parameter in enumerate(model.parameters):
        if not parameter.linear:
            continue
        ends, middle = [one.copy(), one.copy()], one.copy()
        ends[1][:, j] = other[:, j]
        share = 0.3
        middle[:, j] = (1 - share) * ends[0][:, j] + share * ends[1][:, j]
        first, second = (model(bench.inputs, end, ROWS) for end in ends)
        size = np.abs(first) + np.abs(second)
        off = np.abs(model(bench.inputs, middle, ROWS) - (1 - share) * first - share * second)
        assert (off <= 1e-10 * size).all(), parameter.name
        # a coefficient that does nothing is linear too, and useless
        assert (np.abs(first - second).max(axis=1) > 0).all(), parameter.name


def test_linear_parameters_are_linear_together(bench):
    linear = [j for j, p in enumerate(bench.model.parameters) if p.linear]
    base, other = bench.prior_draws(200).reshape(2, 100, -1)
    moved, zero = base.copy(), base.copy()
    moved[:, linear] = base[:, linear] + other[:, linear]
    zero[:, linear] = 0.0
    second = base.copy()
    second[:, linear] = other[:, linear]
    f = [bench.model(bench.inputs, theta, ROWS) for theta in (base, second, zero, moved)]
    assert (np.abs(f[0] + f[1] - f[2] - f[3]) <= 1e-10 * sum(np.abs(each) for each in f)).all()


def test_finite_over_the_whole_prior(bench):
    # pytest turns numpy's warnings into errors here
    assert np.isfinite(bench.model(bench.inputs, bench.prior_draws(20_000), ROWS)).all()


def test_prior_draws_respect_the_bounds(bench):
    lower, upper = np.array([p.bounds for p in bench.model.parameters]).reshape(-1, 2).T
    theta = bench.prior_draws(2000)
    assert ((theta > lower) & (theta < upper)).all()


def test_words(bench):
    model = bench.model
    assert model.name == bench.path.stem
    assert model.title
    assert model.equation
    assert "$" not in model.equation
    assert model.inputs or model.kind == "null"
    assert all(word in (ANY_INPUT, STANDARD_INPUT) or word in QUANTITIES for word in model.inputs)
    assert model.response in (ANY_RESPONSE, LOG_ODDS) or model.response in QUANTITIES
    assert all((model.source.reference, model.source.identifier, model.source.equation))
    for p in model.parameters:
        assert all((p.name, p.symbol, p.meaning)), p
        assert "$" not in p.symbol
        assert p.unit == p.unit.strip()
        # what a null model explains is not known to its file
        assert p.unit != "response" or model.response == ANY_RESPONSE, p
    assert len({p.symbol for p in model.parameters}) == len(model.parameters)


def test_choices_are_marked(bench):
    assert all(text.startswith("ASSUME: ") for text in bench.model.assumptions)


def test_docstring_holds_the_equation(bench):
    docstring = ast.get_docstring(ast.parse(bench.path.read_text(encoding="utf-8")))
    assert ".. math::" in docstring
    assert docstring.split(".. math::")[1].strip()


def test_equations_and_symbols_can_be_drawn(bench):
    from matplotlib.mathtext import MathTextParser

    for text in (bench.model.equation, *(p.symbol for p in bench.model.parameters)):
        assert MathTextParser("path").parse(f"${text}$").width > 0
