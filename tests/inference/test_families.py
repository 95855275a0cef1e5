"""Families of materials: one level each, pooled or separate."""

import math

import brute_force as brute
import numpy as np
import pytest

from tcreferee.base.priors import Scales
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import TAU_FRACTION, bound_model
from tcreferee.inference.diagnostics import gate_checks, oracle_z
from tcreferee.inference.fit import maximise
from tcreferee.inference.oracle import quadrature
from tcreferee.inference.quadrature import ERROR_MAX
from tcreferee.inference.quick import _start
from tcreferee.inference.sample import SamplerSettings, sample
from tcreferee.inference.trial import Trial

SCALES = Scales(60.0, 52.5, 30.0)
# families, rows of each, scatter in kelvin
DESIGNS = [(2, 6, 5.0), (2, 10, 1.0), (2, 20, 0.1), (3, 5, 10.0), (2, 3, 30.0), (8, 3, 15.0)]


def trial_of(name, families, each, scatter, seed=1, keep=None):
    """Rows of several families about a quantum well, each with a strength of its own; some families left out."""
    rng = np.random.default_rng(seed)
    family = np.repeat(np.arange(families), each)
    xi = rng.uniform(2.6, 3.8, families * each)
    y = rng.normal(700, 250, families)[family] / xi**2 + scatter * rng.standard_normal(families * each)
    kept = np.isin(family, range(families) if keep is None else keep)
    family = np.unique(family[kept], return_inverse=True)[1].astype(float)
    words = [f"f{i}" for i in range(int(family.max()) + 1)]
    model = bound_model(load_model(find_models()[name]), words, (), SCALES)
    inputs = {"family": family, "xi_A": xi[kept]}
    if name.startswith("family_mean"):
        del inputs["xi_A"]
    return Trial(model, inputs, y[kept], SCALES, "normal", family)


def level_columns(trial):
    """Column (rows, families) of each level, of mean 1 over the family's own rows."""
    x = trial.inputs["xi_A"] ** -2 if "xi_A" in trial.inputs else np.ones(len(trial.y))
    member = trial.family[:, None] == np.arange(trial.family.max() + 1)
    return member * (x[:, None] / ((member * x[:, None]).sum(axis=0) / member.sum(axis=0)))


def row_sets(trial):
    rows = np.arange(len(trial.y))
    families = [trial.family != f for f in range(int(trial.family.max()) + 1)]
    return [rows >= 0, *(rows != i for i in rows), *families]


def ln_sets_of(trial, between):
    """Rows jointly normal given ln tau (if `between` is None) and ln sigma: all means integrated out."""
    columns, sets = level_columns(trial), row_sets(trial)
    ones = columns.sum(axis=1)

    def ln_sets(z):
        tau, sigma = (np.exp(z[:, 0]) if between is None else np.zeros(len(z))), np.exp(z[:, -1])
        prior = brute.ln_prior_of_ln_sigma(z[:, -1], SCALES.sigma_K)
        shared = columns @ columns.T
        if between is None:
            prior += brute.ln_prior_of_ln_sigma(z[:, 0], TAU_FRACTION * SCALES.effect_K)
            covariance = SCALES.effect_K**2 * np.outer(ones, ones) + tau[:, None, None] ** 2 * shared
        else:
            covariance = between**2 * shared
        covariance = covariance + sigma[:, None, None] ** 2 * np.eye(len(ones))
        residual, found = trial.y - SCALES.centre_K * ones, []
        for keep in sets:
            inner = np.linalg.cholesky(covariance[:, keep][:, :, keep])
            half = np.linalg.solve(inner, residual[keep][:, None])[..., 0]
            ln_det = np.log(np.diagonal(inner, axis1=1, axis2=2)).sum(axis=1)
            found.append(prior - np.sum(half**2, axis=1) / 2 - ln_det - keep.sum() / 2 * math.log(2 * math.pi))
        return np.stack(found, axis=1)

    return ln_sets


def test_pooled_levels_are_a_random_effect():
    trial = trial_of("quantum_well_pooled", 3, 2, 8.0)
    grid = brute.Grid(ln_sets_of(trial, None), [-20, -2], [9, 8], count=60)
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(grid.ln_evidence, abs=2e-5)
    np.testing.assert_allclose(np.concatenate([found.elpd_loo, found.elpd_family]), grid.elpd_loo, atol=5e-5)
    np.testing.assert_allclose(found.mean[-2:], grid.mean, atol=1e-4)
    np.testing.assert_allclose(found.sd[-2:], grid.sd, rtol=1e-3)


def test_separate_levels_do_not_learn_from_each_other():
    trial = trial_of("quantum_well_family", 3, 3, 8.0)
    grid = brute.Grid(ln_sets_of(trial, SCALES.effect_K), [-3], [9], count=200)
    found = quadrature(trial)
    assert found.ln_evidence == pytest.approx(grid.ln_evidence, abs=1e-7)
    np.testing.assert_allclose(np.concatenate([found.elpd_loo, found.elpd_family]), grid.elpd_loo, atol=1e-6)


@pytest.mark.parametrize("design", DESIGNS, ids=str)
@pytest.mark.parametrize("model", ["quantum_well_pooled", "family_mean_pooled"])
def test_the_quadrature_of_pooled_levels_is_accurate(model, design):
    if model == "family_mean_pooled":
        # rows without the input scatter by tens of kelvin
        design = (*design[:2], max(design[2], 20.0))
    assert quadrature(trial_of(model, *design)).error_ln_evidence < 2 * ERROR_MAX


@pytest.mark.parametrize("model", ["quantum_well_pooled", "quantum_well_family", "family_mean_pooled", "family_mean"])
def test_a_family_left_out_is_a_trial_without_it(model):
    whole = quadrature(trial_of(model, 3, 4, 8.0))
    for f in range(3):
        others = [g for g in range(3) if g != f]
        alone = quadrature(trial_of(model, 3, 4, 8.0, keep=others))
        assert whole.elpd_family[f] == pytest.approx(whole.ln_evidence - alone.ln_evidence, abs=1e-5)


def test_rows_of_a_family_left_out_together_are_harder_to_predict():
    found = quadrature(trial_of("quantum_well_pooled", 3, 5, 2.0))
    for f in range(3):
        assert found.elpd_family[f] < found.elpd_loo[5 * f : 5 * f + 5].sum()


def test_little_scatter_has_a_likelihood_to_all_digits():
    # forty rows to 0.1 K in a range of 100 K: r'r less its projection has lost every digit at small sigma
    trial = trial_of("quantum_well_family", 2, 20, 0.1)
    columns = level_columns(trial)
    fitted = columns @ np.linalg.lstsq(columns, trial.y)[0]
    found = quadrature(trial)
    rms = math.sqrt(np.mean((trial.y - fitted) ** 2))
    assert math.exp(found.mean[-1]) == pytest.approx(rms, rel=0.1)
    grid = brute.Grid(ln_sets_of(trial, SCALES.effect_K), [-7], [3], count=120)
    assert found.ln_evidence == pytest.approx(grid.ln_evidence, abs=1e-6)


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore:invalid value encountered in divide"
)  # a walker that stood still in the first attempt
@pytest.mark.parametrize("design", [(2, 6, 5.0), (3, 4, 10.0), (2, 12, 2.0)], ids=str)
@pytest.mark.parametrize("model", ["quantum_well_pooled", "quantum_well_family", "family_mean_pooled"])
def test_the_sampled_posterior_of_families_is_the_exact_one(model, design):
    trial, settings = trial_of(model, *design), SamplerSettings()
    fit = maximise(trial, seed=1)
    draws = sample(trial, _start(trial, fit, 1), settings, seed=1)
    exact = quadrature(trial)
    assert [check.name for check in gate_checks(fit, draws, settings, exact) if not check.passed] == []
    assert np.abs(oracle_z(draws, exact)).max() < 5
