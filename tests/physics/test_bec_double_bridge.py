"""Equations of the double-bridge paper, against its printed values and against integrals of high precision."""

import numpy as np
import pytest
from mpmath import exp, expm1, inf, mp, mpf, pi, quad, sqrt, zeta
from scipy import constants

from tcreferee.physics import bec_double_bridge as bec

CHECKS = [(equation, check) for equation in bec.EQUATIONS for check in equation.checks]
ROW_III = {"n_pair_m3": 0.311e27, "m_pair_me": 15.6}


@pytest.fixture(autouse=True)
def thirty_digits():
    with mp.workdps(30):
        yield


def excited_m3(temperature_K, mass_me):
    """Free bosons in excited states at chemical potential zero, by counting states in momentum."""
    scale = sqrt(2 * mass_me * mpf(constants.m_e) * mpf(constants.k) * temperature_K) / mpf(constants.hbar)
    return scale**3 / (2 * pi**2) * quad(lambda x: x**2 / expm1(x**2), [0, 1, 4, inf])


@pytest.mark.parametrize(("equation", "check"), CHECKS, ids=[f"{e.name}-{i}" for i, (e, _) in enumerate(CHECKS)])
def test_values(equation, check):
    assert equation.function(**check.arguments) == pytest.approx(check.value, rel=0, abs=check.tolerance)


def test_every_equation_is_described():
    for equation in bec.EQUATIONS:
        assert equation.meaning.endswith((".", "a)."))
        assert "$" not in equation.equation
        assert equation.number
        assert equation.checks
    numbers = {equation.number.split(",")[0] for equation in bec.EQUATIONS}
    assert {"Eq. (2)", "Eq. (3)", "Eq. (4)", "Eq. (5)", "Fig. 4"} <= numbers


@pytest.mark.parametrize(("n_m3", "mass"), [(0.622e27, 24.0), (0.071e27, 6.4), (1e24, 400.0)])
def test_excited_states_hold_just_the_density_that_condenses(n_m3, mass):
    # 2.612 is zeta(3/2) rounded: with the rounding undone, counting states gives the density back
    exact = float(zeta(mpf(3) / 2))
    tc_K = bec.ideal_tc_K(n_m3 * bec.ZETA / exact, mass)
    assert float(excited_m3(mpf(tc_K), mass)) == pytest.approx(n_m3, rel=1e-9)


def test_both_forms_of_the_wavelength_agree():
    tc_K = bec.ideal_tc_K(**ROW_III)
    assert bec.thermal_wavelength_of_tc_nm(15.6, tc_K) == pytest.approx(bec.thermal_wavelength_nm(0.311e27), rel=1e-13)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_what_is_not_condensed_fills_the_excited_states(share):
    excited = excited_m3(mpf(share) * 80, 12.0) / excited_m3(mpf(80), 12.0)
    assert bec.condensate_fraction(share * 80.0, 80.0) == pytest.approx(float(1 - excited), rel=1e-12)


def test_nothing_is_condensed_at_and_above_the_transition():
    np.testing.assert_array_equal(bec.condensate_fraction(np.array([80.0, 81.0, 800.0]), np.array(80.0)), 0.0)
    assert bec.condensate_fraction(0.0, 80.0) == 1.0


def test_line_of_tc_against_attraction():
    a_nm = np.linspace(0.0, 2.0, 5)
    line = bec.tc_of_attraction_K(a_nm, np.array(0.311e27), np.array(15.6))
    slope = bec.slope_of_attraction_K_nm(bec.ideal_tc_K(**ROW_III), bec.thermal_wavelength_nm(0.311e27))
    assert line[0] == bec.ideal_tc_K(**ROW_III)
    np.testing.assert_allclose(np.diff(line), 0.5 * slope, rtol=1e-12)
    at_double = bec.tc_of_attraction_K(bec.doubling_length_nm(0.311e27), **ROW_III)
    assert at_double == pytest.approx(2 * line[0], rel=1e-14)


def test_attraction_and_repulsion_move_tc_in_opposite_directions():
    ideal = bec.ideal_tc_K(**ROW_III)
    assert bec.interacting_tc_K(a_nm=-0.1, **ROW_III) > ideal > bec.interacting_tc_K(a_nm=0.1, **ROW_III)
    # and the uniform gas the other way
    assert bec.uniform_gas_tc_K(a_nm=-0.1, **ROW_III) < ideal < bec.uniform_gas_tc_K(a_nm=0.1, **ROW_III)


def test_shift_of_the_uniform_gas_by_hand():
    # a n^(1/3) = 1e-8 m (1e24/m^3)^(1/3) = 1: the shift is the coefficient itself, 1.32
    assert bec.uniform_gas_tc_K(1e24, 5.0, 10.0) == pytest.approx(2.32 * bec.ideal_tc_K(1e24, 5.0), rel=1e-12)
    assert bec.uniform_coefficient() == pytest.approx(1.32 * 1.37719, rel=1e-5)


def test_coulomb_energies_in_atomic_units():
    # Hartree and Bohr radius instead of SI constants
    hartree_eV, bohr_A = (constants.physical_constants[name][0] for name in ("Hartree energy in eV", "Bohr radius"))
    energy_eV = hartree_eV * bohr_A * 1e10 / 3.0
    assert bec.bare_coulomb_eV(1.0, 3.0) == pytest.approx(energy_eV, rel=1e-9)
    assert bec.screened_coulomb_eV(-2.0, 3.0, 3.0) == pytest.approx(-2 * energy_eV * float(exp(-1)), rel=1e-9)


def test_screening_length_in_atomic_units():
    # k^2 = 4 k_F/(pi a_B) with k_F = (3 pi^2 n)^(1/3)
    bohr_A = constants.physical_constants["Bohr radius"][0] * 1e10
    fermi_perA = (3 * pi**2 * mpf("1e-3")) ** (mpf(1) / 3)
    assert bec.screening_length_A(1e27) == pytest.approx(float(sqrt(pi * bohr_A / (4 * fermi_perA))), rel=1e-9)


def test_attraction_over_repulsion_in_closed_form():
    for charge in (1.0, 1.5, 2.0):
        ratio = bec.attraction_over_repulsion(2.0, charge, 4.3, 1.16)
        assert ratio == pytest.approx(float(charge * exp(mpf(4.3) / (2 * mpf(1.16)))), rel=1e-12)


def test_arrays_and_numbers_give_the_same():
    n_m3, mass = np.array([0.1e27, 0.5e27]), np.array([6.0, 20.0])
    together = bec.interacting_tc_K(n_m3, mass, np.array([[-0.1], [-0.2], [0.0]]))
    assert together.shape == (3, 2)
    assert together[1, 0] == pytest.approx(bec.interacting_tc_K(0.1e27, 6.0, -0.2), rel=1e-14)
    assert together[2, 1] == pytest.approx(bec.ideal_tc_K(0.5e27, 20.0), rel=1e-14)


def test_repulsion_in_a_uniform_gas_and_attraction_in_a_trap_give_the_same_tc():
    # both shifts go as a n^(1/3): rows cannot tell the two apart while the scattering length is free
    n_m3, mass = np.array([0.071e27, 0.311e27, 0.622e27]), np.array([6.4, 15.6, 24.0])
    ratio = bec.TRAP_SHIFT / bec.uniform_coefficient()
    uniform = bec.uniform_gas_tc_K(n_m3, mass, np.full(3, 0.05 * ratio))
    np.testing.assert_allclose(uniform, bec.tc_of_attraction_K(np.full(3, 0.05), n_m3, mass), rtol=1e-13)
    assert ratio == pytest.approx(3.426 / 1.8179, rel=1e-4)
