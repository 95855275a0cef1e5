"""Equations of the ionic-bond-pairing paper (Shi, Zhu; arXiv:2503.13104): ionicity, and the energies of pairing.

Eqs. (4) to (6) are about the wave function of a pair, not about Tc, an energy or a length. Eq. (7) sets Tc to the
temperature of Bose-Einstein condensation, for which the paper has no formula: that of the later double-bridge paper
stands for it. The statement that Tc forms a dome over the density of holes has no formula either; the model
`hole_dome` gives it one.

Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from tcreferee.formulas.equation import Equation, Expected
from tcreferee.physics._coulomb import coulomb_among_electrons_eV, screened_coulomb_eV, screening_length_A

__all__ = [
    "EQUATIONS",
    "affinity_of_heat_eV",
    "bond_ionicity",
    "bond_over_exchange",
    "coulomb_among_electrons_eV",
    "gap_meV",
    "mean_ionicity",
    "screened_coulomb_eV",
    "screening_length_A",
    "thermal_energy_meV",
    "two_electron_affinity_eV",
]

Array = NDArray[np.float64]


def affinity_of_heat_eV[V: (float, Array)](heat_kJmol: V) -> V:
    """Return the energy released when an atom takes up an electron, in eV, from the molar enthalpy; Eqs. (1) and (2).

    Parameters
    ----------
    heat_kJmol : float or array
        Positive if heat is needed; the affinity is then negative.
    """
    from scipy import constants as c

    affinity_eV: V = -heat_kJmol * 1e3 / (c.N_A * c.e)
    return affinity_eV


def two_electron_affinity_eV[V: (float, Array)](first_eV: V, second_eV: V) -> V:
    """Return the energy released when an atom takes up two electrons, in eV; Eq. (3)."""
    return first_eV + second_eV


def gap_meV[V: (float, Array)](excited_meV: V, ground_meV: V) -> V:
    """Return the superconducting gap in meV, the energy of an excited state of a pair above its ground state; Eq. (8).

    A definition: the paper gives no level of a pair, and no relation of the gap and Tc.
    """
    return excited_meV - ground_meV


def bond_ionicity[V: (float, Array)](chi_anion: V, chi_cation: V) -> V:
    """Return Pauling's ionicity of a bond, 0 for covalent to 1 for ionic, from electronegativities."""
    ionicity: V = -np.expm1(-((chi_anion - chi_cation) ** 2) / 4)
    return ionicity


def mean_ionicity(chi_anion: float, cations: Iterable[tuple[float, float]]) -> float:
    """Return the mean ionicity of the bonds of one anion with several cations; Table 1.

    Parameters
    ----------
    chi_anion : float
        Electronegativity of the anion.
    cations : iterable of (float, float)
        Amount and electronegativity of each cation. Weighting the bonds by the amounts is what the printed values
        need; the paper says "atomic weighted" and no more.
    """
    known = [(amount, bond_ionicity(chi_anion, chi)) for amount, chi in cations]
    return math.fsum(amount * ionicity for amount, ionicity in known) / math.fsum(amount for amount, _ in known)


def bond_over_exchange[V: (float, Array)](bond_eV: V, exchange_meV: V) -> V:
    """Return the ratio of the strength of an ionic bond to an antiferromagnetic coupling; caption of Fig. 2."""
    return 1e3 * bond_eV / exchange_meV


def thermal_energy_meV[V: (float, Array)](temperature_K: V) -> V:
    """Return the thermal energy of a carrier in meV; paragraph on Fig. 4."""
    from scipy import constants as c

    return 1e3 * float(c.k / c.e) * temperature_K


_FIG_4 = "Caption of Fig. 4"

EQUATIONS: tuple[Equation, ...] = (
    Equation(
        affinity_of_heat_eV,
        "Eqs. (1) and (2)",
        r"A = -\Delta H/(N_A e)",
        "eV",
        (Expected({"heat_kJmol": 780.0}, -8.08, 0.005, "Eq. (2), with the enthalpy textbooks give for O2-"),),
    ),
    Equation(
        two_electron_affinity_eV,
        "Eq. (3)",
        r"A_{12} = A_1 + A_2",
        "eV",
        (Expected({"first_eV": 1.46, "second_eV": -8.08}, -6.62, 0.005, "Eq. (3)"),),
    ),
    Equation(
        gap_meV,
        "Eq. (8)",
        r"E_{n,\mathrm{sc}} = E_n - E_0",
        "meV",
        (Expected({"excited_meV": -40.0, "ground_meV": -80.0}, 40.0, 1e-12, "by definition; no level is printed"),),
    ),
    Equation(
        bond_ionicity,
        "Sentence before Table 1",
        r"f_i = 1 - e^{-(X_A - X_B)^2/4}",
        "",
        (
            Expected({"chi_anion": 3.16, "chi_cation": 0.93}, 0.71, 0.005, "Sentence before Table 1, NaCl"),
            Expected({"chi_anion": 3.44, "chi_cation": 3.44}, 0.0, 0.0, "a bond of like atoms is covalent"),
        ),
    ),
    Equation(
        bond_over_exchange,
        "Caption of Fig. 2",
        r"E_\mathrm{bond}/J",
        "",
        (
            Expected(
                {"bond_eV": 1.0, "exchange_meV": 12.0},
                100.0,
                50.0,
                "Caption of Fig. 2: about two orders of magnitude, between 50 and 150 for J_c (8 for J_ab)",
            ),
        ),
    ),
    Equation(
        thermal_energy_meV,
        "Paragraph on Fig. 4",
        r"k_B T",
        "meV",
        (Expected({"temperature_K": 300.0}, 26.0, 0.5, "Paragraph on Fig. 4, room temperature"),),
    ),
    Equation(
        screening_length_A,
        _FIG_4,
        r"\lambda = e_s\,n^{-1/6}",
        "angstrom",
        (Expected({"n_m3": 1e27}, 1.16, 0.005, _FIG_4),),
    ),
    Equation(
        coulomb_among_electrons_eV,
        _FIG_4,
        r"E = \frac{q_1 q_2 e^2}{4\pi\epsilon_0 r}\,e^{-r/\lambda(n)}",
        "eV",
        (
            Expected({"charge_product": 1.0, "distance_A": 1.0, "n_m3": 1e27}, 6.08, 0.005, f"{_FIG_4}: two holes"),
            Expected({"charge_product": 1.0, "distance_A": 2.5, "n_m3": 1e27}, 0.67, 0.005, f"{_FIG_4}: two holes"),
        ),
    ),
)
