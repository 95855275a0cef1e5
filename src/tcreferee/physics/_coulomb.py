"""Coulomb energies, bare and screened by free electrons: shared by the double-bridge and the ionic-bond papers.

Every argument may be a number, or all may be arrays that broadcast.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tcreferee.physics.general_model_screening import screening_length_m

Array = NDArray[np.float64]


def screening_length_A[V: (float, Array)](n_m3: V) -> V:
    """Return the Thomas-Fermi length of free electrons in angstrom."""
    return screening_length_m(n_m3) * 1e10


def bare_coulomb_eV[V: (float, Array)](charge_product: V, distance_A: V) -> V:
    """Return the Coulomb energy of two charges in eV, without screening.

    Parameters
    ----------
    charge_product : float or array
        In units of the elementary charge squared; negative for attraction.
    distance_A : float or array
    """
    from scipy import constants as c

    energy_eV: V = charge_product * c.e / (4 * c.pi * c.epsilon_0 * (distance_A * 1e-10))
    return energy_eV


def screened_coulomb_eV[V: (float, Array)](charge_product: V, distance_A: V, length_A: V) -> V:
    """Return the Coulomb energy of two charges in eV, screened over a given length."""
    energy_eV: V = bare_coulomb_eV(charge_product, distance_A) * np.exp(-distance_A / length_A)
    return energy_eV


def coulomb_among_electrons_eV[V: (float, Array)](charge_product: V, distance_A: V, n_m3: V) -> V:
    """Return the Coulomb energy of two charges in eV, screened by free electrons of a given density."""
    return screened_coulomb_eV(charge_product, distance_A, screening_length_A(n_m3))
