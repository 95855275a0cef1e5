"""Pauling's ionicity of an oxide from its composition.

Table 1 of the ionic-bond-pairing paper prints an "atomic weighted ionicity" and does not say how it is weighted.
Of the weightings that were tried over the cations (by atoms, by elements, by mass or by nuclear charge; of the
ionicities or of the electronegativities first) one reproduces printed values to their last digit: the mean over
the cation atoms of 1 - exp(-(chi_O - chi_cation)^2/4).

- With the electronegativities of pymatgen it gives 7 of the 12 printed values; the five that differ contain
  bismuth, thallium or mercury (Bi2Sr2CaCu2O8, Bi2Sr2Ca2Cu3O10, Tl2Ba2Ca2Cu3O10, HgBa2CuO4, HgBa2Ca2Cu3O10).
- With Bi 1.9, Tl 1.8 and Hg 1.9 instead it gives all 12. Solved from the table, Bi and Hg can have no other value
  of two digits and Tl only 1.80 or 1.81. A handbook table (page 9-77, values set in May 2005; by its layout the
  CRC Handbook of Chemistry and Physics; read in a stored copy, zanotowane.pl/1006/7544) holds every value needed.

The composition is taken literally: the misprint La2PrNiO7 has one nickel here, as it must to give the printed 0.668.

An oxide may hold halogens too (La2CuO4 doped with fluorine): they are anions, each bond weighted by the atoms at both
of its ends, which leaves a pure oxide as it was. Metals are cations. Of the other elements (carbon of a carbonate,
sulphur of a sulphate or a sulphide, hydrogen) a formula does not say which they are: it is refused.
"""

from __future__ import annotations

import math

from tcreferee.data.elements import PAULING, amounts_of

# ASSUME: the anions of an oxide; nothing but its metals are cations
ANIONS = ("O", "F", "Cl", "Br", "I")
NEITHER = frozenset(["H", "B", "C", "N", "Si", "P", "S", "Ge", "As", "Se", "Sb", "Te", "At", "Kr", "Xe", "Rn"])
# The handbook differs from pymatgen in these three of the thirteen elements of the printed table.
SCALES: dict[str, dict[str, float]] = {"pymatgen": {}, "handbook": {"Bi": 1.9, "Tl": 1.8, "Hg": 1.9}}


def pauling_ionicity(composition: str, scale: str) -> float:
    """Return the mean ionicity of the bonds of an oxide, f = <1 - exp(-(chi_anion - chi_cation)^2/4)>.

    Parameters
    ----------
    composition : str
        Formula of an oxide, e.g. "La2PrNi2O7".
    scale : {"pymatgen", "handbook"}
        Electronegativities: pymatgen's, or those with Bi 1.9, Tl 1.8 and Hg 1.9.

    Raises
    ------
    ValueError
        The text is not the formula of an oxide of metals, with halogens or without, of known electronegativity.
    """
    from tcreferee.physics.ionic_bond_pairing import mean_ionicity

    amounts = amounts_of(composition)
    anions = [(amount, _electronegativity(element, scale)) for element, amount in amounts.items() if element in ANIONS]
    cations = {element: amount for element, amount in amounts.items() if element not in ANIONS}
    if "O" not in amounts or not cations:
        raise ValueError(f"'{composition}' is not an oxide")
    bonded = [(amount, _electronegativity(element, scale)) for element, amount in cations.items()]
    neither = ", ".join(element for element in cations if element in NEITHER)
    if neither:
        raise ValueError(f"'{composition}' holds {neither}, neither a metal nor one of the anions {', '.join(ANIONS)}")
    total = math.fsum(amount for amount, _ in anions)
    return math.fsum(amount * mean_ionicity(chi, bonded) for amount, chi in anions) / total


def _electronegativity(element: str, scale: str) -> float:
    value = SCALES[scale].get(element, PAULING.get(element))
    if value is None:
        raise ValueError(f"the electronegativity of {element} is not known")
    return value
