"""Recomputations of the exchange-interaction paper: wave functions, the gap, Table 1, bismuth and condensation."""

from __future__ import annotations

import math
from collections.abc import Callable

from tcreferee.papers.recomputations import _elements_of_waves as elements
from tcreferee.physics.exchange_standing_wave import (
    bragg_wavelength_A,
    condensation_ratio_unrounded,
    fermi_density_per_A3,
    fermi_energy_of_A3_eV,
    gap_number,
    scatter_range_eV,
    singlet_gain_eV,
    standing_energy_eV,
    standing_length_A,
    states_per_pair_unit,
)

Row = dict[str, Callable[..., float]]


def standing_wave_norm() -> float:
    """Return the square of exp(ix) + exp(-ix), averaged over a period."""
    from scipy.integrate import quad

    return float(quad(lambda x: (2 * math.cos(x)) ** 2, 0, 2 * math.pi)[0] / (2 * math.pi))


def half_of_square() -> float:
    """Return the integral of H dH, in units of H^2."""
    from scipy.integrate import quad

    return float(quad(lambda field: field, 0, 1)[0])


def log_slope(function: Callable[[float], float], step: float = 1e-4) -> float:
    """Return the logarithmic derivative at 4, an arbitrary place: the functions are powers."""
    ratio = function(4 * (1 + step)) / function(4 * (1 - step))
    return math.log(ratio) / math.log((1 + step) / (1 - step))


def middle_gap_eV(ratio: float, Tc_low: float, Tc_high: float) -> float:
    """Return the gap at the middle, on a logarithmic scale, of the range of critical temperatures."""
    from scipy import constants as c

    return float(ratio * c.k * math.sqrt(Tc_low * Tc_high) / c.e)


def kinetic_rise() -> float:
    """Return the energy, in |Delta|, that half the momentum of a pair of kinetic energy 2|Delta| adds to a wave."""
    mass, wave = 0.5, 30.0  # units of energy |Delta| and momentum sqrt(2 m |Delta|); the wave number drops out
    half = math.sqrt(2 * (2 * mass) * 2) / 2
    return ((wave + half) ** 2 + (wave - half) ** 2) / 2 - wave**2


def filled_share(E_F: float, gap: float) -> float:
    """Return the states between E_F - |Delta| and E_F over S(E_F) |Delta|, S as the square root of the energy."""
    return 2 / 3 * (math.pow(E_F, 1.5) - math.pow(E_F - gap, 1.5)) / (math.sqrt(E_F) * gap)


def bcc_diagonal_A(a: float) -> float:
    """Return R_111 of a bcc crystal: half the body diagonal."""
    return a * math.sqrt(3) / 2


def ef_of_lattice(a: float) -> float:
    """Return the free Fermi energy, eV, of a bcc crystal with one conduction electron an atom."""
    return fermi_energy_of_A3_eV(2 / a**3)


def e111_of_lattice(a: float) -> float:
    """Return the energy, eV, at wavelength 2 R_111 of a bcc crystal."""
    return standing_energy_eV(bcc_diagonal_A(a))


# Without a printed lattice parameter each energy of a row of Table 1 asks the next one for it, in a circle of three.
def ef_of_e100(E_100: float) -> float:
    """Return E_F of the lattice parameter that E_100 implies."""
    return ef_of_lattice(standing_length_A(E_100))


def e100_of_e111(E_111: float) -> float:
    """Return E_100 of the lattice parameter that E_111 implies."""
    return standing_energy_eV(standing_length_A(E_111) / bcc_diagonal_A(1.0))


def e111_of_ef(E_F: float) -> float:
    """Return E_111 of the lattice parameter that E_F implies."""
    return e111_of_lattice((2 / fermi_density_per_A3(E_F)) ** (1 / 3))


def rhombohedral_length_A(edge_A: float, difference_A: float, h: int, k: int) -> float:
    """Return the length of h a1 + k a2 from the edge a and |a1 - a2| of a rhombohedral cell."""
    cosine = 1 - difference_A**2 / (2 * edge_A**2)
    return edge_A * math.sqrt(h * h + k * k + 2 * h * k * cosine)


def wave_of_density_m(N: float) -> float:
    """Return the wavelength at the Fermi energy from the carrier density per cm^3; the mass cancels."""
    return 2 * standing_length_A(fermi_energy_of_A3_eV(N * 1e-24)) * 1e-10


def bose_prefactor() -> float:
    """Return 2 pi/zeta(3/2)^(2/3)."""
    from scipy.special import zeta

    return float(2 * math.pi / zeta(1.5) ** (2 / 3))


def _table_1() -> Row:
    """Return the functions of Table 1: Li and Cs have a printed lattice parameter, the others imply one."""
    stated: Row = {"e-f": ef_of_lattice, "e-100": lambda a: standing_energy_eV(a), "e-111": e111_of_lattice}
    implied: Row = {"e-f": ef_of_e100, "e-100": e100_of_e111, "e-111": e111_of_ef}
    rows: dict[str, Row] = {"li": stated, "cs": stated, "na": implied, "k": implied, "rb": implied}
    cells = {f"table-1.{metal}.{energy}": value for metal, row in rows.items() for energy, value in row.items()}
    return {**cells, "table-1.*.e-f-minus-e-1??": lambda E_F, E: E_F - E}


RECOMPUTE: Row = {
    "eq-2.1.norm": lambda s: 2 * (1 + s**2),
    "eq-2.9.gain": lambda s: singlet_gain_eV(1.0, s**2, s),
    "eq-2.13.norm": standing_wave_norm,
    "magnetic-energy": half_of_square,
    "eq-3.1.second": lambda n: bragg_wavelength_A(1.0, n),
    "eq-3.2.factor": lambda: 1 / ((1 / 2) ** 2 / 2),
    "eq-3.12.factor": lambda: (3 / math.pi) ** (2 / 3) / ((3 * math.pi**2) ** (2 / 3) / (2 * (2 * math.pi) ** 2)),
    "exponent.e-2r": lambda: log_slope(standing_energy_eV),
    "exponent.e-f": lambda: log_slope(lambda length: fermi_energy_of_A3_eV(length**-3)),
    "exponent.isotope": lambda: log_slope(lambda mass: 1 / math.sqrt(mass)),
    "gap.order": middle_gap_eV,
    "pressure.order": elements.order_of_pressures,
    "isotope.sign": elements.signs_of_isotopes,
    "gap.order.lithium": lambda E_F, E_100, E_111: min(abs(E_F - E_100), abs(E_F - E_111)),
    "delta-over-kt": lambda k: k,
    "pair-momentum": lambda mass: 2 * mass * 2,
    "kinetic-rise": kinetic_rise,
    "pair-density": filled_share,
    "eq-3.6.edge": lambda: scatter_range_eV(1.0, 1.0),
    "eq-3.5.edge": lambda: scatter_range_eV(1.0, -1.0),
    "eq-3.7": lambda: scatter_range_eV(1.0, -0.4),
    "eq-3.8": lambda: 0.4 + scatter_range_eV(1.0, 0.4),
    **_table_1(),
    "table-1.li.e-f-minus-e-100.by-rule": lambda a: ef_of_lattice(a) - standing_energy_eV(a),
    "table-1.li.e-f-minus-e-111.by-rule": lambda a: ef_of_lattice(a) - e111_of_lattice(a),
    "text.li.e-100": lambda a: standing_energy_eV(a),
    "text.cs.r-111": bcc_diagonal_A,
    "text.cs.e-111": lambda R: standing_energy_eV(R),
    "text.cs.e-f": ef_of_lattice,
    "c.low": lambda E_1, Tc: gap_number(E_1, Tc),
    "c.high": lambda E_1, Tc: gap_number(E_1, Tc),
    "c.fermi-metals": lambda ratio: ratio,
    "bismuth.lambda-f": lambda E_F: 2 * standing_length_A(E_F) * 1e-10,
    "bismuth.lambda-f.of-density": wave_of_density_m,
    "bismuth.density": lambda E_F: fermi_density_per_A3(E_F) * 1e24,
    "bismuth.r": lambda lambda_: lambda_ / 2,
    "bismuth.r-810": lambda a, d: rhombohedral_length_A(a, d, 8, 1) * 1e-10,
    "bismuth.r-910": lambda a, d: rhombohedral_length_A(a, d, 9, 1) * 1e-10,
    "bismuth.lambda-f.rounded": lambda lambda_: lambda_,
    "bismuth.density-limit": lambda lambda_: (100 * lambda_) ** -3,
    "dos.factor": lambda: (states_per_pair_unit() * math.pi**2) ** 2,
    "bose.factor": bose_prefactor,
    "eq-3.13.prefactor": lambda bose, ratio: condensation_ratio_unrounded(bose, ratio, 1.0),
    "eq-3.13.delta-over-kt": lambda bose: 1 / condensation_ratio_unrounded(bose, 1.0, 1.0),
    "eq-3.13.exponent": lambda bose, ratio: (
        1 / math.log10(condensation_ratio_unrounded(bose, ratio, 10.0) / condensation_ratio_unrounded(bose, ratio, 1.0))
    ),
}


def _c_of_squared_energy(E_1: float, Tc: float) -> float:
    """Return C of Eq. (3.11) for a density of states as the square of the energy.

    The Fermi integral of (a + y)^2 less that of a step is pi^2 a/3; the states beyond C balance it.
    """
    from scipy import constants as c
    from scipy.integrate import quad
    from scipy.optimize import brentq

    a = E_1 * c.e / (c.k * Tc)
    above = math.pi**2 / 3 * a

    def excess(C: float) -> float:
        return float(quad(lambda y: (a + y) ** 2 / (math.exp(y) + 1), C, C + 80, epsabs=0, epsrel=1e-11)[0] - above)

    return float(brentq(excess, 0.1, 40))


def _beyond_limit(E_1: float, Tc: float, recomputed: float) -> float:
    """Return how far C is from its limit for a low temperature, ln(12 E_1/(pi^2 k_B Tc)), as a share of itself."""
    from scipy import constants as c

    return recomputed - math.log(12 * E_1 * c.e / (math.pi**2 * c.k * Tc))


def _pairs_per_cm3(printed: float) -> float:
    """Return the density of pairs of two free electrons that condense at a temperature, K, by the paper's T_BEC."""
    from scipy import constants as c

    return float((c.k * printed * 2 * c.m_e / (3.3125 * c.hbar**2)) ** 1.5 * 1e-6)


def _hexagonal_length_m(d: float, h: int, k: int) -> float:
    """Return the length of h a1 + k a2 in hexagonal axes, whose edge is |a1 - a2| of the rhombohedral cell."""
    return d * math.sqrt(h * h + k * k - h * k) * 1e-10


_FREE_BISMUTH = fermi_density_per_A3(25e-3) * 1e24 / 3e17  # density of 25 meV over the quoted one
_LITHIUM: Row = {
    "over": lambda a: ef_of_lattice(a) / 3.2,
    "a_needed": lambda: (2 / fermi_density_per_A3(3.2)) ** (1 / 3),
    "ratio_100": lambda a: ef_of_lattice(a) / standing_energy_eV(a),
    "ratio_111": lambda a: ef_of_lattice(a) / e111_of_lattice(a),
}

# Numbers for the notes.
NOTES: dict[str, Row] = {
    "pressure.order": {"without": elements.order_without_ambient},
    "heavy-mass": {
        "one": lambda: (3 / math.pi) ** (2 / 3),
        "two": lambda: (6 / math.pi) ** (2 / 3),
        "needed": lambda printed: math.pi / 3 * printed**1.5,
    },
    "kinetic-rise": {"spread": lambda: 2 * math.sqrt(3.2 * 1e-3)},
    "table-1.li.e-f*": _LITHIUM,
    "c.high": {"beyond_limit": _beyond_limit},
    "c.fermi-metals": {"share": lambda ratio: ratio / gap_number(0.25, 50.0)},
    "c.steep.*": {
        "squared_low": lambda: _c_of_squared_energy(0.25, 50.0),
        "squared_high": lambda: _c_of_squared_energy(3.0, 0.1),
        "steeper_low": lambda: math.exp(4.5 - 3),
        "steeper_high": lambda: math.exp(11 - 7),
    },
    "bismuth.lambda-f": {"with_hbar": lambda recomputed: recomputed / (2 * math.pi)},
    "bismuth.*density": {"factor": lambda: _FREE_BISMUTH, "mass": lambda: _FREE_BISMUTH ** (-2 / 3)},
    "bismuth.r-*": {
        "hexagonal_810": lambda d: _hexagonal_length_m(d, 8, 1),
        "hexagonal_910": lambda d: _hexagonal_length_m(d, 9, 1),
    },
    "bismuth.density-limit": {"carriers": lambda: 8 * math.pi / 3},
    "silver-gold.t-bec": {
        "pairs": _pairs_per_cm3,
        "spacing_nm": lambda printed: 1e7 * _pairs_per_cm3(printed) ** (-1 / 3),
    },
}
