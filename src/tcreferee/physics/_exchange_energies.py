"""Energies and lengths of the exchange paper in closed form: Eqs. (2.2) to (2.14), (3.1) to (3.8), (3.12), (3.13)."""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def singlet_gain_eV(direct_eV: float, exchange_eV: float, overlap: float) -> float:
    """Return the energy of the normalised singlet of Eq. (2.1) minus that of two unpaired electrons, in eV.

    (D + J)/(1 + s^2) - D, from Eqs. (2.2) to (2.4). The paper's 1/sqrt(2) is the norm for s = 0, where the gain is J;
    for coinciding functions, its Eq. (2.6), s is 1 and J equals D, and nothing is gained.

    Parameters
    ----------
    direct_eV, exchange_eV : float
        D and J.
    overlap : float
        s, the overlap of the two wave functions.
    """
    return (direct_eV + exchange_eV) / (1 + overlap**2) - direct_eV


def exchange_energy_eV(
    kinetic_eV: float, with_electrons_eV: float, between_pair_eV: float, with_ions_eV: float
) -> float:
    """Return the exchange energy J of two electrons whose wave functions coincide, in eV.

    Eq. (2.10) with its sums over the two electrons, which are alike, written as factors of two.

    Parameters
    ----------
    kinetic_eV : float
        Kinetic energy of one electron.
    with_electrons_eV : float
        Repulsion of one electron from all others, the partner among them.
    between_pair_eV : float
        Repulsion of the two, counted twice in the former.
    with_ions_eV : float
        Attraction of one electron to all ions, negative.
    """
    return 2 * kinetic_eV + 2 * with_electrons_eV - between_pair_eV + 2 * with_ions_eV


def pairing_energy_eV(factor: float, exchange_eV: float) -> float:
    """Return the binding energy Delta of one electron of a pair, in eV: half of A J, Eq. (2.14).

    Parameters
    ----------
    factor : float
        A, a positive constant of the material that the paper does not calculate.
    exchange_eV : float
        J.
    """
    return factor * exchange_eV / 2


def pairing_temperature_K(pairing_eV: float, ratio: float) -> float:
    """Return the pairing temperature T* in K, |Delta| / (ratio k_B).

    Parameters
    ----------
    pairing_eV : float
        |Delta|.
    ratio : float
        |Delta| / (k_B T*): the paper has 1 in Section 2 and 3.5 before Eq. (3.13).
    """
    from scipy import constants as c

    return float(pairing_eV * c.e / (ratio * c.k))


def bragg_wavelength_A(length_A: float, order: float) -> float:
    """Return the wavelength of a standing wave in angstrom, 2 R / n, Eq. (3.1)."""
    return 2 * length_A / order


def box_eV_A2() -> float:
    """Return h^2 / (8 m), energy times squared length of Eq. (3.2), in eV angstrom^2."""
    from scipy import constants as c

    return float(c.h**2 / (8 * c.m_e) / c.e * 1e20)


def standing_energy_eV[N: (float, Array)](length_A: N) -> N:
    """Return the kinetic energy of a free electron of wavelength 2 R, in eV, Eq. (3.2)."""
    energy: N = box_eV_A2() / length_A**2
    return energy


def standing_length_A[N: (float, Array)](energy_eV: N) -> N:
    """Return the length R at which an electron of a given energy has the wavelength 2 R, in angstrom, Eq. (3.2)."""
    length: N = (box_eV_A2() / energy_eV) ** 0.5
    return length


def fermi_energy_of_A3_eV[N: (float, Array)](density_per_A3: N, mass_me: float = 1.0) -> N:
    """Return the Fermi energy of a density per cubic angstrom, in eV, Eq. (3.12)."""
    energy: N = box_eV_A2() / mass_me * (3 * density_per_A3 / pi) ** (2 / 3)
    return energy


def fermi_density_per_A3[N: (float, Array)](fermi_eV: N, mass_me: float = 1.0) -> N:
    """Return the density of electrons of a given Fermi energy, per cubic angstrom: Eq. (3.12) solved for N."""
    density: N = pi / 3 * (fermi_eV * mass_me / box_eV_A2()) ** 1.5
    return density


def fermi_energy_eV[N: (float, Array)](n_m3: N, mass_me: float = 1.0) -> N:
    """Return the Fermi energy of n electrons in a cubic metre, in eV, Eq. (3.12)."""
    return fermi_energy_of_A3_eV(n_m3 * 1e-30, mass_me)


def fermi_density_m3[N: (float, Array)](fermi_eV: N, mass_me: float = 1.0) -> N:
    """Return the density of electrons of a given Fermi energy, in 1/m^3: Eq. (3.12) solved for N."""
    return fermi_density_per_A3(fermi_eV, mass_me) * 1e30


def states_per_m3_eV[N: (float, Array)](energy_eV: N) -> N:
    """Return the density of states S(E) of free electrons, both spins, in 1/(m^3 eV); formula before Eq. (3.13)."""
    return fermi_density_m3(energy_eV) * 1.5 / energy_eV


def singlet_density_m3(fermi_eV: float, gap_eV: float) -> float:
    """Return the density of paired electrons N_s of free electrons, in 1/m^3: the states of the gap, Eq. (3.3).

    Parameters
    ----------
    fermi_eV : float
        E_F, the upper limit of the gap.
    gap_eV : float
        E_F - E_1; thin against E_F, so the two densities are not subtracted.
    """
    return float(-fermi_density_m3(fermi_eV) * np.expm1(1.5 * np.log1p(-gap_eV / fermi_eV)))


def scatter_range_eV(pairing_eV: float, excess_eV: float) -> float:
    """Return the largest C k_B Tc = E_2R - E_1 that a pairing energy allows, in eV; 0 means no superconductivity.

    Eqs. (3.4) to (3.6). The paper does not cover the edge, where |Delta| equals the distance; it is treated by the
    latter two.

    Parameters
    ----------
    pairing_eV : float
        |Delta|.
    excess_eV : float
        E_F - E_2R, of either sign.
    """
    if pairing_eV < abs(excess_eV):
        return 0.0
    return pairing_eV - excess_eV if excess_eV > 0 else pairing_eV


def gap_bottom_eV(pairing_eV: float, fermi_eV: float, standing_eV: float) -> float:
    """Return the bottom E_1 of the gap in eV, Eqs. (3.7) and (3.8): the equalities of Eqs. (3.5) and (3.6).

    Parameters
    ----------
    pairing_eV, fermi_eV, standing_eV : float
        |Delta|, E_F and E_2R.
    """
    return max(fermi_eV, standing_eV) - pairing_eV


def condensation_temperature_K(n_s_m3: float) -> float:
    """Return the condensation temperature of N_s / 2 pairs of two free electrons, in K; formula before Eq. (3.13)."""
    from scipy import constants as c

    return float(3.3125 * c.hbar**2 * (n_s_m3 / 2) ** (2 / 3) / (2 * c.m_e * c.k))


def condensation_ratio(fermi_eV: float, pairing_eV: float) -> float:
    """Return T_BEC / T* of a Fermi metal, Eq. (3.13)."""
    return float((fermi_eV / pairing_eV) ** (1 / 3))


def states_per_pair_unit() -> float:
    """Return the density of states of free electrons in units of m^(3/2) E^(1/2) / hbar^3, from Eq. (3.12)."""
    # N = (pi/3) (8 m E / h^2)^(3/2), h = 2 pi hbar, differentiated by E
    return float(pi / 2 * (8 / (2 * pi) ** 2) ** 1.5)


def condensation_ratio_unrounded(prefactor: float, delta_over_kt: float, ef_over_delta: float) -> float:
    """Return T_BEC / T* from the formulas for N_s, T_BEC and T* that Eq. (3.13) rounds.

    Parameters
    ----------
    prefactor : float
        That of T_BEC, printed as 3.3125.
    delta_over_kt : float
        |Delta| / (k_B T*), printed as 3.5.
    ef_over_delta : float
        E_F / |Delta|.
    """
    # in units of |Delta|: N_s = s sqrt(E_F) in units of (m |Delta|)^(3/2) / hbar^3
    pairs = states_per_pair_unit() * ef_over_delta**0.5 / 2
    return float(prefactor * pairs ** (2 / 3) / 2 * delta_over_kt)
