"""One row a structure: the columns of the table of layers and of the table of elements."""

from __future__ import annotations

from collections.abc import Mapping

from tcreferee.base.errors import RefereeError
from tcreferee.structures.crystal import Crystal, read_crystals
from tcreferee.structures.elements import element_lengths
from tcreferee.structures.lengths import Lengths, measure
from tcreferee.structures.planes import planes_of

Row = dict[str, str]


def number(value: float | None, digits: int = 4) -> str:
    """Write a number with so many digits behind the point; "" for None."""
    return "" if value is None else f"{value:.{digits}f}"


def layer_row(name: str, text: str) -> tuple[Row, Crystal | None, Lengths | None]:
    """Return the row of one CIF in the table of layers: with lengths, or with the reason why there are none."""
    try:
        crystal = read_crystals(text, name)[0]
    except RefereeError as error:
        return {"structure": name, "reason": error.problems[0].what}, None, None
    row = _cell(crystal, name)
    planes, reason = planes_of(crystal)
    if not planes:
        return row | {"reason": reason}, crystal, None
    lengths = measure(crystal, planes)
    return row | _lengths(lengths), crystal, lengths


def _cell(crystal: Crystal, name: str) -> Row:
    lattice = crystal.structure.lattice
    edges = {edge: number(getattr(lattice, edge)) for edge in ("a", "b", "c")}
    angles = {angle: number(getattr(lattice, angle), 3) for angle in ("alpha", "beta", "gamma")}
    return {"structure": name, "formula": crystal.formula, **edges, **angles, "volume": number(crystal.volume_A3, 3)}


def _lengths(lengths: Lengths) -> Row:
    plane = lengths.around[0].plane
    xi = lengths.xi_A
    reasons = []
    if not xi:
        reasons.append("no cations on both sides of a plane")
    if lengths.infinite:
        reasons.append("its stack of planes has no end, so that they cannot be counted")
    return {
        "planes": plane.label,
        "n_planes": "" if lengths.n_planes is None else str(lengths.n_planes),
        "series": lengths.series,
        "xi_all": " ".join(number(each) for each in xi),
        "xi_smallest": number(min(xi, default=None)),
        "xi_largest": number(max(xi, default=None)),
        "xi_inner": number(lengths.xi_inner_A),
        "apical": number(lengths.apical_A),
        "anion_height": number(lengths.anion_height_A),
        "metal_distance": number(plane.link_A),
        "repeat": number(plane.repeat_A),
        "cations": " ".join(lengths.cations),
        "cation_z": _mean_z(lengths.cations),
        "reason": "; ".join(reasons),
    }


def _mean_z(elements: tuple[str, ...]) -> str:
    from pymatgen.core.periodic_table import Element

    return number(sum(Element(each).Z for each in elements) / len(elements), 2) if elements else ""


def element_row(name: str, text: str) -> Row:
    """Return the row of one CIF in the table of elements."""
    try:
        lengths = element_lengths(read_crystals(text, name)[0])
    except RefereeError as error:
        return {"structure": name, "reason": error.problems[0].what}
    except ValueError as error:
        return {"structure": name, "reason": str(error)}
    r = {f"R_{''.join(map(str, hkl))}": number(value) for hkl, value in lengths.r_A.items()}
    volume = number(lengths.volume_per_atom_A3, 3)
    named = {"structure": name, "element": lengths.element, "space_group": lengths.space_group}
    return {**named, **r, "atom_volume": volume}


LAYER_COLUMNS = ["structure", "family", "formula", "planes", "n_planes", "series"]
LAYER_COLUMNS += ["xi_all", "xi_smallest", "xi_largest", "xi_inner", "apical", "anion_height", "metal_distance"]
LAYER_COLUMNS += ["repeat", "a", "b", "c", "alpha", "beta", "gamma", "volume", "cations", "cation_z", "reason"]
ELEMENT_COLUMNS = ["structure", "element", "space_group", "R_100", "R_110", "R_111", "R_001", "atom_volume", "reason"]


def by_name(files: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return family, name and text of each CIF of a mapping from "family/name.cif", in the order of their numbers."""
    parts = [(path.split("/")[-2], path.split("/")[-1].removesuffix(".cif"), text) for path, text in files.items()]
    return sorted(parts, key=lambda part: (part[0], part[1].split("-")[0], int(part[1].split("-")[1])))
