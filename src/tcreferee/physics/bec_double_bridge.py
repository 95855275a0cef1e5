"""Equations of the double-bridge paper (Shi, Du, Zhu; arXiv:2512.03658): condensation of pairs, and their energies.

Eq. (1) divides the carriers into paired and other ones and says nothing of Tc, energy or length; with the text after
Eq. (2), the density of pairs is half that of the paired carriers. The shift of the uniform gas, which the paper does
not have, stands beside its Eq. (3) because the model of it and the claim about it need the same formula.

Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected
from tcreferee.physics._pair_energies import (
    PAIR_ENERGIES,
    attraction_over_repulsion,
    bare_coulomb_eV,
    coulomb_among_electrons_eV,
    dipole_energy_eV,
    orbital_moment_muB,
    screened_coulomb_eV,
    screening_length_A,
)

__all__ = [
    "EQUATIONS",
    "attraction_over_repulsion",
    "bare_coulomb_eV",
    "condensate_fraction",
    "coulomb_among_electrons_eV",
    "dipole_energy_eV",
    "doubling_length_nm",
    "ideal_tc_K",
    "interacting_tc_K",
    "orbital_moment_muB",
    "screened_coulomb_eV",
    "screening_length_A",
    "slope_of_attraction_K_nm",
    "tc_of_attraction_K",
    "thermal_wavelength_nm",
    "thermal_wavelength_of_tc_nm",
    "uniform_coefficient",
    "uniform_gas_tc_K",
]

Array = NDArray[np.float64]

# Eq. (2): zeta(3/2), as the paper rounds it
ZETA = 2.612
# Eq. (3): mean field of a harmonic trap, to first order in a
TRAP_SHIFT = 3.426
# Arnold and Moore, PRL 87, 120401 (2001): 1.32 +- 0.02, lattice simulation
UNIFORM_SHIFT = 1.32


def ideal_tc_K[V: (float, Array)](n_pair_m3: V, m_pair_me: V) -> V:
    """Return the condensation temperature of ideal pairs in K; Eq. (2).

    Parameters
    ----------
    n_pair_m3 : float or array
        Density of pairs.
    m_pair_me : float or array
        Mass of a pair in electron masses.
    """
    from scipy import constants as c

    energy_J: V = 2 * c.pi * c.hbar**2 / (m_pair_me * c.m_e) * (n_pair_m3 / ZETA) ** (2 / 3)
    return energy_J / float(c.k)


def thermal_wavelength_nm[V: (float, Array)](n_pair_m3: V) -> V:
    """Return the thermal wavelength at condensation in nm, from the density of pairs; Eq. (4), right."""
    wavelength_nm: V = (ZETA / n_pair_m3) ** (1 / 3) * 1e9
    return wavelength_nm


def thermal_wavelength_of_tc_nm[V: (float, Array)](m_pair_me: V, tc_ideal_K: V) -> V:
    """Return the thermal wavelength at condensation in nm, from mass and temperature; Eq. (4), left."""
    from scipy import constants as c

    wavelength_nm: V = np.sqrt(2 * c.pi) * c.hbar / np.sqrt(m_pair_me * c.m_e * c.k * tc_ideal_K) * 1e9
    return wavelength_nm


def interacting_tc_K[V: (float, Array)](n_pair_m3: V, m_pair_me: V, a_nm: V) -> V:
    """Return the condensation temperature of interacting pairs in K; Eq. (3).

    Parameters
    ----------
    n_pair_m3, m_pair_me : float or array
    a_nm : float or array
        Scattering length of two pairs; negative for attraction.
    """
    return ideal_tc_K(n_pair_m3, m_pair_me) * (1 - TRAP_SHIFT * a_nm / thermal_wavelength_nm(n_pair_m3))


def tc_of_attraction_K[V: (float, Array)](abs_a_nm: V, n_pair_m3: V, m_pair_me: V) -> V:
    """Return the condensation temperature of attracting pairs in K, against |a|; Fig. 4."""
    return interacting_tc_K(n_pair_m3, m_pair_me, -abs_a_nm)


def slope_of_attraction_K_nm[V: (float, Array)](tc_ideal_K: V, wavelength_nm: V, coefficient: float = TRAP_SHIFT) -> V:
    """Return the slope of Tc against |a| in K/nm; Fig. 4."""
    return coefficient * tc_ideal_K / wavelength_nm


def doubling_length_nm[V: (float, Array)](n_pair_m3: V) -> V:
    """Return the |a| in nm at which attraction doubles Tc; Fig. 4."""
    return thermal_wavelength_nm(n_pair_m3) / TRAP_SHIFT


def condensate_fraction[V: (float, Array)](temperature_K: V, tc_K: V) -> V:
    """Return the condensed fraction of the pairs; Eq. (5)."""
    fraction: V = np.maximum(1 - (temperature_K / tc_K) ** 1.5, 0.0)
    return fraction


def uniform_coefficient(per_spacing: float = UNIFORM_SHIFT, zeta: float = ZETA) -> float:
    """Return the coefficient of a/lambda_0 in the shift of a uniform gas, from that of a n^(1/3); not in the paper."""
    return float(per_spacing * zeta ** (1 / 3))


def uniform_gas_tc_K[V: (float, Array)](n_pair_m3: V, m_pair_me: V, a_nm: V) -> V:
    """Return the condensation temperature of a uniform gas in K, to first order in a; not in the paper.

    The sign of the shift is opposite to that of Eq. (3). Source: 10.1103/PhysRevLett.83.1703 (the form),
    10.1103/PhysRevLett.87.120401 (the coefficient).
    """
    shift = uniform_coefficient() * a_nm / thermal_wavelength_nm(n_pair_m3)
    return ideal_tc_K(n_pair_m3, m_pair_me) * (1 + shift)


def _rows(column: int) -> list[tuple[str, float, float, float]]:
    """Return row, density (1/m^3), mass and printed value of Table I; 0: wavelength in nm, 1: temperature in K."""
    return [(row, n * 1e27, m, printed[column]) for row, n, m, *printed in _TABLE_1]


_TABLE_1 = (
    ("I", 0.622, 24.0, 1.613, 89.0),
    ("II", 0.093, 7.6, 3.036, 79.0),
    ("III", 0.311, 15.6, 2.032, 86.0),
    ("IV", 0.424, 16.8, 1.833, 98.0),
    ("V", 0.331, 11.4, 1.991, 123.0),
    ("VI", 0.071, 6.4, 3.330, 78.0),
)


def _row_iii(abs_a_nm: float) -> dict[str, float]:
    return {"abs_a_nm": abs_a_nm, "n_pair_m3": 0.311e27, "m_pair_me": 15.6}


EQUATIONS: tuple[Equation, ...] = (
    Equation(
        ideal_tc_K,
        "Eq. (2)",
        r"T_c^0 = \frac{2\pi\hbar^2}{m_\mathrm{pair}^* k_B}\left(\frac{n_\mathrm{pair}}{2.612}\right)^{2/3}",
        "K",
        tuple(
            Expected({"n_pair_m3": n, "m_pair_me": m}, tc_K, 0.5, f"Table I, row {row}") for row, n, m, tc_K in _rows(1)
        ),
    ),
    Equation(
        interacting_tc_K,
        "Eq. (3)",
        r"T_c = T_c^0\,(1 - 3.426\,a/\lambda_0)",
        "K",
        (
            Expected({"n_pair_m3": 0.622e27, "m_pair_me": 24.0, "a_nm": 0.0}, 89.0, 0.5, "Table I, row I, a = 0"),
            Expected(
                {"n_pair_m3": 0.331e27, "m_pair_me": 11.4, "a_nm": 1.991 / 3.426}, 0.0, 0.05, "Table I, row V, a > 0"
            ),
        ),
    ),
    Equation(
        thermal_wavelength_nm,
        "Eq. (4), right",
        r"\lambda_0 = (2.612/n_\mathrm{pair})^{1/3}",
        "nm",
        tuple(
            # the density is rounded too: with that of rows II, III and VI the last digit of the length moves
            Expected({"n_pair_m3": n}, nm, 0.0005 + nm * 0.0005e27 / (3 * n), f"Table I, row {row}")
            for row, n, _, nm in _rows(0)
        ),
    ),
    Equation(
        thermal_wavelength_of_tc_nm,
        "Eq. (4), left",
        r"\lambda_0 = \sqrt{2\pi}\,\hbar/\sqrt{m_\mathrm{pair}^* k_B T_c^0}",
        "nm",
        # Tc0 is printed to a whole kelvin: half of it moves the wavelength by 0.3 %
        (Expected({"m_pair_me": 15.6, "tc_ideal_K": 86.0}, 2.032, 0.006, "Table I, row III"),),
    ),
    Equation(
        condensate_fraction,
        "Eq. (5)",
        r"f = 1 - (T/T_c)^{3/2}",
        "",
        (
            Expected({"temperature_K": 25.0, "tc_K": 100.0}, 0.875, 1e-12, "1 - 1/4^(3/2) in fractions"),
            Expected({"temperature_K": 101.0, "tc_K": 100.0}, 0.0, 0.0, "Eq. (5), second line"),
        ),
    ),
    Equation(
        tc_of_attraction_K,
        "Fig. 4",
        r"T_c = T_c^0\,(1 + 3.426\,|a|/\lambda_0)",
        "K",
        (Expected(_row_iii(2.032 / 3.426), 172.0, 1.0, "twice the temperature of Table I, row III"),),
    ),
    Equation(
        slope_of_attraction_K_nm,
        "Fig. 4",
        r"\mathrm{d}T_c/\mathrm{d}|a| = 3.426\,T_c^0/\lambda_0",
        "K/nm",
        (Expected({"tc_ideal_K": 2.0, "wavelength_nm": 3.426}, 2.0, 1e-12, "Tc doubles where |a| = lambda_0/3.426"),),
    ),
    Equation(
        doubling_length_nm,
        "Fig. 4",
        r"|a| = \lambda_0/3.426",
        "nm",
        (Expected({"n_pair_m3": 0.331e27}, 1.991 / 3.426, 0.0005 / 3.426, "Table I, row V, over 3.426"),),
    ),
    *PAIR_ENERGIES,
)
