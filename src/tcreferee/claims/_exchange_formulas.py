"""Formulas of "Formation of Cooper Pairs as a Consequence of Exchange Interaction", solved for what is wanted."""

from __future__ import annotations

import math


def box_eV_A2() -> float:
    """h^2 / (8 m): energy times squared length of Eq. (3.2), in eV angstrom^2."""
    from scipy import constants as c

    return float(c.h**2 / (8 * c.m_e) / c.e * 1e20)


def standing_energy_eV(length_A: float) -> float:
    """Eq. (3.2): kinetic energy of a free electron with wavelength 2 R."""
    return box_eV_A2() / length_A**2


def standing_length_A(energy_eV: float) -> float:
    """Eq. (3.2) solved for R."""
    return math.sqrt(box_eV_A2() / energy_eV)


def fermi_energy_eV(density_per_A3: float) -> float:
    """Eq. (3.12) with the free mass."""
    return box_eV_A2() * math.pow(3 * density_per_A3 / math.pi, 2 / 3)


def fermi_density_per_A3(energy_eV: float) -> float:
    """Eq. (3.12) with the free mass, solved for the density."""
    return math.pi / 3 * math.pow(energy_eV / box_eV_A2(), 1.5)


def bcc_density_per_A3(lattice_A: float) -> float:
    """Two atoms in the cubic cell, one conduction electron each."""
    return 2 / lattice_A**3


def bcc_diagonal_A(lattice_A: float) -> float:
    """R_111 of a bcc crystal: half the body diagonal."""
    return lattice_A * math.sqrt(3) / 2


def gap_number(bottom_eV: float, tc_K: float) -> float:
    """C = (E_2R - E_1) / (k_B Tc) from Eq. (3.11) with S proportional to the square root of the energy.

    With a = E_1 / (k_B Tc) and x the distance from E_1 in units of k_B Tc, the equation says that the states emptied
    below E_1 equal the states filled up to C. The common part of both integrals, equal but for the slope of S,
    is taken out before integrating: it is larger than what remains by a factor of the order of a.
    """
    from scipy import constants as c
    from scipy.integrate import quad
    from scipy.optimize import brentq

    a = bottom_eV * c.e / (c.k * tc_K)

    def surplus(x: float) -> float:
        more = quad(
            lambda y: 2 * y / (math.sqrt(a + y) + math.sqrt(a - y)) / (math.exp(y) + 1), 0, x, epsabs=0, epsrel=1e-11
        )[0]
        # beyond 60 k_B Tc below E_1 no state is empty to the digits of a float
        left = quad(lambda y: math.sqrt(a - y) / (math.exp(y) + 1), x, min(a, x + 60), epsabs=0, epsrel=1e-11)[0]
        return float(more - left)

    return float(brentq(surplus, 0.1, min(a, 40.0), xtol=1e-11))


def states_per_pair_unit() -> float:
    """Density of states of free electrons, both spins, in units of m^(3/2) E^(1/2) / hbar^3, from Eq. (3.12)."""
    # N = (pi/3) (8 m E / h^2)^(3/2), h = 2 pi hbar, differentiated by E
    return math.pi / 2 * math.pow(8 / (2 * math.pi) ** 2, 1.5)


def condensation_ratio(prefactor: float, delta_over_kt: float, ef_over_delta: float) -> float:
    """T_BEC / T* from the printed formulas for N_s, T_BEC and T*, before rounding to Eq. (3.13)."""
    # in units of |Delta|: N_s = s sqrt(E_F) in units of (m |Delta|)^(3/2) / hbar^3
    pairs = states_per_pair_unit() * math.sqrt(ef_over_delta) / 2
    return prefactor * math.pow(pairs, 2 / 3) / 2 * delta_over_kt


def rhombohedral_length_A(edge_A: float, difference_A: float, h: int, k: int) -> float:
    """Length of h a1 + k a2 from the edge a and |a1 - a2| of a rhombohedral cell."""
    cosine = 1 - difference_A**2 / (2 * edge_A**2)
    return edge_A * math.sqrt(h * h + k * k + 2 * h * k * cosine)
