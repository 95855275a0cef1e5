"""The recipes a sidecar may name: each with its arguments and what it gives.

A sidecar names a recipe and the columns and numbers it works on; it cannot bring a formula of its own, so
nothing in a data folder is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tcreferee.data import TEXT, formulas
from tcreferee.data.ionicity import SCALES, pauling_ionicity

ANY = "any"
Value = float | None


@dataclass(frozen=True)
class Argument:
    """What a recipe wants.

    Parameters
    ----------
    kind : {"column", "columns", "number", "value", "word"}
        One column, several, a number written in the sidecar, either a column or a number, one of some words.
    quantity : str
        Quantity the columns must hold; "" for the quantity of the result, "any" for whatever they hold.
    words : tuple of str
        The words to choose from.
    """

    kind: Literal["column", "columns", "number", "value", "word"]
    quantity: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recipe:
    """A named formula.

    Parameters
    ----------
    formula : str
        The formula in words a reader of the report understands.
    arguments : mapping of str to Argument
        What it needs.
    gives : str
        Quantity of the result; "" for whatever the sidecar declares.
    compute : callable
        Takes the arguments by name; raises ValueError with a sentence if they make no sense.
    gaps : bool
        Whether `compute` deals with empty cells (None); otherwise one empty cell leaves the result empty.
    """

    formula: str
    arguments: Mapping[str, Argument]
    gives: str
    compute: Callable[..., Value]
    gaps: bool = False


def _smallest(columns: Sequence[Value]) -> Value:
    return min((x for x in columns if x is not None), default=None)


def _largest(columns: Sequence[Value]) -> Value:
    return max((x for x in columns if x is not None), default=None)


def _nearest(to: Value, columns: Sequence[Value]) -> Value:
    if to is None:
        return None
    return min((x for x in columns if x is not None), key=lambda x: abs(x - to), default=None)


def _nearest_product(tc: Value, candidates: Sequence[Value], product: Value) -> Value:
    if tc is None or product is None:
        return None
    present = [x for x in candidates if x is not None]
    return min(present, key=lambda x: abs(tc * x * x - product), default=None)


def _linear(x: float, intercept: float, slope: float) -> float:
    return intercept + slope * x


def _unified_x(n: float, d0: float, alpha: float) -> float:
    from tcreferee.physics.general_model_screening import unified_x_K_m05

    return unified_x_K_m05(n, d0 * formulas.ANGSTROM, alpha)


def _closing_length(d0: float, r_plus: float, alpha: float, tc: float) -> float:
    return (d0 - 2 * r_plus - alpha * tc * d0) / 2


def _t_u_less_tc(d0: float, r_plus: float, alpha: float, tc: float) -> Value:
    from tcreferee.physics.general_model_screening import t_u_metal_K, unified_y_K

    difference_K = unified_y_K(t_u_metal_K(d0 * formulas.ANGSTROM, r_plus * formulas.ANGSTROM, alpha), tc)
    # the figure has logarithmic axes: it has no place for other rows, and no comparison may take their logarithm
    return difference_K if difference_K > 0 else None


def _column(quantity: str) -> Argument:
    return Argument("column", quantity)


def _value(quantity: str) -> Argument:
    return Argument("value", quantity)


_NUMBER = Argument("number")
_SEVERAL: dict[str, Argument] = {"columns": Argument("columns")}

RECIPES: dict[str, Recipe] = {
    "smallest": Recipe("min_j x_j over the columns that are not empty", _SEVERAL, "", _smallest, gaps=True),
    "largest": Recipe("max_j x_j over the columns that are not empty", _SEVERAL, "", _largest, gaps=True),
    "nearest": Recipe(
        "the x_j nearest to another column, of the columns that are not empty",
        {"to": Argument("column", ANY), "columns": Argument("columns")},
        "",
        _nearest,
        gaps=True,
    ),
    "nearest_product": Recipe(
        "the x_j for which tc x_j^2 lies nearest to the printed product",
        {"tc": _column("tc_K"), "candidates": Argument("columns", "xi_A"), "product": _column("lambda_KA2")},
        "xi_A",
        _nearest_product,
        gaps=True,
    ),
    "linear": Recipe(
        "intercept + slope x, in the units of the program",
        {"x": _column(ANY), "intercept": _NUMBER, "slope": _NUMBER},
        "",
        _linear,
    ),
    "hole_density_from_oxygen": Recipe(
        "n = (y - 6)/V(y), V(y) = v6_A3 + dv_A3 (y - 6) in cubic angstrom, y - 6 holes per cell",
        {"oxygen": _column("oxygen_content"), "v6_A3": _NUMBER, "dv_A3": _NUMBER},
        "n_m3",
        formulas.hole_density_from_oxygen,
    ),
    "hole_density_from_doping": Recipe(
        "n = planes p/V, p holes per plane copper, V the volume that holds so many planes' coppers",
        {"doping": _column("doping"), "volume_A3": _value("volume_A3"), "planes": _value("count")},
        "n_m3",
        formulas.hole_density_from_doping,
    ),
    "hole_doping_bi2212": Recipe(
        "p = delta - x/2 holes per copper of Bi2Sr2Ca1-xYxCu2O8+delta, by charge balance",
        {"oxygen": _column("oxygen_content"), "yttrium": _value("content")},
        "doping",
        formulas.hole_doping_bi2212,
    ),
    "density_from_cubic_cell": Recipe(
        "n = atoms Z/a^3 of a cubic element with Z conduction electrons per atom",
        {"lattice": _column("length_A"), "atoms": _value("count"), "valence": _value("valence")},
        "n_m3",
        formulas.density_from_cubic_cell,
    ),
    "london_density": Recipe(
        "n = m_e/(mu0 e^2 lambda^2), with m* = m_e",
        {"penetration_depth": _column("penetration_depth_nm")},
        "n_m3",
        formulas.london_density,
    ),
    "pair_density_london": Recipe(
        "n_pair = (m_pair/4)/(mu0 e^2 lambda^2), two carriers of half the mass of a pair",
        {"penetration_depth": _column("penetration_depth_nm"), "pair_mass": _column("m_pair_me")},
        "n_pair_m3",
        formulas.pair_density_london,
    ),
    "inverse_square": Recipe(
        "1/lambda^2",
        {"penetration_depth": _column("penetration_depth_nm")},
        "inv_lambda2_um2",
        formulas.inverse_square,
    ),
    "free_electron_fermi_energy": Recipe(
        "E_F = hbar^2 (3 pi^2 n)^(2/3)/(2 m_e)",
        {"n": _column("n_m3")},
        "fermi_energy_eV",
        formulas.free_electron_fermi_energy,
    ),
    "standing_wave_energy": Recipe(
        "E = h^2/(8 m_e R^2), the energy of an electron whose wavelength is 2R",
        {"length": _column("length_A")},
        "standing_energy_eV",
        formulas.standing_wave_energy,
    ),
    "valence_from_density": Recipe(
        "Z = n M/(rho N_A)",
        {"n": _column("n_m3"), "molar_mass": _value("molar_mass_kgmol"), "density": _value("density_kgm3")},
        "valence",
        formulas.valence_from_density,
    ),
    "unified_x": Recipe(
        "n^(-1/6)/(alpha d0)",
        {"n": _column("n_m3"), "d0": _column("d0_A"), "alpha": _column("expansion_perK")},
        "unified_x_K_m05",
        _unified_x,
    ),
    "closing_length": Recipe(
        "(d0 - 2 r+ - alpha Tc d0)/2, the screening length that closes the channel of a metal at Tc",
        {
            "d0": _column("d0_A"),
            "r_plus": _column("r_plus_A"),
            "alpha": _column("expansion_perK"),
            "tc": _column("tc_K"),
        },
        "length_A",
        _closing_length,
    ),
    "t_u_less_tc": Recipe(
        "T_U - Tc with T_U = (d0 - 2 r+)/(alpha d0) of metals; empty where T_U does not exceed Tc",
        {
            "d0": _column("d0_A"),
            "r_plus": _column("r_plus_A"),
            "alpha": _column("expansion_perK"),
            "tc": _column("tc_K"),
        },
        "t_u_less_tc_K",
        _t_u_less_tc,
    ),
    "pauling_ionicity": Recipe(
        "mean over the bonds, weighted by atoms, of 1 - exp(-(chi_anion - chi_cation)^2/4)",
        {"composition": _column(TEXT), "scale": Argument("word", words=tuple(SCALES))},
        "ionicity",
        pauling_ionicity,
    ),
}
