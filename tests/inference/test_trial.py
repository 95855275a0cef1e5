import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from tcreferee.base.priors import Effect, Level, Normal, Scales
from tcreferee.formulas.loading import find_models
from tcreferee.formulas.model import STANDARD_INPUT, Parameter

X = np.array([0.07, 0.3, 0.9, 1.0, 2.2, 3.1, 4.7, 6.0])
INPUTS = {
    "x": X,
    "n_m3": 1e27 * (1 + X),
    "n_pair_m3": 1e26 * (0.7 + X),
    "m_pair_me": np.array([24, 7.6, 15.6, 16.8, 11.4, 6.4, 9.0, 20.0]),
    "xi_A": 2.6 + 0.2 * X,
}
Y = np.array([35.0, 52.0, 61.0, 58.0, 70.0, 82.0, 85.0, 99.0])
PAIRS = {name: INPUTS[name] for name in ("n_pair_m3", "m_pair_me")}


@pytest.fixture(params=sorted(find_models()))
def trial(request, make_trial):
    trial = make_trial(request.param, Y)
    for i, name in enumerate(trial.model.inputs):
        # around what the model's own check takes, each input in an order of its own
        known = trial.model.checks[0].inputs[name]
        order = np.random.default_rng(i).permutation(len(Y)) if i else slice(None)
        values = np.linspace(-1.4, 1.4, len(Y)) if name == STANDARD_INPUT else known * np.linspace(0.8, 1.2, len(Y))
        trial.inputs[name] = INPUTS.get(name, values[order])
    return trial


def test_prediction_is_the_models(trial):
    z = trial.draw_prior(50, np.random.default_rng(1)).reshape(5, 10, -1)
    assert trial.physical(z).shape == (5, 10, len(trial.model.parameters))
    wanted = trial.model(trial.inputs, trial.physical(z), len(Y))
    np.testing.assert_allclose(trial.mean(z), wanted, rtol=1e-9, atol=1e-9 * np.abs(wanted).max())


def test_there_and_back_again(trial):
    for z in trial.draw_prior(30, np.random.default_rng(2)):
        back = trial.coordinates(trial.physical(z), float(np.exp(z[-1])))
        np.testing.assert_allclose(back, z, rtol=1e-8, atol=1e-8)


def test_the_names_and_their_number(trial):
    assert len(trial.names) == trial.dimension == len(trial.model.parameters) + 1
    assert trial.names[-1] == "ln_sigma"
    assert {name.removeprefix("u_") for name in trial.names[:-1]} == {p.name for p in trial.model.parameters}


def test_the_likelihood_is_scipys(trial):
    z = trial.draw_prior(20, np.random.default_rng(3))
    wanted = stats.norm(trial.mean(z), np.exp(z[:, -1:])).logpdf(Y)
    np.testing.assert_allclose(trial.log_likelihood(z), wanted, rtol=1e-12)


def test_posterior_is_prior_times_likelihood_for_many_points_at_once(trial):
    z = trial.draw_prior(20, np.random.default_rng(4))
    together = trial.log_posterior(z)
    np.testing.assert_allclose(together, trial.log_prior(z) + trial.log_likelihood(z).sum(axis=-1), rtol=1e-10)
    np.testing.assert_allclose(together, [trial.log_posterior(each) for each in z], rtol=1e-12)


def test_posterior_is_never_nan(trial):
    rng = np.random.default_rng(5)
    z = rng.standard_normal((500, trial.dimension)) * 10.0 ** rng.uniform(-3, 4, (500, 1))
    value = trial.log_posterior(z)
    assert not np.isnan(value).any()
    assert (value < np.inf).all()


def log_density_of_effects(trial, z):
    """Log prior without the part of the scatter."""
    return trial.log_prior(z) - trial.sigma_prior.logpdf_of_log(z[..., -1])


def grid(*axes):
    """Points (..., d + 1), the last coordinate 0, and the area of a cell."""
    points = np.stack([*np.meshgrid(*axes, indexing="ij")], axis=-1)
    cell = math.prod(axis[1] - axis[0] for axis in axes)
    return np.concatenate([points, np.zeros((*points.shape[:-1], 1))], axis=-1), cell


@pytest.mark.parametrize("scales", [Scales(80, 52.5, 30), Scales(10, 60, 30)], ids=["hardly", "strongly"])
def test_truncated_priors_of_coefficients_integrate_to_one(make_trial, scales):
    # c > 0 cuts Normal(centre, effect) off at zero; a < 0 cuts the effect of the attraction in half
    for name, inputs in (("quantum_well", {"xi_A": INPUTS["xi_A"]}), ("bec_interacting", PAIRS)):
        z, cell = grid(np.linspace(-10, 10, 200_001))
        density = np.exp(log_density_of_effects(make_trial(name, Y, scales, **inputs), z))
        assert density.sum() * cell == pytest.approx(1, abs=1e-4)
        assert (density == 0).any()


def test_truncated_prior_with_an_exponent_integrates_to_one(make_trial):
    trial = make_trial("power_law", Y, Scales(30, 60, 30), x=X)
    z, cell = grid(np.linspace(-8, 8, 8001), np.linspace(-16, 16, 161))
    assert np.exp(log_density_of_effects(trial, z)).sum() * cell == pytest.approx(1, abs=1e-3)


def test_prior_of_a_bounded_exponent_integrates_to_one(make_trial, make_model):
    model = make_model(
        lambda inputs, p: p["c_K"] * inputs["x"] ** p["p"],
        Parameter("c_K", "c", "K", "level", Level()),
        Parameter("p", "p", "", "exponent", Normal(1.0, 2.0), (0.0, 3.0)),
    )
    trial = make_trial(model, Y, x=X)
    z, cell = grid(np.linspace(-8, 8, 401), np.linspace(0, 3, 3002)[:-1] + 0.5 * 3 / 3001)
    assert np.exp(log_density_of_effects(trial, z)).sum() * cell == pytest.approx(1, abs=1e-6)
    outside = np.array([[0.0, -0.1, 3.0], [0.0, 3.1, 3.0], [0.0, 1.0, 3.0]])
    assert np.isfinite(trial.log_prior(outside)).tolist() == [False, False, True]


def test_prior_of_several_effects_is_a_unit_normal(make_trial):
    trial = make_trial("screening_exponent", Y, n_m3=INPUTS["n_m3"])
    z = np.random.default_rng(6).standard_normal((20, 4))
    wanted = stats.norm.logpdf(z[:, :2]).sum(axis=1) + stats.norm(1 / 6, 1).logpdf(z[:, 2])
    np.testing.assert_allclose(log_density_of_effects(trial, z), wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("model", "inputs"),
    [
        ("linear", {"x": X}),
        ("logarithm", {"x": X}),
        ("screening", {"n_m3": 1e27 * X}),
        ("screening_exponent", {"n_m3": 1e27 * X}),
    ],
)
def test_rivals_may_do_the_same(make_trial, model, inputs):
    """Through the equations alone: the prior of what the predictions do is that of the class, whatever the units."""
    trial = make_trial(model, Y, Scales(80, 52.5, 30), **inputs)
    theta = trial.physical(trial.draw_prior(40_000, np.random.default_rng(7)))
    prediction = trial.model(trial.inputs, theta)
    mean = prediction.mean(axis=1)
    assert mean.mean() == pytest.approx(80, abs=0.02 * 52.5)
    assert mean.std() == pytest.approx(52.5, rel=0.02)
    assert math.sqrt(np.mean(prediction.var(axis=1))) == pytest.approx(52.5, rel=0.02)
    # not only the sd: the spread is |Normal(0, effect)|
    assert stats.kstest(prediction.std(axis=1) / 52.5, lambda s: 2 * ndtr(s) - 1).pvalue > 1e-3


@pytest.mark.parametrize(
    "model", ["constant", "power_law", "quantum_well", "quantum_well_exponent", "bec_free_constant"]
)
def test_levels_carry_the_mean_of_the_class(make_trial, model):
    trial = make_trial(model, Y)
    trial.inputs.update({name: INPUTS[name] for name in trial.model.inputs})
    theta = trial.physical(trial.draw_prior(40_000, np.random.default_rng(8)))
    mean = trial.model(trial.inputs, theta).mean(axis=1)
    cut = stats.truncnorm(-80 / 52.5, math.inf) if model != "constant" else stats.norm()
    assert stats.kstest((mean - 80) / 52.5, cut.cdf).pvalue > 1e-3


def test_an_effect_without_a_level_is_measured_from_its_reference(make_trial):
    trial = make_trial("bec_interacting", Y, **PAIRS)
    theta = trial.physical(trial.draw_prior(40_000, np.random.default_rng(9)))
    ideal = trial.model(trial.inputs, np.zeros(1))
    spread = np.sqrt(np.mean((trial.model(trial.inputs, theta) - ideal) ** 2, axis=1))
    assert math.sqrt(np.mean(spread**2)) == pytest.approx(52.5, rel=0.02)


def test_the_effect_keeps_its_direction_where_the_exponent_changes_sign(make_trial):
    # n^(-p) falls for p > 0 and rises for p < 0; the coordinate must not jump there
    trial = make_trial("screening_exponent", Y, n_m3=INPUTS["n_m3"])
    for u in (-1.3, 0.4, 2.0):
        below, above = trial.mean(np.array([[0.2, u, -1e-6, 3.0], [0.2, u, 1e-6, 3.0]]))
        assert np.abs(below - above).max() < 1e-3
        assert np.ptp(above) > 20
    far = trial.mean(np.array([[0.0, 1.0, p, 3.0] for p in np.linspace(-3, 3, 60)]))
    assert (np.sign(far[:, -1] - far[:, 0]) == np.sign(far[0, -1] - far[0, 0])).all()


def test_an_effect_that_vanishes_at_the_prior_mean_of_its_exponent(make_trial, make_model):
    # a + b x^p with p centred on 0, where x^p is the constant: the limit is a logarithm, not a hole in the prior
    model = make_model(
        lambda inputs, p: p["a_K"] + p["b_K"] * inputs["x"] ** p["p"],
        Parameter("a_K", "a", "K", "level", Level()),
        Parameter("b_K", "b", "K", "slope", Effect()),
        Parameter("p", "p", "", "exponent", Normal(0.0, 1.0)),
    )
    trial = make_trial(model, Y, x=X)
    z = np.array([[0.2, 1.0, p, 3.0] for p in (-1e-5, 0.0, 1e-5)])
    mean = trial.mean(z)
    assert np.isfinite(mean).all()
    assert np.ptp(mean, axis=0).max() < 0.1
