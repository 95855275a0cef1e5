"""The 27 certified nonlinear regression problems of NIST (see nist/README.md), and the linear one named Norris.

Norris: rows and certified values as printed in NIST's file Norris.dat (itl.nist.gov/div898/strd).
"""

import math
from dataclasses import replace

import numpy as np
import pytest
from nist_models import FORMULAS, PROBLEMS

from tcreferee.base.priors import Effect, Normal
from tcreferee.formulas.model import Parameter, Source, TcModel
from tcreferee.inference import fit as fitting
from tcreferee.inference.descent import descend_within
from tcreferee.inference.fit import described, maximise
from tcreferee.inference.trial import Scales, Trial

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
BOTH = [(name, which) for name in FORMULAS for which in ("start_1", "start_2")]
# from b1 = b2 = 1 every descent runs to a plateau where b2 has no effect; with b1 solved for it does not, see below
PLATEAU = ("BoxBOD", "start_1")
# terms that may change places without changing the prediction: positions of the parameters of each
ALIKE = {
    "Lanczos1": ((0, 1), (2, 3), (4, 5)),
    "Lanczos2": ((0, 1), (2, 3), (4, 5)),
    "Lanczos3": ((0, 1), (2, 3), (4, 5)),
    "Gauss1": ((2, 3, 4), (5, 6, 7)),
    "Gauss2": ((2, 3, 4), (5, 6, 7)),
    "Gauss3": ((2, 3, 4), (5, 6, 7)),
    "ENSO": ((3, 4, 5), (6, 7, 8)),
    "MGH17": ((1, 3), (2, 4)),
}
# rows rounded to 14 digits of which the certified scatter is the last: its square has none to compare
ROUNDING = "Lanczos1"


def trial_of(name, which):
    """A problem as a trial; what is not linear has a prior about NIST's start, 30 % wide."""
    formula, linear = FORMULAS[name]
    given = PROBLEMS[name]
    parameters = tuple(
        Parameter(f"b{j + 1}", f"b_{j + 1}", "", "", Effect() if j in linear else Normal(start, 0.3 * abs(start)))
        for j, start in enumerate(given[which])
    )
    words = tuple(word for word in given if word in ("x", "x1", "x2"))

    def predict(inputs, values):
        x = inputs["x"] if words == ("x",) else [inputs[word] for word in words]
        return formula(x, [values[p.name] for p in parameters])

    model = TcModel(name, "e", words, parameters, predict, Source("NIST StRD", "none", name), (), name=name)
    y = np.array(given["y"], dtype=float)
    y = np.log(y) if name == "Nelson" else y
    inputs = {word: np.array(given[word], dtype=float) for word in words}
    return Trial(model, inputs, y, Scales(float(y.mean()), 2 * float(y.std()), float(y.std())))


def in_order(name, values):
    """Parameters with terms that are alike in a fixed order, those of a peak's width without sign."""
    values = np.array(values, dtype=float)
    blocks = ALIKE.get(name, ())
    order = sorted(blocks, key=lambda block: values[block[1]])
    values[[j for block in blocks for j in block]] = values[[j for block in order for j in block]]
    if name.startswith("Gauss"):
        values[[4, 7]] = np.abs(values[[4, 7]])
    return values


def from_start(trial, start):
    """The fit from a single start."""
    return described([descend_within(trial, np.array(start, dtype=float))])


@pytest.fixture
def no_profile(monkeypatch):
    """Without profile intervals, for which NIST certifies nothing."""
    monkeypatch.setattr(fitting, "profile", lambda *_: ({}, ()))


@pytest.mark.parametrize(("name", "which"), [each for each in BOTH if each != PLATEAU])
def test_six_digits_from_nists_starts(no_profile, name, which):
    given = PROBLEMS[name]
    fit = from_start(trial_of(name, which), given[which])
    np.testing.assert_allclose(fit.theta, given["certified"], rtol=1e-6)
    if name == ROUNDING:
        assert fit.sigma**2 * len(given["y"]) == pytest.approx(given["rss"], rel=0.01)
        np.testing.assert_allclose(fit.standard_errors, given["standard_errors"], rtol=0.01)
    else:
        np.testing.assert_allclose(fit.standard_errors, given["standard_errors"], rtol=1e-6)
        assert fit.sigma**2 * len(given["y"]) == pytest.approx(given["rss"], rel=1e-9)


def test_a_single_start_may_end_on_a_plateau(no_profile):
    name, which = PLATEAU
    given = PROBLEMS[name]
    fit = from_start(trial_of(name, which), given[which])
    # not a silent number: no standard error, and the gate wants two starts that agree
    assert np.isnan(fit.standard_errors).all()
    assert fit.sigma**2 * 6 > 2 * given["rss"]


def own_starts(name, which):
    own_minimum(trial_of(name, which), name)


def own_minimum(trial, name):
    given = PROBLEMS[name]
    fit = maximise(trial, seed=1)
    np.testing.assert_allclose(in_order(name, fit.theta), in_order(name, given["certified"]), rtol=1e-6)
    rss = fit.sigma**2 * len(given["y"])
    assert rss == pytest.approx(given["rss"], rel=0.01 if name == ROUNDING else 1e-9)
    # the sum of squares of rounding errors is not the same twice
    assert fit.starts_agreeing >= (1 if name == ROUNDING else 2)


FAST = [("BoxBOD", "start_1"), ("MGH09", "start_2"), ("Rat43", "start_1"), ("Lanczos3", "start_1")]


@pytest.mark.parametrize(("name", "which"), FAST)
def test_six_digits_from_starts_of_the_prior(no_profile, name, which):
    own_starts(name, which)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "which"), [each for each in BOTH if each not in FAST])
def test_six_digits_from_starts_of_the_prior_for_all(no_profile, name, which):
    own_starts(name, which)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "which"), BOTH)
def test_six_digits_where_the_prior_is_as_wide_as_its_mean(no_profile, name, which):
    trial = trial_of(name, which)
    parameters = tuple(
        replace(p, prior=Normal(p.prior.mean, abs(p.prior.mean))) if isinstance(p.prior, Normal) else p
        for p in trial.model.parameters
    )
    own_minimum(replace(trial, model=replace(trial.model, parameters=parameters)), name)


@pytest.mark.parametrize("decades", [-7, 7])
def test_digits_do_not_depend_on_the_unit(no_profile, decades):
    given = PROBLEMS["Misra1a"]
    unit = np.array([10.0**decades, 1.0])
    trial = trial_of("Misra1a", "start_2")
    trial = replace(trial, y=trial.y * unit[0])
    fit = from_start(trial, given["start_2"] * unit)
    np.testing.assert_allclose(fit.theta, given["certified"] * unit, rtol=1e-6)
    np.testing.assert_allclose(fit.standard_errors, given["standard_errors"] * unit, rtol=1e-6)


def test_norris(make_trial):
    x, y = NORRIS
    scale = float(np.std(y))
    fit = maximise(make_trial("linear", y, Scales(float(np.mean(y)), 2 * scale, scale), x=x), seed=1)
    np.testing.assert_allclose(fit.theta, (-0.262323073774029, 1.00211681802045), rtol=1e-9)
    np.testing.assert_allclose(fit.standard_errors, (0.232818234301152, 0.429796848199937e-03), rtol=1e-9)
    assert fit.sigma == pytest.approx(math.sqrt(26.6173985294224 / len(y)), rel=1e-10)
