"""Sentences and a short table about the lengths of one crystal, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tcreferee.structures.crystal import Crystal
from tcreferee.structures.elements import element_lengths
from tcreferee.structures.lengths import Around, Lengths, measure
from tcreferee.structures.planes import planes_of


def describe(crystal: Crystal) -> Iterator[str]:
    """Write lines about a crystal: its cell, its planes and lengths, or why it has none."""
    lattice = crystal.structure.lattice
    edges = ", ".join(f"{name} = {getattr(lattice, name):.4f}" for name in "abc")
    angles = ", ".join(f"{getattr(lattice, name):.2f}" for name in ("alpha", "beta", "gamma"))
    yield f"{crystal.name}: {crystal.formula}"
    yield f"  cell as in the file: {edges} Å; angles {angles}°; volume {crystal.volume_A3:.3f} Å³"
    yield from (f"  Note: {note}" for note in crystal.notes)
    if len(crystal.amounts) == 1:
        yield from _element(crystal)
        return
    planes, reason = planes_of(crystal)
    if not planes:
        yield f"  No planes: {reason}."
        return
    yield from _lengths(measure(crystal, planes), len(planes))


def _element(crystal: Crystal) -> Iterator[str]:
    from tcreferee.physics.exchange_standing_wave import standing_energy_eV

    try:
        lengths = element_lengths(crystal)
    except ValueError as error:
        yield f"  No lattice translations: {error}."
        return
    yield f"  space group {lengths.space_group}; {lengths.volume_per_atom_A3:.3f} Å³ per atom"
    yield "  shortest lattice translations R of the conventional cell, and the energy of a wave of length 2R:"
    for hkl, length_A in lengths.r_A.items():
        name = "".join(map(str, hkl))
        yield f"    [{name}]  R = {length_A:.4f} Å  E = {standing_energy_eV(length_A):.3f} eV"


def _lengths(lengths: Lengths, found: int) -> Iterator[str]:
    plane = lengths.around[0].plane
    count = len(lengths.around)
    direction = " ".join(map(str, plane.miller))
    yield f"  {_number(count, f'{plane.label} plane')} in a repeat of {plane.repeat_A:.4f} Å along ({direction})"
    if found > count:
        yield f"  Note: {found - count} further of another kind or direction are not measured."
    if lengths.infinite:
        yield "  The planes form one stack without an end, so that they cannot be counted."
    else:
        sizes = ", ".join(str(len(stack)) for stack in lengths.stacks)
        yield f"  planes in a stack: {sizes}; between stacks: {lengths.series}"
    yield f"  distance of neighbouring metals in a plane: {plane.link_A:.4f} Å"
    for number, each in enumerate(lengths.around, 1):
        yield f"  plane {number}: {_plane(each)}"
    if lengths.xi_A:
        yield f"  ξ, every candidate: {', '.join(f'{xi:.4f}' for xi in lengths.xi_A)} Å"
    if lengths.xi_inner_A is not None:
        yield f"  ξ of the innermost plane: {lengths.xi_inner_A:.4f} Å"
    if lengths.apical_A is not None:
        yield f"  shortest apical distance: {lengths.apical_A:.4f} Å"
    if lengths.anion_height_A is not None:
        yield f"  mean height of the anions above the metal plane: {lengths.anion_height_A:.4f} Å"


def _plane(each: Around) -> str:
    parts = [
        f"cations {where} at {height:.4f} Å" if height is not None else f"no cations {where}"
        for where, height in (("above", each.above_A), ("below", each.below_A))
    ]
    if each.anions_A:
        parts.append(f"anions at {each.anions_A[0]:.4f} Å above and {each.anions_A[1]:.4f} Å below")
    if each.across_A is not None:
        parts.append(f"ξ = {each.across_A:.4f} Å across it")
    named = f" ({', '.join(each.cations)})" if each.cations else ""
    return "; ".join(parts) + named


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count != 1 else ''}"
