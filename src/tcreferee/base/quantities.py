"""The names of physical quantities that models and tables use, each with unit, symbol and possible range.

A dataset column declares which quantity it holds; a model declares which quantities it needs.
Units are converted to the ones below once, when a table is tidied. The ranges express only physics
and bookkeeping (a density is positive), never an expectation about results.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quantity:
    """A physical quantity.

    Parameters
    ----------
    name : str
        Word used in models and tables; carries its unit (`tc_K`).
    unit : str
        Unit as pint reads it; "" when dimensionless.
    symbol : str
        Matplotlib mathtext without the dollar signs.
    label : str
        Words for axes and tables.
    lower, upper : float
        Open interval of physically possible values.
    zero : bool
        Whether `lower` itself is possible (no doping, ambient pressure).
    values : tuple of float
        The only possible values, if the quantity is a class; empty if it is a number.
    scale : float
        Typical magnitude. The null models take their input in units of it, so that their coefficients
        stay near one.
    declared_in : str
        File that declares a quantity of one's own; "" for those of the package.
    """

    name: str
    unit: str
    symbol: str
    label: str
    lower: float = -math.inf
    upper: float = math.inf
    scale: float = 1.0
    zero: bool = False
    values: tuple[float, ...] = ()
    declared_in: str = field(default="", compare=False)

    def allows(self, value: float) -> bool:
        """Whether physics and bookkeeping allow `value`."""
        if self.values:
            return value in self.values
        return self.lower < value < self.upper or (self.zero and value == self.lower)

    @property
    def named(self) -> str:
        """Label with symbol; the label alone where the symbol only repeats it."""
        return self.label if self.symbol == word_symbol(self.label) else f"{self.label}, ${self.symbol}$"

    @property
    def axis_label(self) -> str:
        """Label with symbol and unit for a figure axis."""
        return self.named + (f" ({display_unit(self.unit)})" if self.unit else "")


def word_symbol(words: str) -> str:
    r"""Return the symbol of what has only a name: "M" is M, "T F" is T with an index, "gap ratio" stands upright.

    >>> word_symbol("T F"), word_symbol("gap ratio")
    ('T_\\mathrm{F}', '\\mathrm{gap\\ ratio}')
    """
    if re.fullmatch(r"[A-Za-z](?: [A-Za-z0-9]{1,3})?", words):
        letter, _, index = words.partition(" ")
        return rf"{letter}_\mathrm{{{index}}}" if index else letter
    return rf"\mathrm{{{words.replace(' ', r'\ ')}}}"


_UNIT_WORDS = {
    "kelvin": "K",
    "1/meter**3": "m$^{-3}$",
    "electron_mass": "$m_e$",
    "angstrom": "Å",
    "nanometer": "nm",
    "kelvin*angstrom**2": "K Å$^2$",
    "kelvin*meter**-0.5": "K m$^{-1/2}$",
    "1/kelvin": "K$^{-1}$",
    "angstrom**3": "Å$^3$",
    "kilogram/meter**3": "kg m$^{-3}$",
    "electron_volt": "eV",
    "millielectron_volt": "meV",
    "gigapascal": "GPa",
    "1/micrometer**2": "µm$^{-2}$",
    "kelvin/gigapascal": "K GPa$^{-1}$",
    "1/gigapascal": "GPa$^{-1}$",
    "kilogram/mole": "kg mol$^{-1}$",
}


_POWER = re.compile(r"(?:\*\*|\^)\s*([+-]?[0-9.]+)")


def display_unit(unit: str) -> str:
    """Return `unit` as physicists write it (mathtext).

    >>> display_unit("mJ/(mol*K^2)")
    'mJ/(mol K$^{2}$)'
    """
    return _UNIT_WORDS.get(unit) or _POWER.sub(r"$^{\1}$", unit).replace("*", " ")


_ALL = (
    Quantity("tc_K", "kelvin", "T_c", "critical temperature", 0.0, 1000.0),
    Quantity("n_m3", "1/meter**3", "n", "carrier density", 0.0, 1e31, scale=1e27),
    Quantity("n_pair_m3", "1/meter**3", r"n_\mathrm{pair}", "Cooper-pair density", 0.0, 1e31, scale=1e27),
    Quantity("m_pair_me", "electron_mass", r"m_\mathrm{pair}^*", "Cooper-pair effective mass", 0.0, 1e5),
    Quantity("xi_A", "angstrom", r"\xi", "quantum-well length", 0.0, 100.0),
    Quantity("lambda_KA2", "kelvin*angstrom**2", r"T_c\,\xi^2", "correlation strength factor", 0.0, 1e6),
    Quantity("wavelength_nm", "nanometer", r"\lambda_0", "thermal wavelength", 0.0, 1e6),
    Quantity("oxygen_content", "", "y", "oxygen content", 0.0, 100.0),
    Quantity("content", "", "x", "atoms per formula unit", 0.0, 100.0, zero=True),
    Quantity("count", "", "N", "count", 0.0, 1e6),
    Quantity("doping", "", "p", "doped holes per plane copper", 0.0, 1.0, zero=True),
    Quantity("penetration_depth_nm", "nanometer", r"\lambda_L", "penetration depth", 0.0, 1e6),
    Quantity("inv_lambda2_um2", "1/micrometer**2", r"\lambda^{-2}", "inverse squared penetration depth", 0.0, 1e12),
    Quantity("length_A", "angstrom", "d", "length in the crystal", 0.0, 1000.0),
    Quantity("volume_A3", "angstrom**3", "V", "volume", 0.0, 1e6),
    Quantity("expansion_perK", "1/kelvin", r"\alpha", "thermal expansion coefficient", -1e-3, 1e-3),
    Quantity("valence", "", "Z", "conduction electrons per atom", 0.0, 20.0),
    Quantity("density_kgm3", "kilogram/meter**3", r"\rho", "mass density", 0.0, 1e5),
    Quantity("molar_mass_kgmol", "kilogram/mole", "M", "molar mass", 0.0, 10.0),
    Quantity("electronegativity", "", r"\chi", "electronegativity", 0.0, 5.0),
    Quantity("ionicity", "", "f_i", "ionicity", 0.0, 1.0),
    Quantity("energy_eV", "electron_volt", "E", "energy", 0.0, 1e6),
    Quantity("energy_meV", "millielectron_volt", "E", "energy", 0.0, 1e6),
    Quantity("temperature_K", "kelvin", "T", "temperature", 0.0, 1e6, zero=True),
    Quantity("pressure_GPa", "gigapascal", "P", "pressure", 0.0, 1e4, zero=True),
    Quantity("tc_slope_KGPa", "kelvin/gigapascal", r"\mathrm{d}T_c/\mathrm{d}P", "slope of Tc with pressure"),
    Quantity("kappa_perGPa", "1/gigapascal", r"\kappa", "compressibility", -1.0, 1.0),
    Quantity("coupling", "", r"\lambda", "electron-phonon coupling", 0.0, 10.0),
    Quantity("mu_star", "", r"\mu^*", "Coulomb pseudopotential", 0.0, 1.0),
    Quantity("ratio", "", "r", "ratio", 0.0, 1e9),
    Quantity("general", "", "q", "quantity of either sign, in a unit of one's own"),
    Quantity("superconducting", "", "s", "superconducting (1) or not (0)", -0.5, 1.5, values=(0.0, 1.0)),
    Quantity("d0_A", "angstrom", "d_0", "distance of nearest neighbours", 0.0, 1000.0),
    Quantity("r_plus_A", "angstrom", "r_+", "cation radius", 0.0, 1000.0),
    Quantity("r_minus_A", "angstrom", "r_-", "anion radius", 0.0, 1000.0),
    Quantity("theta_debye_K", "kelvin", r"\theta_D", "Debye temperature", 0.0, 1e5),
    Quantity("omega_log_K", "kelvin", r"\omega_\mathrm{log}", "logarithmic phonon frequency", 0.0, 1e5),
    Quantity("omega_2_K", "kelvin", r"\omega_2", "root of the second moment of the phonon frequency", 0.0, 1e5),
    Quantity("fermi_energy_eV", "electron_volt", "E_F", "Fermi energy", 0.0, 1e6),
    Quantity("standing_energy_eV", "electron_volt", r"E_{\lambda=2R}", "energy of the standing wave", 0.0, 1e6),
    Quantity("ell_A", "angstrom", r"\ell", "spacing of the charges within a layer", 0.0, 1000.0),
    Quantity("zeta_A", "angstrom", r"\zeta", "distance of the interacting layers", 0.0, 1000.0),
    Quantity("n_planes", "", r"n_\mathrm{CuO_2}", "copper-oxygen planes in a stack", 0.0, 100.0),
    Quantity("t_u_less_tc_K", "kelvin", r"T_U - T_c", "distance of Tc below its limit", 0.0),
    Quantity(
        "unified_x_K_m05", "kelvin*meter**-0.5", r"n^{-1/6}/(\alpha d_0)", "abscissa of the unified plot", scale=1e13
    ),
)

# kinds of quantity of which a table may have several: the name of a column says which one it is
GENERAL = "general"
KINDS = frozenset({
    "content", "count", "energy_eV", "energy_meV", "general", "length_A", "ratio", "temperature_K", "volume_A3",
})  # fmt: skip
# the two kinds of response that have a prior of their own: a temperature, and yes or no
TC, CLASS = "tc_K", "superconducting"
QUANTITIES: dict[str, Quantity] = {quantity.name: quantity for quantity in _ALL}
