"""Lengths and densities of crystals that the exchange paper uses."""

from __future__ import annotations

import math

from tcreferee.physics.exchange_standing_wave import gap_number

__all__ = [
    "bcc_density_per_A3",
    "bcc_diagonal_A",
    "gap_number",
    "rhombohedral_length_A",
]


def bcc_density_per_A3(lattice_A: float) -> float:
    """Two atoms in the cubic cell, one conduction electron each."""
    return 2 / lattice_A**3


def bcc_diagonal_A(lattice_A: float) -> float:
    """R_111 of a bcc crystal: half the body diagonal."""
    return lattice_A * math.sqrt(3) / 2


def rhombohedral_length_A(edge_A: float, difference_A: float, h: int, k: int) -> float:
    """Length of h a1 + k a2 from the edge a and |a1 - a2| of a rhombohedral cell."""
    cosine = 1 - difference_A**2 / (2 * edge_A**2)
    return edge_A * math.sqrt(h * h + k * k + 2 * h * k * cosine)
