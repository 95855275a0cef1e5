"""The inputs of a formula, with the exponents of what their units measure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.base.quantities import QUANTITIES, Quantity
from tcreferee.data.units import written_out

# what units measure, where several measure the same; any other measures a thing of its own
MEASURES = {
    "meter": "length", "angstrom": "length", "nanometer": "length", "micrometer": "length", "electron_mass": "mass",
    "kilogram": "mass", "electron_volt": "energy", "millielectron_volt": "energy", "centimeter": "length",
    "millimeter": "length", "picometer": "length", "gram": "mass", "joule": "energy", "millijoule": "energy",
    "hertz": "frequency", "gigahertz": "frequency", "terahertz": "frequency",
}  # fmt: skip


@dataclass(frozen=True)
class Inputs:
    """The inputs of a formula.

    Parameters
    ----------
    symbols : tuple of str
        Mathtext without dollar signs.
    values : (inputs, rows) array
        In units of the quantity's scale.
    units : (inputs, dimensions) array
        Exponents of kelvin, metre and the like.
    """

    symbols: tuple[str, ...]
    values: Array
    units: Array


def inputs_of(quantities: Sequence[str], values: Sequence[Array]) -> Inputs:
    """Return inputs by the words of their quantities.

    Parameters
    ----------
    quantities : sequence of str
    values : sequence of (rows,) arrays
        In the units of the quantities.
    """
    known = [QUANTITIES[word] for word in quantities]
    symbols = [each.symbol for each in known]
    named = tuple(f"{s}_{{{i + 1}}}" if symbols.count(s) > 1 else s for i, s in enumerate(symbols))
    scaled = np.array([value / each.scale for value, each in zip(values, known, strict=True)])
    return Inputs(named, scaled, _dimensions([_unit(each) for each in known]))


def _unit(quantity: Quantity) -> str:
    """Return the unit in full words; those of the package are written so, and only others need pint."""
    return written_out(quantity.unit) if quantity.declared_in else quantity.unit


def dimension(unit: str) -> dict[str, float]:
    """Return the exponents of what a unit of `tcreferee.base.quantities` measures.

    Read without pint, which takes a third of a second to import.

    >>> dimension("kelvin*angstrom**2")
    {'kelvin': 1.0, 'length': 2.0}
    """
    found = dict[str, float]()
    for sign, word, power in re.findall(r"(^|[*/])([a-z_]+)(?:\*\*(-?[0-9.]+))?", unit.replace("1/", "/")):
        what = MEASURES.get(word, word)
        found[what] = found.get(what, 0.0) + (-1.0 if sign == "/" else 1.0) * float(power or 1)
    return found


def _dimensions(units: Sequence[str]) -> Array:
    found = [dimension(unit) for unit in units]
    words = sorted({word for each in found for word in each})
    return np.array([[each.get(word, 0.0) for word in words] for each in found]).reshape(len(units), len(words))
