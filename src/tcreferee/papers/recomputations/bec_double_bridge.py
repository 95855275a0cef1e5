"""Recomputations of the double-bridge paper: condensation of ideal and interacting pairs, and energy scales."""

from __future__ import annotations

import math
from collections.abc import Callable

from tcreferee.data.formulas import london_density
from tcreferee.physics._thomas_fermi import screening_length_m
from tcreferee.physics.bec_double_bridge import (
    ZETA,
    attraction_over_repulsion,
    bare_coulomb_eV,
    dipole_energy_eV,
    ideal_tc_K,
    orbital_moment_muB,
    screened_coulomb_eV,
    slope_of_attraction_K_nm,
    thermal_wavelength_nm,
    thermal_wavelength_of_tc_nm,
    uniform_coefficient,
)


def critical_density_m3(t_K: float, m_me: float) -> float:
    """Return the number of free bosons that the excited states hold at chemical potential zero."""
    from scipy import constants as c
    from scipy.integrate import quad

    # energy/kT = u^2 removes the singularity at the bottom of the band.
    integral = quad(lambda u: 2 * u**2 / math.expm1(u**2) if u else 2.0, 0, 26)[0]
    return float((2 * m_me * c.m_e * c.k * t_K / c.hbar**2) ** 1.5 / (4 * c.pi**2) * integral)


def bosons_per_wavelength_cubed() -> float:
    """Return zeta(3/2), by counting bosons in the excited states of a free gas."""
    wavelength_nm = thermal_wavelength_of_tc_nm(1.0, 100.0)
    return float(critical_density_m3(100.0, 1.0) * (wavelength_nm * 1e-9) ** 3)


def density_per_temperature() -> float:
    """Return the logarithmic derivative of the critical density with temperature."""
    return math.log(critical_density_m3(200.0, 1.0) / critical_density_m3(100.0, 1.0), 2)


def temperature_per_density() -> float:
    """Return the logarithmic derivative of the condensation temperature with density."""
    return 1 / density_per_temperature()


def temperature_per_mass() -> float:
    """Return the logarithmic derivative of the condensation temperature with the mass of a boson."""
    per_mass = math.log(critical_density_m3(100.0, 2.0) / critical_density_m3(100.0, 1.0), 2)
    return -per_mass / density_per_temperature()


def trap_shift() -> float:
    """Return the first-order mean-field coefficient of a/lambda_0 for a harmonic trap.

    A fixed number of atoms gives (4/(3 zeta(3))) (zeta(3/2) zeta(2) - S), S = sum (j k)^(-3/2) (j + k)^(-1/2)/2;
    summed to 400 and integrated beyond.
    """
    import numpy as np
    from scipy.integrate import quad
    from scipy.special import zeta

    j = np.arange(1, 401.0)
    edge = 400.5
    both = (np.outer(j, j) ** -1.5 * (j[:, None] + j) ** -0.5).sum()
    one_beyond = 2 * (j**-1.5 * (2 / j) * (np.sqrt(1 + j / edge) - 1)).sum()
    two_beyond = quad(lambda x: 2 * x**-2.5 * (math.sqrt(1 + x) - 1), 1, np.inf)[0] * edge**-1.5
    return float(4 / (3 * zeta(3)) * (zeta(1.5) * zeta(2) - (both + one_beyond + two_beyond) / 2))


def pairs_of_depth_m3(m: float, depth: float) -> float:
    """Return the density of pairs of mass m (electron masses) that a penetration depth (nm) measures."""
    carriers_m3 = m / 2 * london_density(depth)  # of half the mass each
    return carriers_m3 / 2


def two_electrons_eV(energies: dict[str, float]) -> list[float]:
    """Return the sums of first and second ionization energies named "ionization_1_METAL", "ionization_2_METAL"."""
    metals = {name.rpartition("_")[2] for name in energies}
    return sorted(energies[f"ionization_1_{metal}"] + energies[f"ionization_2_{metal}"] for metal in metals)


RECOMPUTE: dict[str, Callable[..., float]] = {
    "table-1.*.tc0": lambda n, m: ideal_tc_K(n * 1e27, m),
    "table-1.*.lambda0": lambda n: thermal_wavelength_nm(n * 1e27),
    "table-1.i.tc-of-depth": lambda m, depth: ideal_tc_K(pairs_of_depth_m3(m, depth), m),
    "ionization.two-electron.lower": lambda **energies: two_electrons_eV(energies)[0],
    "ionization.two-electron.upper": lambda **energies: two_electrons_eV(energies)[-1],
    "range.*.upper": lambda n: n * 1e21,
    "range.*.lower": lambda n: n * 1e21,
    "range.larger": lambda **rows: min(rows.values()) * 1e21,
    "range.carriers": lambda **rows: 2 * max(rows.values()) * 1e21,
    "eq-2.zeta": bosons_per_wavelength_cubed,
    "eq-2.exponent-n": temperature_per_density,
    "eq-2.exponent-m": temperature_per_mass,
    "eq-2.exponent-n2d": temperature_per_density,
    "eq-4.exponent-n": lambda: -0.5 * temperature_per_density(),
    "eq-5.exponent": density_per_temperature,
    "eq-3.coefficient": trap_shift,
    "eq-3.uniform": lambda c, zeta: uniform_coefficient(c, zeta),
    "eq-4.*.lambda0-from-tc0": lambda m, tc0: thermal_wavelength_of_tc_nm(m, tc0),
    "fig-4.*.slope": lambda k, tc0, wavelength: slope_of_attraction_K_nm(tc0, wavelength, k),
    "screening.length": lambda n: screening_length_m(n * 1e6) * 1e10,
    "energy.*.bare": lambda q1, q2, r: bare_coulomb_eV(q1 * q2, r),
    "energy.*.screened": lambda q1, q2, r, length: screened_coulomb_eV(q1 * q2, r, length),
    "distance.half": lambda a: a / 2,
    "energy.ratio.*": lambda pair, oxygen, a, length: attraction_over_repulsion(pair, oxygen, a, length),
    "moment.orbital": lambda l, q, mass: orbital_moment_muB(l, q, mass),  # noqa: E741
    "energy.dipole.*": lambda m1, m2, r: dipole_energy_eV(m1, m2, r),
}

# Numbers for the notes.
NOTES: dict[str, dict[str, Callable[..., float]]] = {
    "eq-3.coefficient": {"at_distance_of_pairs": lambda recomputed: recomputed / ZETA ** (1 / 3)},
    "table-1.i.tc-of-depth": {"density": lambda m, depth: 1e-6 * pairs_of_depth_m3(m, depth)},
    "ionization.two-electron.lower": {
        "ba": lambda **energies: two_electrons_eV(energies)[0],
        "sr": lambda **energies: two_electrons_eV(energies)[1],
    },
    "screening.length": {
        "spacing": lambda n: 1e8 * n ** (-1 / 3),
        "spacings": lambda n, recomputed: 1e8 * n ** (-1 / 3) / recomputed,
    },
    "energy.ratio.*": {
        "smallest_over_largest": lambda length: (
            screened_coulomb_eV(2.0, 2.5, length) / screened_coulomb_eV(4.0, 4.0, length)
        )
    },
    "energy.dipole.pairs": {
        "decades_at_short_end": lambda m1, m2, printed: math.log10(dipole_energy_eV(m1, m2, 4.0) / printed)
    },
    "matbg.tc": {
        "mass_at_1e17": lambda printed: ideal_tc_K(0.5e23, 1.0) / printed,
        "mass_at_1e18": lambda printed: ideal_tc_K(0.5e24, 1.0) / printed,
    },
}
