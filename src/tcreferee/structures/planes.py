r"""Find the metal-anion planes of a crystal by geometry alone.

A square plane (CuO2, NiO2) is a set of metals each joined through oxygen to four others in one plane, at a right
angle and nearly straight; a tetrahedral plane (FeAs, FeSe) is a set of metals in tetrahedra of anions that share edges.
Both must extend in two dimensions. Metals that extend through square planes of several directions are a network (a
perovskite), not layers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import gcd

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.structures.crystal import Crystal
from tcreferee.structures.links import Links, edge_links, oxide_links

# ASSUME: the links of a plane lie in it within 15 degrees
IN_PLANE = np.sin(np.radians(15.0))


@dataclass(frozen=True)
class Plane:
    """One plane of a crystal, repeated by the lattice.

    Parameters
    ----------
    shape : {"square", "tetrahedral"}
    metal, anion : str
        The most frequent of its sites.
    sites : tuple of int
        Its metals, as sites of the crystal.
    miller : tuple of int
        Integers (h, k, l) of the direction in which planes are stacked.
    height_A, repeat_A : float
        Mean height of the metals above the origin, and the distance after which everything is repeated.
    link_A : float
        Mean distance of neighbouring metals within the plane.
    """

    shape: str
    metal: str
    anion: str
    sites: tuple[int, ...]
    miller: tuple[int, int, int]
    height_A: float
    repeat_A: float
    link_A: float

    @property
    def label(self) -> str:
        """CuO2, FeAs ..."""
        return f"{self.metal}{self.anion}{'2' if self.shape == 'square' else ''}"


def planes_of(crystal: Crystal) -> tuple[list[Plane], str]:
    """Return the planes of a crystal, and why there is none ("" if there are some)."""
    links, bridges = oxide_links(crystal)
    flat = [_within(links, normal) for normal in _normals(links)]
    found = [plane for each in flat for plane in _planes(crystal, each, "square", bridges)]
    square = {(plane.sites, plane.miller): plane for plane in found}
    directions = defaultdict(set)
    for sites, miller in square:
        for site in sites:
            directions[site].add(miller)
    kept = [plane for plane in square.values() if all(len(directions[site]) == 1 for site in plane.sites)]
    edges, anions = edge_links(crystal)
    kept += _planes(crystal, edges, "tetrahedral", anions)
    if kept:
        return sorted(kept, key=lambda plane: (plane.shape, plane.height_A)), ""
    if square:
        return [], "its square planes run in several directions: a three-dimensional network, no layers"
    return [], "no metal of it forms a square plane with oxygen or a layer of tetrahedra with a pnictogen or chalcogen"


def _normals(links: Links) -> list[Array]:
    """Directions that stand on two links of a metal at about a right angle, each once."""
    found: list[Array] = []
    for each in links.values():
        for i, one in enumerate(each):
            for two in each[:i]:
                normal = np.cross(one.vector, two.vector) / (one.length * two.length)
                size = float(np.linalg.norm(normal))
                if size > 0.9 and all(abs(normal @ known) < 0.98 * size for known in found):
                    found.append(normal / size)
    return found


def _within(links: Links, normal: Array) -> Links:
    """Links in the plane of `normal`, of metals that have four."""
    flat = {
        metal: [link for link in each if abs(link.vector @ normal) < IN_PLANE * link.length]
        for metal, each in links.items()
    }
    return {metal: each for metal, each in flat.items() if len(each) == 4}


def _planes(crystal: Crystal, links: Links, shape: str, anions: dict[int, str]) -> list[Plane]:
    """Sets of linked metals that extend in two dimensions."""
    found: list[Plane] = []
    left = set(links)
    while left:
        cells, closings = _walk(links, min(left))
        left -= cells.keys()
        miller = _miller(closings)
        if miller is None:
            continue
        sites = tuple(sorted(cells))
        repeat = 1.0 / float(np.linalg.norm(np.linalg.solve(crystal.lattice_A, np.array(miller, dtype=float))))
        heights = [(crystal.fractional[site] + cells[site]) @ np.array(miller) * repeat for site in sites]
        lengths = [link.length for site in sites for link in links[site] if link.other in cells]
        metal, anion = (Counter(names).most_common(1)[0][0] for names in _names(crystal, sites, anions))
        height = float(np.mean(heights)) % repeat
        found.append(Plane(shape, metal, anion, sites, miller, height, repeat, float(np.mean(lengths))))
    return found


def _names(crystal: Crystal, sites: tuple[int, ...], anions: dict[int, str]) -> tuple[list[str], list[str]]:
    return [crystal.elements[site] for site in sites], [anions[site] for site in sites]


def _walk(links: Links, start: int) -> tuple[dict[int, Array], list[Array]]:
    """Walk over linked metals; return the cell in which each was met, and the translations that lead back to one."""
    cells = {start: np.zeros(3, dtype=int)}
    closings: list[Array] = []
    todo = [start]
    while todo:
        one = todo.pop()
        for link in links[one]:
            if link.other not in links:
                continue
            cell = cells[one] + np.array(link.image)
            if link.other not in cells:
                cells[link.other] = cell
                todo.append(link.other)
            elif (closing := cell - cells[link.other]).any():
                closings.append(closing)
    return cells, closings


def _miller(closings: list[Array]) -> tuple[int, int, int] | None:
    """Return (h, k, l) of the plane that translations span, None if they span a line or all of space."""
    if not closings or np.linalg.matrix_rank(np.stack(closings)) != 2:
        return None
    first = closings[0]
    other = next(each for each in closings if np.cross(first, each).any())
    cross = np.cross(first, other)
    divisor = gcd(*(int(x) for x in cross))
    h, k, l = (int(x) // divisor for x in cross)  # noqa: E741 (the crystallographers' names)
    return (h, k, l) if next(x for x in (h, k, l) if x) > 0 else (-h, -k, -l)
