"""Choices row by row where there are too many to try all, and where it is the logarithm that scatters."""

import itertools
import math

import numpy as np
import planted
import pytest

from tcreferee.audits import choices as module
from tcreferee.audits.choices import Choices, choices
from tcreferee.base.priors import Scales
from tcreferee.formulas.loading import load_model
from tcreferee.inference.fit import maximise
from tcreferee.inference.trial import Trial


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def trial_of(model, y, likelihood, **inputs):
    return Trial(load_model(planted.MODELS[model]), inputs, np.asarray(y), Scales(80.0, 52.5, 30.0), likelihood)


def test_many_choices_are_drawn_evenly_and_only_from_what_a_row_has(rng, monkeypatch):
    column = rng.uniform(1, 3, (3, 4))
    column[2, 0] = np.nan  # two alternatives in this row: 2 * 3^3 choices
    asked = Choices(np.zeros((3, 4)), column, rng.uniform(5, 9, 4), (-math.inf, math.inf))
    every, whole = asked.all(rng)
    assert whole
    assert len(every) == 54
    monkeypatch.setattr(module, "MOST_ALL", 53)
    drawn, whole = asked.all(rng)
    assert not whole
    assert len(drawn) == module.SAMPLED
    values, counts = np.unique(drawn.round(9), return_counts=True)
    assert values == pytest.approx(np.unique(every.round(9)))
    expected = module.SAMPLED / 54
    assert abs(counts - expected).max() < 5 * math.sqrt(expected)


@pytest.mark.parametrize("model", ["quantum_well", "bec_ideal"])
def test_choices_under_logarithmic_scatter_are_those_of_separate_fits(rng, model):
    """With a scale, which is a shift of the logarithm, and without any parameter."""
    rows = 4
    if model == "quantum_well":
        name, alternatives, others = "xi_A", rng.uniform(2, 5, (2, rows)), {}
    else:
        name, alternatives = "n_pair_m3", rng.uniform(1e26, 5e26, (2, rows))
        others = {"m_pair_me": rng.uniform(4, 9, rows)}
    y = rng.uniform(40, 90, rows)
    found, whole = choices(
        trial_of(model, y, "lognormal", **{name: alternatives[0]}, **others), name, alternatives
    ).all(rng)
    assert whole
    squares = []
    for picked in itertools.product(range(2), repeat=rows):
        own = {name: alternatives[list(picked), range(rows)]}
        trial = trial_of(model, y, "lognormal", **own, **others)
        fitted = trial.model({**own, **others}, np.asarray(maximise(trial, 1).theta), rows)
        squares.append(float(np.sum((np.log(y) - np.log(fitted)) ** 2)))
    assert sorted(found) == pytest.approx(sorted(squares), rel=1e-4)
