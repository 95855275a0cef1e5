import math
from functools import cache

import mpmath as mp
import numpy as np
import pytest
from scipy import constants as c

from tcreferee.physics import exchange_standing_wave as paper
from tcreferee.physics.exchange_standing_wave import EQUATIONS, critical_temperature_K, gap_number, tc_of_energies_K

BOTTOMS_eV = (0.25, 0.5, 1.0, 2.0, 3.0)
TEMPERATURES_K = (0.1, 0.7, 5.0, 20.0, 50.0)
GRID = [pytest.param(bottom, tc, id=f"{bottom} eV, {tc} K") for bottom in BOTTOMS_eV for tc in TEMPERATURES_K]
KT_eV = c.k / c.e  # of one kelvin


@pytest.fixture(autouse=True)
def digits():
    with mp.workdps(30):
        yield


def exact(number):
    """A float as the decimal number it was written as."""
    return mp.mpf(repr(float(number)))


def kt(tc_K):
    return exact(c.k) * exact(tc_K) / exact(c.e)


def electrons(density, bottom_eV, kt_eV, top_eV, kinks=()):
    """Right side of Eq. (3.11) as printed."""
    near = [bottom_eV + kt_eV * step for step in (-200, -80, -40, -20, -10, -5, 0, 5)]
    inside = {point for point in [*near, *kinks] if 0 < point < top_eV}
    points = sorted({mp.mpf(0), mp.mpf(top_eV), *inside})
    return mp.quad(lambda energy: density(energy) / (mp.exp((energy - bottom_eV) / kt_eV) + 1), points)


def states(density, bottom_eV, kinks=()):
    """Left side of Eq. (3.11) as printed."""
    return mp.quad(density, sorted({mp.mpf(0), *(kink for kink in kinks if kink < bottom_eV), mp.mpf(bottom_eV)}))


def error_of_c(density, bottom_eV, tc_K, number, kinks=()):
    """How far a solution for C is off: one Newton step of the difference of the two printed sides."""
    bottom, step = exact(bottom_eV), kt(tc_K)
    top = bottom + step * mp.mpf(number)
    miss = electrons(density, bottom, step, top, kinks) - states(density, bottom, kinks)
    slope = step * density(top) / (mp.exp(mp.mpf(number)) + 1)
    return float(miss / slope)


@cache
def root_c(bottom_eV, tc_K):
    with mp.workdps(30):
        guess = mp.log(12 * exact(bottom_eV) / (mp.pi**2 * kt(tc_K)))
        return mp.findroot(
            lambda x: (
                electrons(mp.sqrt, exact(bottom_eV), kt(tc_K), exact(bottom_eV) + kt(tc_K) * x)
                - 2 * exact(bottom_eV) ** 1.5 / 3
            ),
            (guess, guess * 1.01),
            solver="secant",
            tol=1e-25,
        )


def free_states():
    """S(E) over the square root of the energy in eV, in 1/(m^3 eV^(3/2))."""
    hbar = exact(c.h) / (2 * mp.pi)
    return mp.sqrt(2) * exact(c.m_e) ** 1.5 / (mp.pi**2 * hbar**3) * exact(c.e) ** 1.5


@pytest.mark.parametrize("equation", EQUATIONS, ids=lambda equation: equation.name)
def test_checks(equation):
    assert equation.checks
    assert (equation.function.__doc__ or "").startswith("Return")
    assert equation.meaning.endswith(".")
    for check in equation.checks:
        assert check.location
        assert equation.function(**check.arguments) == pytest.approx(check.value, rel=0, abs=check.tolerance)


def test_equations_can_be_drawn():
    from matplotlib.mathtext import MathTextParser

    assert all(MathTextParser("path").parse(f"${each.equation}$").width > 0 for each in EQUATIONS)


def test_every_equation_of_an_energy_a_length_or_tc_is_there():
    named = " ".join(each.number for each in EQUATIONS)
    in_other_units = {"fermi_density_per_A3", "fermi_energy_of_A3_eV", "states_per_pair_unit"}
    assert set(paper.__all__) == {"EQUATIONS", *in_other_units, *(each.name for each in EQUATIONS)}
    for number in ("2.10", "2.14", "3.1", "3.2", "3.3", "3.9", "3.10", "3.11", "3.12", "3.13"):
        assert f"({number})" in named
    for span in ("(2.1) to (2.4)", "(3.4) to (3.6)", "(3.7) and (3.8)"):
        assert span in named


def test_the_values_called_computed_are_those_of_mpmath():
    expected = {(each.name, *check.arguments.values()): check.value for each in EQUATIONS for check in each.checks}
    for bottom_eV in (0.25, 3.0):
        for tc_K in (0.1, 50.0):
            assert expected["gap_number", bottom_eV, tc_K] == pytest.approx(float(root_c(bottom_eV, tc_K)), rel=1e-14)
    for found, bottom_eV, range_eV in (
        (expected["critical_temperature_K", 3.0, 1e-3], "3", "1e-3"),
        (expected["tc_of_energies_K", 1.5402, 1.54, 1e-3], "1.5392", "0.8e-3"),
    ):
        # one Newton step in Tc: along the solution the gap is C k_B Tc, and C falls by 1/Tc with Tc
        number = mp.mpf(range_eV) / kt(found)
        off = error_of_c(mp.sqrt, float(bottom_eV), found, number)
        assert abs(off) / (float(number) - 1) < 1e-12
    cold = free_states() * 2 * mp.mpf("0.25") ** 1.5 / 3
    warm = free_states() * electrons(mp.sqrt, mp.mpf("0.25"), kt(50), mp.mpf("0.25") + 6 * kt(50))
    singlet = free_states() * 2 * (mp.mpf("1.54") ** 1.5 - mp.mpf("1.539") ** 1.5) / 3
    bose = mp.mpf("3.3125") * (exact(c.h) / (2 * mp.pi)) ** 2 * (singlet / 2) ** (mp.mpf(2) / 3)
    for name, value in (
        (("cold_density_m3", 0.25), cold),
        (("single_density_m3", 0.25, 50.0, 6.0), warm),
        (("singlet_density_m3", 1.54, 1e-3), singlet),
        (("states_per_m3_eV", 1.54), free_states() * mp.sqrt(mp.mpf("1.54"))),
        (("condensation_temperature_K", 8.452315485240e24), bose / (2 * exact(c.m_e) * exact(c.k))),
    ):
        assert expected[name] == pytest.approx(float(value), rel=1e-9), name


@pytest.mark.parametrize(("bottom_eV", "tc_K"), GRID)
def test_c_against_thirty_digits(bottom_eV, tc_K):
    number = gap_number(bottom_eV, tc_K)
    assert abs(error_of_c(mp.sqrt, bottom_eV, tc_K, number)) < 1e-8 * number
    # the same through a density of states that is not known to be a square root
    assert gap_number(bottom_eV, tc_K, math.sqrt) == pytest.approx(number, rel=1e-8)


@pytest.mark.parametrize(("bottom_eV", "tc_K"), GRID)
def test_round_trip(bottom_eV, tc_K):
    range_eV = gap_number(bottom_eV, tc_K) * KT_eV * tc_K
    assert critical_temperature_K(bottom_eV, range_eV) == pytest.approx(tc_K, rel=1e-10)
    assert critical_temperature_K(bottom_eV, range_eV, math.sqrt) == pytest.approx(tc_K, rel=1e-8)
    back = critical_temperature_K(bottom_eV, 1e-3)
    assert gap_number(bottom_eV, back) * KT_eV * back == pytest.approx(1e-3, rel=1e-10)


def peaked(energy):
    """Square root with a logarithmic peak, as at the edge of a zone in two dimensions, 10 meV above 1 eV."""
    return mp.sqrt(energy) + mp.mpf("0.05") * mp.log1p(1 / abs(energy - mp.mpf("1.01")))


def peaked_float(energy_eV):
    return math.sqrt(energy_eV) + 0.05 * math.log1p(1 / abs(energy_eV - 1.01))


def stepped(energy):
    """Square root that doubles at 1.003 eV."""
    return mp.sqrt(energy) * (2 if energy > mp.mpf("1.003") else 1)


def stepped_float(energy_eV):
    return math.sqrt(energy_eV) * (2 if energy_eV > 1.003 else 1)


@pytest.mark.parametrize("tc_K", [0.5, 8.0, 50.0])
@pytest.mark.parametrize(
    ("density", "in_floats", "kinks_eV"),
    [
        (lambda energy: energy**2, lambda energy_eV: energy_eV**2, ()),
        (lambda energy: energy, lambda energy_eV: energy_eV, ()),
        (peaked, peaked_float, (1.01,)),
        (stepped, stepped_float, (1.003,)),
    ],
    ids=["square", "linear", "peak", "step"],
)
def test_other_densities_of_states_against_thirty_digits(density, in_floats, kinks_eV, tc_K):
    number = gap_number(1.0, tc_K, in_floats, kinks_eV)
    kinks = [exact(kink) for kink in kinks_eV]
    assert abs(error_of_c(density, 1.0, tc_K, number, kinks)) < 1e-8 * number
    tc_back = critical_temperature_K(1.0, number * KT_eV * tc_K, in_floats, kinks_eV)
    assert gap_number(1.0, tc_back, in_floats, kinks_eV) * tc_back == pytest.approx(number * tc_K, rel=1e-8)
    assert tc_back <= tc_K * (1 + 1e-8)


def test_the_unit_of_the_density_of_states_does_not_matter():
    assert gap_number(1.0, 10.0, lambda energy_eV: 1e28 * math.sqrt(energy_eV)) == pytest.approx(gap_number(1.0, 10.0))


def test_steeper_means_smaller():
    found = [gap_number(1.0, 10.0, lambda energy_eV, p=power: energy_eV**p) for power in (0.5, 1.0, 2.0)]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("density", [lambda _: 1.0, lambda energy_eV: 1 / (1 + energy_eV)], ids=["flat", "falling"])
def test_a_density_of_states_that_does_not_rise_has_no_solution(density):
    with pytest.raises(ValueError, match="must be larger above E_1 than below"):
        gap_number(1.0, 10.0, density)
    with pytest.raises(ValueError, match="does not rise at E_1 = 1 eV"):
        critical_temperature_K(1.0, 1e-3, density)


def test_the_widest_range_of_free_electrons():
    # at infinite Tc every state is half full: (E_2R/E_1)^(3/2) is 2
    widest = 2 ** (2 / 3) - 1
    hot_K = critical_temperature_K(1.0, 0.99 * widest)
    number = 0.99 * widest / (KT_eV * hot_K)
    assert abs(error_of_c(mp.sqrt, 1.0, hot_K, number)) < 1e-8 * number
    with pytest.raises(ValueError, match="too wide"):
        critical_temperature_K(1.0, 1.01 * widest)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: gap_number(0.0, 1.0), "E_1 must lie above the bottom of the band, not at 0 eV"),
        (lambda: gap_number(1.0, 0.0), "Tc must be positive, not 0 K"),
        (lambda: critical_temperature_K(1.0, -1e-3), "E_2R must lie above E_1, not -0.001 eV from it"),
        (lambda: tc_of_energies_K(1.0, 1.0, 2.0), "E_1 must lie above the bottom of the band, not at -1 eV"),
    ],
)
def test_impossible_energies_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_density_of_states_that_cannot_be_integrated_is_refused():
    def noisy(energy_eV):
        return math.sqrt(energy_eV) * (1 + 1e-3 * math.sin(1e9 * energy_eV))

    with pytest.raises(ArithmeticError, match="name the energies where"):
        gap_number(1.0, 10.0, noisy)


def test_densities_balance_at_the_solution_only():
    number = gap_number(0.25, 50.0)
    cold = paper.cold_density_m3(0.25)
    assert paper.single_density_m3(0.25, 50.0, number) == pytest.approx(cold, rel=1e-14)
    assert paper.single_density_m3(0.25, 50.0, number + 0.1) > cold > paper.single_density_m3(0.25, 50.0, number - 0.1)


@pytest.mark.parametrize("excess_eV", [-0.9e-3, -0.2e-3, 0.0, 0.2e-3, 0.9e-3])
def test_tc_closes_the_circle_of_equations(excess_eV):
    standing_eV, pairing_eV = 1.54, 1e-3
    tc_K = tc_of_energies_K(standing_eV + excess_eV, standing_eV, pairing_eV)
    bottom_eV = paper.gap_bottom_eV(pairing_eV, standing_eV + excess_eV, standing_eV)
    reached = bottom_eV + gap_number(bottom_eV, tc_K) * KT_eV * tc_K
    assert reached == pytest.approx(standing_eV, abs=1e-12)
    # Tc is the same at and below the standing wave, smaller above it
    level = tc_of_energies_K(standing_eV, standing_eV, pairing_eV)
    assert tc_K < 0.9 * level if excess_eV > 0 else tc_K == pytest.approx(level, rel=1e-3)


def test_no_pairing_energy_of_the_order_stated_reaches_any_alkali_metal():
    # Table 1, the smaller of the two distances of each metal; 1e-3 eV of Section 3
    for fermi_eV, standing_eV in ((3.2, 3.09), (3.16, 2.73), (2.04, 1.76), (1.78, 1.54), (1.54, 1.33)):
        assert tc_of_energies_K(fermi_eV, standing_eV, 1e-3) == 0.0


def test_helium_is_the_exchange_energy_of_its_first_order():
    hartree_eV = c.physical_constants["Hartree energy in eV"][0]
    # hydrogen functions of charge Z: kinetic Z^2/2, repulsion 5Z/8, attraction -Z^2
    energy = paper.exchange_energy_eV(2 * hartree_eV, 1.25 * hartree_eV, 1.25 * hartree_eV, -4 * hartree_eV)
    assert energy == pytest.approx(-74.83, abs=0.005)


@pytest.mark.parametrize("overlap", [0.0, 0.3, 1.0])
def test_singlet_energy_of_real_functions(overlap):
    # any operator that treats the electrons alike, in a space of five functions each
    rng = np.random.default_rng(20261121)
    raw = rng.normal(size=(5,) * 4)
    raw = raw + raw.transpose(1, 0, 3, 2)
    operator = (raw + raw.transpose(2, 3, 0, 1)).reshape(25, 25)
    one, other = np.linalg.qr(rng.normal(size=(5, 2)))[0].T
    two = overlap * one + math.sqrt(1 - overlap**2) * other
    product, swapped = np.kron(one, two), np.kron(two, one)
    direct, exchange = product @ operator @ product, product @ operator @ swapped
    singlet = (product + swapped) / np.linalg.norm(product + swapped)
    gain = paper.singlet_gain_eV(direct, exchange, overlap)
    assert gain == pytest.approx(singlet @ operator @ singlet - direct, abs=1e-12)


def test_energies_and_lengths_are_inverse_and_take_arrays():
    lengths_A = np.geomspace(1.0, 100.0, 7)
    np.testing.assert_allclose(paper.standing_length_A(paper.standing_energy_eV(lengths_A)), lengths_A, rtol=1e-14)
    densities_m3 = np.geomspace(1e23, 1e30, 7)
    np.testing.assert_allclose(
        paper.fermi_density_m3(paper.fermi_energy_eV(densities_m3, 1.5), 1.5), densities_m3, rtol=1e-13
    )
    fermi_J = c.hbar**2 * (3 * math.pi**2 * densities_m3) ** (2 / 3) / (2 * 1.5 * c.m_e)
    np.testing.assert_allclose(paper.fermi_energy_eV(densities_m3, 1.5), fermi_J / c.e, rtol=1e-9)


def test_density_of_states_is_the_slope_of_the_density():
    step = 1e-6
    slope = (paper.fermi_density_m3(1.54 + step) - paper.fermi_density_m3(1.54 - step)) / (2 * step)
    assert paper.states_per_m3_eV(1.54) == pytest.approx(slope, rel=1e-8)


def test_the_ratio_of_temperatures_is_that_of_its_parts():
    fermi_eV, pairing_eV = 1.54, 1e-3
    pairs = paper.states_per_m3_eV(fermi_eV) * pairing_eV
    parts = paper.condensation_temperature_K(pairs) / paper.pairing_temperature_K(pairing_eV, 3.5)
    unrounded = paper.condensation_ratio_unrounded(3.3125, 3.5, fermi_eV / pairing_eV)
    assert unrounded == pytest.approx(parts, rel=1e-9)
    assert paper.condensation_ratio(fermi_eV, pairing_eV) == pytest.approx(parts, rel=1e-4)
