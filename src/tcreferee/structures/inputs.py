"""What a crystal gives formulas as inputs: by the names of the columns of the tables made from crystals."""

from __future__ import annotations

from dataclasses import dataclass

from tcreferee.data.ionicity import pauling_ionicity
from tcreferee.structures.crystal import Crystal
from tcreferee.structures.elements import element_lengths
from tcreferee.structures.lengths import Lengths, measure
from tcreferee.structures.planes import planes_of

FAMILIES = {"CuO2": "cuprate", "NiO2": "nickelate", "FeP": "iron", "FeAs": "iron", "FeS": "iron", "FeSe": "iron",
            "FeTe": "iron"}  # fmt: skip
# one length for each rule, and the choice that a paper printed, where there is nothing to choose
RULES = ("xi_smallest_A", "xi_largest_A", "xi_inner_A", "xi_printed_A")
SAME_A = 0.005


@dataclass(frozen=True)
class CrystalInputs:
    """The inputs that a crystal gives.

    Parameters
    ----------
    values : dict of str to float
        By column; lengths in angstrom, energies in electronvolts.
    family, metal : str
        cuprate, nickelate, iron, and the metal of its planes; "" for others.
    notes : tuple of str
        What was taken as what, in sentences.
    """

    values: dict[str, float]
    family: str
    metal: str
    notes: tuple[str, ...]


def inputs_of(crystal: Crystal) -> CrystalInputs:
    """Return the inputs that a crystal gives; where it has neither planes nor one element, those of its composition."""
    values, notes = _of_composition(crystal), list(crystal.notes)
    if len(crystal.amounts) == 1:
        return CrystalInputs(values | _of_element(crystal), "", "", tuple(notes))
    planes, reason = planes_of(crystal)
    if not planes:
        return CrystalInputs(values, "", "", (*notes, f"It has no planes: {reason}."))
    lengths = measure(crystal, planes)
    plane = lengths.around[0].plane
    label = plane.label
    said = f"Its planes are {label}, its series is {lengths.series}"
    notes.append(f"{said}; {len(lengths.around)} of them in the cell of {crystal.formula}.")
    found, told = _of_planes(lengths)
    return CrystalInputs(values | found, FAMILIES.get(label, ""), plane.metal, (*notes, told))


def _of_planes(lengths: Lengths) -> tuple[dict[str, float], str]:
    xi, inner = lengths.xi_A, lengths.xi_inner_A
    found: dict[str, float | None] = {
        "n_planes": lengths.n_planes, "apical_A": lengths.apical_A, "anion_height_A": lengths.anion_height_A,
        "metal_distance_A": lengths.around[0].plane.link_A,
    }  # fmt: skip
    if not xi:
        told = "It has no ξ: no cations on both sides of a plane."
    elif xi[-1] - xi[0] < SAME_A:
        found |= dict.fromkeys(RULES, xi[0])
        told = f"Its only candidate for ξ is {xi[0]:.4f} Å; it is taken as ξ by every rule."
    else:
        found |= dict(zip(RULES, (xi[0], xi[-1], inner), strict=False))
        each = ", ".join(f"{one:.4f}" for one in xi)
        told = (
            f"Candidates for ξ are {each} Å: smallest, largest and innermost are asked. The paper has no rule to "
            "choose by, so that formulas of its printed choice are not; name it by --inputs xi_printed_A=NUMBER."
        )
    return {name: float(value) for name, value in found.items() if value is not None}, told


def _of_composition(crystal: Crystal) -> dict[str, float]:
    found = {}
    for name, scale in (("ionicity_handbook", "handbook"), ("ionicity_pymatgen", "pymatgen"), ("ionicity", "handbook")):
        try:
            found[name] = pauling_ionicity(crystal.formula, scale)
        except ValueError:  # no oxide of metals and halogens
            return {}
    return found


def _of_element(crystal: Crystal) -> dict[str, float]:
    from tcreferee.physics.exchange_standing_wave import standing_energy_eV

    try:
        lengths = element_lengths(crystal)
    except ValueError:
        return {}
    r = {"".join(map(str, hkl)): length for hkl, length in lengths.r_A.items()}
    found = {f"e_2r_{hkl}_eV": standing_energy_eV(length) for hkl, length in r.items()}
    return {**found, "e_2r_shortest_eV": max(found.values()), **{f"r_{hkl}_A": length for hkl, length in r.items()}}
