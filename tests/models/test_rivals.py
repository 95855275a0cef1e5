"""What the rivals and null models are said to do, beyond their own checks."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import constants

from tcreferee.base.priors import Effect, Level
from tcreferee.formulas.loading import find_models, load_model

ROOT = Path(__file__).parents[2]
FREE = {"quantum_well_family": "separate", "quantum_well_pooled": "pooled"}
MEANS = {"family_mean": "separate", "family_mean_pooled": "pooled"}


def load(name):
    return load_model(find_models()[name])


def table(name):
    with (ROOT / f"data/raw/{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def predicted(name, theta, **inputs):
    inputs = {word: np.atleast_1d(np.asarray(values, dtype=float)) for word, values in inputs.items()}
    return load(name)(inputs, np.array(theta, dtype=float))


def test_constant_of_harshman_fiory_dow_is_the_length_they_give():
    coulomb_KA = constants.e**2 / (4 * math.pi * constants.epsilon_0 * constants.k) * 1e10
    # three digits are given: within one unit of the last
    assert 1247.4 / coulomb_KA == pytest.approx(0.00747, rel=0, abs=1e-5)


def test_harshman_fiory_dow_gives_the_tabulated_predictions():
    rows = [row for row in table("harshman_fiory_dow") if row["ell"] and row["zeta"]]
    assert len(rows) == 29
    found = predicted(
        "harshman_fiory_dow", [], ell_A=[row["ell"] for row in rows], zeta_A=[row["zeta"] for row in rows]
    )
    misprint = {"1": 96.36}
    wanted = [misprint.get(row["row"], float(row["TC0_calc"])) for row in rows]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=0.0101)


def test_harshman_fiory_dow_scaled_contains_the_formula():
    lengths = {"ell_A": [5.7, 28.4], "zeta_A": [2.3, 1.8]}
    fixed, free = (
        predicted("harshman_fiory_dow", [], **lengths),
        predicted("harshman_fiory_dow_scaled", [1247.4], **lengths),
    )
    np.testing.assert_allclose(fixed, free, rtol=1e-15)
    assert load("harshman_fiory_dow").parameters == ()


def test_symbolic_search_misses_by_what_its_authors_store():
    """Their list of 9,999 expressions gives the first a largest error of 0.658974 K over these 29 rows."""
    rows = table("allen_dynes1975")
    found = predicted(
        "sisso_xie2019",
        [],
        omega_log_K=[row["omega_log"] for row in rows],
        coupling=[row["lambda"] for row in rows],
        mu_star=[row["mu_star"] for row in rows],
    )
    missed_K = np.abs(found - [float(row["Tc"]) for row in rows])
    assert len(missed_K) == 29
    assert missed_K.max() == pytest.approx(0.658974, rel=0, abs=1e-6)


def test_density_in_a_plane_is_that_of_uemura_s_law_with_another_constant():
    rows = {"n_pair_m3": [0.6e27, 0.1e27], "length_A": [5.8, 7.7], "m_pair_me": [24.0, 7.6]}
    np.testing.assert_allclose(
        predicted("bec_plane", [1.0], **rows), predicted("uemura_plane", [0.1], **rows), rtol=1e-14
    )


def test_anion_height_loses_equally_on_both_sides():
    low, top, high = predicted("anion_height", [55.0, 4000.0], length_A=[1.32, 1.37, 1.42])
    assert top == 55.0
    assert low == pytest.approx(high)
    assert low == pytest.approx(45.0)


def test_dome_ends_where_it_is_said_to_end():
    end = math.sqrt(1 / 82.6)
    assert (round(0.16 - end, 2), round(0.16 + end, 2)) == (0.05, 0.27)
    inside = np.array([0.0505, 0.16, 0.2695])
    assert (predicted("presland_tallon", [93], doping=inside) > 0).all()
    np.testing.assert_array_equal(predicted("presland_tallon", [93], doping=[0.0, 0.04, 0.28]), 0)


def test_depth_of_200_nm_is_25_per_square_micrometre():
    assert predicted("uemura_penetration", [1.48], inv_lambda2_um2=1 / 0.2**2)[0] == pytest.approx(37, rel=1e-12)


def test_layer_counts():
    gain = np.diff(predicted("layer_count", [94, 60], n_planes=[1, 2, 3, 4]))
    np.testing.assert_allclose(gain, [30, 10, 5], rtol=1e-12)
    peak = predicted("layer_count_peak", [134, 10], n_planes=[1, 2, 3, 4, 5])
    np.testing.assert_allclose(peak, [94, 124, 134, 124, 94], rtol=1e-12)


def test_matthias_separates_odd_from_even():
    np.testing.assert_allclose(
        predicted("valence_matthias", [2, 1.5], valence=np.arange(1, 11)), [3.5, 0.5] * 5, rtol=1e-12
    )


def test_dome_in_the_valence_holds_the_line():
    z = np.arange(1, 11)
    line, dome = (
        predicted("valence_linear", [-4, 0.5], valence=z),
        predicted("valence_quadratic", [-1.5, 0.5, 0], valence=z),
    )
    np.testing.assert_allclose(line, dome, rtol=1e-12, atol=1e-12)
    top = predicted("valence_quadratic", [1, 0, -0.3], valence=z)
    assert z[np.argmax(top)] == 5


def test_two_levels_are_plateaus():
    x = np.array([-2, -1, -0.5, 0.5, 1, 2])
    np.testing.assert_allclose(predicted("two_levels", [80, 20, 0.0], x_standard=x), [60] * 3 + [100] * 3, atol=0.1)
    # three widths from the threshold 95 % of the half step are made
    assert predicted("two_levels", [0, 1, 0.2], x_standard=0.35)[0] == pytest.approx(3 / math.sqrt(10), rel=1e-12)


@pytest.mark.parametrize(("name", "kind"), [*FREE.items(), *MEANS.items()])
def test_one_level_a_family(name, kind):
    (level,) = load(name).parameters
    assert isinstance(level.prior, Level)
    assert level.families == kind
    assert level.bounds == (-math.inf, math.inf)
    values = np.array([[1300.0, 1300.0, 400.0], [1200.0, 1200.0, 390.0]])  # (draws, rows): one a family
    inputs = {"xi_A": np.array([3.2, 3.6, 2.7])} if name in FREE else {}
    found = load(name).predict(inputs, {level.name: values})
    np.testing.assert_allclose(found, values / inputs["xi_A"] ** 2 if inputs else values, rtol=1e-15)


@pytest.mark.parametrize("name", ["valence_linear", "valence_quadratic", "valence_matthias", "two_levels", *MEANS])
def test_serves_any_response(name):
    model = load(name)
    assert model.response == "any"
    assert all(p.unit == "response" for p in model.parameters if isinstance(p.prior, Level | Effect))


def test_resonances_of_the_three_wells():
    rows = table("cakfe4as4_resonances")
    theta = 13 * 2.928**2
    found = predicted("resonance_energy", [theta], xi_A=[row["xi_text"] for row in rows])
    assert [f"{value:.1f}" for value in found] == ["17.8", "13.0", "9.7"]
    assert load("resonance_energy").response == "energy_meV"
