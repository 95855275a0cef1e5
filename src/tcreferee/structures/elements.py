"""Lattice translations R_hkl of an element, as the exchange-interaction paper names them, and its density of atoms."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from math import gcd

import numpy as np

from tcreferee.structures.crystal import Crystal

DIRECTIONS: tuple[tuple[int, int, int], ...] = ((1, 0, 0), (1, 1, 0), (1, 1, 1), (0, 0, 1))
# ASSUME: positions within this distance (angstrom) are equivalent when the symmetry of a cell is looked for
PRECISION_A = 0.01


@dataclass(frozen=True)
class ElementLengths:
    """Lengths of the crystal of one element.

    Parameters
    ----------
    element, space_group : str
    r_A : dict of tuple of int to float
        Shortest lattice translation along [hkl] of the conventional cell (angstrom).
    volume_per_atom_A3 : float
    """

    element: str
    space_group: str
    r_A: dict[tuple[int, int, int], float]
    volume_per_atom_A3: float

    @property
    def density_m3(self) -> float:
        """Atoms per cubic metre."""
        return 1e30 / self.volume_per_atom_A3


def element_lengths(crystal: Crystal) -> ElementLengths:
    """Return the lattice translations of a crystal of one element.

    Raises
    ------
    ValueError
        The crystal holds several elements, or its symmetry cannot be found.
    """
    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    if len(crystal.amounts) != 1:
        raise ValueError(f"holds {', '.join(crystal.amounts)}, not one element")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            analyzer = SpacegroupAnalyzer(crystal.structure, symprec=PRECISION_A)
            conventional = analyzer.get_conventional_standard_structure()
            primitive = SpacegroupAnalyzer(conventional, symprec=PRECISION_A).find_primitive()
            symbol = str(analyzer.get_space_group_symbol())
    except Exception:  # spglib's errors are of several kinds
        raise ValueError("its symmetry cannot be found") from None
    matrix = np.asarray(conventional.lattice.matrix)
    if primitive is None:
        raise ValueError("its primitive cell cannot be found")
    return ElementLengths(
        next(iter(crystal.amounts)),
        symbol,
        {hkl: _shortest(np.array(hkl) @ matrix, np.asarray(primitive.lattice.matrix)) for hkl in DIRECTIONS},
        crystal.volume_A3 / len(crystal.elements),
    )


def _shortest(vector: np.ndarray, primitive: np.ndarray) -> float:
    """Length of the shortest lattice translation along a lattice vector."""
    steps = np.linalg.solve(primitive.T, vector)
    whole = np.rint(steps).astype(int)
    if np.abs(steps - whole).max() > 0.02:
        return float(np.linalg.norm(vector))
    return float(np.linalg.norm(vector)) / gcd(*map(int, whole))
