"""Measure a crystal with planes: heights of what lies above and below each plane, and how planes are stacked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tcreferee.structures.crystal import Crystal
from tcreferee.structures.links import NONMETALS, TETRAHEDRAL_BOND_A
from tcreferee.structures.planes import Plane

# ASSUME: two planes are neighbours in a stack up to this distance: 3.2 to 3.5 angstrom across calcium or a rare earth,
# 3.9 in two-layer nickelates; without a stack in common they are at least 5 apart.
ADJACENT_A = 4.5
# ASSUME: the cation layer next to a plane is that of the lowest cation above it and of those up to half an angstrom
# higher; farther than 4.5 angstrom there is none.
LOWEST_A, LAYER_A, FARTHEST_A = 0.6, 0.5, 4.5
# ASSUME: an apical anion is up to 3.3 angstrom from the metal, within 37 degrees of the normal.
APICAL_A, APICAL_COSINE = 3.3, 0.8
SAME_A = 0.005
LANTHANIDES = frozenset(["La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y"])


@dataclass(frozen=True)
class Around:
    """What lies above and below one plane; lengths in angstrom, None where there is nothing.

    Parameters
    ----------
    plane : Plane
    above_A, below_A : float or None
        Height of the next layer of cations.
    cations : tuple of str
        Elements of these layers.
    anions_A : tuple of float or None
        Mean heights of the bonded anions above and below, of a tetrahedral plane.
    apical_A : float or None
        Shortest distance to an apical anion, of a square plane.
    """

    plane: Plane
    above_A: float | None
    below_A: float | None
    cations: tuple[str, ...]
    anions_A: tuple[float, float] | None
    apical_A: float | None

    @property
    def across_A(self) -> float | None:
        """Distance of the two cation layers across the plane, or of the two anion layers of a tetrahedral one."""
        if self.plane.shape == "tetrahedral":
            return sum(self.anions_A) if self.anions_A else None
        return None if self.above_A is None or self.below_A is None else self.above_A + self.below_A


@dataclass(frozen=True)
class Lengths:
    """Lengths of one crystal.

    Parameters
    ----------
    around : tuple of Around
        One for each plane.
    stacks : tuple of tuple of int
        Numbers of planes, from bottom to top, of each stack of neighbouring planes.
    infinite : bool
        Whether the only stack has no end.
    reservoir : dict of str to float
        Cations outside of planes and stacks, per stack, rare earths and yttrium together as R.
    """

    around: tuple[Around, ...]
    stacks: tuple[tuple[int, ...], ...]
    infinite: bool
    reservoir: dict[str, float]

    @property
    def shape(self) -> str:
        """Shape of the planes."""
        return self.around[0].plane.shape

    @property
    def n_planes(self) -> int | None:
        """Planes of the largest stack, None if it has no end."""
        return None if self.infinite else max(map(len, self.stacks))

    @property
    def xi_A(self) -> list[float]:
        """Every candidate of the quantum-well paper's xi, from the smallest on, each once."""
        found: list[float] = []
        for each in self.around:
            found += [] if each.across_A is None else [each.across_A]
            if self.shape == "tetrahedral":
                found += [height for height in (each.above_A, each.below_A) if height is not None]
        return _distinct(found)

    @property
    def cations(self) -> tuple[str, ...]:
        """Elements of the cation layers next to the planes."""
        return tuple(sorted({name for each in self.around for name in each.cations}))

    @property
    def series(self) -> str:
        """What lies between the stacks, per stack and plane metal: Ba2Hg, R2; rare earths and yttrium are R."""
        if self.infinite:
            return "planes without an end of the stack"
        named = "".join(f"{name}{amount:g}" if amount != 1 else name for name, amount in self.reservoir.items())
        apex = "" if self.shape == "tetrahedral" or self.apical_A is not None else ", no apex"
        return f"{named or 'nothing between'}{apex}"

    @property
    def xi_inner_A(self) -> float | None:
        """Mean xi of the innermost planes of the largest stacks."""
        longest = max(map(len, self.stacks))
        numbers = [i for stack in self.stacks if len(stack) == longest for i in _middle(stack)]
        inner = [x for i in numbers if (x := self.around[i].across_A) is not None]
        return float(np.mean(inner)) if inner else None

    @property
    def apical_A(self) -> float | None:
        """Shortest distance of a plane's metal to an apical anion."""
        return min((each.apical_A for each in self.around if each.apical_A is not None), default=None)

    @property
    def anion_height_A(self) -> float | None:
        """Mean height of the anions above tetrahedral planes."""
        heights = [height for each in self.around if each.anions_A for height in each.anions_A]
        return float(np.mean(heights)) if heights else None


def measure(crystal: Crystal, planes: list[Plane]) -> Lengths:
    """Measure the planes of a crystal, at least one, all of one direction.

    Parameters
    ----------
    crystal : Crystal
    planes : list of Plane
        As `planes_of` returns them; those of the most frequent shape and direction are measured.
    """
    (shape, miller), _ = Counter((plane.shape, plane.miller) for plane in planes).most_common(1)[0]
    same = sorted((p for p in planes if (p.shape, p.miller) == (shape, miller)), key=lambda plane: plane.height_A)
    stacks, infinite = _stacks(same)
    inside = {site for plane in same for site in plane.sites}
    around = tuple(_around(crystal, plane, inside) for plane in same)
    return Lengths(around, stacks, infinite, _reservoir(crystal, same, stacks, infinite, inside))


def heights_A(crystal: Crystal, plane: Plane) -> np.ndarray:
    """Heights of all sites above a plane, between 0 and the repeat distance (angstrom)."""
    absolute = crystal.fractional @ np.array(plane.miller, dtype=float) * plane.repeat_A
    return np.asarray((absolute - plane.height_A) % plane.repeat_A)


def _around(crystal: Crystal, plane: Plane, inside: set[int]) -> Around:
    heights = heights_A(crystal, plane)
    others = {*NONMETALS, plane.metal}  # a layer of the same metal confines nothing, as in CuO
    cations = [i for i, name in enumerate(crystal.elements) if name not in others and i not in inside]
    above, above_names = _layer([(float(heights[i]), crystal.elements[i]) for i in cations])
    below, below_names = _layer([(plane.repeat_A - float(heights[i]), crystal.elements[i]) for i in cations])
    anions, apical = _bonded(crystal, plane)
    return Around(plane, above, below, tuple(sorted({*above_names, *below_names})), anions, apical)


def _layer(sites: list[tuple[float, str]]) -> tuple[float | None, list[str]]:
    """Mean height and elements of the lowest layer."""
    high = [(height, name) for height, name in sites if LOWEST_A < height <= FARTHEST_A]
    if not high:
        return None, []
    lowest = min(height for height, _ in high)
    layer = [(height, name) for height, name in high if height <= lowest + LAYER_A]
    return float(np.mean([height for height, _ in layer])), [name for _, name in layer]


def _bonded(crystal: Crystal, plane: Plane) -> tuple[tuple[float, float] | None, float | None]:
    """Mean heights of a tetrahedral plane's anions above and below; distance to a square plane's apical anion."""
    first, second, image, length = crystal.bonds(APICAL_A)
    mine = np.isin(first, plane.sites) & np.isin(second, [i for i, e in enumerate(crystal.elements) if e in NONMETALS])
    difference = crystal.fractional[second[mine]] + image[mine] - crystal.fractional[first[mine]]
    heights, lengths = difference @ np.array(plane.miller, dtype=float) * plane.repeat_A, length[mine]
    if plane.shape == "square":
        apical = lengths[np.abs(heights) > APICAL_COSINE * lengths]
        return None, float(apical.min()) if apical.size else None
    near = heights[lengths <= TETRAHEDRAL_BOND_A]
    up, down = near[near > 0], near[near < 0]
    return ((float(up.mean()), float(-down.mean())) if up.size and down.size else None), None


def _stacks(planes: list[Plane]) -> tuple[tuple[tuple[int, ...], ...], bool]:
    """Group planes, sorted by height, into stacks; also whether there is one without an end."""
    count = len(planes)
    if planes[0].shape == "tetrahedral":  # each of them has anions on both sides: no two are neighbours
        return tuple((i,) for i in range(count)), False
    gaps = [(planes[(i + 1) % count].height_A - planes[i].height_A) % planes[i].repeat_A or planes[i].repeat_A
            for i in range(count)]  # fmt: skip
    ends = [i for i, gap in enumerate(gaps) if gap > ADJACENT_A]
    if not ends:
        return (tuple(range(count)),), True
    stacks = []
    for before, end in zip([ends[-1], *ends[:-1]], ends, strict=True):
        size = (end - before) % count or count
        stacks.append(tuple((before + 1 + k) % count for k in range(size)))
    return tuple(stacks), False


def _middle(stack: tuple[int, ...]) -> tuple[int, ...]:
    half = (len(stack) - 1) // 2
    return stack[half : len(stack) - half]


def _reservoir(
    crystal: Crystal, planes: list[Plane], stacks: tuple[tuple[int, ...], ...], infinite: bool, inside: set[int]
) -> dict[str, float]:
    if infinite:
        return {}
    found: Counter[str] = Counter()
    for i, name in enumerate(crystal.elements):
        if name in NONMETALS or i in inside:
            continue
        if not any(_between(crystal, i, planes[stack[0]], planes[stack[-1]]) for stack in stacks if len(stack) > 1):
            found["R" if name in LANTHANIDES else name] += 1
    # per metal of a plane and per stack, so that a supercell counts as the cell it repeats
    scale = float(np.mean([len(plane.sites) for plane in planes])) * len(stacks)
    return {name: round(count / scale, 2) for name, count in sorted(found.items())}


def _between(crystal: Crystal, site: int, bottom: Plane, top: Plane) -> bool:
    thickness = (top.height_A - bottom.height_A) % bottom.repeat_A
    return bool(heights_A(crystal, bottom)[site] < thickness)


def _distinct(lengths: list[float]) -> list[float]:
    found: list[float] = []
    for length in sorted(lengths):
        if not found or length - found[-1] > SAME_A:
            found.append(length)
    return found
