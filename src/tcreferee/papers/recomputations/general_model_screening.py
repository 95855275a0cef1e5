"""Recomputations of the screening paper: dimensions, coefficient and exponents of its equations; YBCO; metals."""

from __future__ import annotations

import math
from collections.abc import Callable

from tcreferee.physics import general_model_screening as physics
from tcreferee.physics._thomas_fermi import coefficient_m05, screening_length_m

# A metal in whatever units: the equations with the coefficient that counting states gives in that unit of length.
_D0_M, _R_PLUS_M, _ALPHA_PERK, _N_M3 = 3e-10, 0.9e-10, 1e-7, 1e29
Side = Callable[[float, float], float]


def _length(metre: float, _: float) -> float:
    return physics.screening_length_m(_N_M3 / metre**3, coefficient_m05(metre))


def _width(metre: float, kelvin: float) -> float:
    return physics.channel_width_metal_m(_D0_M * metre, _R_PLUS_M * metre, _length(metre, kelvin))


def _limit(metre: float, kelvin: float) -> float:
    return physics.t_u_metal_K(_D0_M * metre, _R_PLUS_M * metre, _ALPHA_PERK / kelvin)


def _slope(metre: float, kelvin: float) -> float:
    return physics.b_metal_K_m05(_D0_M * metre, _ALPHA_PERK / kelvin, coefficient_m05(metre))


def _tc(metre: float, kelvin: float) -> float:
    return physics.tc_of_density_K(_N_M3 / metre**3, _limit(metre, kelvin), _slope(metre, kelvin))


def _power_of_length(side: Side) -> Callable[[], float]:
    """Return the power of length of an expression, by changing that unit."""
    return lambda: math.log(side(10.0, 1.0) / side(1.0, 1.0)) / math.log(10.0)


def _power_of_temperature(side: Side) -> Callable[[], float]:
    return lambda: math.log(side(1.0, 10.0) / side(1.0, 1.0)) / math.log(10.0)


def _coefficient_units(pi_power: float, three_power: float) -> float:
    """Return e_s^2 m_e e^2/(eps_vac hbar^2) over the given powers of pi and 3."""
    from scipy import constants as c

    ratio = coefficient_m05() ** 2 * c.m_e * c.e**2 / (c.epsilon_0 * c.hbar**2)
    return float(ratio / (math.pi**pi_power * 3**three_power))


def _confined_exponent() -> float:
    """Return the exponent of delta if the same carriers fill only the fraction delta of the volume."""
    return math.log(screening_length_m(1e27 / 1e-4) / screening_length_m(1e27)) / math.log(1e-4)


def _counted_tc_K(alpha_perK: float) -> float:
    width_m = physics.channel_width_metal_m(_D0_M, _R_PLUS_M, screening_length_m(_N_M3))
    return physics.tc_of_width_K(width_m, _D0_M, alpha_perK)


def _figure_slope() -> float:
    """Return (T_U - Tc)/(n^(-1/6)/(alpha d0)) of a metal that obeys Eqs. (1), (2), (4) and (7)."""
    t_u_K = physics.t_u_metal_K(_D0_M, _R_PLUS_M, _ALPHA_PERK)
    y_K = physics.unified_y_K(t_u_K, _counted_tc_K(_ALPHA_PERK))
    return y_K / physics.unified_x_K_m05(_N_M3, _D0_M, _ALPHA_PERK)


def density_on_fit(B: float, T_U: float, Tc: float = 0.0) -> float:
    """Return the carrier density, 1/m^3, at which the fit of YBCO has a Tc."""
    return physics.density_of_tc_m3(Tc, T_U, B)


def width_of_oxide(alpha: float, d0: float, Tc: float) -> float:
    """Return Eq. (4), m."""
    # in this order, not through `physics.width_of_tc_m`: a tolerance of the ledger is a tie in its tenth digit
    return alpha * d0 * 1e-10 * Tc


def valence(n: float, M: float, rho: float) -> float:
    """Return electrons per atom from their density, 1e27/m^3, the molar mass, g/mol, and the density, kg/m^3."""
    from scipy import constants as c

    return float(n * 1e27 * M * 1e-3 / (rho * c.N_A))


RECOMPUTE: dict[str, Callable[..., float]] = {
    "eq-1.dimension": _power_of_length(_width),
    "eq-2.dimension": _power_of_length(_length),
    "eq-3.dimension": _power_of_length(lambda metre, _: coefficient_m05(metre)),
    "eq-4.dimension": _power_of_length(lambda metre, kelvin: _width(metre, kelvin) / (_D0_M * metre)),
    "eq-6.dimension": _power_of_temperature(_tc),
    "eq-7.dimension": _power_of_temperature(_limit),
    "eq-8.dimension": _power_of_length(_slope),
    "eq-2.exponent": lambda: math.log(screening_length_m(8e28) / screening_length_m(1e28)) / math.log(8),
    "eq-3.coefficient": coefficient_m05,
    "eq-3.power-of-pi": lambda: math.log(_coefficient_units(0, -1 / 3)) / math.log(math.pi),
    "eq-3.power-of-3": lambda: -math.log(_coefficient_units(4 / 3, 0)) / math.log(3),
    "supplement.fermi-wavenumber": lambda: (2 * math.pi) ** 3 / (2 * 4 * math.pi / 3),
    "abstract.exponent-alpha": lambda: math.log(_counted_tc_K(2e-7) / _counted_tc_K(1e-7)) / math.log(2),
    "fig-3a.slope": _figure_slope,
    "eq-10.exponent-delta": _confined_exponent,
    "eq-4.volume": lambda axes: ((1 + 1e-6) ** (1 / axes) - 1) / 1e-6,
    "ybco.n-at-*": density_on_fit,
    "ybco.holes": lambda volume, **fit: density_on_fit(**fit) * volume * 1e-30,
    "ybco.delta.*": lambda B, alpha, d0: physics.delta_of_b(B, d0 * 1e-10, alpha, coefficient_m05()),
    "ybco.width": width_of_oxide,
    "accuracy": width_of_oxide,
    "table-2.*.z": valence,
    "table-2.*.ion": lambda Z_printed: float(round(Z_printed)),
    "metals.n.lower": lambda **densities: min(densities.values()) * 1e27,
    "metals.n.upper": lambda **densities: max(densities.values()) * 1e27,
}
