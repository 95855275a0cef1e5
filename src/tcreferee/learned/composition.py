"""A composition as numbers: the share of each element, and moments of a few properties of the elements."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tcreferee.base.priors import Array
from tcreferee.supercon.reports import read_formula

PROPERTIES = ("Z", "X", "row", "group", "atomic_mass", "atomic_radius")


def read_compositions(formulas: Sequence[str]) -> tuple[list[dict[str, float]], dict[int, str]]:
    """Return the atoms of each formula that can be read, and why the others cannot, by position.

    Parameters
    ----------
    formulas : sequence of str
        "Ba2YCu3O7", "Tl(FeSe)2". An amount that is a symbol cannot be read, that of oxygen included.
    """
    found, wrong = [dict[str, float]() for _ in formulas], dict[int, str]()
    for i, formula in enumerate(formulas):
        try:
            amounts, opened = _plain(formula)
            if opened:
                raise ValueError(f"the amount of oxygen is a symbol, {opened}")
        except ValueError as error:
            wrong[i] = str(error)
        else:
            found[i] = amounts
    return found, wrong


def _plain(formula: str) -> tuple[dict[str, float], str]:
    """Read a formula with or without brackets."""
    if "(" not in formula:
        return read_formula(formula.strip())
    from pymatgen.core.composition import Composition

    return {str(e): float(n) for e, n in Composition(formula).get_el_amt_dict().items()}, ""


def features(compositions: Sequence[dict[str, float]]) -> Array:
    """Return the features (rows, features) of compositions.

    The share of each element that occurs in the rows; then mean, standard deviation, least and largest of the atomic
    number, Pauling electronegativity, period, group, mass and radius over the atoms. A property that pymatgen does not
    know counts as 0.
    """
    elements = sorted({element for each in compositions for element in each})
    shares = np.array([[each.get(element, 0.0) for element in elements] for each in compositions])
    shares /= shares.sum(axis=1, keepdims=True)
    about = np.array([_properties(element) for element in elements])
    mean = shares @ about
    sd = np.sqrt(np.maximum(shares @ about**2 - mean**2, 0.0))
    there = (shares > 0)[..., np.newaxis]
    least = np.where(there, about, np.inf).min(axis=1)
    most = np.where(there, about, -np.inf).max(axis=1)
    return np.concatenate([shares, mean, sd, least, most], axis=1)


def _properties(element: str) -> list[float]:
    import warnings

    from pymatgen.core.periodic_table import Element

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of elements without an electronegativity
        values = [getattr(Element(element), name) for name in PROPERTIES]
    return [0.0 if value is None or not np.isfinite(float(value)) else float(value) for value in values]
