"""Read the crystals of a CIF, strictly: what a lenient reader would repair without a word is refused or noted."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tcreferee.base.errors import Problem, RefereeError, raise_if
from tcreferee.base.priors import Array

if TYPE_CHECKING:
    from pymatgen.core.structure import Structure

_SYMMETRY = ("_symmetry_equiv_pos_as_xyz", "_space_group_symop_operation_xyz")
_TERM = r"[+-]?(?:[xyz]|\d+/\d+|\d+(?:\.\d+)?|\.\d+)"
_OPERATION = re.compile(rf"{_TERM}(?:[+-](?:[xyz]|\d+/\d+|\d*\.?\d+))*")
LONGEST = 5_000_000
# ASSUME: a site that is less than half occupied is left out of the geometry, and this is noted.
OCCUPIED = 0.5


@dataclass(frozen=True)
class Crystal:
    """One crystal.

    Parameters
    ----------
    name : str
        File, and block where the file holds several.
    structure : pymatgen.core.Structure
        Sites as in the file; sites less than half occupied are left out.
    elements : tuple of str
        The element with the largest share of each site.
    amounts : dict of str to float
        Atoms of each element in the cell, partial occupancies counted.
    notes : tuple of str
        What a reader should know, in sentences.
    """

    name: str
    structure: Structure
    elements: tuple[str, ...]
    amounts: dict[str, float]
    notes: tuple[str, ...] = ()

    @cached_property
    def fractional(self) -> Array:
        """Fractional coordinates, shape (sites, 3)."""
        return np.asarray(self.structure.frac_coords, dtype=float)

    @cached_property
    def lattice_A(self) -> Array:
        """Lattice vectors as rows, shape (3, 3), angstrom."""
        return np.asarray(self.structure.lattice.matrix, dtype=float)

    @property
    def volume_A3(self) -> float:
        """Volume of the cell, cubic angstrom."""
        return float(self.structure.volume)

    @property
    def formula(self) -> str:
        """Reduced formula, in the order of electronegativity."""
        from pymatgen.core.composition import Composition

        return str(Composition(self.amounts).reduced_formula)

    def bonds(self, longest_A: float) -> tuple[Array, Array, Array, Array]:
        """Return pairs of sites up to a distance: first, second, image of the second (integers), length (angstrom)."""
        first, second, image, length = self.structure.get_neighbor_list(longest_A)
        return first, second, np.asarray(np.rint(image), dtype=int), length


def read_crystals(text: str, name: str) -> list[Crystal]:
    """Return the crystals of a CIF, one a data block.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Name for messages.

    Raises
    ------
    RefereeError
        pymatgen is missing, or a block cannot be read: no atoms, no cell, a broken symmetry line, occupancies above
        one, a composition other than the one the file states.
    """
    try:
        from pymatgen.io.cif import CifFile
    except ImportError:
        do = "install the extra of the package: pip install 'tc-referee[structures]'"
        raise RefereeError(f"{name} cannot be read", [Problem("pymatgen", "is not installed", do=do)]) from None
    title = f"{name} cannot be read as a crystal structure"
    if len(text) > LONGEST:
        raise RefereeError(title, [Problem(name, f"has {len(text)} characters", f"at most {LONGEST}")])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            blocks = CifFile.from_str(text).data
    except Exception as error:  # the parser lets errors of every kind through
        raise RefereeError(title, [Problem(name, f"is not a CIF ({_first_line(error)})")]) from None
    blocks = {key: block for key, block in blocks.items() if "_atom_site_fract_x" in block.data}
    if not blocks:
        do = "a CIF of a crystal structure has a cell and a loop with _atom_site_fract_x, _y and _z"
        raise RefereeError(title, [Problem(name, "holds no atoms with coordinates", do=do)])
    found = [_block(block, f"{name}, data_{key}" if len(blocks) > 1 else name) for key, block in blocks.items()]
    raise_if(title, [problem for _, problems in found for problem in problems])
    return [crystal for crystal, _ in found if crystal is not None]


def _block(block: Any, name: str) -> tuple[Crystal | None, list[Problem]]:
    problems = list(_symmetry_problems(block.data, name))
    if problems:
        return None, problems
    from pymatgen.io.cif import CifParser

    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            structure = CifParser.from_str(str(block)).parse_structures(primitive=False)[0]
    except Exception as error:
        return None, [Problem(name, f"the cell or the sites cannot be used ({_first_line(error)})")]
    if any("Incorrect stoichiometry" in str(each.message) for each in caught):
        what = "the sites and the symmetry give another composition than the file states"
        return None, [Problem(name, what, do="compare _chemical_formula_sum, the symmetry lines and the occupancies")]
    return _crystal(structure, name), []


def _symmetry_problems(data: Any, name: str) -> Iterator[Problem]:
    for key in _SYMMETRY:
        lines = data.get(key, [])
        for line in [lines] if isinstance(lines, str) else lines:
            parts = re.sub(r"\s", "", str(line)).strip("'\"").lower().split(",")
            if len(parts) != 3 or not all(_OPERATION.fullmatch(part) for part in parts):
                yield Problem(f"{name}, {key}", f"'{line}' is not a symmetry operation", "such as '-x, y+1/2, -z'")


def _crystal(structure: Structure, name: str) -> Crystal:
    notes, keep, elements = [], [], []
    amounts: dict[str, float] = {}
    mixed = empty = partly = 0
    for i, site in enumerate(structure):
        shares: dict[str, float] = {}
        for species, share in site.species.items():
            symbol = str(getattr(species, "element", species).symbol)
            shares[symbol] = shares.get(symbol, 0.0) + float(share)
            amounts[symbol] = amounts.get(symbol, 0.0) + float(share)
        total = sum(shares.values())
        mixed += len(shares) > 1
        if total < OCCUPIED:
            empty += 1
            continue
        partly += total < 0.995
        keep.append(i)
        elements.append(max(shares, key=lambda symbol: shares[symbol]))
    if mixed:
        notes.append(f"{_sites(mixed)} shared by several elements; the largest share is taken.")
    if partly:
        notes.append(f"{_sites(partly)} partly occupied, by half or more, and taken as occupied.")
    if empty:
        notes.append(f"{_sites(empty)} less than half occupied and left out.")
    kept = type(structure).from_sites([structure[i] for i in keep]) if keep else structure
    return Crystal(name, kept, tuple(elements), amounts, tuple(notes))


def _sites(count: int) -> str:
    return f"{count} site{'s are' if count > 1 else ' is'}"


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160]
