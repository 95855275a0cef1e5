"""The map of the unit cube is the prior, and a stored evidence that is wrong, old or missing is told apart."""

import csv
import json
import math
from dataclasses import replace

import dynesty_check as crosscheck
import numpy as np
import pytest
from dynesty_check import AGREES, DIFFERS, NOT_FITTED, STALE, Nested, check, from_cube, log_ratio, nested, table

from tcreferee.base.provenance import sha256
from tcreferee.data.observations import read_observations
from tcreferee.formulas.loading import find_models, load_model
from tcreferee.inference.bind import make_trial
from tcreferee.inference.quadrature import quadrature
from tcreferee.inference.settings import InferSettings

MODELS = find_models()
TC_K = [93.0, 85.0, 110.0, 128.0, 95.0, 40.0, 60.0, 70.0]
XI_A = [3.7, 3.9, 3.3, 3.1, 3.6, 5.4, 4.6, 4.1]
FAMILIES = ("one",) * 4 + ("two",) * 4
SMALL = ("one",) * 3 + ("two",) * 3 + ("three",) * 2


def settings(entry, **changes):
    given = {"x": "xi_A"} if entry in ("constant", "linear", "power_law") else {"xi_A": "xi_A"}
    given = {} if entry.startswith("family") else given
    return replace(InferSettings("wells", entry, given, "normal", 80.0, 52.5, 30.0, 1), **changes)


@pytest.fixture
def results(tmp_path):
    """A folder `results/wells` with its rows."""
    folder = tmp_path / "wells"
    folder.mkdir()
    rows = folder / "observations.csv"
    with rows.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["point_id", "label", "family", "tc_K", "xi_A", "other_A"])
        cells = zip(range(8), "abcdefgh", FAMILIES, TC_K, XI_A, reversed(XI_A), strict=True)
        writer.writerows(cells)
    columns = {name: {"quantity": word} for name, word in (("tc_K", "tc_K"), ("xi_A", "xi_A"), ("other_A", "xi_A"))}
    record = {"response": "tc_K", "sha256": sha256(rows), "families": {"by": "hand"}, "columns": columns}
    (folder / "observations.json").write_text(json.dumps(record))
    return folder


@pytest.fixture
def bind(results):
    observations = read_observations(results / "observations.csv")

    def make(entry, family=FAMILIES, **changes):
        rows = replace(observations, family=family)
        return make_trial(load_model(MODELS[entry]), rows, settings(entry, **changes))

    return make


CASES = {
    "one bounded effect": ("quantum_well", {}),
    "exponent beside a bounded effect": ("quantum_well_exponent", {}),
    "two effects": ("linear", {}),
    "log response": ("power_law", {"likelihood": "lognormal"}),
    "no scatter": ("linear", {"likelihood": "bernoulli"}),
    "families": ("family_mean", {}),
    "pooled families": ("family_mean_pooled", {}),
    "pooled families of few rows": ("family_mean_pooled", {"family": SMALL}),
    "latent choice": ("quantum_well", {"inputs": {"xi_A": ["xi_A", "other_A", "tc_K"]}}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_map_and_its_ratio_have_the_density_of_the_prior(bind, case):
    # dz = d cube / density: the map is triangular, so the determinant tells
    entry, changes = CASES[case]
    trial = bind(entry, **changes)
    cube = np.random.default_rng(3).uniform(0.05, 0.95, (20, trial.dimension))
    step = 1e-6 * np.eye(trial.dimension)
    slope = (from_cube(trial, cube[:, None] + step) - from_cube(trial, cube[:, None] - step)) / 2e-6
    z = from_cube(trial, cube)
    _, log_slope = np.linalg.slogdet(slope)
    np.testing.assert_allclose(-log_slope, trial.log_prior(z) - log_ratio(trial, z), atol=1e-5)


def test_the_map_keeps_to_the_bounds_and_its_tails(bind):
    trial = bind("quantum_well")
    ends = from_cube(trial, np.array([[1e-12, 1e-12], [1 - 1e-12, 1 - 1e-12]]))
    assert np.isfinite(ends).all()
    assert np.ptp(ends[:, 1]) > 1e6  # ln sigma: a formula may miss by many decades
    theta = trial.physical(from_cube(trial, np.random.default_rng(1).random((2000, 2))))
    assert theta.min() > 0


def test_nested_sampling_finds_the_evidence_of_the_quadrature(bind):
    trial = bind("constant")
    found = nested(trial, 1, live=100)
    assert 0.02 < found.error < 0.4
    assert found.ln_evidence == pytest.approx(quadrature(trial).ln_evidence, abs=4 * found.error)
    assert np.exp(found.log_weight).sum() == pytest.approx(1.0)
    assert found.draws.shape == (len(found.log_weight), 2)


@pytest.fixture
def stored(results, bind):
    """Write what a run would have stored of the model `constant`."""

    def write(**evidence):
        folder = results / "constant"
        folder.mkdir(exist_ok=True)
        about = settings("constant")
        fit = {
            "schema_version": 1, "comparison": "wells", "entry": "constant", "model": {"name": "constant"},
            "settings": about.__dict__ | {"sampler": about.sampler.__dict__},
            "checksums": {"model": sha256(MODELS["constant"]), "observations": sha256(results / "observations.csv")},
        }  # fmt: skip
        (folder / "fit.json").write_text(json.dumps(fit))
        (folder / "diagnostics.json").write_text(json.dumps({"schema_version": 1, "evidence": evidence or None}))
        return folder

    return write


@pytest.fixture
def told(monkeypatch, bind):
    """Nested sampling that is 0.1 above the quadrature."""
    exact = quadrature(bind("constant")).ln_evidence
    answer = Nested(exact + 0.1, 0.1, 1, np.zeros((1, 2)), np.zeros(1))
    monkeypatch.setattr(crosscheck, "nested", lambda trial, seed, live: answer)
    return exact


def test_a_right_evidence_agrees(stored, told):
    row = check(stored(ln_evidence=told, mcse_ln_evidence=0.0), MODELS)
    assert (row.verdict, row.passed) == (AGREES, True)
    assert row.z == pytest.approx(1.0)


def test_a_wrong_evidence_differs(stored, told):
    # five errors apart; with an error of the run's own of that size it would not be
    row = check(stored(ln_evidence=told - 0.4, mcse_ln_evidence=0.0), MODELS)
    assert (row.verdict, row.passed) == (DIFFERS, False)
    assert check(stored(ln_evidence=told - 0.4, mcse_ln_evidence=0.3), MODELS).passed
    assert "| wells | constant |" in table([row])
    assert "| +5.0 | DIFFERS |" in table([row])


def test_a_model_that_was_not_fitted_is_no_failure(stored, told):
    row = check(stored(), MODELS)
    assert (row.verdict, row.passed) == (NOT_FITTED, True)
    assert math.isnan(row.stored)


def test_results_of_another_model_file_are_stale(stored, told, tmp_path):
    edited = tmp_path / "constant.py"
    edited.write_text(MODELS["constant"].read_text() + "\n# edited\n")
    folder = stored(ln_evidence=told, mcse_ln_evidence=0.0)
    for models in (MODELS | {"constant": edited}, {}):
        row = check(folder, models)
        assert (row.verdict, row.passed) == (STALE, False)


@pytest.mark.slow
def test_a_formula_that_misses_by_decades_has_its_evidence(bind, make_formula):
    # a fixed formula 1e9 too large: the posterior of sigma is where the prior has 1e-30 of its mass
    trial = replace(bind("constant"), model=make_formula(1e11))
    found = nested(trial, 1, live=100)
    assert trial.dimension == 1
    assert found.ln_evidence == pytest.approx(quadrature(trial).ln_evidence, abs=4 * found.error)


@pytest.fixture
def make_formula():
    """A formula without free coefficient that says the same Tc for all rows."""
    constant = load_model(MODELS["constant"])
    return lambda tc_K: replace(constant, parameters=(), predict=lambda inputs, values: np.full(8, tc_K))
