"""Recomputations of the ionic-bond-pairing paper: ionicity of twelve oxides, energies of ions, lengths of pairs.

An electronegativity scale is a convention and is used as tabulated, as the authors must have used it: its values are
exact in data/claims, so a printed ionicity is allowed half a unit of its own last digit and nothing more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from tcreferee.physics.ionic_bond_pairing import (
    affinity_of_heat_eV,
    bond_ionicity,
    bond_over_exchange,
    mean_ionicity,
    screened_coulomb_eV,
    screening_length_A,
    thermal_energy_meV,
    two_electron_affinity_eV,
)

# Table 1, taken literally.
COMPOUNDS = (
    "YBa2Cu3O7", "Bi2Sr2CaCu2O8", "Bi2Sr2Ca2Cu3O10", "Tl2Ba2Ca2Cu3O10", "HgBa2CuO4", "HgBa2Ca2Cu3O10", "LaNiO2",
    "PrNiO2", "NdNiO2", "La3Ni2O7", "La2PrNiO7", "La2PrNi2O7",
)  # fmt: skip
# The only elements whose electronegativity differs between the handbook and pymatgen.
DISPUTED = ("Bi", "Tl", "Hg")


def mean_of_cations(compound: str) -> Callable[..., float]:
    """Return the mean bond ionicity over the metal atoms of an oxide, as a function of X_O and the X of each metal."""
    cations = [(metal, int(n or 1)) for metal, n in re.findall(r"([A-Z][a-z]?)(\d*)", compound) if metal != "O"]

    def recompute(**X: float) -> float:
        return mean_ionicity(X["X_O"], [(n, X[f"X_{metal}"]) for metal, n in cations])

    return recompute


def table_1() -> dict[str, Callable[..., float]]:
    """Return the functions of Table 1, of the same with the handbook's values, and of a misprinted formula as meant."""
    found = {f"table-1.{compound.lower()}": mean_of_cations(compound) for compound in COMPOUNDS}
    disputed = [compound for compound in COMPOUNDS if any(metal in compound for metal in DISPUTED)]
    found |= {f"table-1.{compound.lower()}.handbook": mean_of_cations(compound) for compound in disputed}
    return {**found, "table-1.la2prnio7.as-meant": mean_of_cations("La2PrNi2O7")}


RECOMPUTE: dict[str, Callable[..., float]] = {
    **table_1(),
    "table-1.range-lower": lambda **cells: min(cells.values()),
    "table-1.range-upper*": lambda **cells: max(cells.values()),
    "nacl-ionicity": lambda X_Cl, X_Na: 100 * bond_ionicity(X_Cl, X_Na),
    "oxygen-rank": lambda X_O, **others: 1.0 + sum(value > X_O for value in others.values()),
    "eq-1.affinity": lambda A: A,
    "eq-2.affinity": lambda heat: affinity_of_heat_eV(heat),
    "eq-3.sum": lambda first, second: two_electron_affinity_eV(first, second),
    "ionization-*-lower": lambda **metals: min(metals.values()),
    "ionization-*-upper*": lambda **metals: max(metals.values()),
    "valence-oxygen": lambda Cu, Y, Ba: -(Y + 2 * Ba + 3 * Cu) / 7,
    "bond-over-exchange-*": lambda bond, J: bond_over_exchange(bond, J),
    "thermal-energy": lambda T: thermal_energy_meV(T),
    "fig-4.screening-length": lambda n: screening_length_A(n * 1e6),
    "fig-4.repulsion-*": lambda r, length: screened_coulomb_eV(1.0, r, length),
    "eq-6.parity": lambda l: math.cos(math.pi * l),  # noqa: E741
    "evidence-22.carriers": lambda planes, p, V: planes * p / V * 1e24,
}


def _needed(metal: str, counts: dict[str, int], target: float, X: dict[str, float]) -> float:
    """Return the electronegativity of a metal, or of oxygen, with which the mean ionicity is the target."""
    from scipy.optimize import brentq

    def excess(value: float) -> float:
        changed = {**X, metal: value}
        return mean_ionicity(changed["O"], [(n, changed[each]) for each, n in counts.items()]) - target

    low, high = (2.5, 4.0) if metal == "O" else (0.3, X["O"])
    return float(brentq(excess, low, high))


def _notes_of(compound: str) -> dict[str, Callable[..., float]]:
    """Return, for a row that differs, what each electronegativity would have to be: `Bi_from`, `Bi_to`, `O_move`."""
    counts = {metal: int(n or 1) for metal, n in re.findall(r"([A-Z][a-z]?)(\d*)", compound) if metal != "O"}
    names = [f"X_{element}" for element in ("O", *counts)]

    def end(metal: str, side: int) -> Callable[..., float]:
        def value(printed: float, half_unit: float, **X: float) -> float:
            target = printed - side * half_unit  # a larger electronegativity of a metal makes the bond less ionic
            return _needed(metal, counts, target, {name.removeprefix("X_"): X[name] for name in names})

        return value

    found: dict[str, Callable[..., float]] = {}
    for metal in counts:
        found |= {f"{metal}_from": end(metal, -1), f"{metal}_to": end(metal, 1)}
    oxygen = end("O", 0)
    return {**found, "O_move": lambda printed, half_unit, **X: oxygen(printed, half_unit, **X) - X["X_O"]}


# Numbers for the notes.
NOTES: dict[str, dict[str, Callable[..., float]]] = {
    **{f"table-1.{compound.lower()}": _notes_of(compound) for compound in COMPOUNDS},
    "valence-copper": {"with_oxide": lambda Y, Ba: (7 * 2 - Y - 2 * Ba) / 3},
    "bond-over-exchange-ab": {"bond_needed": lambda J, printed: printed / 10**0.5 * J / 1000},
    "fig-4.screening-length": {
        "spacing": lambda n: 1e8 * n ** (-1 / 3),
        "spacings": lambda n, recomputed: 1e8 * n ** (-1 / 3) / recomputed,
    },
}
