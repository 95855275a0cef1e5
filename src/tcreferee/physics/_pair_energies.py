"""Energies between two pairs and between a pair and oxygen, of the double-bridge paper: Coulomb and magnetic.

Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected
from tcreferee.physics._coulomb import (
    bare_coulomb_eV,
    coulomb_among_electrons_eV,
    screened_coulomb_eV,
    screening_length_A,
)

__all__ = [
    "PAIR_ENERGIES",
    "attraction_over_repulsion",
    "bare_coulomb_eV",
    "coulomb_among_electrons_eV",
    "dipole_energy_eV",
    "orbital_moment_muB",
    "screened_coulomb_eV",
    "screening_length_A",
]

Array = NDArray[np.float64]


def attraction_over_repulsion[V: (float, Array)](pair_charge: V, oxygen_charge: V, lattice_A: V, length_A: V) -> V:
    """Return the attraction of a pair and oxygen half a lattice constant away over the repulsion of two pairs.

    Parameters
    ----------
    pair_charge, oxygen_charge : float or array
        In elementary charges, without their signs.
    lattice_A, length_A : float or array
        Lattice constant; screening length.
    """
    attraction_eV = screened_coulomb_eV(pair_charge * oxygen_charge, lattice_A / 2, length_A)
    return attraction_eV / screened_coulomb_eV(pair_charge * pair_charge, lattice_A, length_A)


def orbital_moment_muB[V: (float, Array)](angular_momentum: V, charge_e: V, mass_me: V) -> V:
    """Return the orbital magnetic moment of a pair in Bohr magnetons."""
    return angular_momentum * charge_e / mass_me


def dipole_energy_eV[V: (float, Array)](moment_muB: V, other_muB: V, distance_A: V) -> V:
    """Return the energy of two parallel magnetic moments side by side in eV."""
    from scipy import constants as c

    magneton = c.physical_constants["Bohr magneton"][0]
    energy_J: V = c.mu_0 / (4 * c.pi) * moment_muB * other_muB * magneton**2 / (distance_A * 1e-10) ** 3
    return energy_J / float(c.e)


_SECTION = "Correlation of Cooper pairs and their interaction energy scale"
_ATOMIC = "alpha^2/4 Hartree (a_B/r)^3 m1 m2, from CODATA; printed is the order of magnitude, 1e-6 eV"
_PAIR = {"charge_product": 4.0}

PAIR_ENERGIES: tuple[Equation, ...] = (
    Equation(
        screening_length_A,
        _SECTION,
        r"\lambda = e_s\,n^{-1/6}",
        "angstrom",
        (Expected({"n_m3": 1e27}, 1.16, 0.005, _SECTION),),
    ),
    Equation(
        bare_coulomb_eV,
        _SECTION,
        r"E = q_1 q_2 e^2/(4\pi\epsilon_0 r)",
        "eV",
        (
            Expected({**_PAIR, "distance_A": 4.0}, 14.4, 0.05, f"{_SECTION}: two pairs, near"),
            Expected({**_PAIR, "distance_A": 5.0}, 11.5, 0.05, f"{_SECTION}: two pairs, far"),
            Expected({"charge_product": 2.0, "distance_A": 2.5}, 11.52, 0.005, f"{_SECTION}: pair and O(1-)"),
            Expected({**_PAIR, "distance_A": 2.5}, 23.04, 0.005, f"{_SECTION}: pair and O(2-)"),
        ),
    ),
    Equation(
        coulomb_among_electrons_eV,
        _SECTION,
        r"E = \frac{q_1 q_2 e^2}{4\pi\epsilon_0 r}\,e^{-r/\lambda(n)}",
        "eV",
        (
            Expected({**_PAIR, "distance_A": 4.0, "n_m3": 1e27}, 0.46, 0.005, f"{_SECTION}: two pairs, near"),
            Expected({**_PAIR, "distance_A": 5.0, "n_m3": 1e27}, 0.15, 0.005, f"{_SECTION}: two pairs, far"),
            Expected(
                {"charge_product": 2.0, "distance_A": 2.5, "n_m3": 1e27}, 1.33, 0.005, f"{_SECTION}: pair and O(1-)"
            ),
            Expected({**_PAIR, "distance_A": 2.5, "n_m3": 1e27}, 2.67, 0.005, f"{_SECTION}: pair and O(2-)"),
        ),
    ),
    Equation(
        attraction_over_repulsion,
        _SECTION,
        r"q_\mathrm{O}\,e^{a/2\lambda}",
        "",
        (
            Expected(
                {"pair_charge": 2.0, "oxygen_charge": 1.0, "lattice_A": 4.0, "length_A": 1.16},
                5.607685,
                1e-6,
                "closed form exp(4/2.32)",
            ),
            Expected(
                {"pair_charge": 2.0, "oxygen_charge": 2.0, "lattice_A": 5.0, "length_A": 1.16},
                17.258756,
                1e-6,
                "closed form 2 exp(5/2.32)",
            ),
        ),
    ),
    Equation(
        orbital_moment_muB,
        _SECTION,
        r"M_z = l\,q/M",
        "Bohr magneton",
        (Expected({"angular_momentum": 2.0, "charge_e": 2.0, "mass_me": 2.0}, 2.0, 0.5, _SECTION),),
    ),
    Equation(
        dipole_energy_eV,
        _SECTION,
        r"E = \mu_0\,m_1 m_2/(4\pi r^3)",
        "eV",
        (
            Expected({"moment_muB": 2.0, "other_muB": 2.0, "distance_A": 5.0}, 1.717808e-6, 1e-12, _ATOMIC),
            Expected({"moment_muB": 2.0, "other_muB": 0.2, "distance_A": 2.5}, 1.374247e-6, 1e-12, _ATOMIC),
        ),
    ),
)
