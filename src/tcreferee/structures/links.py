"""Links of metals through a common anion: nearly straight through oxygen, or along an edge of two tetrahedra."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.structures.crystal import Crystal

SQUARE_METALS = frozenset(["Cu", "Ni", "Co", "Fe", "Zn", "Pd", "Ga", "Al"])
TETRAHEDRAL_METALS = frozenset(["Fe", "Co", "Ni", "Mn", "Cr", "Ru", "Rh", "Cu", "Zn"])
OXYGEN = frozenset(["O"])
PNICTOGENS_CHALCOGENS = frozenset(["P", "As", "Sb", "S", "Se", "Te"])
NONMETALS = frozenset(
    ["H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "Ge", "As", "Se", "Br", "Sb", "Te", "I", "At"]
)
# ASSUME: longest bonds within a plane, between those of it and the longer ones to apical oxygen (2.3 to 2.9 angstrom);
# a link through oxygen is straight within 35 degrees.
OXIDE_BOND_A, TETRAHEDRAL_BOND_A, EDGE_A = 2.2, 2.85, 3.3
STRAIGHT = np.cos(np.radians(145.0))
# An angle above this is no tetrahedron's.
TETRAHEDRON = np.cos(np.radians(145.0))


@dataclass(frozen=True)
class Link:
    """A metal that another is joined to: its site and cell, the vector to it and its length (angstrom)."""

    other: int
    image: tuple[int, int, int]
    vector: Array
    length: float


Links = dict[int, list[Link]]
_Image = tuple[int, int, int]
_Bonds = dict[int, list[tuple[int, Array, Array]]]


def _neighbours(crystal: Crystal, metals: frozenset[str], anions: frozenset[str], longest_A: float) -> _Bonds:
    """For each metal, its anions: site, image, vector in angstrom."""
    first, second, image, _ = crystal.bonds(longest_A)
    found: dict[int, list[tuple[int, Array, Array]]] = defaultdict(list)
    for i, j, shift in zip(first, second, image, strict=True):
        if crystal.elements[i] in metals and crystal.elements[j] in anions:
            vector = (crystal.fractional[j] + shift - crystal.fractional[i]) @ crystal.lattice_A
            found[int(i)].append((int(j), shift, vector))
    return found


def _shared(around: _Bonds) -> Iterator[tuple[int, int, _Image, Array]]:
    """Pairs of metals with a common anion: first, second, image of the second, the two bonds."""
    holders: dict[int, list[tuple[int, Array, Array]]] = defaultdict(list)
    for metal, bonds in around.items():
        for anion, image, vector in bonds:
            holders[anion].append((metal, -image, vector))
    for metals in holders.values():
        for one, one_image, one_bond in metals:
            for two, two_image, two_bond in metals:
                shift = tuple(int(x) for x in two_image - one_image)
                if one != two or any(shift):
                    yield one, two, shift, np.stack([one_bond, -two_bond])  # type: ignore[misc]


def oxide_links(crystal: Crystal) -> tuple[Links, dict[int, str]]:
    """Links of metals through nearly straight oxygen."""
    links: Links = defaultdict(list)
    names: dict[int, str] = {}
    for one, two, image, bonds in _shared(_neighbours(crystal, SQUARE_METALS, OXYGEN, OXIDE_BOND_A)):
        lengths = np.linalg.norm(bonds, axis=1)
        # the angle at the oxygen, of the bonds to its two metals
        if -bonds[0] @ bonds[1] <= STRAIGHT * lengths.prod():
            vector = bonds.sum(axis=0)
            links[one].append(Link(two, image, vector, float(np.linalg.norm(vector))))
            names[one] = "O"
    return links, names


def edge_links(crystal: Crystal) -> tuple[Links, dict[int, str]]:
    """Links of metals in tetrahedra that share an edge."""
    around = _neighbours(crystal, TETRAHEDRAL_METALS, PNICTOGENS_CHALCOGENS, TETRAHEDRAL_BOND_A)
    tetrahedra = {metal: bonds for metal, bonds in around.items() if _tetrahedron(bonds)}
    counts: Counter[tuple[int, int, tuple[int, int, int]]] = Counter()
    vectors: dict[tuple[int, int, tuple[int, int, int]], Array] = {}
    for one, two, image, bonds in _shared(tetrahedra):
        counts[one, two, image] += 1
        vectors[one, two, image] = bonds.sum(axis=0)
    links: Links = defaultdict(list)
    for (one, two, image), shared in counts.items():
        length = float(np.linalg.norm(vectors[one, two, image]))
        if shared >= 2 and length <= EDGE_A:
            links[one].append(Link(two, image, vectors[one, two, image], length))
    names = {
        metal: Counter(crystal.elements[anion] for anion, *_ in bonds).most_common(1)[0][0]
        for metal, bonds in tetrahedra.items()
    }
    return links, names


def _tetrahedron(bonds: list[tuple[int, Array, Array]]) -> bool:
    if len(bonds) != 4:
        return False
    units = np.stack([vector / np.linalg.norm(vector) for *_, vector in bonds])
    return bool((units @ units.T).min() > TETRAHEDRON)
