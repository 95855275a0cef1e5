"""Equations of the screening paper: printed values, independent derivations, and each other."""

import csv
from pathlib import Path

import mpmath
import numpy as np
import pytest
from scipy import constants

from tcreferee.formulas.loading import find_models, load_model
from tcreferee.physics import general_model_screening as physics
from tcreferee.physics._thomas_fermi import coefficient_m05
from tcreferee.physics._thomas_fermi import screening_length_m as counted_length_m

RAW = Path(__file__).parents[2] / "data/raw"
T_U_K, B_K_M05 = 212.46, 5.651e6  # printed, text on Fig. 2d


@pytest.mark.parametrize("equation", physics.EQUATIONS, ids=lambda each: each.name)
def test_equations_return_what_is_printed_or_computed(equation):
    for check in equation.checks:
        value = equation.function(**check.arguments)
        assert value == pytest.approx(check.value, rel=0, abs=check.tolerance), check.location


def test_every_numbered_equation_is_there():
    # Eq. (5) is Eq. (1) with (2) to (4) put in; solved for Tc it is Eq. (6)
    numbers = " ".join(equation.number for equation in physics.EQUATIONS)
    assert [k for k in range(1, 11) if f"({k})" not in numbers] == [5]


def test_coefficient_from_the_bohr_radius():
    """lambda^2 = pi a_0/(4 k_F) with k_F = (3 pi^2 n)^(1/3)."""
    with mpmath.workdps(30):
        bohr_m = mpmath.mpf(repr(constants.value("Bohr radius")))
        expected = mpmath.sqrt(mpmath.pi * bohr_m / 4) / mpmath.root(3 * mpmath.pi**2, 6)
    assert physics.screening_coefficient_m05() == pytest.approx(float(expected), rel=1e-9)


@pytest.mark.parametrize("n_m3", [1e26, 1e27, 8.2e28, 6e29])
def test_screening_length_by_counting_states(n_m3):
    assert physics.screening_length_m(n_m3) == pytest.approx(counted_length_m(n_m3), rel=1e-8)
    assert physics.screening_length_m(n_m3, coefficient_m05()) == pytest.approx(counted_length_m(n_m3), rel=1e-12)


@pytest.fixture
def solids():
    """Invented metals and oxides: lengths in m, expansion in 1/K, density in 1/m^3, volume factor."""
    rng = np.random.default_rng(20261121)
    low = {"d0": 2e-10, "r_plus": 0.4e-10, "r_minus": 1.2e-10, "alpha": 1e-8, "n": 1e26, "delta": 1e-4}
    high = {"d0": 4e-10, "r_plus": 0.9e-10, "r_minus": 1.4e-10, "alpha": 1e-5, "n": 1e30, "delta": 1e-3}
    return {name: rng.uniform(low[name], high[name], 50) for name in low}


def test_width_and_density_forms_agree_for_metals(solids):
    d0, r_plus, alpha, n = (solids[name] for name in ("d0", "r_plus", "alpha", "n"))
    width = physics.channel_width_metal_m(d0, r_plus, physics.screening_length_m(n))
    tc_K = physics.tc_of_width_K(width, d0, alpha)
    limit_K, slope = physics.t_u_metal_K(d0, r_plus, alpha), physics.b_metal_K_m05(d0, alpha)
    np.testing.assert_allclose(physics.tc_of_density_K(n, limit_K, slope), tc_K, rtol=0, atol=1e-9 * limit_K.max())
    np.testing.assert_array_equal(physics.tc_metal_K(d0, r_plus, n, alpha), tc_K)
    np.testing.assert_allclose(physics.width_of_tc_m(tc_K, d0, alpha), width, rtol=1e-14)
    np.testing.assert_allclose(physics.density_of_tc_m3(tc_K, limit_K, slope), n, rtol=1e-6)


def test_width_and_density_forms_agree_for_oxides(solids):
    d0, r_plus, r_minus, alpha, n, delta = solids.values()
    width = physics.channel_width_oxide_m(d0, r_plus, r_minus, physics.screening_length_oxide_m(n, delta))
    limit_K = physics.t_u_oxide_K(d0, r_plus, r_minus, alpha)
    slope = physics.b_oxide_K_m05(d0, alpha, delta)
    tc_K = physics.tc_of_density_K(n, limit_K, slope)
    np.testing.assert_allclose(physics.tc_of_width_K(width, d0, alpha), tc_K, rtol=0, atol=1e-9 * np.abs(limit_K).max())
    np.testing.assert_allclose(physics.delta_of_b(slope, d0, alpha), delta, rtol=1e-14)


def test_unified_plot_has_one_line_for_metals_and_one_for_each_delta(solids):
    d0, r_plus, r_minus, alpha, n, delta = solids.values()
    x = physics.unified_x_K_m05(n, d0, alpha)
    limit_K = physics.t_u_metal_K(d0, r_plus, alpha)
    y = physics.unified_y_K(limit_K, physics.tc_metal_K(d0, r_plus, n, alpha))
    # twice the coefficient: by Eqs. (6) to (8) the slope of the dashed line of Fig. 3a
    np.testing.assert_allclose(y / x, 7.3305855985492995e-6, rtol=1e-8)
    limit_K = physics.t_u_oxide_K(d0, r_plus, r_minus, alpha)
    tc_K = physics.tc_of_density_K(n, limit_K, physics.b_oxide_K_m05(d0, alpha, delta))
    np.testing.assert_allclose(physics.unified_y_K(limit_K, tc_K) / (delta * x), 7.3305855985492995e-6, rtol=1e-6)


def prediction(name, inputs, **parameters):
    model = load_model(find_models()[name])
    return model(inputs, np.array([parameters[p.name] for p in model.parameters], dtype=float))


def test_points_on_the_printed_curve_return_the_printed_fit():
    n_m3 = np.geomspace(0.5e27, 5e27, 12)
    curve_K = T_U_K - B_K_M05 * n_m3 ** (-1 / 6)
    # the model's own columns, so that a model of another form would give other numbers
    level = prediction("screening", {"n_m3": n_m3}, t_u_K=1, b_K_m05=0)
    effect = prediction("screening", {"n_m3": n_m3}, t_u_K=0, b_K_m05=1)
    fit = np.linalg.lstsq(np.column_stack([level, effect * 1e5]), curve_K, rcond=None)[0]
    assert fit[0] == pytest.approx(T_U_K, abs=0.005)
    assert fit[1] * 1e5 == pytest.approx(B_K_M05, abs=500)


def test_points_on_the_printed_curve_return_delta_and_so_b():
    n_m3 = np.geomspace(0.5e27, 5e27, 12)
    curve_K = T_U_K - B_K_M05 * n_m3 ** (-1 / 6)
    d0_A, alpha_perK = 1.93, 0.92e-6
    # an anion radius that gives the printed T_U by Eq. (9); the paper's radii are lost
    r_minus_A = d0_A - 0.57 - T_U_K * alpha_perK * d0_A
    inputs = {"d0_A": d0_A, "r_plus_A": 0.57, "r_minus_A": r_minus_A, "expansion_perK": alpha_perK}
    inputs = {"n_m3": n_m3} | {name: np.full(12, value) for name, value in inputs.items()}
    offset, whole = (prediction("screening_oxide", inputs, delta=delta) for delta in (0, 1))
    column = whole - offset
    delta = column @ (curve_K - offset) / (column @ column)
    np.testing.assert_allclose(offset, T_U_K, rtol=0, atol=0.005)
    assert 1e-4 < delta < 1e-3  # the range the paper states
    assert physics.b_oxide_K_m05(d0_A * 1e-10, alpha_perK, delta) == pytest.approx(B_K_M05, abs=500)


def test_the_limit_of_a_small_exponent_is_the_null_logarithm():
    """Why it has no model of its own: T_U - B_0 x^(-p) with B_0 = b/p and T_U = a + b/p tends to a + b ln x."""
    n_m3 = np.geomspace(0.5e27, 5e27, 12)
    a, b, p = 60.0, 40.0, 1e-7
    power = prediction("screening_exponent", {"n_m3": n_m3}, t_u_K=a + b / p, b0_K=b / p, p=p)
    logarithm = prediction("logarithm", {"x": n_m3 / 1e27}, a=a, b=b)
    np.testing.assert_allclose(power, logarithm, rtol=0, atol=1e-4)
    assert np.ptp(logarithm) > 90


def channel_widths_A(name):
    """Width that the model gives each metal of a table, in angstrom."""
    with (RAW / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        table = {row["element"]: row for row in csv.DictReader(file)}
    columns = {"d0_A": "d0", "r_plus_A": "r_plus", "expansion_perK": "alpha", "n_m3": "n"}
    inputs = {word: np.array([float(row[c]) for row in table.values()]) for word, c in columns.items()}
    inputs["n_m3"] = inputs["n_m3"] * 1e27
    tc_K = prediction("channel_metals", inputs)
    np.testing.assert_allclose(prediction("channel_metals_scaled", inputs, scale=0.5), tc_K / 2, rtol=1e-15)
    return dict(zip(table, tc_K * inputs["expansion_perK"] * inputs["d0_A"], strict=True))


def test_widths_are_those_the_notes_of_the_tables_state():
    valence = channel_widths_A("metals_channel_valence")
    assert {label for label, width in valence.items() if width < 0} == {"Al", "Cd", "In", "La", "Hg"}
    assert (min(valence, key=valence.get), max(valence, key=valence.get)) == ("In", "Re")
    assert (valence["In"], valence["Re"]) == pytest.approx((-0.26, 0.85), abs=0.005)
    hall = channel_widths_A("metals_channel_hall")
    assert {label for label, width in hall.items() if width >= 0} == {"Cd", "Zn", "Ga"}
    paper = channel_widths_A("metals_channel_paper")
    assert {label for label, width in paper.items() if width < 0} == {"Al", "Hg", "In", "Nb"}
    assert (paper["Cd"], paper["Zn"]) == pytest.approx((0.01, 0.09), abs=0.005)
