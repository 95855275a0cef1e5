"""The coordinates emcee walks in: the same density, counted with the volume of the map."""

from dataclasses import replace

import numpy as np
import pytest
from test_families import DESIGNS, trial_of

from tcreferee.inference.walk import Walk


@pytest.fixture(params=["family_mean_pooled", "quantum_well_pooled", "three rows"])
def walk(request, make_trial):
    if request.param == "three rows":  # and two coefficients: the scatter may be small or large
        return Walk(make_trial("linear", np.array([71.0, 74, 91]), x=np.array([1.0, 2, 3])))
    return Walk(trial_of(request.param, *DESIGNS[0]))


def test_there_and_back_again(walk):
    assert walk.straightened
    for z in walk.trial.draw_prior(20, np.random.default_rng(1)):
        np.testing.assert_allclose(walk.to_trial(walk.from_trial(z)), z, rtol=1e-7, atol=1e-7)


def test_the_density_is_that_of_the_trial_times_the_volume(walk):
    for z in walk.trial.draw_prior(10, np.random.default_rng(2)):
        w = walk.from_trial(z)
        step = 1e-5 * np.eye(len(w))
        slopes = (walk.to_trial(w + step) - walk.to_trial(w - step)) / 2e-5
        wanted = walk.trial.log_posterior(z) + np.linalg.slogdet(slopes)[1]
        assert walk.log_density(w) == pytest.approx(wanted, rel=1e-6, abs=1e-5)


def test_only_effects_that_are_standard_normal_are_drawn_anew(walk, ybco):
    assert walk.standard_normal == len(walk.trial.effects.names)
    # errors of the rows' own, or another likelihood, make them something else
    known = replace(walk.trial, likelihood="normal_known", sd=np.full(len(walk.trial.y), 3.0))
    for other in (known, replace(walk.trial, likelihood="student_t"), ybco("linear")):
        assert Walk(other).standard_normal == 0


def test_given_the_other_coordinates_the_effects_are_standard_normal(walk):
    z = walk.trial.draw_prior(1, np.random.default_rng(3))[0]
    count = len(walk.trial.effects.names)
    w = np.tile(walk.from_trial(z), (200, 1))
    w[:, :count] = np.random.default_rng(4).standard_normal((200, count))
    value = walk.log_density(w) + 0.5 * np.sum(w[:, :count] ** 2, axis=1)
    assert np.ptp(value) < 1e-6 * np.abs(value).max()


def test_far_out_there_is_no_density_and_no_warning(walk):
    rng = np.random.default_rng(5)
    w = rng.standard_normal((300, walk.trial.dimension)) * 10.0 ** rng.uniform(-2, 3, (300, 1))
    value = walk.log_density(w)
    assert not np.isnan(value).any()
    assert (value < np.inf).all()


def test_other_models_are_walked_as_they_are(ybco):
    trial = ybco("linear")
    walk = Walk(trial)
    z = trial.draw_prior(5, np.random.default_rng(6))
    assert not walk.straightened
    assert walk.to_trial(z) is z
    np.testing.assert_array_equal(walk.log_density(z), trial.log_posterior(z))
