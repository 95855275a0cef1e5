"""Crystals of a CIF as materials that formulas are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tcreferee.api.named import Named
from tcreferee.base.errors import Problem, RefereeError
from tcreferee.structures.crystal import read_crystals
from tcreferee.structures.inputs import inputs_of


@dataclass(frozen=True)
class OfCrystal:
    """A crystal as a material.

    Parameters
    ----------
    name : str
        File, and block where it holds several.
    material : Named
        Its label is the reduced formula.
    metal : str
        Of its planes; "" without planes.
    notes : tuple of str
        How it was measured, in sentences.
    """

    name: str
    material: Named
    metal: str
    notes: tuple[str, ...]


def materials_of_cif(file: Path | str) -> list[OfCrystal]:
    """Return the crystals of a CIF with what formulas can take from them: lengths, counts, ionicity.

    Raises
    ------
    RefereeError
        The file cannot be read as crystals, see `tcreferee.structures.crystal.read_crystals`.
    """
    found = []
    for crystal in read_crystals(_text(Path(file)), str(file)):
        given = inputs_of(crystal)
        material = Named(crystal.formula, given.family, given.values)
        found.append(OfCrystal(crystal.name, material, given.metal, given.notes))
    return found


def _text(path: Path) -> str:
    title = f"{path} cannot be read"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise RefereeError(title, [Problem(str(path), error.strerror or "cannot be read")]) from None
    except UnicodeDecodeError:
        raise RefereeError(title, [Problem(str(path), "is not a text file in UTF-8")]) from None
